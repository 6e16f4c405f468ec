"""Signs an article: what the store keeps of it to find its copies."""

import hashlib

from transforms.dedup.bands import Keys, band_keys
from transforms.dedup.sketch import bitmap, pack, unpack_tokens
from transforms.dedup.tokens import read_tokens
from transforms.text import exact_hash
from warehouse.record import record

_LEAD_WORDS = 10  # bylines and kickers have fewer
_HEAD_LINES = 4


@record
class Signed:
    """The signature of one article; see the tables ``state.sketches`` and ``state.postings``."""

    article_id: str
    exact: int  # equal for articles of the same lead and body
    bands: Keys
    facts: bytes
    sketch: bytes


def sign(article_id: str, title: str, lead: str | None, body: str) -> Signed:
    """Signs an article by its title, lead and body; ``exact`` is of lead and body only."""
    return _signed(article_id, exact_hash(lead, body), "\n".join((title, lead or "")), body)


def sign_text(article_id: str, text: str) -> Signed:
    """Signs a text whose first lines are headline, perhaps a byline, and lead."""
    return _signed(article_id, "", *head_and_body(text))


def head_and_body(text: str) -> tuple[str, str]:
    """Splits a text behind its lead: the first line below the headline that is long enough for one."""
    lines = text.split("\n", _HEAD_LINES)
    lead = next((at for at, line in enumerate(lines[1:-1], 1) if len(line.split()) >= _LEAD_WORDS), 1)
    if len(lines) < lead + 2:
        return "", text
    return "\n".join(lines[: lead + 1]), "\n".join(lines[lead + 1 :])


def _signed(article_id: str, exact: str, head: str, body: str) -> Signed:
    tokens = read_tokens(head, body)
    sketch = pack(tokens)
    digest = bytes.fromhex(exact[:16]) if exact else hashlib.blake2b(sketch, digest_size=8).digest()
    return Signed(
        article_id=article_id,
        exact=_number(digest),
        bands=band_keys(tokens),
        facts=bitmap(tokens.facts),
        sketch=sketch,
    )


def bands_of(sketch: bytes) -> Keys:
    """The band keys that an article was signed with, from what is stored of it."""
    return band_keys(unpack_tokens(sketch))


def number_of(article_id: str) -> int:
    """The article's number in the tables of keys: 64 bits of its id's hash."""
    return _number(hashlib.blake2b(article_id.encode(), digest_size=8).digest())


def _number(digest: bytes) -> int:
    return int.from_bytes(digest, "big", signed=True)
