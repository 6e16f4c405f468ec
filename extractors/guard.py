"""Decides which addresses may be connected to: public ones, and those that the operator names."""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network
from typing import Any

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from warehouse.record import record

DEFAULT_PORTS = {"http": 80, "https": 443}

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+(?:%[\w.~%-]+)?\]")

# Not public in practice, though the registries that `is_global` follows call them so: protocol assignments
# with anycast and metadata services, 6to4 relays, Azure's host agent.
_CLOSED_V4 = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
# Global unicast is 2000::/3 (RFC 4291). Inside it, Teredo and 6to4 carry IPv4 addresses of anybody's choice.
_UNICAST_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)

Address = tuple[int, tuple[Any, ...]]
"""Address family and socket address, ready for ``connect``."""
Resolver = Callable[..., list[Any]]


class AddressError(Exception):
    """An address that must not be connected to; the message says why."""


@record
class Place:
    """Where an address leads, as the HTTP library reads it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def name(self) -> str:
        """The host of pace, robots.txt and politeness: ``name:port``."""
        return f"{self.host}:{self.port}"

    @property
    def host_header(self) -> str:
        """The host as a browser writes it: with its port unless that is the scheme's own."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else self.name


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet can reach, in any of its disguises."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _public_v4(ip) if isinstance(ip, IPv4Address) else _public_v6(ip)


def _public_v4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _CLOSED_V4)


def _public_v6(ip: IPv6Address) -> bool:
    if inner := _carried_v4(ip):
        return _public_v4(inner)
    return ip in _UNICAST_V6 and ip.is_global and not any(ip in net for net in _CLOSED_V6)


def _carried_v4(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, NAT64 or ISATAP address leads to."""
    number = int(ip)
    if ip.ipv4_mapped or ip in _NAT64 or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return None


class Guard:
    """Checks addresses before and while connecting.

    ``allow_hosts``: names or IP addresses, as ``host`` or ``host:port``, as they stand in the addresses that
    are to be fetched. A named host may lie on any network; its port must be 80, 443, the source's or the
    named one.
    """

    def __init__(self, allow_hosts: Iterable[str] = (), resolver: Resolver | None = None) -> None:
        self._allowed = frozenset(map(_plain, filter(None, map(str.strip, allow_hosts))))
        self._resolver = resolver

    def allows(self, host: str, port: int) -> bool:
        """Whether the operator named this host, with this port or without any."""
        return _plain(host) in self._allowed or f"{_plain(host)}:{port}" in self._allowed

    def place(self, url: str, ports: Collection[int] = ()) -> Place:
        """Reads an address. Raises ``AddressError`` unless it is plain http(s) on a port that may be used."""
        place = _place(url)
        if _is_ip(place.host) and not self.allows(place.host, place.port) and not is_public(place.host):
            raise AddressError(f"{place.host} is not a public address")
        if place.port not in (80, 443, *ports) and f"{place.host}:{place.port}" not in self._allowed:
            raise AddressError(f"port {place.port} is neither 80, 443 nor one that the source names")
        return place

    def addresses(self, host: str, port: int) -> list[Address]:
        """Resolves a name, once. Raises ``AddressError`` if an address is not public, ``OSError`` if none.

        The caller connects to what is returned and to nothing else, so a name that changes its address
        between check and connection gains nothing.
        """
        found = (self._resolver or socket.getaddrinfo)(host.strip("[]"), port, 0, socket.SOCK_STREAM)
        addresses = [(family, where) for family, _, _, _, where in found]
        if not self.allows(host, port):
            for _, where in addresses:
                if not is_public(str(where[0])):
                    raise AddressError(f"{host} is {where[0]}, not a public address")
        return addresses


def _place(url: str) -> Place:
    try:
        parts = parse_url(url)
    except LocationParseError as error:
        raise AddressError("not a well-formed address") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressError(f"only http and https are fetched, not {str(parts.scheme)[:20]!r}")
    if parts.auth is not None:
        raise AddressError("the address carries credentials")
    host = (parts.host or "").lower().rstrip(".")
    if not _HOST.fullmatch(host):
        raise AddressError("the address names no host")
    port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    return Place(scheme=parts.scheme, host=host, port=port, path=parts.request_uri)


def _plain(host: str) -> str:
    """A host as it is compared: lower case, no final dot, IPv6 in brackets when no port follows."""
    name = host.lower().rstrip(".")
    try:
        return f"[{IPv6Address(name)}]"
    except ValueError:
        return name


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True
