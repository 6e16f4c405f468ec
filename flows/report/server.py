"""Serves the report's pages over the live warehouse, on this machine alone, with a console for SQL.

Nothing here can write: queries go through the same guard as ``hoptac sql``, on a connection that only reads.
A page of another site can neither ask (a request needs a header that only this site's scripts may send, and
the address of this server as its host) nor embed the data (they are marked for this origin only).
"""

import io
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from flows.feeds import new_programs
from flows.report.build import copy_assets
from flows.report.chunks import script
from flows.report.live import LiveData, search
from flows.report.pages import LIVE_PAGES, page
from transforms.feed import json_feed, rss
from warehouse.answers import plain, write_answer
from warehouse.query import Console, QueryError, RefusedQuery

# A table in a browser is for looking; downloads have all rows.
MOST_ROWS = 2_000
MOST_TEXT = 2_000
LONGEST_REQUEST = 100_000
QUERIES_AT_ONCE = 2
PIECE_BYTES = 1 << 16
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
_HEADERS = (
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class Refusal(Exception):
    """A request that is not answered: its status and one line that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def serve(console: Console, port: int) -> None:
    """Serves until stopped. Raises OSError when the port is taken."""
    with tempfile.TemporaryDirectory(prefix="hoptac-report-") as folder:
        app = make_app(console, Path(folder))
        uvicorn.run(
            app, host="127.0.0.1", port=port, log_level="warning", lifespan="off", server_header=False
        )


def make_app(console: Console, folder: Path) -> Starlette:
    """The application; ``folder`` takes the assets."""
    copy_assets(folder / "assets")
    desk = _Desk(console)
    routes = [
        Route("/", lambda _: RedirectResponse("/index.html")),
        *(Route(f"/{name}.html", _page(name)) for name in LIVE_PAGES),
        Route("/data/{name}.js", desk.chunk),
        Route("/api/query", desk.query, methods=["POST"]),
        Route("/api/download", desk.download, methods=["POST"]),
        Route("/api/search", desk.search, methods=["POST"]),
        Route("/feed.xml", desk.rss),
        Route("/feed.json", desk.json_feed),
        Mount("/assets", StaticFiles(directory=folder / "assets")),
    ]
    errors: Any = {Refusal: _refused, RefusedQuery: _wrong, QueryError: _wrong}
    return Starlette(routes=routes, exception_handlers=errors, middleware=[Middleware(_OwnSiteOnly)])


class _OwnSiteOnly:
    """Lets through requests to a loopback name, from no other site, and marks every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        if refusal := _foreign(headers, scope):
            await refusal(scope, receive, marked)
            return
        await self._app(scope, receive, marked)


def _foreign(headers: dict[str, str], scope: Scope) -> Response | None:
    """The refusal of a request that another site, or another name for this address, has sent."""
    port = scope["server"][1] if scope.get("server") else None
    own = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
    if headers.get("host") not in own:
        return PlainTextResponse(f"unknown host: open http://127.0.0.1:{port}/", 421)
    if "origin" in headers and headers["origin"] not in {f"http://{name}" for name in own}:
        return PlainTextResponse("requests of other sites are refused", 403)
    navigates = scope["method"] == "GET" and scope["path"].endswith((".html", "/"))
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not navigates:
        return PlainTextResponse("requests of other sites are refused", 403)
    return None


def _page(name: str) -> Any:
    def answer(_: Request) -> Response:
        return Response(page(name, live=True), media_type="text/html")

    return answer


class _Desk:
    """Answers what the pages ask, a few queries at a time."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._data = LiveData(console)
        self._turns = threading.BoundedSemaphore(QUERIES_AT_ONCE)

    def chunk(self, request: Request) -> Response:
        made = self._data.chunk(request.path_params["name"])
        if made is None:
            return PlainTextResponse("no such data", 404)
        return Response(made, media_type="text/javascript")

    def rss(self, _: Request) -> Response:
        return Response(rss(new_programs(self._console), datetime.now(UTC)), media_type="application/rss+xml")

    def json_feed(self, _: Request) -> Response:
        return Response(json_feed(new_programs(self._console)), media_type="application/feed+json")

    async def query(self, request: Request) -> Response:
        asked = await _asked(request)
        return await _in_thread(lambda: self._rows(_text(asked, "sql")))

    async def download(self, request: Request) -> Response:
        asked = await _asked(request)
        return await _in_thread(lambda: self._file(_text(asked, "sql"), _text(asked, "format")))

    async def search(self, request: Request) -> Response:
        asked = await _asked(request)
        return await _in_thread(lambda: self._hits(_text(asked, "words")))

    def _rows(self, sql: str) -> Response:
        start = time.perf_counter()
        with self._turn(), self._console.ask(sql) as answer:
            rows = [
                [_shortened(plain(value)) for value in row] for row in islice(answer.rows(), MOST_ROWS + 1)
            ]
            told = {
                "columns": answer.columns, "types": answer.types, "rows": rows[:MOST_ROWS],
                "more": len(rows) > MOST_ROWS, "ms": round((time.perf_counter() - start) * 1e3),
            }  # fmt: skip
        return Response(script(told), media_type="application/json")

    def _file(self, sql: str, form: str) -> Response:
        if form not in TYPES:
            raise Refusal(400, f"no such format: {form}; there are {', '.join(TYPES)}")
        out = tempfile.TemporaryFile()  # noqa: SIM115  (open until it is sent)
        with self._turn(), self._console.ask(sql) as answer:
            text = io.TextIOWrapper(out, encoding="utf-8", newline="")
            write_answer(answer, form, out if form == "parquet" else text)
            text.flush()
            text.detach()
        out.seek(0)
        name = f'attachment; filename="hoptac.{form}"'
        pieces = iter(lambda: out.read(PIECE_BYTES), b"")
        return StreamingResponse(pieces, media_type=TYPES[form], headers={"content-disposition": name})

    def _hits(self, words: str) -> Response:
        with self._turn():
            return Response(script(search(self._console, words)), media_type="application/json")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=10):
            raise Refusal(503, f"{QUERIES_AT_ONCE} queries run already: wait for one to end")
        try:
            yield
        finally:
            self._turns.release()


async def _in_thread(work: Any) -> Response:
    from starlette.concurrency import run_in_threadpool

    made: Response = await run_in_threadpool(work)
    return made


async def _asked(request: Request) -> dict[str, Any]:
    """The JSON object of a request of this site's own scripts. Raises Refusal for any other."""
    if request.headers.get("x-hoptac") != "1" or request.headers.get("content-type") != "application/json":
        raise Refusal(403, "only the report's own pages may ask")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_REQUEST:
            raise Refusal(413, f"the query is longer than {LONGEST_REQUEST:,} bytes")
    try:
        asked = json.loads(body)
    except ValueError as error:
        raise Refusal(400, "the request is no JSON") from error
    if not isinstance(asked, dict):
        raise Refusal(400, "the request is no JSON object")
    return asked


def _text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str):
        raise Refusal(400, f"{name} is missing")
    return value


def _shortened(value: Any) -> Any:
    return value[:MOST_TEXT] + "…" if isinstance(value, str) and len(value) > MOST_TEXT else value


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return JSONResponse({"error": str(error)}, error.status)


def _wrong(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)
