"""Where the Prefect engine reports to: the server that is configured, or the local stand-in."""

import importlib.metadata
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWN_LOGGERS = "flows,extractors,transforms,warehouse"


@contextmanager
def prefect_engine(home: Path) -> Iterator[None]:
    """Prepares the environment that Prefect reads at import; import flows only inside this context.

    With PREFECT_API_URL set, the engine uses that server. Otherwise everything it reports goes to a
    journal under ``home/prefect/journal``, which `hoptac server` shows.
    """
    _set_defaults(home)
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    from flows.local_api import serve_local_api  # not needed, and not paid for, when a server is set

    with serve_local_api(journal_folder(home), importlib.metadata.version("prefect")) as url:
        os.environ["PREFECT_API_URL"] = url
        try:
            yield
        finally:
            del os.environ["PREFECT_API_URL"]


def journal_folder(home: Path) -> Path:
    return home / "prefect" / "journal"


def _set_defaults(home: Path) -> None:
    os.environ.setdefault("PREFECT_HOME", str((home / "prefect").resolve()))
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # Without these two, INFO lines of our packages reach neither the terminal nor the server.
    os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", OWN_LOGGERS)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    # A result file per task run is of no use here: the warehouse is the result.
    os.environ.setdefault("PREFECT_RESULTS_PERSIST_BY_DEFAULT", "false")
    warnings.filterwarnings("ignore", module="prefect")
