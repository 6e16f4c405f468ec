"""Certificates are checked against the name in the address, whatever address the name leads to."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from extractors.bounds import Bounds
from extractors.fetch import Fetched, Fetcher
from tests.faults.sites import Site

x509 = pytest.importorskip("cryptography.x509")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of tls.vn, signed by itself."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "tls.vn")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("tls.vn")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "tls.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    file.write_bytes(key.private_bytes(pem, form, plain) + made.public_bytes(pem))
    return file


@pytest.fixture
def port(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Port of a TLS server that tls.vn and other.vn lead to; it answers with the name it was called by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    called: list[str] = []
    context.sni_callback = lambda _socket, name, _context: called.append(name)
    resolve = socket.getaddrinfo

    def named(host: Any, *args: Any, **options: Any) -> Any:
        return resolve("127.0.0.1" if str(host).endswith(".vn") else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", named)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as secure:
                secure.recv(65536)
                body = called[-1].encode()
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                secure.sendall(head + b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def fetched(host: str, port: int, **options: Any) -> Fetched:
    site = Site(homepage=f"https://{host}:{port}/")
    with Fetcher(run_id="run", allow_hosts=[host], bounds=Bounds(tries=1), **options) as fetcher:
        return fetcher.fetch(site.homepage, site)


def test_a_certificate_that_is_trusted_and_of_this_name_will_do(port: int, certificate: Path) -> None:
    found = fetched("tls.vn", port, ca_file=str(certificate))
    assert found.capture is not None, found
    assert found.capture.content == b"tls.vn"


def test_a_certificate_of_another_name_will_not(port: int, certificate: Path) -> None:
    found = fetched("other.vn", port, ca_file=str(certificate))
    assert found.outcome == "connection_error"
    assert found.error is not None
    assert "TLS" in found.error


def test_a_certificate_that_nobody_trusts_will_not(port: int) -> None:
    found = fetched("tls.vn", port)
    assert found.outcome == "connection_error"
    assert found.error is not None
    assert "TLS" in found.error
