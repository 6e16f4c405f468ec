"""A response as the readers see it; the record itself is declared with the tables."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from warehouse.tables import Capture, Exchange

__all__ = ["Capture", "Exchange", "Sink", "Stored", "lower_headers", "media_type"]

Stored = tuple[str, int]
"""Capture file below the store, and byte offset of the response record in it."""


class Sink(Protocol):
    """Keeps what was exchanged; ``warehouse.archive.CaptureWriter`` does."""

    def put(self, exchange: Exchange) -> Stored | None:
        """Keeps an exchange before anything reads it; gives the place of the response, if there is one."""

    def amend(self, stored: Stored, outcome: str, error: str | None) -> None:
        """Notes what reading made of a kept response."""


def lower_headers(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Header pairs as a read-only mapping with lower-case names; repeated ones are joined by ``", "``."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return MappingProxyType(found)


def media_type(headers: Mapping[str, str]) -> str:
    """The type of a ``Content-Type`` without parameters, in lower case; empty if none is stated."""
    return headers.get("content-type", "").partition(";")[0].split(",")[0].strip().lower()
