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
    "by von par por di theo tác bài autor author text updated published stand aktualisiert written")
_ANY = _FURNITURE | _READ_ALSO | _LEGAL | _CREDIT
_NONE = (0, 0, 0, 0)
TITLE_SHARE = 14  # column of the features: likeness to the title that the head states
_LOOKED_AT = 400  # letters of a block in which words are looked up
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d\d")
_ENDS = tuple('.!?…。！？”»"”’)')
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


def describe(blocks: list[Block], clues: Clues) -> Matrix:
    """One row for each block. Needs at least one block."""
    own = np.array(_own_rows(blocks, clues), dtype=np.float32)
    groups, paths, signatures, outer, bits_own, bits_any, depths = _places(blocks)
    length, links = own[:, 0], own[:, 1]
    plain = np.maximum(length - links, 0)
    share = links / np.maximum(length, 1)
    good = np.where((share < 0.3) & (length > 60), plain, 0)
    columns = [own, np.log1p(own[:, :1]), share[:, None], depths[:, None]]
    columns += [
        _bits(bits_own, HINT_COUNT),
        _bits(bits_any & ~bits_own, HINT_COUNT),
        _bits(outer, len(_OUTER)),
    ]
    for keys in (groups, paths, signatures):
        columns.append(_group_columns(keys, length, share, good))
    columns.append(_context_columns(own, length, share, good, groups))
    return np.concatenate(columns, axis=1).astype(np.float32)


def _own_rows(blocks: list[Block], clues: Clues) -> list[tuple[float, ...]]:
    rows: list[tuple[float, ...]] = []
    seen: set[str] = set()
    heads = [block.text[:60] for block in blocks]
    times = Counter(heads)
    for block, head in zip(blocks, heads, strict=True):
        text, link_chars, links, box = block
        size = len(text)
        words = _words(text[:_LOOKED_AT])
        short = size < 140
        count = text.count(" ") + 1
        joined = "".join(words[:15])[:40]
        furniture, legal, credit, also = _NONE if _ANY.isdisjoint(words) else _marks(words, short)
        rows.append((
            size, link_chars, links, count, size / count,
            text.count(",") + text.count("、"), text.count(".") + text.count("。"),
            text.endswith(_ENDS), text[:1].isupper(), _TAG_NUMBER.get(box.tag, 0),
            furniture, credit, bool(words and words[0] in _BYLINE), bool(short and _DATE.search(text)),
            0 if size >= 250 or clues.title_words.isdisjoint(words) else _title_share(set(words), clues),
            _found(joined, clues.description), _found(joined, clues.body),
            head in seen, text.isupper(), text.endswith(":"),
            times[head], legal, also, "©" in head or "|" in head,
        ))  # fmt: skip
        seen.add(head)
    return rows


def _marks(words: list[str], short: bool) -> tuple[int, int, int, int]:
    """How many different words are furniture, law, and on short lines credits and links to other articles."""
    known = _ANY.intersection(words)
    return (
        len(known & _FURNITURE),
        len(known & _LEGAL),
        len(known & _CREDIT) if short else 0,
        len(known & _READ_ALSO) if short else 0,
    )


def _found(text: str, whole: str) -> int:
    if not whole or len(text) < 8:
        return -1
    return int(text in whole)


def _title_share(words: set[str], clues: Clues) -> float:
    best = 0.0
    for title in clues.titles:
        best = max(best, len(words & title) / max(len(words), len(title), 1))
    return best


def _places(blocks: list[Block]) -> tuple[NDArray[np.int64], ...]:
    """For each block: its group, the group's group, its signature, and the bits of its ancestors."""
    numbers: dict[object, int] = {}
    known: dict[Box, tuple[int, int, int]] = {}
    rows = []
    for block in blocks:
        box = block.box
        outer, bits_any, depth = _inherited(box, known)
        group = _group(box)
        above = _group(group)
        signature = (box.tag, box.hint, group.tag, group.hint)
        rows.append((
            numbers.setdefault(group, len(numbers)), numbers.setdefault(above, len(numbers)),
            numbers.setdefault(signature, len(numbers)), outer, hint_bits(box.hint), bits_any, depth,
        ))  # fmt: skip
    table = np.array(rows, dtype=np.int64)
    return tuple(table[:, column] for column in range(table.shape[1]))


def _group(box: Box) -> Box:
    return box.parent or box


def _inherited(box: Box, known: dict[Box, tuple[int, int, int]]) -> tuple[int, int, int]:
    """Bits of outer tags and hints over all ancestors, and the depth. Not recursive: pages may be deep."""
    chain = []
    at: Box | None = box
    while at is not None and at not in known:
        chain.append(at)
        at = at.parent
    outer, bits, depth = known[at] if at is not None else (0, 0, 0)
    for below in reversed(chain):
        if below.tag not in ("body", "html"):
            outer |= _OUTER_BIT.get(below.tag, 0)
            bits |= hint_bits(below.hint)
            depth += 1
        known[below] = (outer, bits, depth)
    return outer, bits, depth


def _bits(values: NDArray[np.int64], count: int) -> Matrix:
    return ((values[:, None] >> np.arange(count)) & 1).astype(np.float32)


def _group_columns(keys: NDArray[np.int64], length: Matrix, share: Matrix, good: Matrix) -> Matrix:
    """Of the blocks with the same key: how many, how much text, how linked, and their share of the page."""
    size = int(keys.max()) + 1
    count = np.bincount(keys, minlength=size)
    text = np.bincount(keys, length, size)
    fine = np.bincount(keys, good, size)
    linked = np.bincount(keys, share, size) / np.maximum(count, 1)
    order = np.argsort(-fine, kind="stable")
    rank = np.empty(size)
    rank[order] = np.arange(size)
    all_fine = max(float(good.sum()), 1.0)
    columns = (count, text / np.maximum(count, 1), fine, fine / all_fine, linked, np.minimum(rank, 20),
               fine / np.maximum(text, 1))  # fmt: skip
    return np.stack([column[keys] for column in columns], axis=1)


def _context_columns(
    own: Matrix, length: Matrix, share: Matrix, good: Matrix, groups: NDArray[np.int64]
) -> Matrix:
    """Neighbours, place on the page, and place in relation to the largest group."""
    count = len(length)
    heading = ((own[:, 9] >= 2) & (own[:, 9] <= 5)).astype(np.float32)
    furniture = own[:, 10]
    columns: list[Matrix] = []
    for step in (-3, -2, -1, 1, 2, 3):
        columns += [_shifted(np.log1p(length), step), _shifted(share, step), _shifted(heading, step)]
        columns.append(_shifted(groups.astype(np.float32), step, -1) == groups)
    columns += [_shifted(furniture, -1), _shifted(furniture, 1)]
    mass = np.cumsum(good)
    total = max(float(mass[-1]), 1.0)
    columns += [
        mass / total,
        (mass - good) / total,
        np.arange(count) / count,
        np.full(count, np.log1p(total)),
    ]
    best = np.argmax(np.bincount(groups, good))
    main = (groups == best) & (good > 0)
    inside = np.flatnonzero(main) if main.any() else np.array([0])
    columns += [groups == best, np.arange(count) - inside[0], np.arange(count) - inside[-1]]
    title = np.flatnonzero((own[:, TITLE_SHARE] > 0.7) & (heading > 0))
    anchor = title[title <= inside[-1]][-1] if (title <= inside[-1]).any() else -1
    columns += [np.arange(count) - anchor if anchor >= 0 else np.full(count, 999)]
    last = np.maximum.accumulate(np.where(heading > 0, np.arange(count), -1))
    columns += [
        np.arange(count) - last,
        np.where(last >= 0, furniture[last], 0),
        np.where(last >= 0, groups[last] == groups, 0),
    ]
    window = np.convolve(good, np.ones(7), "same")[:count] if count >= 7 else np.full(count, good.sum())
    columns += [np.log1p(window)]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _shifted(values: Matrix, step: int, fill: float = 0) -> Matrix:
    """The column moved so that each row sees the row ``step`` further down."""
    out = np.full_like(values, fill)
    if step > 0:
        out[:-step] = values[step:]
    else:
        out[-step:] = values[:step]
    return out
