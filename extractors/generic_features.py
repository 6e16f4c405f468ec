"""Describes every block of a page by numbers, for the model that tells the article's text from the rest.

Python looks once at each block that may be text; what concerns neighbours and groups is computed on whole
columns.
"""

import itertools
import re
from collections import Counter, defaultdict
from typing import Any, NamedTuple

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
_OUTER_BIT = {tag: 1 << 2 * HINT_COUNT + number for number, tag in enumerate(_OUTER)}


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
_GROUP_COUNT = 7  # columns of the blocks with one key
_NEIGHBOUR_COUNT = 24
_BIT_COUNT = 2 * HINT_COUNT + len(_OUTER)  # names of the element, names of those around it, tags around it
_MOST_COLUMNS = 160
_THREE = np.arange(3)[:, None]
_ZERO = np.zeros(1, dtype=np.int64)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_LINKED = 0.9  # share of a block's letters that is linked, for it to be but a link
_SHORT_LINK = 80  # letters of a link in a list
_AMIDST = 5  # blocks on either side that are links, too
_LEAST_JOINED = 8  # letters of a block that are sought in what the head states
_SHORT = 140  # letters of a line that may be a date, a credit or a link to another article
_WORD = re.compile(r"\w+")


class Clues:
    """What the head and JSON-LD say that helps to tell blocks apart."""

    def __init__(self, titles: list[str], description: str, body: str) -> None:
        self.titles = {frozenset(_words(title)) for title in titles[:3]}
        self.title_words = frozenset().union(*self.titles)
        self.description = squeezed(description)
        self.body = squeezed(body) if len(body) > 200 else ""


def squeezed(text: str) -> str:
    """Letters and digits alone, so that blanks and marks do not hide an equal text."""
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@record
class Described:
    """The blocks of a page in numbers, and which stand together."""

    features: Matrix
    """A row for each block that is looked at."""
    kept: NDArray[np.int64]
    """Positions of the blocks that are looked at: all but those in the midst of a list of links."""
    length: Matrix
    """Letters of every block of the page."""
    heading: NDArray[np.bool_]
    """Which blocks of the page are headings."""
    keys: NDArray[np.int64]
    """Three rows of numbers, equal for blocks of the page that belong together: in one group (the element
    around the block's own), in one element around that, of one make (tag and class of element and group)."""

    def spread(self, values: Matrix, elsewhere: float) -> Matrix:
        """Values of the blocks that are looked at as a column of all blocks."""
        column = np.full(len(self.length), elsewhere, dtype=np.float32)
        column[self.kept] = values
        return column


def describe(blocks: list[Block], clues: Clues, *, every: bool = False) -> Described:
    """One row for each block that may be text, with ``every`` for all blocks. Needs at least one block.

    Made column by column, since a question of the model reads one column of all rows.
    """
    texts, linked, links, boxes = zip(*blocks, strict=True)
    length, link_chars = np.array(list(map(len, texts)), np.float32), np.array(linked, np.float32)
    kept = np.arange(len(blocks)) if every else _outside_link_lists(length, link_chars)
    looked_at = kept.tolist()
    places = _places(boxes)
    columns = _Columns(len(kept))
    own = columns.take(_OWN_COUNT)
    own[0], own[1] = length[kept], link_chars[kept]
    _fill_own(own, texts, [boxes[at].tag for at in looked_at], looked_at, clues)
    own[2] = np.array(links, np.float32)[kept]
    share = link_chars / np.maximum(length, 1)
    good = np.where((share < 0.3) & (length > 60), np.maximum(length - link_chars, 0), 0)
    logs = np.log1p(length)
    columns.add(logs[kept], share[kept], places.depths[kept])
    _fill_bits(columns.take(_BIT_COUNT), places.bits[kept])
    _fill_groups(columns.take(3 * _GROUP_COUNT), places.keys, kept, (length, share, good))
    heading = np.array([box.tag in _HEADINGS for box in boxes])
    _fill_neighbours(columns.take(_NEIGHBOUR_COUNT), kept, (logs, share, heading), places.keys[0])
    _fill_place(columns, own, kept, (good, heading, places.keys[0]))
    return Described(features=columns.whole(), kept=kept, length=length, heading=heading, keys=places.keys)


def _outside_link_lists(length: Matrix, link_chars: Matrix) -> NDArray[np.int64]:
    """Positions of the blocks that are not in the midst of a list of links.

    A short link with nothing but short links for ``_AMIDST`` blocks on both sides is never text: none of 875
    evaluation pages reads otherwise without them. They are a third of the blocks.
    """
    other = (link_chars < _LINKED * length) | (length >= _SHORT_LINK)
    before = np.concatenate([_ZERO, np.cumsum(other)])
    at = np.arange(len(length))
    around = before[np.minimum(at + _AMIDST + 1, len(length))] - before[np.maximum(at - _AMIDST, 0)]
    kept = np.flatnonzero(around)
    return kept if len(kept) else at


class _Columns:
    """A matrix of float32 that is filled one column after the other, each in one piece of memory."""

    def __init__(self, rows: int) -> None:
        self._matrix = np.empty((_MOST_COLUMNS, rows), dtype=np.float32)
        self._filled = 0

    def take(self, count: int) -> Matrix:
        """The next columns, to be filled; the first index is the column's."""
        self._filled += count
        return self._matrix[self._filled - count : self._filled]

    def add(self, *columns: Matrix | np.floating[Any]) -> None:
        for column in columns:
            self._matrix[self._filled] = column
            self._filled += 1

    def whole(self) -> Matrix:
        return self._matrix[: self._filled].T


def _fill_own(own: Matrix, every: tuple[str, ...], tags: list[str], kept: list[int], clues: Clues) -> None:
    """What each block that is looked at shows by itself, but for its length and links."""
    heads = [text[:60] for text in every]
    times = Counter(heads)
    first = dict(zip(reversed(heads), range(len(heads) - 1, -1, -1), strict=True))
    texts, heads = [every[at] for at in kept], [heads[at] for at in kept]
    sizes = list(map(len, texts))
    ends = [text[-1:] for text in texts]
    own[3] = [text.count(" ") + 1 for text in texts]
    own[4] = own[0] / own[3]
    own[5] = [text.count(",") + text.count("、") for text in texts]
    own[6] = [text.count(".") + text.count("。") for text in texts]
    own[7] = _flags([end in _ENDS for end in ends])
    own[8] = _flags([text[:1].isupper() for text in texts])
    own[9] = [_TAG_NUMBER.get(tag, 0) for tag in tags]
    own[10:13] = 0
    own[13] = _flags([
        size < _SHORT and _DATE.search(text) is not None for text, size in zip(texts, sizes, strict=True)
    ])  # fmt: skip
    own[14] = 0
    own[17] = _flags([first[head] != at for head, at in zip(heads, kept, strict=True)])
    own[18] = _flags([text.isupper() for text in texts])
    own[19] = _flags([end == ":" for end in ends])
    own[20] = [times[head] for head in heads]
    own[21:23] = 0
    own[23] = _flags([("©" in head or "|" in head) for head in heads])
    _fill_words(own, texts, sizes, clues)


def _flags(values: list[bool]) -> Matrix:
    return np.frombuffer(bytes(values), dtype=np.uint8)


def _fill_words(own: Matrix, texts: list[str], sizes: list[int], clues: Clues) -> None:
    """What the words of each block tell: how many different ones are furniture, law, and on short lines
    credits and links to other articles; whether a byline begins; likeness to what the head states."""
    description, body, title_words = clues.description, clues.body, clues.title_words
    furniture, credit, byline, _, likeness, described, repeated = own[10:17]
    legal, also = own[21:23]
    own[15:17] = -1  # too short to tell, or nothing stated
    for number, text in enumerate(texts):
        words = _WORD.findall(text[:_LOOKED_AT].casefold())
        joined = "".join(words[:15])[:40]
        if len(joined) >= _LEAST_JOINED:
            if description:
                described[number] = joined in description
            if body:
                repeated[number] = joined in body
        if known := _ANY.intersection(words):
            furniture[number], legal[number] = len(known & _FURNITURE), len(known & _LEGAL)
            if sizes[number] < _SHORT:
                credit[number], also[number] = len(known & _CREDIT), len(known & _READ_ALSO)
        if words and words[0] in _BYLINE:
            byline[number] = 1
        if sizes[number] < 250 and not title_words.isdisjoint(words):
            likeness[number] = _title_share(set(words), clues)


def _title_share(words: set[str], clues: Clues) -> float:
    best = 0.0
    for title in clues.titles:
        best = max(best, len(words & title) / max(len(words), len(title), 1))
    return best


_Place = tuple[str, int, int, int]
"""What an element is called; bits of that name; those of its ancestors' names and tags; how deep it is."""
_NOWHERE: _Place = ("", 0, 0, 0)


class _Places(NamedTuple):
    """Where the blocks of a page stand."""

    keys: NDArray[np.int64]  # as in Described
    bits: NDArray[np.uint64]
    depths: NDArray[np.int64]


def _places(boxes: tuple[Box, ...]) -> _Places:
    """For the element of each block: its groups and make, what it and its ancestors are, how deep it is."""
    numbers: defaultdict[object, int] = defaultdict(itertools.count().__next__)  # in the order of asking
    known: dict[Box, _Place] = {}
    groups, paths, makes, bits, depths = [], [], [], [], []
    for box in boxes:
        hint, own, around, depth = known.get(box) or _place(box, known)
        group = box.parent or box
        groups.append(numbers[group])
        paths.append(numbers[group.parent or group])
        makes.append(numbers[box.tag, hint, group.tag, known[group][0]])
        bits.append(own | around & ~(own << HINT_COUNT))
        depths.append(depth)
    return _Places(np.array([groups, paths, makes]), np.array(bits, np.uint64), np.array(depths))


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
        _, _, around, depth = place
        if tag not in ("body", "html"):
            around |= bits << HINT_COUNT | _OUTER_BIT.get(tag, 0)
            depth += 1
        known[below] = place = (hint, bits, around, depth)
    return place


def _fill_bits(columns: Matrix, values: NDArray[np.uint64]) -> None:
    """One column for each bit."""
    octets = values.astype("<u8").view(np.uint8).reshape(-1, 8)
    columns[:] = np.unpackbits(octets, axis=1, count=len(columns), bitorder="little").T


def _fill_groups(
    columns: Matrix, keys: NDArray[np.int64], kept: NDArray[np.int64], told: tuple[Matrix, Matrix, Matrix]
) -> None:
    """Of the blocks with the same key: how many, how much text, how linked, and their share of the page."""
    length, share, good = told
    size = int(keys.max()) + 1
    apart = (keys + size * _THREE).ravel()
    count = np.bincount(apart, minlength=3 * size)
    least = np.maximum(count, 1)
    text = np.bincount(apart, np.tile(length, 3), 3 * size)
    fine = np.bincount(apart, np.tile(good, 3), 3 * size)
    linked = np.bincount(apart, np.tile(share, 3), 3 * size) / least
    order = np.argsort(-fine.reshape(3, size), kind="stable") + size * _THREE
    rank = np.empty(3 * size)
    rank[order] = np.minimum(np.arange(size), 20)
    all_fine = max(float(good.sum()), 1.0)
    found = (count, text / least, fine, fine / all_fine, linked, rank, fine / np.maximum(text, 1))
    at = apart.reshape(3, -1)[:, kept]
    for number, column in enumerate(found):
        columns[number::_GROUP_COUNT] = column[at]


def _fill_neighbours(
    columns: Matrix, kept: NDArray[np.int64], told: tuple[Matrix, ...], groups: NDArray[np.int64]
) -> None:
    """Of the three blocks on either side: what is told of them, and whether they are of the same group."""
    padded = np.zeros((4, len(groups) + 6), dtype=np.float32)
    padded[3] = -1
    for row, values in zip(padded, (*told, groups), strict=True):
        row[3:-3] = values
    around = columns.reshape(6, 4, -1)
    for number, step in enumerate((0, 1, 2, 4, 5, 6)):
        around[number] = padded[:, kept + step]
    around[:, 3] = around[:, 3] == groups[kept]


def _fill_place(
    columns: _Columns, own: Matrix, kept: NDArray[np.int64], told: tuple[Matrix, Matrix, NDArray[np.int64]]
) -> None:
    """Place on the page, below the headings, and in relation to the largest group."""
    good, heading, groups = told
    count = len(groups)
    furniture, likeness = np.zeros(count + 2, np.float32), np.zeros(count, np.float32)
    furniture[kept + 1], likeness[kept] = own[10], own[TITLE_SHARE]
    columns.add(furniture[kept], furniture[kept + 2])
    mass = np.cumsum(good)
    total = max(float(mass[-1]), 1.0)
    columns.add(mass[kept] / total, (mass - good)[kept] / total, kept / count, np.log1p(total))
    main = groups == np.argmax(np.bincount(groups, good))
    inside = np.flatnonzero(main & (good > 0))
    first, last_inside = (inside[0], inside[-1]) if len(inside) else (0, 0)
    columns.add(main[kept], kept - first, kept - last_inside)
    title = np.flatnonzero((likeness > 0.7) & heading)
    title = title[title <= last_inside]
    columns.add(kept - title[-1] if len(title) else np.float32(999))
    last = np.maximum.accumulate(np.where(heading, np.arange(count), -1))[kept]
    headed = last >= 0
    same = headed & (groups[last] == groups[kept])
    columns.add(kept - last, np.where(headed, furniture[last + 1], 0), same)
    window = np.convolve(good, np.ones(7), "same")[:count] if count >= 7 else np.full(count, good.sum())
    columns.add(np.log1p(window[kept]))
