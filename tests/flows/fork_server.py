"""Runs `hoptac` commands in children of a process that has imported everything, and kills them part-way.

    python -m tests.flows.fork_server < LINES

A line is ``[WORDS, SECONDS]``: after SECONDS of processor time the child is killed; null lets it end.
The answer is ``[CODE, SECONDS]``. Wall time would not tell how far a run is on a busy machine.
"""

import json
import os
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from flows.engine import set_prefect_defaults

TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    set_prefect_defaults(Path(os.environ["HOPTAC_HOME"]))
    _import_all()
    for line in sys.stdin:
        words, seconds = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_run(words))
        print(json.dumps(_watch(child, seconds)), flush=True)


def _import_all() -> None:
    """All but what opens connections or starts threads."""
    import flows.backfill
    import flows.imports
    import flows.maintain
    import flows.rebuild  # noqa: F401


def _run(words: list[str]) -> int:
    """One command, as `flows.cli.main` would, with its output below the home."""
    import flows.local_api
    from flows.cli import run

    log = os.open(f"{os.environ['HOPTAC_HOME']}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    flows.local_api.serve_local_api = _known_to_prefect(flows.local_api.serve_local_api)  # type: ignore[assignment]
    try:
        return run(words)
    except SystemExit as ended:
        return int(ended.code or 0)


def _known_to_prefect(serve):  # type: ignore[no-untyped-def]
    """Prefect read its settings when it was imported, before there was an address to report to."""
    from prefect.context import refresh_global_settings_context

    @contextmanager
    def served(*arguments):  # type: ignore[no-untyped-def]
        with serve(*arguments) as url:
            os.environ["PREFECT_API_URL"] = url
            refresh_global_settings_context()
            yield url

    return served


def _watch(child: int, seconds: float | None) -> tuple[int, float]:
    """Waits for the end of a child, or makes it."""
    while not (ended := os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
        if seconds is not None and _processor_seconds(child) >= seconds:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.005)
    assert ended
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main()
