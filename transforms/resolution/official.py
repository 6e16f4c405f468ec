"""Which pages speak for the state or the Party."""

from urllib.parse import urlsplit

# Domains that only organs of the state and the Party hold; dangcongsan.vn and quochoi.vn are the organs' own.
_DOMAINS = (".gov.vn", ".chinhphu.vn", ".quochoi.vn", ".dangcongsan.vn")


def is_official(url: str) -> bool:
    """Whether the host is an organ of the state or the Party, by its domain."""
    return f".{urlsplit(url).hostname or ''}".endswith(_DOMAINS)
