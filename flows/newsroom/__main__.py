"""Serves the newsroom until stopped: ``python -m flows.newsroom [--port-base N] [--edition 2]``."""

import argparse
import signal
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from flows.newsroom.server import Newsroom


def main() -> None:
    """Serves the papers and prints the two settings that point hoptac at them."""
    chosen = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        _serve(chosen)


def _serve(chosen: argparse.Namespace) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-") as folder,
        Newsroom(edition=chosen.edition, port=chosen.port_base, extra=chosen.extra) as newsroom,
    ):
        sources = newsroom.sources_dir(chosen.sources or Path(folder))
        print(f"export HOPTAC_SOURCES={sources}")
        print(f"export HOPTAC_ALLOW_HOSTS={newsroom.host}", flush=True)
        threading.Event().wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m flows.newsroom", description="Serve the demo newsroom.")
    parser.add_argument("--port-base", type=int, default=0, help="first paper's port; 0 takes free ones")
    parser.add_argument("--edition", type=int, choices=(1, 2), default=1, help="2 is the site a day later")
    parser.add_argument("--extra", type=int, default=0, help="generated articles to add")
    parser.add_argument("--sources", type=Path, help="folder for the source files; default: a temporary one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
