"""What can go wrong with an answer: each fault by name, with the outcomes that a fetch may end in."""

import gzip
import itertools
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import brotli
import zstandard

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HTML + b"Transfer-Encoding: chunked\r\n\r\n"
ZEROS = 2 << 20
"""Bytes that a bomb inflates to, per layer; tests use bounds far below."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A request that is to be answered badly."""

    connection: socket.socket
    path: str
    good: bytes
    stopped: threading.Event

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def flood(self, pieces: Iterator[bytes], pause: float = 0.0) -> None:
        """Sends until the other side, or the test, has enough."""
        with suppress(OSError):
            for piece in pieces:
                if self.stopped.is_set():
                    return
                self.connection.sendall(piece)
                if pause and self.stopped.wait(pause):
                    return

    def hold(self, seconds: float = 60.0) -> None:
        """Says nothing until the other side hangs up."""
        self.connection.settimeout(0.05)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopped.is_set():
            try:
                if not self.connection.recv(4096):
                    return
            except TimeoutError:
                continue
            except OSError:
                return


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault: how to send it, and what a fetcher makes of it."""

    send: Callable[[Exchange], None]
    outcomes: frozenset[str]


FAULTS: dict[str, Fault] = {}


def fault(*outcomes: str) -> Callable[[Callable[[Exchange], None]], Callable[[Exchange], None]]:
    """Puts a function into the catalogue under its own name."""

    def note(send: Callable[[Exchange], None]) -> Callable[[Exchange], None]:
        FAULTS[send.__name__] = Fault(send=send, outcomes=frozenset(outcomes))
        return send

    return note


def _whole(body: bytes, head: bytes = HTML) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _status(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((b"HTTP/1.1 " + line, *headers, b"Content-Length: 0", b"", b""))


def _coded(coding: bytes, body: bytes) -> bytes:
    return _whole(body, HTML + b"Content-Encoding: " + coding + b"\r\n")


# --- errors -----------------------------------------------------------------------------------


@fault("server_error")
def error_500(to: Exchange) -> None:
    to.send(_status(b"500 Internal Server Error"))


@fault("server_error")
def error_503(to: Exchange) -> None:
    to.send(_status(b"503 Service Unavailable", b"Retry-After: 0"))


@fault("rate_limited")
def error_429(to: Exchange) -> None:
    to.send(_status(b"429 Too Many Requests", b"Retry-After: 0"))


@fault("client_error")
def error_403(to: Exchange) -> None:
    to.send(_status(b"403 Forbidden"))


@fault("not_found")
def error_404(to: Exchange) -> None:
    to.send(_status(b"404 Not Found"))


@fault("client_error", "server_error", "connection_error")
def status_999(to: Exchange) -> None:
    to.send(_status(b"999 Request denied"))


@fault("server_error")
def unasked_304(to: Exchange) -> None:
    to.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")


@fault("server_error")
def redirect_without_target(to: Exchange) -> None:
    to.send(_status(b"302 Found"))


# --- broken connections -----------------------------------------------------------------------


@fault("connection_error")
def reset(to: Exchange) -> None:
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@fault("connection_error")
def hang_up(to: Exchange) -> None:
    to.connection.shutdown(socket.SHUT_RDWR)


@fault("truncated")
def truncated(to: Exchange) -> None:
    to.send(HTML + b"Content-Length: 5000\r\n\r\n<html>" + b"a" * 900)


@fault("truncated", "connection_error")
def reset_in_body(to: Exchange) -> None:
    to.send(HTML + b"Content-Length: 5000\r\n\r\n<html>")
    time.sleep(0.05)
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@fault("truncated")
def chunks_without_end(to: Exchange) -> None:
    to.send(CHUNKED + b"6\r\n<html>\r\n")


@fault("truncated")
def chunk_cut(to: Exchange) -> None:
    to.send(CHUNKED + b"ffff\r\n<html>")


@fault("truncated", "connection_error")
def chunk_size_no_number(to: Exchange) -> None:
    to.send(CHUNKED + b"six\r\n<html>\r\n0\r\n\r\n")


@fault("truncated", "connection_error")
def chunk_size_negative(to: Exchange) -> None:
    to.send(CHUNKED + b"-5\r\n<html>\r\n0\r\n\r\n")


@fault("connection_error")
def no_http(to: Exchange) -> None:
    to.send(b"220 mail.example.vn ESMTP\r\n")


@fault("connection_error", "truncated")
def two_lengths(to: Exchange) -> None:
    to.send(HTML + b"Content-Length: 6\r\nContent-Length: 60\r\n\r\n<html>")


@fault("connection_error")
def early_hints_and_nothing(to: Exchange) -> None:
    to.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")


# --- waiting ----------------------------------------------------------------------------------


@fault("timeout")
def silence(to: Exchange) -> None:
    to.hold()


@fault("timeout")
def silence_in_headers(to: Exchange) -> None:
    to.send(HTML)
    to.hold()


@fault("timeout")
def silence_in_body(to: Exchange) -> None:
    to.send(HTML + b"Content-Length: 5000\r\n\r\n<html>")
    to.hold()


@fault("timeout")
def drip(to: Exchange) -> None:
    to.send(HTML + b"Content-Length: 50000\r\n\r\n")
    to.flood((b"a" for _ in range(50000)), pause=0.02)


@fault("timeout")
def drip_in_status(to: Exchange) -> None:
    to.flood((bytes([byte]) for byte in HTML * 100), pause=0.02)


@fault("timeout")
def drip_in_headers(to: Exchange) -> None:
    to.send(HTML)
    to.flood((b"X-%d: a\r\n" % number for number in itertools.count()), pause=0.02)


@fault("timeout")
def drip_in_chunks(to: Exchange) -> None:
    to.send(CHUNKED)
    to.flood((b"1\r\na\r\n" for _ in itertools.count()), pause=0.02)


@fault("timeout")
def drip_in_chunk_size(to: Exchange) -> None:
    to.send(CHUNKED + b"5;")
    to.flood((b"a" for _ in itertools.count()), pause=0.02)


@fault("timeout")
def drip_of_interim_answers(to: Exchange) -> None:
    to.flood((b"HTTP/1.1 100 Continue\r\n\r\n" for _ in itertools.count()), pause=0.02)


# --- endless ----------------------------------------------------------------------------------

_JUNK = b"<p>endless</p>" * 1000


@fault("too_large")
def endless_body(to: Exchange) -> None:
    to.send(HTML + b"Connection: close\r\n\r\n")
    to.flood(itertools.repeat(_JUNK))


@fault("too_large")
def endless_chunks(to: Exchange) -> None:
    to.send(CHUNKED)
    to.flood(itertools.repeat(b"%x\r\n%s\r\n" % (len(_JUNK), _JUNK)))


@fault("too_large")
def endless_small_chunks(to: Exchange) -> None:
    to.send(CHUNKED)
    to.flood(itertools.repeat(b"1\r\na\r\n" * 5000))


@fault("too_large", "truncated")
def endless_chunk_extension(to: Exchange) -> None:
    to.send(CHUNKED + b"5;")
    to.flood(itertools.repeat(_JUNK))


@fault("too_large", "truncated")
def endless_trailers(to: Exchange) -> None:
    to.send(CHUNKED + b"6\r\n<html>\r\n0\r\n")
    to.flood(b"X-%d: a\r\n" % number * 100 for number in itertools.count())


@fault("too_large")
def endless_headers(to: Exchange) -> None:
    to.send(HTML)
    to.flood(b"X-%d: a\r\n" % number for number in itertools.count())


@fault("too_large")
def endless_header(to: Exchange) -> None:
    to.send(HTML + b"X-Long: ")
    to.flood(itertools.repeat(b"a" * 10_000))


@fault("too_large", "connection_error")
def endless_status(to: Exchange) -> None:
    to.send(b"HTTP/1.1 200 ")
    to.flood(itertools.repeat(b"O" * 10_000))


@fault("too_large")
def endless_interim_answers(to: Exchange) -> None:
    to.flood(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100))


@fault("too_large")
def stated_too_large(to: Exchange) -> None:
    to.send(HTML + b"Content-Length: 999999999999999999999\r\n\r\n<html>")
    to.hold()


@fault("too_large", "truncated")
def huge_chunk(to: Exchange) -> None:
    to.send(CHUNKED + b"7fffffff\r\n")
    to.flood(itertools.repeat(_JUNK))


@fault("too_large", "truncated", "connection_error")
def chunk_size_of_1000_digits(to: Exchange) -> None:
    to.send(CHUNKED + b"f" * 1000 + b"\r\n")
    to.flood(itertools.repeat(_JUNK))


@fault("too_many_redirects")
def redirect_circle(to: Exchange) -> None:
    to.send(_status(b"302 Found", b"Location: " + to.path.encode()))


@fault("too_many_redirects")
def redirect_endless(to: Exchange) -> None:
    to.send(_status(b"302 Found", b"Location: " + to.path.encode() + b"x"))


@fault("too_many_redirects", "ok", "not_found", "redirect_refused")
def redirect_with_endless_body(to: Exchange) -> None:
    to.send(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n")
    to.flood(itertools.repeat(_JUNK))


@fault("server_error")
def error_with_endless_body(to: Exchange) -> None:
    to.send(b"HTTP/1.1 500 Oh\r\nContent-Type: text/html\r\n\r\n")
    to.flood(itertools.repeat(_JUNK))


# --- bombs ------------------------------------------------------------------------------------


def _gzip_bomb(layers: int = 1) -> bytes:
    data = b"\0" * ZEROS
    for _ in range(layers):
        data = gzip.compress(data, 9)
    return data


def _bomb(coding: bytes, body: Callable[[], bytes]) -> Callable[[Exchange], None]:
    made = cache(body)
    return lambda to: to.send(_coded(coding, made()))


def _zstd_blocks(count: int) -> bytes:
    """A zstd frame of blocks that repeat one byte: 4 bytes for 128 KB each."""
    blocks = b"".join(
        struct.pack("<I", (128 * 1024 << 3) | 2 | (number == count - 1))[:3] + b"\0"
        for number in range(count)
    )
    return b"\x28\xb5\x2f\xfd" + b"\x00\x58" + blocks


_BOMBS: dict[str, tuple[bytes, Callable[[], bytes]]] = {
    "bomb_gzip": (b"gzip", _gzip_bomb),
    "bomb_gzip_twice": (b"gzip, gzip", lambda: _gzip_bomb(2)),
    "bomb_gzip_members": (b"gzip", lambda: gzip.compress(b"\0" * 65536) * (ZEROS // 65536)),
    "bomb_deflate": (b"deflate", lambda: zlib.compress(b"\0" * ZEROS, 9)),
    "bomb_deflate_bare": (b"deflate", lambda: zlib.compress(b"\0" * ZEROS, 9)[2:-4]),
    "bomb_brotli": (b"br", lambda: brotli.compress(b"\0" * ZEROS, quality=5)),
    "bomb_zstd": (b"zstd", lambda: zstandard.compress(b"\0" * ZEROS)),
    "bomb_zstd_blocks": (b"zstd", lambda: _zstd_blocks(ZEROS // (128 * 1024))),
    "bomb_zstd_frames": (b"zstd", lambda: zstandard.compress(b"\0" * 65536) * (ZEROS // 65536)),
    "bomb_gzip_in_brotli": (b"gzip, br", lambda: brotli.compress(gzip.compress(b"\0" * ZEROS, 9))),
    "bomb_brotli_in_zstd": (b"br, zstd", lambda: zstandard.compress(_BOMBS["bomb_brotli"][1]())),
}
for _name, (_coding, _body) in _BOMBS.items():
    FAULTS[_name] = Fault(send=_bomb(_coding, _body), outcomes=frozenset({"too_large", "bad_encoding"}))


@fault("bad_encoding")
def codings_a_hundred(to: Exchange) -> None:
    to.send(_coded(b", ".join([b"gzip"] * 100), b"x" * 50))


@fault("bad_encoding")
def coding_unknown(to: Exchange) -> None:
    to.send(_coded(b"x-rot13", b"<ugzy>"))


@fault("bad_encoding")
def coding_untrue(to: Exchange) -> None:
    to.send(_coded(b"gzip", b"<html>plain</html>"))


@fault("bad_encoding", "truncated")
def coding_broken(to: Exchange) -> None:
    body = bytearray(gzip.compress(b"<html>" + bytes(range(256)) * 50))
    body[40:60] = b"\xff" * 20
    to.send(_coded(b"gzip", bytes(body)))


@fault("truncated")
def coding_cut(to: Exchange) -> None:
    to.send(_coded(b"gzip", gzip.compress(b"<html>" + bytes(range(256)) * 50)[:-60]))


@fault("bad_encoding")
def zstd_window_of_a_gigabyte(to: Exchange) -> None:
    to.send(_coded(b"zstd", b"\x28\xb5\x2f\xfd\x00\xa0" + b"\x01\x00\x00"))


# --- wrong things -----------------------------------------------------------------------------


@fault("bad_type")
def wrong_type(to: Exchange) -> None:
    to.send(_whole(b"%PDF-1.7 ...", b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"))


@fault("bad_type")
def untrue_type(to: Exchange) -> None:
    to.send(_whole(b"\x89PNG\r\n\x1a\n" + b"\0" * 100))


@fault("bad_type")
def endless_stream_of_video(to: Exchange) -> None:
    to.send(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
    to.flood(itertools.repeat(b"\0" * 10_000))


@fault("challenge")
def challenge(to: Exchange) -> None:
    text = (
        b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script><h1>Checking your browser</h1>"
    )
    to.send(_whole(text))


@fault("consent")
def consent(to: Exchange) -> None:
    text = "<title>Báo X</title><h1>Chúng tôi sử dụng cookie</h1><button>Đồng ý</button>"
    to.send(_whole(text.encode()))


@fault("login")
def login(to: Exchange) -> None:
    text = "<title>Đăng nhập</title><form><input name=u><input type='password' name=p></form>"
    to.send(_whole(text.encode()))


@fault("soft_404")
def soft_404(to: Exchange) -> None:
    to.send(_whole("<title>Không tìm thấy trang | Báo X</title><h1>Không tìm thấy trang</h1>".encode()))
