"""A loopback web server that serves pages and injects faults, by address and by rate.

In a test::

    with FaultServer({"/": page("hello")}, faults={"/slow": "drip"}, rate=0.3, kinds=("reset",)) as server:
        fetcher.fetch(server.url("/"), ...)

From a shell, over a folder of saved pages, to see how a source bears it::

    python -m tests.faults.server FOLDER --rate 0.3 --kinds reset,error_500,truncated
"""

import argparse
import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.catalogue import FAULTS, Exchange

Handler = Callable[[Exchange], None]


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a healthy address answers."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def page(text: str, **headers: str) -> Page:
    """An HTML page; underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Page(body=text.encode(), headers={"Content-Type": "text/html; charset=utf-8", **named})


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request as it came in."""

    path: str
    at: float
    """``time.monotonic`` when its headers were read."""
    headers: Mapping[str, str]
    port: int
    """Port of the client: tells connections apart."""


class FaultServer:
    """Serves ``pages`` by path. ``faults`` names a fault of the catalogue, or a function, for single paths;
    a ``rate`` of all requests, robots.txt included, meets one of ``kinds``, by chance that ``seed`` fixes.
    ``pages`` may be a function of the path. Unknown paths are 404."""

    def __init__(
        self,
        pages: Mapping[str, Page] | Callable[[str], Page | None],
        *,
        faults: Mapping[str, str | Handler] | None = None,
        rate: float = 0.0,
        kinds: tuple[str, ...] = (),
        seed: int = 0,
        host: str = "127.0.0.1",
    ) -> None:
        self._find = pages if callable(pages) else pages.get
        self._faults = dict(faults or {})
        self._rate, self._kinds, self._chance = rate, kinds, random.Random(seed)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._socket = socket.create_server((host, 0), backlog=256)
        self.host, self.port = self._socket.getsockname()[:2]
        self.seen: list[Seen] = []
        self.injected: list[tuple[str, str]] = []
        """Path and fault of every fault by rate."""
        self.most_at_once = 0
        self._now_at_once = 0

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def __enter__(self) -> "FaultServer":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection, address[1]), daemon=True).start()

    def _serve(self, connection: socket.socket, port: int) -> None:
        with connection, contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            reader = connection.makefile("rb")
            while (request := _read_request(reader)) and not self._stopped.is_set():
                path, headers = request
                self.seen.append(Seen(path=path, at=time.monotonic(), headers=headers, port=port))
                with self._counted():
                    if not self._answer(connection, path, headers):
                        return

    def _answer(self, connection: socket.socket, path: str, headers: Mapping[str, str]) -> bool:
        """Answers a request; says whether the connection can go on."""
        found = self._find(path)
        good = _response(found, headers) if found else _NOT_FOUND
        fault = self._fault(path)
        if fault is None:
            connection.sendall(good)
            return True
        fault(Exchange(connection=connection, path=path, good=good, stopped=self._stopped))
        return False

    def _fault(self, path: str) -> Handler | None:
        named = self._faults.get(path)
        if named is None and self._kinds:
            with self._lock:
                named = self._chance.choice(self._kinds) if self._chance.random() < self._rate else None
            if named:
                self.injected.append((path, named))
        return FAULTS[named].send if isinstance(named, str) else named

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._now_at_once += 1
            self.most_at_once = max(self.most_at_once, self._now_at_once)
        try:
            yield
        finally:
            with self._lock:
                self._now_at_once -= 1


_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _read_request(reader: object) -> tuple[str, dict[str, str]] | None:
    line = reader.readline(65536)  # type: ignore[attr-defined]
    if not line.strip():
        return None
    headers = {}
    while header := reader.readline(65536).strip():  # type: ignore[attr-defined]
        name, _, value = header.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return line.decode("latin-1").split(" ")[1], headers


def _response(found: Page, asked: Mapping[str, str]) -> bytes:
    etag = found.headers.get("ETag")
    if etag and asked.get("if-none-match") == etag:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
    named = {"Content-Type": "text/html", "Content-Length": str(len(found.body)), **found.headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {found.status} OK\r\n{head}\r\n".encode() + found.body


def _pages_below(folder: Path) -> Callable[[str], Page | None]:
    def find(path: str) -> Page | None:
        file = (folder / path.lstrip("/").partition("?")[0]).resolve()
        if not file.is_relative_to(folder.resolve()):
            return None
        file = file / "index.html" if file.is_dir() else file
        kind = "text/xml" if file.suffix in (".xml", ".rss") else "text/html"
        return Page(body=file.read_bytes(), headers={"Content-Type": kind}) if file.is_file() else None

    return find


def main() -> None:
    """Serves a folder until stopped, and says which faults it injected."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--rate", type=float, default=0.3)
    options.add_argument("--kinds", default=",".join(sorted(FAULTS)))
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    kinds = tuple(given.kinds.split(","))
    with FaultServer(_pages_below(given.folder), rate=given.rate, kinds=kinds, seed=given.seed) as server:
        print(f"serving {given.folder} on {server.url()}; stop with Ctrl-C", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
        for path, kind in server.injected:
            print(kind, path)


if __name__ == "__main__":
    main()
