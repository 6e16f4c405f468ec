"""From an article to the cooperation programs that it tells of."""

from collections import Counter
from datetime import date, timedelta, timezone

from transforms.parties import find_party
from transforms.programs.anchors import Anchor, find_anchors
from transforms.programs.assembly import assemble
from transforms.programs.cast import Cast
from transforms.programs.dates import year_of
from transforms.programs.entities import Setting
from transforms.programs.home import home_of
from transforms.programs.passage import Passage
from transforms.programs.phrases import find_phrases
from transforms.programs.places import find_places
from transforms.programs.records import Document, ReadResult
from transforms.programs.relevance import hopeless, refusal

READER = "rules/1"
VIETNAM = timezone(timedelta(hours=7))


def read_mentions(document: Document) -> ReadResult:
    """Reads the programs of one article; pure, bounded in time, and never invents one."""
    reason = hopeless(document)
    if reason:
        return ReadResult(relevant=False, mentions=(), reason=reason)
    passage = Passage(document)
    published = published_on(document)
    phrases = find_phrases(passage)
    year = year_of(document.url, passage.low) if phrases and published is None else None
    anchors = find_anchors(passage, phrases, published, year)
    reason = refusal(passage, anchors)
    if reason:
        return ReadResult(relevant=False, mentions=(), reason=reason)
    cast = Cast(passage, read_setting(passage, anchors, published))
    mentions = assemble(passage, cast, anchors, published, year)
    if not mentions:
        return ReadResult(relevant=False, mentions=(), reason="no arrangement between identified parties")
    return ReadResult(relevant=True, mentions=mentions, reason=None)


def published_on(document: Document) -> date | None:
    """The article's day in Viet Nam."""
    if document.published_at is None:
        return None
    stamp = document.published_at
    return (stamp.astimezone(VIETNAM) if stamp.tzinfo else stamp).date()


def read_setting(passage: Passage, anchors: list[Anchor], on: date | None) -> Setting:
    """What the whole article says about names, from the entities of its first sentences and the anchors' own."""  # noqa: E501
    orders = {0, 1, 2, 3} | {anchor.sentence.order for anchor in anchors}
    provinces: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for sentence in passage.sentences:
        if sentence.order in orders:
            for party in find_places(passage.norm, sentence.start, sentence.end):
                if party.kind == "province":
                    provinces[party.name] += 1
                elif party.country not in ("VN", None):
                    countries[str(party.country)] += 1
    home = _home_of(passage.document.url) or next(iter(name for name, _ in provinces.most_common(1)), None)
    return Setting(on=on, home=home, foreign=next(iter(name for name, _ in countries.most_common(1)), None))


def _home_of(url: str) -> str | None:
    """The province whose name is spelled in the address: baohatinh.vn, /angiang/."""

    party = find_party(home_of(url) or "", "province")
    return party.name if party else None
