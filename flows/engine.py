"""Where the Prefect engine reports to: the server that is configured, or the local stand-in."""

import copy
import importlib.metadata
import logging
import os
import sys
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
    set_prefect_defaults(home)
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    from flows.local_api import serve_local_api  # not needed, and not paid for, when a server is set

    with serve_local_api(journal_folder(home), importlib.metadata.version("prefect")) as url:
        # The stand-in has no pages, so that no run may be told to be seen there.
        stand_in = {"PREFECT_API_URL": url, "PREFECT_UI_URL": ""}
        os.environ.update(stand_in)
        try:
            yield
        finally:
            _flush_logs()
            for name in stand_in:
                del os.environ[name]


def journal_folder(home: Path) -> Path:
    return home / "prefect" / "journal"


def show_own_logs() -> None:
    """Lets INFO lines of our packages through; call it after Prefect was imported."""
    for name in OWN_LOGGERS.split(","):
        logging.getLogger(name).setLevel(logging.INFO)
    if not os.environ.get("HOPTAC_DEBUG"):
        _keep_tracebacks_off_the_terminal()


class _Line(logging.Formatter):
    """What another formatter makes of a record, without the traceback."""

    def __init__(self, whole: logging.Formatter) -> None:
        super().__init__()
        self._whole = whole

    def format(self, record: logging.LogRecord) -> str:
        short = copy.copy(record)
        short.exc_info = short.exc_text = None
        return self._whole.format(short)


def _keep_tracebacks_off_the_terminal() -> None:
    """Prefect prints the traceback of what ends a flow; the journal keeps it, the terminal gets a line."""
    from prefect.logging.handlers import PrefectConsoleHandler  # only where a flow has imported Prefect

    for logger in [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]:
        for handler in logger.handlers:
            if isinstance(handler, PrefectConsoleHandler) and handler.formatter:
                handler.setFormatter(_Line(handler.formatter))


def _flush_logs() -> None:
    """Delivers what is still queued before the stand-in goes away."""
    if "prefect" in sys.modules:
        from prefect.logging.handlers import APILogWorker  # only where a flow has imported Prefect

        APILogWorker.drain_all(timeout=5)


def set_prefect_defaults(home: Path) -> None:
    os.environ.setdefault("PREFECT_HOME", str((home / "prefect").resolve()))
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # Without this, lines of our packages do not reach the server.
    os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", OWN_LOGGERS)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    # A result file per task run is of no use here: the warehouse is the result.
    os.environ.setdefault("PREFECT_RESULTS_PERSIST_BY_DEFAULT", "false")
    warnings.filterwarnings("ignore", module="prefect")
