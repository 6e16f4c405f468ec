"""Serves the newsroom's papers on loopback, each on its own port, and remembers what was asked."""

import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Self

from flows.newsroom.model import PAPERS
from flows.newsroom.response import Response
from flows.newsroom.site import Site
from flows.newsroom.stories import stories
from warehouse.record import record


@record
class Request:
    """A request that a paper got, and the status that it gave."""

    paper: str
    path: str
    headers: Mapping[str, str]
    status: int
    at: float
    """Seconds on the process's monotonic clock, for checks of the pace."""


class Newsroom:
    """Six invented papers on loopback, as a context manager.

    ``edition`` 2 is the site a day later: one edited article and three new ones. ``extra`` adds that many
    generated articles over all papers. ``port`` is the first paper's port, 0 for free ones; articles keep
    their ids from run to run only at the same ports. Raises ``OSError`` where a port is taken.
    """

    def __init__(self, edition: int = 1, host: str = "127.0.0.1", port: int = 0, extra: int = 0) -> None:
        self.host, self.port, self.extra = host, port, extra
        self.edition = edition
        self.sites: dict[str, Site] = {}
        self._stories = stories(edition)
        self._servers: list[ThreadingHTTPServer] = []
        self._requests: list[Request] = []

    def __enter__(self) -> Self:
        try:
            for place, name in enumerate(PAPERS):
                self._open(name, self.port + place if self.port else 0)
        except OSError:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers.clear()

    def turn_to(self, edition: int) -> None:
        """Serves another edition from now on, at the same addresses."""
        self.edition, self._stories = edition, stories(edition)
        self.sites = {name: self._site(name, site.base) for name, site in self.sites.items()}

    def base(self, paper: str) -> str:
        """Gives the root address of a paper, without a slash at the end."""
        return self.sites[paper].base

    def requests(self) -> list[Request]:
        """Gives the requests so far, in the order of their answers."""
        return list(self._requests)

    def forget_requests(self) -> None:
        """Empties the list of requests."""
        self._requests.clear()

    def sources_dir(self, path: Path) -> Path:
        """Writes the papers' source files, with the ports of this newsroom, into a folder; gives it back."""
        path.mkdir(parents=True, exist_ok=True)
        for name, site in self.sites.items():
            (path / f"{name}.yaml").write_text(self._source(name, site.base), encoding="utf-8")
        return path

    def _source(self, name: str, base: str) -> str:
        text = (files("flows.newsroom") / "sources" / f"{name}.yaml").read_text("utf-8")
        filler = f"  - sitemap: {base}/kho.xml\n" if self.extra else ""
        return text.replace("{base}", base).replace("  # more entries\n", filler)

    def _open(self, name: str, port: int) -> None:
        server = _Server((self.host, port), _Handler)
        server.newsroom, server.paper = self, name
        self.sites[name] = self._site(name, f"http://{self.host}:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self._servers.append(server)

    def _site(self, name: str, base: str) -> Site:
        return Site(PAPERS[name], self._stories, base, self.extra)

    def note(self, request: Request) -> None:
        """Adds a request to the list; called by the server's threads."""
        self._requests.append(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    newsroom: Newsroom
    paper: str

    def server_bind(self) -> None:
        """Binds without asking for the host's name, which takes seconds where no name service answers."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 60
    wbufsize = 64 * 1024
    server: _Server

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        response, packed = self.server.newsroom.sites[self.server.paper].answer(self.path)
        known = response.is_known(self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"))
        status = 304 if known else response.status
        self._note(status)
        zipped = response.may_be_packed and "gzip" in self.headers.get("Accept-Encoding", "")
        body = b"" if known else packed if zipped else response.body
        self._send_head(status, response, len(body), zipped=zipped and not known)
        self._send_body(body if with_body else b"", cut=response.cut and not known)

    def _send_head(self, status: int, response: Response, length: int, *, zipped: bool) -> None:
        self.send_response(status)
        for name, value in response.headers().items():
            self.send_header(name, value)
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        if status != 304:
            self.send_header("Content-Length", str(length))
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()

    def _send_body(self, body: bytes, *, cut: bool) -> None:
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.wfile.flush()
        self.close_connection = self.close_connection or cut

    def _note(self, status: int) -> None:
        paper, headers = self.server.paper, dict(self.headers)
        seen = Request(paper=paper, path=self.path, headers=headers, status=status, at=time.monotonic())
        self.server.newsroom.note(seen)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name of the base class)
        """Says nothing: the newsroom keeps its requests in a list."""
