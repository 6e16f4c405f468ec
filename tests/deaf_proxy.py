"""A way to a PostgreSQL server on which the answer to a commit may get lost."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.objects import free_port


@contextmanager
def deaf_proxy(port: int) -> Iterator[tuple[int, Any]]:
    """Its port, and an event: once that is set, the answer to the next commit of a snapshot is lost.

    A process of its own: DuckDB keeps Python's lock while it waits for the server.
    """
    context = multiprocessing.get_context("spawn")
    cut, here = context.Event(), free_port()
    process = context.Process(target=_serve, args=(here, port, cut), daemon=True)
    process.start()
    try:
        _wait_for(here)
        yield here, cut
    finally:
        process.kill()
        process.join()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise TimeoutError("the proxy did not start")


def _serve(here: int, port: int, cut: Any) -> None:
    listener = socket.create_server(("127.0.0.1", here))
    while True:
        client, _ = listener.accept()
        server = socket.create_connection(("127.0.0.1", port))
        lost = threading.Event()
        for source, target, watch in ((client, server, True), (server, client, False)):
            threading.Thread(target=_pump, args=(source, target, watch, cut, lost), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket, watch: bool, cut: Any, lost: threading.Event) -> None:
    """Passes bytes on. ``watch`` is the way to the server, where commits are seen."""
    made_one = False
    with suppress(OSError):
        while piece := source.recv(1 << 16):
            made_one = made_one or (b"ducklake_snapshot_changes" in piece and b"INSERT" in piece)
            if watch and made_one and b"COMMIT" in piece and cut.is_set():
                cut.clear()
                lost.set()
            elif lost.is_set():
                break
            target.sendall(piece)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
