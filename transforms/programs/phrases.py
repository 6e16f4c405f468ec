"""Finds the phrases that name a document of cooperation: "bản ghi nhớ", "chương trình phối hợp", "ký thỏa thuận"."""  # noqa: E501

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import cue, pattern, read_rows

SIGN = cue("sign")
_RELATIVE = cue("noun that was signed")
_SALES = cue("sales")
_SUBJECT = pattern(r"(?:^|[\n.:;]\"? ?(?:sự )?|việc |công bố |khuôn khổ |khuôn khổ quan hệ )$")
_BOUGHT = cue("bought or lent")
_NO_DOCUMENT = cue("no document of two")
_GOVERNS = cue("between verb and noun")
_LINKS = (">>", "»", "• ", "Xem thêm", "Tin liên quan", "Đọc thêm")
_MOST = 60  # phrases read of one article; the richest tuning article has 8
_FAR = 110  # code points between a signing verb and the plain noun that it governs; the longest seen was 84


@dataclass(frozen=True, slots=True)
class Phrase:
    """A document as a sentence names it; a strong phrase speaks of cooperation by itself."""

    instrument: str
    start: int
    end: int
    sentence: Sentence
    strong: bool
    told: bool = False  # no document: the headline or the lead tells of the work itself, "A hợp tác B"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = list(read_rows("instruments.tsv"))

    def joined(strength: str) -> re.Pattern[str]:
        alternatives = "|".join(
            f"(?P<{row['instrument']}>{row['pattern']})" for row in rows if row["strength"] == strength
        )
        return re.compile(rf"(?=[btýmkhvcnqđgp])(?<!\w)(?:{alternatives})(?!\w)")

    return joined("strong"), joined("weak")


def find_phrases(passage: Passage) -> list[Phrase]:
    """Every phrase that names a document, in reading order; none inside another."""
    strong, _ = _patterns()
    low = passage.low
    hits = [match for match in islice(strong.finditer(low), _MOST) if _may_be_signed(low, match.start())]
    verbs = list(islice(SIGN.finditer(low), _MOST))
    found = [_phrase(passage, match, True) for match in hits]
    if verbs:
        found += _plain(passage, verbs, [match.span() for match in hits])
    if not hits:
        found += _told(passage)
    elif tells_of_many(passage):
        found += _listed(passage, [phrase.sentence.order for phrase in found])
    kept = [phrase for phrase in found if phrase.end <= phrase.sentence.end and not _is_link(passage, phrase)]
    return sorted(kept, key=lambda phrase: phrase.start)


_WORKS = cue("works together")
_WISH = cue("wish before work")
_LONGEST_OPENING = 2_000  # code points of those sentences
_OPENING = 3  # sentences, headline included, in which an article tells of work that no document names


_WORK_WORDS = ("hợp tác", "bắt tay", "hợp lực", "liên kết", "liên minh", "giai đoạn")


def may_tell_of_work(opening: str) -> bool:
    """Whether the beginning of an article, in lower case, may tell of work together."""
    return any(word in opening for word in _WORK_WORDS) and bool(_WORKS.search(opening))


def _told(passage: Passage) -> list[Phrase]:
    """Where headline or lead say that two work together, of which no document is named."""
    if not may_tell_of_work(passage.low[:_LONGEST_OPENING]):
        return []
    return [
        Phrase("unspecified", match.start(), match.end(), sentence, True, told=True)
        for sentence in passage.sentences[:_OPENING]
        for match in _WORKS.finditer(passage.low, sentence.start, sentence.end)
        if not _WISH.search(passage.low, max(match.start() - 60, sentence.start), match.start())
    ]


_MANY = cue("many documents")
_ALSO_SIGNED = cue("one of many")
_LEADING = 5  # sentences, headline included, in which an article says that many papers were signed


def tells_of_many(passage: Passage) -> bool:
    """Whether an article is about a day on which many papers were signed: "ký loạt thỏa thuận", "29 văn kiện"."""  # noqa: E501
    return any(_MANY.search(passage.low, s.start, s.end) for s in passage.sentences[:_LEADING])


def _listed(passage: Passage, named: list[int]) -> list[Phrase]:
    """One of many papers in a sentence that names none: "A ký với B", "A và B hợp tác", "A thỏa thuận với B"."""  # noqa: E501
    found = []
    for match in islice(_ALSO_SIGNED.finditer(passage.low), _MOST):
        sentence = passage.sentence_at(match.start())
        if sentence.order not in named and sentence.order > 1:
            kind = "agreement" if match.group().startswith("thỏa thuận") else "unspecified"
            found.append(Phrase(kind, match.start(), match.end(), sentence, True, told=True))
    return found


def _may_be_signed(low: str, start: int) -> bool:
    """Whether words name a document of parties: no sale, no dispute, no act of one authority."""
    if low.startswith("hợp tác", start):  # else a wish: "thúc đẩy hợp tác giữa hai nước"
        return bool(_SUBJECT.search(low, max(start - 20, 0), start))
    return not (_SALES.match(low, start) or _NO_DOCUMENT.search(low, max(start - 90, 0), start))


def _phrase(passage: Passage, match: re.Match[str], strong: bool) -> Phrase:
    sentence = passage.sentence_at(match.start())
    return Phrase(str(match.lastgroup), match.start(), match.end(), sentence, strong)


def _plain(passage: Passage, verbs: list[re.Match[str]], taken: list[tuple[int, int]]) -> list[Phrase]:
    """Plain nouns that a signing verb makes documents: "ký thỏa thuận", "văn bản được ký"."""
    found = []
    for inner in (*_relative(passage), *_governed(passage, verbs, taken)):
        if not any(start < inner.end() and inner.start() < end for start, end in taken):
            taken.append(inner.span())
            found.append(_phrase(passage, inner, False))
    return found


def _relative(passage: Passage) -> list[re.Match[str]]:
    _, weak = _patterns()
    starts = [match.start() for match in islice(_RELATIVE.finditer(passage.low), _MOST)]
    return [inner for start in starts if (inner := weak.match(passage.low, start))]


def _governed(
    passage: Passage, verbs: list[re.Match[str]], taken: list[tuple[int, int]]
) -> list[re.Match[str]]:
    _, weak = _patterns()
    low = passage.low
    found = []
    for verb in verbs:
        end = passage.sentence_at(verb.start()).end
        match = weak.search(low, verb.end(), min(verb.end() + _FAR, end))
        if match is None or _SALES.match(low, match.start()) or _BOUGHT.match(low, match.end(), end):
            continue
        nearer = any(verb.end() <= start <= match.start() for start, _ in taken)
        if not nearer and _GOVERNS.match(low[verb.end() : match.start()]):
            found.append(match)
    return found


def _is_link(passage: Passage, phrase: Phrase) -> bool:
    return passage.norm.startswith(_LINKS, phrase.sentence.start)
