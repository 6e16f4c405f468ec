"""What is kept of an article for the search of copies: its tokens and the facts among them, packed."""

import numpy as np
import numpy.typing as npt

from transforms.dedup.tokens import FIRST_NUMBER, Codes, Flags, Tokens
from warehouse.record import record

FACT_WORDS = 4  # 64-bit words of the fact bitmap
_BITMAP_BYTES = 8 * FACT_WORDS


@record
class Sketch:
    """The text of one article as verification sees it."""

    article_id: str
    exact_hash: str
    codes: Codes
    names: Flags

    @property
    def facts(self) -> Flags:
        """Says of each token whether it is a fact: a number or a name."""
        return self.names | (self.codes >= FIRST_NUMBER)

    @property
    def text(self) -> str:
        """The tokens as a string, one character each: what string distances read."""
        return self.codes.tobytes().decode("utf-16-le")


def pack(tokens: Tokens) -> bytes:
    """Packs tokens: fact bitmap, codes (16 bit), names (1 bit); about 2.1 bytes a word."""
    facts = tokens.codes[tokens.names | (tokens.codes >= FIRST_NUMBER)]
    return b"".join((_bitmap(facts), tokens.codes.tobytes(), np.packbits(tokens.names).tobytes()))


def unpack(article_id: str, exact_hash: str, packed: bytes) -> Sketch:
    """Reads what ``pack`` wrote."""
    count = (len(packed) - _BITMAP_BYTES) * 8 // 17
    codes = np.frombuffer(packed, np.uint16, count, _BITMAP_BYTES)
    names = np.unpackbits(np.frombuffer(packed, np.uint8, offset=_BITMAP_BYTES + 2 * count), count=count)
    return Sketch(article_id=article_id, exact_hash=exact_hash, codes=codes, names=names.astype(np.bool_))


def fact_bitmaps(packed: list[bytes]) -> npt.NDArray[np.uint64]:
    """The fact bitmaps of many packed sketches, one row each."""
    joined = b"".join(sketch[:_BITMAP_BYTES] for sketch in packed)
    return np.frombuffer(joined, np.uint64).reshape(-1, FACT_WORDS)


def _bitmap(facts: Codes) -> bytes:
    bits = np.zeros(64 * FACT_WORDS, np.bool_)
    bits[(facts.astype(np.uint32) * np.uint32(2654435761)) >> np.uint32(24)] = True
    return np.packbits(bits).tobytes()
