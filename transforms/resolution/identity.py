"""Ids that follow from content, and the 64-bit keys of blocks."""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transforms.resolution.outline import Outline


def mention_id(article_id: str, version: int, position: int) -> str:
    """Id of the mention at a position (0, 1, ...) of a version of an article."""
    return f"{article_id}.{version}.{position}"


def number_in_article(mention_id: str) -> int:
    """The number, from 1, of a mention in its article, as decisions count."""
    return int(mention_id.rpartition(".")[2]) + 1


def digest(*parts: str) -> str:
    """16 hex digits of the parts; parts must not hold the unit separator."""
    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def block_key(*parts: str) -> int:
    """A signed 64-bit key of the parts."""
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "big", signed=True)


def program_ids(outlines: "Sequence[Outline]") -> list[str]:
    """Ids of the programs of one home, in their order.

    An id follows from the parties as signed and the year in which the program began. Instrument, day, period
    and sectors are not in it: later reports complete and correct these, and the id shall stay. Of several
    programs that began in one year, the first signed has that id; the others add their instrument, then day
    and sectors, then their first mention, as far as needed to differ. A better known year or set of parties
    gives another id; ``find_superseded`` tells which.
    """
    taken: set[str] = set()
    ids: dict[int, str] = {}
    for at in sorted(range(len(outlines)), key=lambda at: _first_signed(outlines[at])):
        ids[at] = next(name for name in _names(outlines[at]) if name not in taken)
        taken.add(ids[at])
    return [ids[at] for at in range(len(outlines))]


def _first_signed(drawn: "Outline") -> tuple[date, date, str]:
    return (drawn.signed_on or date.max, drawn.first_reported_on or date.max, drawn.claims[0].key)


def _names(drawn: "Outline") -> Iterator[str]:
    parts = [*drawn.founders, str(drawn.began_in)]
    yield digest("program", *parts)
    parts.append(drawn.instrument)
    yield digest("program", *parts)
    parts.extend((str(drawn.signed_on), *drawn.sectors))
    yield digest("program", *parts)
    parts.append(drawn.claims[0].key)
    yield digest("program", *parts)
