"""Signs an article: what the store keeps of it to find its copies."""

from transforms.dedup.bands import band_keys
from transforms.dedup.sketch import pack
from transforms.dedup.tokens import read_tokens
from transforms.text import exact_hash
from warehouse.record import record


@record
class Signed:
    """The signature of one article; see the tables ``state.signatures`` and ``state.bands``."""

    article_id: str
    exact_hash: str
    bands: tuple[int, ...]
    sketch: bytes


def sign(article_id: str, lead: str | None, body: str, title: str = "") -> Signed:
    """Signs an article by its title, lead and body; the exact hash is of lead and body only."""
    tokens = read_tokens("\n".join(part for part in (title, lead, body) if part))
    exact = exact_hash(lead, body)
    return Signed(
        article_id=article_id, exact_hash=exact, bands=(*band_keys(tokens), _exact_band(exact)), sketch=pack(tokens)
    )


def _exact_band(digest: str) -> int:
    return int.from_bytes(bytes.fromhex(digest[:16]), "big", signed=True)
