"""Who copied whom: the original of a cluster by the evidence there is."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from transforms.text import match_form
from warehouse.record import record

_OPENING = re.compile(
    r"^\W*(TTXVN|VOV|Reuters|AFP|AP|BBC|CNN|TASS|Xinhua|Yonhap|Kyodo)\b[^\n]{0,15}?\s*[-–—]"
)
_CLOSING = re.compile(r"^\W*(?:Theo|Nguồn):?\s+([^\n]{2,60})$", re.I)

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_PREFIX = re.compile(r"^(?:www|m|amp|mobile)\.")
_LATEST = datetime.max.replace(tzinfo=UTC)

# Agencies under the names that papers credit, and the sources that publish their texts first.
_AGENCY_SOURCES = {
    "ttxvn": ("vietnamplus", "baotintuc", "vnanet"),
    "thông tấn xã việt nam": ("vietnamplus", "baotintuc", "vnanet"),
    "vietnam+": ("vietnamplus",),
    "vov": ("vov",),
}


@record
class Member:
    """What is known of one article of a cluster that may tell the original."""

    article_id: str
    published_at: datetime | None = None
    first_seen_at: datetime | None = None
    source: str = ""
    source_title: str = ""  # the paper's name as others credit it
    credit: str | None = None  # agency or paper that the page credits
    host: str = ""
    canonical_host: str | None = None  # host that the page's canonical link names


def choose_primary(members: Sequence[Member]) -> tuple[Member, str]:
    """Chooses the article that stands for the cluster.

    Evidence in order: a canonical link to another site and the credit of another paper or agency make
    an article a copy; being the one linked or credited makes it the original; then the earliest
    appearance by publication and first sight (``_appeared``), the earliest first sight, the smallest id.

    Returns:
        The primary and the first evidence that sets it apart from every other article:
        canonical, credit, published_at, first_seen_at or id.
    """
    ranked = sorted((_rank(member, members), member.article_id, member) for member in members)
    (first, _, primary), rest = ranked[0], ranked[1:]
    appeared = "published_at" if primary.published_at else "first_seen_at"
    for place, reason in enumerate(("canonical", "canonical", "credit", "credit", appeared, "first_seen_at")):
        if all(rank[: place + 1] > first[: place + 1] for rank, _, _ in rest):
            return primary, reason
    return primary, "id"


_Rank = tuple[bool, bool, bool, bool, datetime, datetime]


def _rank(member: Member, members: Sequence[Member]) -> _Rank:
    others = [other for other in members if other.article_id != member.article_id]
    return (
        _names_another_site(member),
        not any(_names(other, member) for other in others),
        not any(_credits(other, member) for other in others),
        bool(member.credit) and not _credits(member, member),
        _appeared(member),
        member.first_seen_at or _LATEST,
    )


def _names_another_site(member: Member) -> bool:
    return bool(member.canonical_host) and not _same_site(member.canonical_host or "", member.host)


def _names(member: Member, other: Member) -> bool:
    """Says whether the canonical link of the member's page leads to the other's site, not its own."""
    return _names_another_site(member) and _same_site(member.canonical_host or "", other.host)


def _same_site(one: str, other: str) -> bool:
    """Hosts for the web, for phones and of the desks of a site are one."""
    one, other = (_PREFIX.sub("", host) for host in (one, other))
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _appeared(member: Member) -> datetime:
    """When the article most likely appeared.

    That is the time of publication, but not after it was seen: such a time is that of a later edit. A bare
    date is stored as its midnight; the article appeared in the course of the day.
    """
    published, seen = member.published_at, member.first_seen_at or _LATEST
    if not published:
        return seen
    if published.astimezone(_HERE).time() != time():
        return min(published, seen)
    return seen if published <= seen < published + timedelta(days=1) else published + timedelta(hours=12)


def _credits(member: Member, other: Member) -> bool:
    """Says whether the member's page credits the other's paper, or an agency that publishes there."""
    if not member.credit or (other is not member and other.source == member.source):
        return False
    credit = _plain(member.credit)
    names = {_plain(name) for name in (other.source, other.source_title) if name}
    if any(name and (name in credit or name in credit.replace(" ", "")) for name in names):
        return True
    return any(agency in credit and other.source in sources for agency, sources in _AGENCY_SOURCES.items())


def _plain(name: str) -> str:
    return match_form(name).removeprefix("theo ").strip(" .:")


def text_credit(text: str) -> str | None:
    """Reads whom a text credits: an agency before the lead, or a closing line "Theo ..."."""
    lines = [line.strip() for line in text.split("\n")]
    for line in lines[1:3]:
        if opening := _OPENING.match(line):
            return opening[1]
    closings = (_CLOSING.match(line) for line in reversed(lines[-3:]))
    return next((closing[1] for closing in closings if closing), None)
