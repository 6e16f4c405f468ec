"""Day, term, place, sectors and signatories of one program, each from the sentences that speak of it."""

from datetime import date

from transforms.programs.anchors import FRESH, Anchor
from transforms.programs.cast import Cast
from transforms.programs.dates import Day, find_days
from transforms.programs.entities import Entity
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import cue, pattern
from transforms.programs.periods import Period, find_periods
from transforms.programs.phrases import SIGN
from transforms.programs.sectors import SectorWord
from transforms.programs.signatories import Person, find_signatories
from transforms.programs.topics import Topic, covered, topics_of

_BEFOREHAND = cue("other day")


def own_sentences(passage: Passage, anchors: list[Anchor], others: list[Anchor]) -> list[Sentence]:
    """Sentences that may speak of the program: all of them, or those up to another program's anchors."""
    if not others:
        return list(passage.sentences)
    mine = {anchor.sentence.order for anchor in anchors}
    theirs = {anchor.sentence.order for anchor in others} - mine
    kept, open_ = [], False
    last = max(mine, default=0) + (_FOLLOWING if len(theirs) >= _MANY else len(passage.sentences))
    for sentence in passage.sentences:
        open_ = sentence.order in mine or (open_ and sentence.order not in theirs)
        if open_ and sentence.order <= last:
            kept.append(sentence)
    return kept


_MANY = 3  # sentences with other programs from which on an article is a list of them
_FOLLOWING = 1  # sentences behind its own that speak of one program of a list


def _clause(passage: Passage, anchor: Anchor, others: list[Anchor]) -> tuple[int, int]:
    """The anchor's sentence, cut where the same sentence turns to another program."""
    start, end = anchor.sentence.start, anchor.sentence.end
    for other in others:
        if other.sentence.order == anchor.sentence.order:
            if other.start > anchor.start:
                cut = passage.low.rfind(";", anchor.end, other.start)
                end = min(end, cut if cut > 0 else other.start)
            else:
                cut = passage.low.find(";", other.end, anchor.start)
                start = max(start, cut if cut > 0 else other.end)
    return start, end


# --- day ------------------------------------------------------------------------------------------


def signing_day(
    passage: Passage, stage: str, anchors: list[Anchor], published: date | None, year: int | None
) -> tuple[date, int, int] | None:
    """The day of the signing and where the text gives it."""
    low = passage.low
    if stage in ("review", "implementation"):
        for anchor in anchors:
            if anchor.sense == "earlier" and anchor.signed_on and anchor.signed_span:
                return anchor.signed_on, *anchor.signed_span
        return None
    if stage == "proposed":
        return _planned_day(passage, anchors, published, year)
    ranked = sorted(
        anchors, key=lambda a: (a.sense != "signed", a.sentence.part in ("title", "captions"), a.start)
    )
    for anchor in ranked:
        if _only_exchanged(passage, anchor.sentence):
            continue
        days = _usable_days(passage, anchor.sentence.start, anchor.sentence.end, published, year)
        if days:
            at = anchor.verb[0] if anchor.verb else anchor.start
            best = min(days, key=lambda day: (not day.relative or day.start < at - 200, abs(day.start - at)))
            return best.on, best.start, best.end
    if all(_only_exchanged(passage, anchor.sentence) for anchor in ranked):
        return None
    for sentence in _by_nearness(passage, ranked[0]):
        days = _usable_days(passage, sentence.start, sentence.end, published, year)
        signed = SIGN.search(low, sentence.start, sentence.end)
        if (
            days
            and not _only_exchanged(passage, sentence)
            and (
                signed
                or _EVENT.search(low, days[0].start, sentence.end)
                or _EVENT.search(low, sentence.start, sentence.end)
            )
        ):
            return days[0].on, days[0].start, days[0].end
    return None


_EVENT = cue("event")
_EXCHANGE = cue("exchange")


def _only_exchanged(passage: Passage, sentence: Sentence) -> bool:
    """Whether papers change hands in a sentence that tells of no signing: its day is another."""
    exchanged = _EXCHANGE.search(passage.low, sentence.start, sentence.end)
    return bool(exchanged and not SIGN.search(passage.low, sentence.start, sentence.end))


_CALLED_OFF = cue("called off")


def _planned_day(
    passage: Passage, anchors: list[Anchor], published: date | None, year: int | None
) -> tuple[date, int, int] | None:
    """The announced day of a signing, unless it was put off."""
    if published is None:
        return None
    for sentence in own_sentences(passage, anchors, []):
        verb = SIGN.search(passage.low, sentence.start, sentence.end)
        if verb is None or _CALLED_OFF.search(passage.low, sentence.start, sentence.end):
            continue
        for day in find_days(passage.low, verb.start(), sentence.end, published, year):
            if day.on > published:
                return day.on, day.start, day.end
    return None


def _usable_days(
    passage: Passage, start: int, end: int, published: date | None, year: int | None
) -> list[Day]:
    found = []
    sentence = passage.sentence_at(start)
    earlier = passage.sentences[max(sentence.order - 2, 0) : sentence.order]
    named = find_days(passage.low, earlier[0].start, start, published, year) if earlier else []
    last = named[-1].on if named else None
    for day in find_days(passage.low, start, end, published, year, last):
        before = passage.low[max(start, day.start - 24) : day.start + 10]
        if (
            _BEFOREHAND.search(before)
            and "kết nghĩa từ" not in passage.low[max(start, day.start - 24) : day.end]
        ) or passage.low[day.end : day.end + 12].strip().startswith(("thông báo", "cho biết")):
            continue
        if published and (day.on > published or published - day.on > FRESH):
            continue
        found.append(day)
    return found


def _by_nearness(passage: Passage, anchor: Anchor) -> list[Sentence]:
    order = anchor.sentence.order
    before = [s for s in reversed(passage.sentences[:order]) if s.part != "title"]
    lead = [s for s in before if s.part == "lead"]
    near = [s for s in before if order - s.order <= 3]
    after = passage.sentences[order + 1 :]
    return [*near, *lead, *reversed(before), *after, *(s for s in passage.sentences if s.part == "title")]


# --- term -----------------------------------------------------------------------------------------


def period_of(
    passage: Passage, stage: str, anchors: list[Anchor], others: list[Anchor], published: date | None
) -> Period | None:
    """The term, from the anchors' own sentences first, then from the rest of what speaks of the program."""
    low = passage.low
    for anchor in sorted(
        anchors, key=lambda a: (a.sense == "named", a.sentence.part in ("title", "captions"), a.start)
    ):
        start, end = _clause(passage, anchor, others)
        near = [p for p in find_periods(low, start, end) if _fits(p, stage, published)]
        if stage == "signed":
            near = [p for p in near if not _CLOSED.search(low, start, p.start)]
        if near:
            best = min(near, key=lambda p: (-p.strength, p.start < anchor.start, abs(p.start - anchor.end)))
            longer = _PROLONGED.search(low, start, end) and max(near, key=lambda p: p.last or 0)
            if longer and (longer.last or 0) > (best.last or 0):
                return longer
            if stage in ("signed", "proposed"):  # a renewal names the old term and the new one
                best = max(
                    (p for p in near if p.strength == best.strength), key=lambda p: (p.last or 0, -p.start)
                )
            return best if best.first else _completed(passage, best, anchors, others)
    theirs = {anchor.sentence.order for anchor in others}
    for sentence in own_sentences(passage, anchors, others):
        if sentence.order in theirs or _OLD_TERM.search(low, sentence.start, sentence.start + 30):
            continue
        near = [
            p
            for p in find_periods(low, sentence.start, sentence.end)
            if _fits(p, stage, published) and p.strength > 1
        ]
        if near and _TERM.search(low, sentence.start, sentence.end):
            return max(near, key=lambda p: p.strength)
    return None


def _completed(passage: Passage, period: Period, anchors: list[Anchor], others: list[Anchor]) -> Period:
    """The same term where the article also gives its first year."""
    for sentence in own_sentences(passage, anchors, others):
        for other in find_periods(passage.low, sentence.start, sentence.end):
            if (
                other.first
                and other.first < (other.last or 0)
                and other.last == period.last
                and other.strength == 3
            ):
                return other
    return period


_PROLONGED = pattern(r"(?:kéo dài|gia hạn|nối dài)(?!\w)")
_CLOSED = cue("closed term")
_OLD_TERM = cue("old term")
_TERM = cue("term")


def _fits(period: Period, stage: str, published: date | None) -> bool:
    if stage in ("signed", "proposed") and published and period.last and period.last < published.year:
        return False
    return not (stage == "proposed" and published and period.first and period.first < published.year - 1)


# --- place, sectors, signatories --------------------------------------------------------------------

_AT = cue("at a place")


def place_of(passage: Passage, cast: Cast, stage: str, anchors: list[Anchor]) -> Entity | None:
    """Where it was signed: the place behind "tại" in a sentence that tells of the signing."""
    if stage != "signed":
        return None
    for anchor in anchors:
        for entity in cast.of(anchor.sentence):
            if entity.kind in ("province", "district", "foreign_region", "country") and _AT.search(
                passage.low, max(anchor.sentence.start, entity.head - 24), entity.start
            ):
                return entity
    return None


def topics_told(
    passage: Passage, cast: Cast, stage: str, anchors: list[Anchor], others: list[Anchor]
) -> list[Topic]:
    """Sectors that the sentences of a program name, with what is known of how they name them."""
    theirs = {a.sentence.order for a in others} - {a.sentence.order for a in anchors}
    sentences = [s for s in own_sentences(passage, anchors, others) if s.order not in theirs]
    spans = [_clause(passage, anchor, others) for anchor in anchors]
    return topics_of(passage, cast, stage, anchors, spans, sentences)


def sectors_of(
    passage: Passage, cast: Cast, stage: str, anchors: list[Anchor], others: list[Anchor]
) -> list[SectorWord]:
    """Sectors that the program covers, chosen among those named by learned weights."""
    return covered(topics_told(passage, cast, stage, anchors, others))


def signatories_of(
    passage: Passage,
    cast: Cast,
    stage: str,
    anchors: list[Anchor],
    others: list[Anchor],
    parties: list[Entity],
) -> list[tuple[Person, str | None, str | None]]:
    """People who signed; only a signing has any."""
    if stage != "signed":
        return []
    first = [anchor.sentence for anchor in anchors if anchor.sense == "signed"]
    rest = [s for s in own_sentences(passage, anchors, others) if s.part not in ("title", "captions")]
    return find_signatories(passage, cast, [*first, *rest], parties)
