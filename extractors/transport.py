"""Sends requests so that only checked addresses are connected to and no answer outgrows its budget."""

import io
import logging
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from http.client import HTTPException, HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util import parse_url

from extractors.bounds import Bounds
from extractors.guard import Guard, Place

# Headers that make no sense would each be a warning with a traceback; outcomes tell what matters.
logging.getLogger("urllib3").setLevel(logging.ERROR)

_READ_AHEAD = 16 * 1024
_PIECE = 64 * 1024


class OverrunError(Exception):
    """An answer outgrew a bound; ``outcome`` is its word."""

    def __init__(self, outcome: str, said: str) -> None:
        super().__init__(said)
        self.outcome = outcome


class Budget:
    """What one request may still take; the sockets draw on it."""

    def __init__(self, bounds: Bounds, body_bytes: int, on_connected: Callable[[], None]) -> None:
        self._bounds = bounds
        self._started = time.monotonic()
        self._left = bounds.header_bytes
        self._body_bytes = body_bytes
        self._body_started: float | None = None
        self._received = 0
        self.on_connected = on_connected
        self.address: str | None = None

    def seconds_left(self) -> float:
        """Seconds until the next wait must end. Raises ``OverrunError`` when the time is used up."""
        now = time.monotonic()
        left = self._started + self._bounds.total_seconds - now
        if left <= 0:
            raise OverrunError("timeout", f"not done after {self._bounds.total_seconds:g} s")
        self._check_rate(now)
        return min(left, self._bounds.idle_seconds)

    def connect_seconds_left(self) -> float:
        return min(self.seconds_left(), self._bounds.connect_seconds)

    def take(self, size: int) -> None:
        """Notes bytes that came. Raises ``OverrunError`` when they are too many."""
        self._left -= size
        self._received += size
        if self._left < 0:
            part = "headers" if self._body_started is None else "body"
            raise OverrunError("too_large", f"{part} of more than {self._limit} bytes")

    def enter_body(self, read_ahead: int) -> None:
        """From here on the body counts; headers that came with the first of it are not counted again."""
        self._body_started = time.monotonic()
        self._received = 0
        # Chunk sizes and trailers travel with the body; they may take as much as headers may.
        self._left = self._body_bytes + self._bounds.header_bytes + read_ahead

    @property
    def _limit(self) -> int:
        return self._bounds.header_bytes if self._body_started is None else self._body_bytes

    def _check_rate(self, now: float) -> None:
        since = now - (self._started if self._body_started is None else self._body_started)
        if self._body_started is None or since < self._bounds.slow_seconds:
            return
        if self._received < since * self._bounds.slow_rate:
            raise OverrunError("timeout", f"only {self._received} bytes of the body after {since:.0f} s")


_budget: ContextVar[Budget] = ContextVar("budget")


class _MeteredSocket(io.RawIOBase):
    """The reading side of a socket: every read waits no longer, and takes no more, than the budget allows."""

    def __init__(self, sock: socket.socket, budget: Budget) -> None:
        self._socket = sock
        self._file = sock.makefile("rb", buffering=0)  # counts as a user of the socket until closed
        self._meter = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._meter.seconds_left())
        size = self._socket.recv_into(buffer)
        self._meter.take(size)
        return size

    def close(self) -> None:
        self._file.close()
        super().close()


class _MeteredResponse(HTTPResponse):
    """An HTTP answer read through a metered socket; interim answers are passed over."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self._meter = _budget.get()
        self.fp = io.BufferedReader(_MeteredSocket(sock, self._meter), _READ_AHEAD)

    def begin(self) -> None:
        super().begin()
        # http.client knows no interim answer but 100: others would pass for the answer itself, and the answer
        # for that of the next request.
        if 100 <= self.status < 200:
            raise HTTPException(f"interim answer {self.status} in place of an answer")
        self._meter.enter_body(_READ_AHEAD)


def _connect(connection: HTTPConnection, guard: Guard) -> socket.socket:
    """A socket to an address that the guard has passed, and to no other."""
    budget = _budget.get()
    try:
        addresses = guard.addresses(connection.host, connection.port)
    except (socket.gaierror, UnicodeError) as error:
        _no_name(connection, error)
    failed: OSError = OSError("no address")
    for family, where in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(budget.connect_seconds_left())
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(where)
        except OSError as error:
            sock.close()
            failed = error
            continue
        budget.address = str(where[0])
        return sock
    if isinstance(failed, TimeoutError):
        raise ConnectTimeoutError(connection, "no connection in time") from failed
    raise NewConnectionError(connection, f"no connection: {failed}") from failed


def _no_name(connection: HTTPConnection, error: Exception) -> NoReturn:
    cause = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
    raise NameResolutionError(connection.host, connection, cause) from error


class _Guarded(HTTPConnection):
    """What plain and TLS connections share: the checked address, the metered answer."""

    guard: Guard
    response_class = _MeteredResponse

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.guard)

    def connect(self) -> None:
        super().connect()
        _budget.get().on_connected()


class GuardedAdapter(HTTPAdapter):
    """Sends through guarded connections.

    ``resolve`` maps host names to ``(address, port)`` as curl's --connect-to does: requests for these hosts,
    https included, go there over plain http. It serves saved pages under their own names; the guard checks
    the address that is mapped to, so a loopback address must be named to it.
    """

    def __init__(self, guard: Guard, resolve: Mapping[str, tuple[str, int]] | None = None) -> None:
        self._guard = guard
        self._resolve = dict(resolve or {})
        super().__init__(pool_connections=64, pool_maxsize=16)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self._guard),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self._guard),
        }

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *args: Any, **options: Any
    ) -> Any:
        mapped = self._resolve.get(parse_url(request.url or "").host or "")
        if mapped is None:
            return super().get_connection_with_tls_context(request, *args, **options)
        return self.poolmanager.connection_from_host(*mapped, scheme="http")

    def maps(self, host: str) -> bool:
        return host in self._resolve


def _pool(pool: type, connection: type, guard: Guard) -> type:
    guarded = type("GuardedConnection", (_Guarded, connection), {"guard": guard})
    return type("GuardedPool", (pool,), {"ConnectionCls": guarded})


class _Session(requests.Session):
    """A session that keeps nothing from one answer to the next, and leaves redirects to its caller."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.headers.clear()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        return None  # else requests reads the body of a redirect without bounds


class Transport:
    """Sends one request at a time per thread, within a budget. Knows nothing of robots, pace and retries."""

    def __init__(
        self,
        guard: Guard,
        *,
        resolve: Mapping[str, tuple[str, int]] | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._session = _Session()
        self._verify: bool | str = ca_file or True
        self._adapter = GuardedAdapter(guard, resolve)
        self._session.mount("http://", self._adapter)
        self._session.mount("https://", self._adapter)

    def send(self, place: Place, url: str, headers: Mapping[str, str], budget: Budget) -> requests.Response:
        """Sends a GET and reads the headers of the answer; the body waits in ``response.raw``.

        Raises ``OverrunError``, ``AddressError``, or what requests and urllib3 raise.
        """
        request = requests.Request("GET", url, headers={"Host": place.host_header, **headers})
        token = _budget.set(budget)
        try:
            return self._session.send(
                self._session.prepare_request(request),
                stream=True,
                allow_redirects=False,
                verify=self._verify,
                timeout=budget.seconds_left(),
            )
        finally:
            _budget.reset(token)

    def close(self) -> None:
        self._session.close()


def find_pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes, transfer coding undone and content coding kept."""
    raw = response.raw
    if raw.chunked and raw.supports_chunked_reads():
        yield from raw.read_chunked(_PIECE, decode_content=False)
        return
    while piece := raw.read1(_PIECE, decode_content=False):
        yield piece
