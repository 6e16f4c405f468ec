"""Tells which texts of a page stand on other pages of its source, too: what surrounds articles."""

import zlib
from collections.abc import Mapping, Sequence

from warehouse.record import record

REMEMBERED_PAGES = 20
"""Pages of a source that new ones are compared with."""
_TEXTS = 40
"""Paragraphs of a page that are remembered: a menu or a box in the text shows among the first, too."""


@record
class PageTexts:
    """What a page says: its address, and its title and paragraphs."""

    url: str
    title: str
    paragraphs: tuple[str, ...]


@record
class Repeated:
    """What of a page other pages have, too."""

    title: bool
    share: float
    """Share of the characters of its paragraphs, 0 to 1."""


@record
class Remembered:
    """Fingerprints of the last pages, one per text: the page it stood on, and the text."""

    pages: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()


def find_repeated(pages: Sequence[PageTexts], before: Remembered) -> list[Repeated]:
    """What of each page stands on another of them or of those ``before``."""
    homes: dict[int, set[int]] = {}
    for page, text in zip(before.pages, before.texts, strict=True):
        homes.setdefault(text, set()).add(page)
    for each in pages:
        for text in fingerprints(each):
            homes.setdefault(text, set()).add(checksum(each.url))
    return [_repeated(each, homes) for each in pages]


def _repeated(page: PageTexts, homes: Mapping[int, set[int]]) -> Repeated:
    def stands_elsewhere(text: str) -> bool:
        return bool(homes.get(checksum(text), set()) - {checksum(page.url)})

    letters = sum(map(len, page.paragraphs))
    again = sum(len(text) for text in page.paragraphs if stands_elsewhere(text))
    return Repeated(title=stands_elsewhere(page.title), share=again / letters if letters else 0.0)


def remember(before: Remembered, pages: Sequence[PageTexts]) -> Remembered:
    """The fingerprints of the last pages, these ones included."""
    kept: dict[int, list[int]] = {}
    for page, text in zip(before.pages, before.texts, strict=True):
        kept.setdefault(page, []).append(text)
    for each in pages:
        kept.pop(checksum(each.url), None)
        kept[checksum(each.url)] = fingerprints(each)
    last = list(kept.items())[-REMEMBERED_PAGES:]
    return Remembered(
        pages=tuple(page for page, texts in last for _ in texts),
        texts=tuple(text for _, texts in last for text in texts),
    )


def fingerprints(page: PageTexts) -> list[int]:
    """Checksums of the title and the first paragraphs."""
    return [checksum(text) for text in (page.title, *page.paragraphs[:_TEXTS])]


def checksum(text: str) -> int:
    return zlib.crc32(text.casefold().encode())
