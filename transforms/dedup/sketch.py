"""What is kept of an article for the search of copies: its tokens and the facts among them, packed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transforms.dedup.tokens import FIRST_NUMBER, Codes, Tokens
from warehouse.record import record

FACT_WORDS = 8  # 64-bit words of the fact bitmap
_CODES_AT = 2


@record
class Sketch:
    """The text of one article as verification sees it."""

    article_id: str
    exact: int  # equal for articles of the same lead and body
    text: str  # one character a word: what string distances read
    facts_before: list[int]  # numbers and names among the first i words, for i from 0 to all
    head: int  # words of title and lead, which papers rewrite


def pack(tokens: Tokens) -> bytes:
    """Packs tokens: length of the head, codes (16 bit), names (1 bit)."""
    names = np.packbits(tokens.names).tobytes()
    return b"".join((min(tokens.head, 0xFFFF).to_bytes(2, "little"), tokens.codes.tobytes(), names))


def unpack(article_id: str, exact: int, packed: bytes) -> Sketch:
    """Reads what ``pack`` wrote."""
    tokens = unpack_tokens(packed)
    facts = tokens.names | (tokens.codes >= FIRST_NUMBER)
    return Sketch(
        article_id=article_id,
        exact=exact,
        text=tokens.codes.tobytes().decode("utf-16-le"),
        facts_before=[0, *np.cumsum(facts).tolist()],
        head=tokens.head,
    )


def unpack_tokens(packed: bytes) -> Tokens:
    """Reads the tokens back that ``pack`` wrote."""
    count = (len(packed) - _CODES_AT) * 8 // 17
    names = np.unpackbits(np.frombuffer(packed, np.uint8, offset=_CODES_AT + 2 * count), count=count)
    return Tokens(
        codes=np.frombuffer(packed, np.uint16, count, _CODES_AT),
        names=names.astype(np.bool_),
        head=int.from_bytes(packed[:_CODES_AT], "little"),
    )


def fact_bitmaps(bitmaps: Sequence[bytes]) -> npt.NDArray[np.uint64]:
    """The fact bitmaps of many articles, one row each."""
    return np.frombuffer(b"".join(bitmaps), np.uint64).reshape(-1, FACT_WORDS)


def bitmap(facts: Codes) -> bytes:
    """Which facts there are, hashed to the bits of ``FACT_WORDS`` words."""
    bits = np.zeros(64 * FACT_WORDS, np.bool_)
    bits[(facts.astype(np.uint32) * np.uint32(2654435761)) >> np.uint32(23)] = True
    return np.packbits(bits).tobytes()
