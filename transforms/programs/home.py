"""The province that an address is of: its own paper or portal."""

import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

from transforms.parties import all_parties
from transforms.parties.spelling import ascii_form


@cache
def _slugs() -> dict[str, str]:
    found = {
        ascii_form(party.name).replace(" ", ""): party.name
        for party in all_parties()
        if party.kind == "province"
    }
    return {**found, "hue": "Huế", "tphcm": "Hồ Chí Minh", "hcm": "Hồ Chí Minh", "brvt": "Bà Rịa - Vũng Tàu"}


@lru_cache(maxsize=4096)
def home_of(url: str) -> str | None:
    """The province named by the host, or by the first folder of the path."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    labels = [*host.split("."), parts.path.strip("/").split("/")[0]]
    for label in labels:
        bare = re.sub(
            r"^(?:bao|dai|ub|www|ubnd|dang|congan|so\w{2,4})?",
            "",
            re.sub(r"[^a-z]", "", label.lower()),
            count=1,
        )
        for candidate in (re.sub(r"[^a-z]", "", label.lower()), bare):
            if candidate in _slugs():
                return _slugs()[candidate]
    return None
