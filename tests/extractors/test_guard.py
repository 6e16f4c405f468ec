"""No trick of an address, a redirect or a name server leads to an address that is not public."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.bounds import Bounds
from extractors.fetch import Fetcher
from extractors.guard import AddressError, Guard, is_public
from tests.faults.server import FaultServer, Page, page
from tests.faults.sites import Site

FORBIDDEN_IPS = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
    "168.63.129.16", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1",
    "100::1", "2001::1", "2001:0:7f00:1::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1",
    "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1",
    "2a00::5efe:7f00:1", "2a00::200:5efe:a00:1",
]  # fmt: skip
PUBLIC_IPS = ["1.1.1.1", "8.8.8.8", "113.160.0.1", "203.162.0.1", "2001:4860:4860::8888", "2400:cb00::1",
              "64:ff9b::808:808", "::ffff:8.8.8.8"]  # fmt: skip

# {p}: port of a server that must not be reached. The source names this port, so only the address can save it.
DIRECT = [
    "http://127.0.0.1:{p}/", "http://127.1:{p}/", "http://127.0.1:{p}/", "http://2130706433:{p}/",
    "http://0x7f000001:{p}/", "http://0x7f.0.0.1:{p}/", "http://0x7f.1:{p}/", "http://017700000001:{p}/",
    "http://0177.0.0.1:{p}/", "http://0177.0x0.1:{p}/", "http://00000177.1:{p}/", "http://127.0.0.1.:{p}/",
    "http://0:{p}/", "http://0.0.0.0:{p}/", "http://[::]:{p}/", "http://[::1]:{p}/", "http://[0:0:0:0:0:0:0:1]:{p}/",
    "http://[::ffff:127.0.0.1]:{p}/", "http://[::ffff:7f00:1]:{p}/", "http://[0:0:0:0:0:ffff:127.0.0.1]:{p}/",
    "http://[::127.0.0.1]:{p}/", "http://[64:ff9b::7f00:1]:{p}/", "http://[2002:7f00:1::]:{p}/",
    "http://[fe80::1%25lo]:{p}/", "http://[::1%25lo]:{p}/", "http://localhost:{p}/", "http://LOCALHOST:{p}/",
    "http://localhost.:{p}/", "http://user@127.0.0.1:{p}/", "http://user:pw@127.0.0.1:{p}/",
    "http://public.test@127.0.0.1:{p}/", "http://public.test:80@127.0.0.1:{p}/", "http://127.0.0.1:{p}@public.test/",
    "http://127.0.0.1:{p}#@public.test/", "http://127.0.0.1:{p}\\@public.test/", "http://public.test\\@127.0.0.1:{p}/",
    "http://127.0.0.1:{p}?@public.test/", "http://public.test%40127.0.0.1:{p}/", "http://127。0。0。1:{p}/",
    "http://１２７.０.０.１:{p}/", "http://①②⑦.⓪.⓪.①:{p}/", "http://%31%32%37.0.0.1:{p}/",
    "http://127.0.0.1%00.public.test:{p}/", "http://127.0.0.1%2f.public.test:{p}/", "http://127.0.0.1\t:{p}/",
    "http://\n127.0.0.1:{p}/", " http://127.0.0.1:{p}/", "http:127.0.0.1:{p}/", "http:/127.0.0.1:{p}/",
    "http:///127.0.0.1:{p}/", "http:\\\\127.0.0.1:{p}\\", "//127.0.0.1:{p}/", "127.0.0.1:{p}/", "HTTP://127.0.0.1:{p}/",
    "https://127.0.0.1:{p}/", "file:///etc/passwd", "FILE:///etc/passwd", "file://127.0.0.1/etc/passwd",
    "ftp://127.0.0.1:{p}/", "gopher://127.0.0.1:{p}/_GET", "dict://127.0.0.1:{p}/", "ldap://127.0.0.1:{p}/",
    "jar:http://127.0.0.1:{p}!/", "unix:///var/run/docker.sock", "http+unix://%2fvar%2frun%2fdocker.sock/",
    "data:text/html,x", "javascript:alert(1)", "view-source:http://127.0.0.1:{p}/", "",
    "http://", "http://:{p}/", "http://[127.0.0.1]:{p}/", "http://[::1:{p}/", "http://[::ffff:127.0.0.1:{p}/",
]  # fmt: skip
NAMES = {
    "loopback.test": ["127.0.0.1"], "loopback6.test": ["::1"], "mapped.test": ["::ffff:127.0.0.1"],
    "metadata.test": ["169.254.169.254"], "private.test": ["10.0.0.5"], "any.test": ["0.0.0.0"],
    "one-of-two.test": ["93.184.216.34", "127.0.0.1"], "second-family.test": ["93.184.216.34", "::1"],
    "nat64.test": ["64:ff9b::7f00:1"], "sixtofour.test": ["2002:7f00:1::"], "linklocal.test": ["fe80::1%lo"],
    "127.0.0.1.nip.test": ["127.0.0.1"], "public.test": ["192.168.0.9"],
}  # fmt: skip


@pytest.fixture
def forbidden() -> Iterator[FaultServer]:
    """A server that nobody allowed."""
    with FaultServer(lambda _: page("secret")) as server:
        yield server


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that a socket was told to connect to; none but loopback gets through."""
    targets: list[Any] = []
    connect = socket.socket.connect

    def watched(sock: socket.socket, where: Any) -> None:
        targets.append(where)
        if not str(where[0]).startswith("127."):
            raise ConnectionRefusedError("not in a test")
        connect(sock, where)

    resolve = socket.getaddrinfo

    def named(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host in NAMES:
            return [(_family(ip), socket.SOCK_STREAM, 6, "", (ip, port)) for ip in NAMES[host]]
        if isinstance(host, str) and host.endswith((".test", ".vn")):
            raise socket.gaierror("no such name")
        return resolve(host, port, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", watched)
    monkeypatch.setattr(socket, "getaddrinfo", named)
    return targets


def test_the_catalogue_is_as_long_as_promised() -> None:
    assert len(set(DIRECT)) + len(NAMES) >= 60


@pytest.mark.parametrize("address", FORBIDDEN_IPS)
def test_an_address_that_is_not_public_is_known_as_such(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC_IPS)
def test_a_public_address_is_known_as_such(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("trick", DIRECT)
def test_a_listed_address_does_not_lead_inside(
    trick: str, forbidden: FaultServer, connected: list[Any]
) -> None:
    site = Site(homepage="http://public.test/", ports=(forbidden.port,))
    with Fetcher(run_id="run", bounds=Bounds(tries=1)) as fetcher:
        found = fetcher.fetch(trick.format(p=forbidden.port), site)
    assert found.capture is None
    assert found.outcome == "blocked_address"
    assert (connected, forbidden.seen) == ([], [])


@pytest.mark.parametrize("name", NAMES)
def test_a_name_does_not_lead_inside(name: str, forbidden: FaultServer, connected: list[Any]) -> None:
    site = Site(homepage="http://public.test/", ports=(forbidden.port,))
    with Fetcher(run_id="run", bounds=Bounds(tries=1)) as fetcher:
        found = fetcher.fetch(f"http://{name}:{forbidden.port}/", site)
    assert found.outcome == "blocked_address"
    assert (connected, forbidden.seen) == ([], [])


@pytest.mark.parametrize("trick", [*DIRECT, *(f"http://{name}:{{p}}/" for name in NAMES)])
def test_a_redirect_does_not_lead_inside(trick: str, forbidden: FaultServer, connected: list[Any]) -> None:
    target = trick.format(p=forbidden.port)
    location = target.replace("\n", "").encode("utf-8").decode("latin-1")
    moved = Page(body=b"", status=302, headers={"Location": location or "http://["})
    with FaultServer({"/": _raw(moved)}) as server:
        site = Site(
            homepage=server.url("/"), ports=(forbidden.port,), others=(f"127.0.0.1:{forbidden.port}",)
        )
        with Fetcher(
            run_id="run", allow_hosts=[f"127.0.0.1:{server.port}"], bounds=Bounds(tries=1)
        ) as fetcher:
            found = fetcher.fetch(server.url("/"), site)
    assert found.capture is None
    assert {where[1] for where in connected} <= {server.port}
    assert forbidden.seen == []


def _family(ip: str) -> int:
    return socket.AF_INET6 if ":" in ip else socket.AF_INET


def _raw(moved: Page) -> Page:
    """Header bytes go out as Latin-1 or UTF-8, whichever they were meant as."""
    location = moved.headers["Location"].encode("latin-1", "replace").decode("utf-8", "replace")
    return Page(body=moved.body, status=moved.status, headers={"Location": location})


def test_a_name_that_changes_its_address_is_resolved_once(forbidden: FaultServer) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = []

    def rebinding(host: str, port: int, *_: Any) -> Any:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

    guard = Guard(resolver=rebinding)
    assert guard.addresses("rebind.test", forbidden.port) == [
        (socket.AF_INET, ("93.184.216.34", forbidden.port))
    ]
    with pytest.raises(AddressError, match=r"rebind\.test is 127\.0\.0\.1"):
        guard.addresses("rebind.test", forbidden.port)
    assert (len(asked), forbidden.seen) == (2, [])


@pytest.mark.usefixtures("connected")
def test_every_new_connection_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(lambda _: page("x", Connection="close")) as server:
        site = Site(homepage=f"http://flip.vn:{server.port}/")
        with Fetcher(run_id="run", allow_hosts=["flip.vn"], bounds=Bounds(tries=1)) as fetcher:
            monkeypatch.setitem(NAMES, "flip.vn", ["127.0.0.1"])
            assert fetcher.fetch(site.homepage, site).outcome == "ok"
            monkeypatch.setattr(fetcher._guard, "_allowed", frozenset())
            assert fetcher.fetch(site.homepage + "2", site).outcome == "blocked_address"
        assert server.paths() == ["/"]


@pytest.mark.parametrize(
    ("allow", "url", "may"),
    [
        (["127.0.0.1"], "http://127.0.0.1/", True),
        (["127.0.0.1:8080"], "http://127.0.0.1:8080/", True),
        (["127.0.0.1:8080"], "http://127.0.0.1/", False),
        (["127.0.0.1:8080"], "http://127.0.0.1:8081/", False),
        (["127.0.0.1"], "http://127.0.0.1:8081/", False),
        (["localhost"], "http://LocalHost./", True),
        (["localhost"], "http://127.0.0.1/", False),
        (["[::1]:8080"], "http://[::1]:8080/", True),
        (["::1"], "http://[::1]/", True),
        ([""], "http://127.0.0.1/", False),
    ],
)
def test_the_operator_names_hosts_as_they_stand_in_addresses(allow: list[str], url: str, may: bool) -> None:
    guard = Guard(allow)
    try:
        guard.place(url)
        allowed = True
    except AddressError:
        allowed = False
    assert allowed == may


def test_only_ports_that_source_or_operator_name_are_used() -> None:
    guard = Guard(["intranet.vn:8443"])
    assert guard.place("https://baohatinh.vn/").port == 443
    assert guard.place("http://baohatinh.vn:8080/", ports=[8080]).port == 8080
    assert guard.place("https://intranet.vn:8443/").port == 8443
    for port in (22, 25, 6379, 8080, 0):
        with pytest.raises(AddressError, match="port"):
            guard.place(f"http://baohatinh.vn:{port}/")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(address: str) -> None:
    for url in (address, f"http://{address}/", f"http://baohatinh.vn/{address}"):
        with suppress(AddressError):
            assert Guard().place(url).scheme in ("http", "https")


@given(st.ip_addresses(v=4))
def test_a_disguise_changes_nothing(address: Any) -> None:
    number = int(address)
    for disguise in (f"::ffff:{address}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"):
        assert is_public(disguise) == is_public(str(address))
    assert not is_public(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1")
