"""Documents of cooperation in the sense that an article gives them: signed, planned, reviewed, at work."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from transforms.programs.dates import Day, find_days, old_month
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import cue, pattern
from transforms.programs.phrases import SIGN, Phrase, tells_of_many

# A signing that lies further back than this is history: what the article reports is what came of it.
# The longest lag between a signing and its own report in the tuning articles was 5 days.
FRESH = timedelta(days=31)

_SOON = cue("soon before signing")
_SOON_AFTER = cue("soon after signing")
_PUT_OFF = cue("signing put off")
_DRAFT = cue("draft")
_NOT = cue("not signed")
_EARLIER = cue("earlier")
_REVIEW = cue("review in sentence")
AT_WORK = cue("at work")

# Declarations are adopted and twinnings held rather than signed.
_ADOPTED = cue("adopted")
# "ký 4 văn kiện gồm: A; B; C": the verb goes with every paper of the list.
_LIST = pattern(r"(?<!\w)(?P<verb>ký(?: kết)?)(?!\w)[^;.]{0,80}?(?:gồm|:|trong đó có|như)")
_RENEWED = cue("renewed")
_PROLONGED = pattern(r"(?: [^\s.;,]+){0,5} (?:đã |vừa )?được (?:gia hạn|kéo dài|nối dài|ký lại)")
EXCHANGES = cue("exchanges")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A phrase that names a document of cooperation, and what the words around it say happened to it."""

    instrument: str
    start: int
    end: int
    sentence: Sentence
    sense: str  # signed, proposed, review, implementation, earlier, named
    strong: bool
    verb: tuple[int, int] | None = None
    signed_on: date | None = None
    signed_span: tuple[int, int] | None = None
    told: bool = False  # the work itself is told of, no document


def find_anchors(
    passage: Passage, phrases: list[Phrase], published: date | None, year: int | None
) -> list[Anchor]:
    """The documents of cooperation that the article names, in reading order, each in its sense."""
    found = [_anchor(passage, phrase, published, year) for phrase in phrases]
    told = [anchor for anchor in found if not _is_cited(passage, anchor)]
    if tells_of_many(passage):
        told = [_as_one_of_many(anchor) for anchor in told]
    return _without_doubles(told, passage)


def _as_one_of_many(anchor: Anchor) -> Anchor:
    """A paper that a report of a day of signings only names was signed there."""
    if anchor.sense != "named" or not anchor.strong or anchor.sentence.part == "title":
        return anchor
    return replace(anchor, sense="signed", verb=anchor.verb or (anchor.start, anchor.end))


_CIRCULAR = cue("joint circular cited")


def _is_cited(passage: Passage, anchor: Anchor) -> bool:
    """Whether a joint circular is only quoted as the law: "theo Thông tư liên tịch số 37/2015"."""
    if anchor.sense in ("signed", "proposed", "review") or not _CIRCULAR.match(passage.low, anchor.start):
        return False
    return "ban hành" not in passage.low[anchor.sentence.start : anchor.start]


def _without_doubles(anchors: list[Anchor], passage: Passage) -> list[Anchor]:
    """One anchor for one noun phrase: "thỏa thuận thiết lập quan hệ kết nghĩa" is a twinning."""
    kept: list[Anchor] = []
    for anchor in anchors:
        last = kept[-1] if kept else None
        if (
            last
            and last.sentence.order == anchor.sentence.order
            and anchor.instrument == "twinning"
            and _joins(passage.low[last.end : anchor.start])
        ):
            kept[-1] = last if last.instrument == "mou" else _as_twinning(last, anchor)
            continue
        kept.append(anchor)
    return kept


def _as_twinning(last: Anchor, anchor: Anchor) -> Anchor:
    return Anchor(
        "twinning",
        last.start,
        anchor.end,
        last.sentence,
        last.sense,
        True,
        last.verb,
        last.signed_on,
        last.signed_span,
    )


_AGREED = pattern(r"(?:thống nhất|nhất trí)(?: (?:sẽ|đẩy mạnh|tăng cường|cùng))* $")
_JOIN = cue("joined to twinning")


def _joins(between: str) -> bool:
    return bool(_JOIN.match(between))


def _anchor(passage: Passage, phrase: Phrase, published: date | None, year: int | None) -> Anchor:
    start, end, sentence = phrase.start, phrase.end, phrase.sentence
    if phrase.told:
        soon = _is_soon(passage, max(sentence.start, start - 70), start) or _AGREED.search(
            passage.low, max(sentence.start, start - 40), start
        )
        sense = "proposed" if soon else "named"
        return Anchor(phrase.instrument, start, end, sentence, sense, True, (start, end), told=True)
    verb = _own_verb(passage.low, start, end) or _verb_of(passage.low, sentence, start, end)
    sense, signed_on, span = _sense(passage, sentence, start, end, verb, published, year)
    return Anchor(phrase.instrument, start, end, sentence, sense, phrase.strong, verb, signed_on, span)


def _own_verb(low: str, start: int, end: int) -> tuple[int, int] | None:
    """The signing verb that is the phrase itself: "A vừa ký kết cùng B"."""
    verb = SIGN.search(low, start, end)
    return verb.span() if verb and verb.end() == end else None


def _verb_of(low: str, sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """The signing verb that goes with a document: the last one before it, else the first behind it."""
    left = max(low.rfind(";", sentence.start, start), sentence.start)
    right = low.find(";", end, sentence.end)
    right = sentence.end if right < 0 else right
    before = [verb.span() for verb in SIGN.finditer(low, left, start)]
    handed = [verb.span() for verb in EXCHANGES.finditer(low, left, end) if verb.end() <= start]
    if handed and not before and start - handed[-1][1] <= 40:
        return handed[-1]
    after = next((verb.span() for verb in SIGN.finditer(low, end, right)), None)
    if not before and after is None and (listed := _LIST.search(low, sentence.start, left)):
        return listed.start("verb"), listed.end("verb")
    if before and start - before[-1][1] <= 140:
        return before[-1]
    return after if after and after[0] - end <= 170 else (before[-1] if before else None)


def _sense(
    passage: Passage, sentence: Sentence, start: int, end: int, verb: tuple[int, int] | None,
    published: date | None, year: int | None,
) -> tuple[str, date | None, tuple[int, int] | None]:  # fmt: skip
    low = passage.low
    lead = low[max(sentence.start, start - 60) : start]
    if _DRAFT.search(lead):
        return "proposed", None, None
    if (
        verb
        and verb[0] > end
        and AT_WORK.search(lead)
        and not _just_signed(passage.low, sentence, verb, published, year)
    ):
        return "earlier", None, None
    if verb and verb[0] > end and _long_ago(low, end, published):
        return "earlier", None, None
    if verb:
        sense, on, span = _signing(passage, sentence, verb, published, year)
        if sense:
            return sense, on, span
    renewed = _RENEWED.search(lead)
    if renewed and not _SOON.search(lead[: renewed.start()]):
        return "signed", None, None
    if _PROLONGED.match(low, end, sentence.end):
        return "signed", None, None
    if _ADOPTED.search(low, max(sentence.start, start - 40), min(sentence.end, end + 20)):
        return "signed", None, None
    if _REVIEW.search(low, sentence.start, sentence.end):
        return "review", None, None
    if AT_WORK.search(lead):
        return "implementation", None, None
    return "named", None, None


_OF_A_YEAR = pattern(r" (?:ký |từ )?năm (?P<year>(?:19|20)\d\d)(?!\s?[-–])")


def _long_ago(low: str, end: int, published: date | None) -> bool:
    """Whether a document is given a year well before the article: "thỏa thuận kết nghĩa năm 2007"."""
    found = _OF_A_YEAR.match(low, end)
    return bool(found and published and int(found["year"]) < published.year - 1)


def _just_signed(
    low: str, sentence: Sentence, verb: tuple[int, int], published: date | None, year: int | None
) -> bool:
    """Whether a signing in a relative clause is news: "theo biên bản vừa ký hôm 25/7"."""
    if "vừa" in low[max(sentence.start, verb[0] - 16) : verb[0]]:
        return True
    return bool(find_days(low, verb[0], min(verb[1] + 90, sentence.end), published, year))


_OPENING = 22  # code points in which a sentence that begins with a date names it: "Tháng 1/2021, A và B ký"
_DONE = pattern(r"(?<!\w)(?:đã|vừa)(?: [^\s.;,:]+){0,4} $")


def _lies_back(days: list[Day], published: date | None) -> bool:
    """Whether a day is named on which it can only have been done: the article's own, or one before it."""
    return published is not None and any(day.on <= published for day in days)


def _is_soon(passage: Passage, start: int, verb: int) -> bool:
    """Whether the words in front of a signing verb put it off: "sẽ ký", "xây dựng ... để ký", but not "Bộ Xây dựng"."""  # noqa: E501
    if passage.low[start:verb].rstrip().endswith(("đã", "vừa")):
        return False
    while found := _SOON.search(passage.low, start, verb):
        if passage.norm[found.start()].islower() or found.start() == passage.sentence_at(verb).start:
            return True
        start = found.start() + 1
    return False


def _signing(
    passage: Passage,
    sentence: Sentence,
    verb: tuple[int, int],
    published: date | None,
    year: int | None,
) -> tuple[str | None, date | None, tuple[int, int] | None]:
    low = passage.low
    if _NOT.search(low, max(sentence.start, verb[0] - 70), verb[0]):
        return None, None, None
    near = find_days(low, max(sentence.start, verb[0] - 4), min(verb[1] + 90, sentence.end), published, year)
    for day in near:
        if (published and published - day.on > FRESH) or (
            published is None and year is not None and day.on.year < year
        ):
            return "earlier", day.on, (day.start, day.end)
    if not near and (
        old_month(low, verb[1], min(verb[1] + 60, sentence.end), published)
        or old_month(low, sentence.start, min(sentence.start + _OPENING, verb[0]), published)
    ):
        return "earlier", None, None
    if _PUT_OFF.search(low, max(sentence.start, verb[0] - 12), sentence.end):
        return "proposed", None, None
    if _is_soon(passage, max(sentence.start, verb[0] - 70), verb[0]):
        return "proposed", None, None
    past = _DONE.search(low, max(sentence.start, verb[0] - 40), verb[0]) or _lies_back(near, published)
    if not past and _SOON_AFTER.match(low[verb[1] : sentence.end]):
        return "proposed", None, None
    if _EARLIER.search(low, sentence.start, verb[0]) and not near:
        return "earlier", None, None
    if not near:
        return "signed", None, None
    return "signed", near[0].on, (near[0].start, near[0].end)
