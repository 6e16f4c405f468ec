"""Describes every block of a page by numbers, for the model that tells the article's text from the rest.

Python looks at each block once; what concerns neighbours and groups is computed on whole columns.
"""

import re
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.generic_hints import HINT_COUNT, hint_bits
from extractors.page_blocks import Block, Box
from warehouse.record import record

Matrix = NDArray[Any]  # of float32 where it is a whole row of features

_TAGS = ("p", "h1", "h2", "h3", "h4", "li", "div", "blockquote", "td", "figcaption", "span", "section",
         "article", "dd", "dt", "th", "center", "summary", "pre", "address")  # fmt: skip
_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS, start=1)}
_OUTER = (
    "li",
    "ul",
    "nav",
    "aside",
    "footer",
    "header",
    "article",
    "main",
    "figure",
    "blockquote",
    "table",
    "dl",
    "ol",
    "form",
)
_OUTER_BIT = {tag: 1 << number for number, tag in enumerate(_OUTER)}


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words of lines that belong to the page and not to the article. Looked up, since a search for patterns in
# every block would cost more than all the rest.
_FURNITURE = _word_set(
    "copyright reserved newsletter newsletters subscribe subscription sign login log share follow comment"
    " comments advertisement"
    " advertising recommended whatsapp facebook twitter instagram telegram email mail loading click"
    " podcast print reprint"
    " anzeige werbung kommentar kommentare teilen abonnieren abo lesezeit minuten min startseite merken"
    " themen newsletters"
    " bình luận chia sẻ khóa khoá theo dõi quảng cáo facebook zalo partager comparte suscríbete condividi"
    " commenti reklama"
    " yorum paylaş 関連 シェア 공유 댓글 комментарии поделиться")  # fmt: skip
_READ_ALSO = _word_set(
    "read more also related see next watch mehr lesen auch weiterlesen interessant passend zum thema"
    " könnte xem thêm đọc liên quan"
    " mời lire aussi leer más también lea leggi anche lees ook läs mer också les også čtěte také přečtěte"
    " ilgili czytaj więcej"
    " читайте также 더보기")  # fmt: skip
_LEGAL = _word_set(
    "cookie cookies privatsphäre datenschutz datenschutzerklärung privacy einwilligung consent gdpr"
    " affiliate commission"
    " personenbezogene personenbezogenen externe externen externer inhalt javascript browser"
    " nutzungsbedingungen terms bookmark"
    " phép biên tập")  # fmt: skip
_CREDIT = _word_set(
    "foto fotos photo photos bild image ảnh picture pictured quelle source nguồn credit getty reuters dpa"
    " afp ap imago"
    " illustration grafik shutterstock")  # fmt: skip
_BYLINE = _word_set(
    "by von par por di theo tác bài autor author text updated published stand aktualisiert written"
)
_ANY = _FURNITURE | _READ_ALSO | _LEGAL | _CREDIT
TITLE_SHARE = 14  # column of the features: likeness to the title that the head states
_LOOKED_AT = 400  # letters of a block in which words are looked up
# A year from 1900 to 2099, or a time of day. It begins with a digit, for which the search is quick.
_DATE = re.compile(r"\d(?:[:.h]\d\d|(?<=(?<!\w)1)9\d\d\b|(?<=(?<!\w)2)0\d\d\b)")
_ENDS = frozenset('.!?…。！？”»"”’)')
_OWN_COUNT = 24  # columns of a block by itself
_MOST_COLUMNS = 160
_LEAST_JOINED = 8  # letters of a block that are sought in what the head states
_SHORT = 140  # letters of a line that may be a date, a credit or a link to another article
_WORD = re.compile(r"\w+")


class Clues:
    """What the head and JSON-LD say that helps to tell blocks apart."""

    def __init__(self, titles: list[str], description: str, body: str) -> None:
        self.titles = [set(_words(title)) for title in titles[:3]]
        self.title_words = {word for title in self.titles for word in title}
        self.description = squeezed(description)
        self.body = squeezed(body) if len(body) > 200 else ""


def squeezed(text: str) -> str:
    """Letters and digits alone, so that blanks and marks do not hide an equal text."""
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@record
class Described:
    """The blocks of a page in numbers: a row of features each, and which stand together."""

    features: Matrix
    groups: NDArray[np.int64]
    """Number of the element around the block's own; blocks in one element have the same."""
    paths: NDArray[np.int64]
    """Number of the element around that."""
    signatures: NDArray[np.int64]
    """Number of the make: tag and class of the block's element and of its group."""


def describe(blocks: list[Block], clues: Clues) -> Described:
    """One row for each block. Needs at least one block.

    Made column by column, since a question of the model reads one column of all rows.
    """
    columns = _Columns(len(blocks))
    own = columns.take(_OWN_COUNT)
    _fill_own(own, blocks, clues)
    groups, paths, signatures, outer, bits_own, bits_any, depths = _places(blocks)
    length, links = own[0], own[1]
    plain = np.maximum(length - links, 0)
    share = links / np.maximum(length, 1)
    good = np.where((share < 0.3) & (length > 60), plain, 0)
    columns.add(logs := np.log1p(length), share, depths)
    _fill_bits(columns.take(HINT_COUNT), bits_own)
    _fill_bits(columns.take(HINT_COUNT), bits_any & ~bits_own)
    _fill_bits(columns.take(len(_OUTER)), outer)
    for keys in (groups, paths, signatures):
        columns.add(*_group_columns(keys, length, share, good))
    _add_context(columns, own, (logs, share), good, groups)
    return Described(features=columns.whole(), groups=groups, paths=paths, signatures=signatures)


class _Columns:
    """A matrix of float32 that is filled one column after the other, each in one piece of memory."""

    def __init__(self, rows: int) -> None:
        self._matrix = np.empty((_MOST_COLUMNS, rows), dtype=np.float32)
        self._filled = 0

    def take(self, count: int) -> Matrix:
        """The next columns, to be filled; the first index is the column's."""
        self._filled += count
        return self._matrix[self._filled - count : self._filled]

    def add(self, *columns: Matrix) -> None:
        for column in columns:
            self._matrix[self._filled] = column
            self._filled += 1

    def whole(self) -> Matrix:
        return self._matrix[: self._filled].T


def _fill_own(own: Matrix, blocks: list[Block], clues: Clues) -> None:
    """What each block shows by itself."""
    texts = [block.text for block in blocks]
    sizes = list(map(len, texts))
    counts = [text.count(" ") + 1 for text in texts]
    ends = [text[-1:] for text in texts]
    heads = [text[:60] for text in texts]
    times = Counter(heads)
    marked = [("©" in head or "|" in head) for head in heads]
    own[0] = sizes
    own[1] = [block.link_chars for block in blocks]
    own[2] = [block.links for block in blocks]
    own[3] = counts
    own[4] = np.array(sizes) / np.array(counts)
    own[5] = [text.count(",") + text.count("、") for text in texts]
    own[6] = [text.count(".") + text.count("。") for text in texts]
    own[7] = [end in _ENDS for end in ends]
    own[8] = [text[:1].isupper() for text in texts]
    own[9] = [_TAG_NUMBER.get(block.box.tag, 0) for block in blocks]
    own[10:13] = 0
    own[13] = [
        size < _SHORT and _DATE.search(text) is not None for text, size in zip(texts, sizes, strict=True)
    ]
    own[14] = 0
    own[17] = _repeated(heads)
    own[18] = [text.isupper() for text in texts]
    own[19] = [end == ":" for end in ends]
    own[20] = [times[head] for head in heads]
    own[21:23] = 0
    own[23] = marked
    _fill_words(own, texts, sizes, clues)


def _fill_words(own: Matrix, texts: list[str], sizes: list[int], clues: Clues) -> None:
    """What the words of each block tell: the few that have any of them cost the most."""
    description, body = clues.description, clues.body
    own[15:17] = -1  # too short to tell, or nothing stated
    for number, text in enumerate(texts):
        words = _WORD.findall(text[:_LOOKED_AT].casefold())
        joined = "".join(words[:15])[:40]
        if len(joined) >= _LEAST_JOINED:
            if description:
                own[15, number] = joined in description
            if body:
                own[16, number] = joined in body
        if not _ANY.isdisjoint(words):
            own[10, number], own[21, number], own[11, number], own[22, number] = _marks(
                words, sizes[number] < _SHORT
            )
        if words and words[0] in _BYLINE:
            own[12, number] = 1
        if sizes[number] < 250 and not clues.title_words.isdisjoint(words):
            own[TITLE_SHARE, number] = _title_share(set(words), clues)


def _repeated(heads: list[str]) -> list[bool]:
    """Whether a block that stands before it begins alike."""
    first = {head: number for number, head in reversed(list(enumerate(heads)))}
    return [first[head] != number for number, head in enumerate(heads)]


def _marks(words: list[str], short: bool) -> tuple[int, int, int, int]:
    """How many different words are furniture, law, and on short lines credits and links to other articles."""
    known = _ANY.intersection(words)
    return (
        len(known & _FURNITURE),
        len(known & _LEGAL),
        len(known & _CREDIT) if short else 0,
        len(known & _READ_ALSO) if short else 0,
    )


def _title_share(words: set[str], clues: Clues) -> float:
    best = 0.0
    for title in clues.titles:
        best = max(best, len(words & title) / max(len(words), len(title), 1))
    return best


_Place = tuple[str, int, int, int, int]
"""What an element is called; the bits of that, of its ancestors' tags, of all their names; how deep it is."""


def _places(blocks: list[Block]) -> NDArray[np.int64]:
    """For each block: its group, the group's group, its signature, and the bits of its ancestors."""
    numbers: dict[object, int] = {}
    number = numbers.setdefault
    known: dict[Box, _Place] = {}
    rows: list[tuple[int, ...]] = []
    for block in blocks:
        box = block.box
        hint, bits, outer, bits_any, depth = known.get(box) or _place(box, known)
        group = box.parent or box
        above = group.parent or group
        signature = (box.tag, hint, group.tag, known[group][0])
        rows.append((
            number(group, len(numbers)), number(above, len(numbers)), number(signature, len(numbers)),
            outer, bits, bits_any, depth,
        ))  # fmt: skip
    return np.array(rows, dtype=np.int64).T


_NOWHERE: _Place = ("", 0, 0, 0, 0)


def _place(box: Box, known: dict[Box, _Place]) -> _Place:
    """Place of an element, noted for it and its ancestors. Not recursive: pages may be deep."""
    chain = []
    at: Box | None = box
    while at is not None and at not in known:
        chain.append(at)
        at = at.parent
    place = known[at] if at is not None else _NOWHERE
    for below in reversed(chain):
        hint, tag = below.hint, below.tag
        bits = hint_bits(hint)
        _, _, outer, bits_any, depth = place
        if tag not in ("body", "html"):
            outer |= _OUTER_BIT.get(tag, 0)
            bits_any |= bits
            depth += 1
        known[below] = place = (hint, bits, outer, bits_any, depth)
    return place


def _fill_bits(columns: Matrix, values: NDArray[np.int64]) -> None:
    """One column for each bit."""
    columns[:] = (values >> np.arange(len(columns))[:, None]) & 1


def _group_columns(keys: NDArray[np.int64], length: Matrix, share: Matrix, good: Matrix) -> list[Matrix]:
    """Of the blocks with the same key: how many, how much text, how linked, and their share of the page."""
    size = int(keys.max()) + 1
    count = np.bincount(keys, minlength=size)
    least = np.maximum(count, 1)
    text = np.bincount(keys, length, size)
    fine = np.bincount(keys, good, size)
    linked = np.bincount(keys, share, size) / least
    order = np.argsort(-fine, kind="stable")
    rank = np.empty(size)
    rank[order] = np.arange(size)
    all_fine = max(float(good.sum()), 1.0)
    columns = (count, text / least, fine, fine / all_fine, linked, np.minimum(rank, 20),
               fine / np.maximum(text, 1))  # fmt: skip
    return [column[keys] for column in columns]


def _add_context(
    columns: _Columns, own: Matrix, told: tuple[Matrix, Matrix], good: Matrix, groups: NDArray[np.int64]
) -> None:
    """Neighbours, place on the page, and place in relation to the largest group."""
    count = own.shape[1]
    place = np.arange(count)
    heading = (own[9] >= 2) & (own[9] <= 5)
    furniture = own[10]
    for step in (-3, -2, -1, 1, 2, 3):
        around = columns.take(4)
        for column, values in zip(around, (*told, heading), strict=False):
            _shift(column, values, step)
        _shift(around[3], groups, step, -1)
        around[3] = around[3] == groups
    for column, step in zip(columns.take(2), (-1, 1), strict=True):
        _shift(column, furniture, step)
    mass = np.cumsum(good)
    total = max(float(mass[-1]), 1.0)
    columns.add(mass / total, (mass - good) / total, place / count, np.log1p(total))
    best = np.argmax(np.bincount(groups, good))
    main = groups == best
    inside = np.flatnonzero(main & (good > 0))
    first, last_inside = (inside[0], inside[-1]) if len(inside) else (0, 0)
    columns.add(main, place - first, place - last_inside)
    title = np.flatnonzero((own[TITLE_SHARE] > 0.7) & heading)
    title = title[title <= last_inside]
    columns.add(place - title[-1] if len(title) else np.full(count, 999))
    last = np.maximum.accumulate(np.where(heading, place, -1))
    headed = last >= 0
    columns.add(place - last, np.where(headed, furniture[last], 0), headed & (groups[last] == groups))
    window = np.convolve(good, np.ones(7), "same")[:count] if count >= 7 else np.full(count, good.sum())
    columns.add(np.log1p(window))


def _shift(column: Matrix, values: Matrix, step: int, fill: float = 0) -> None:
    """Fills the column with the values moved so that each row sees the row ``step`` further down."""
    if step > 0:
        column[:-step] = values[step:]
        column[-step:] = fill
    else:
        column[-step:] = values[:step]
        column[:-step] = fill
