"""Signs an article: what the store keeps of it to find its copies."""

import hashlib

from transforms.dedup.bands import band_keys
from transforms.dedup.sketch import pack, unpack_tokens
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


def sign(article_id: str, title: str, lead: str | None, body: str) -> Signed:
    """Signs an article by its title, lead and body; the exact hash is of lead and body only."""
    return _signed(article_id, exact_hash(lead, body), "\n".join((title, lead or "")), body)


def sign_text(article_id: str, text: str) -> Signed:
    """Signs a text whose first two lines are headline and lead, if it has more lines than that."""
    lines = text.split("\n", 2)
    head, body = ("\n".join(lines[:2]), lines[2]) if len(lines) > 2 else ("", text)
    return _signed(article_id, "", head, body)


def _signed(article_id: str, exact: str, head: str, body: str) -> Signed:
    tokens = read_tokens(head, body)
    sketch = pack(tokens)
    exact = exact or hashlib.blake2b(sketch, digest_size=16).hexdigest()
    bands = (*band_keys(tokens), exact_band(exact))
    return Signed(article_id=article_id, exact_hash=exact, bands=bands, sketch=sketch)


def bands_of(exact_hash: str, sketch: bytes) -> tuple[int, ...]:
    """The band keys that an article was signed with, from what is stored of it."""
    return (*band_keys(unpack_tokens(sketch)), exact_band(exact_hash))


def exact_band(digest: str) -> int:
    """The band key that all articles of exactly this text have, and no other."""
    return int.from_bytes(bytes.fromhex(digest[:16]), "big", signed=True)
