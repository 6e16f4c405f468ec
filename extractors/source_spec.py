"""The model of a source file: what may stand in it and what it means."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)

from extractors.source_checks import (
    checked_cron,
    checked_date_template,
    checked_host,
    checked_name,
    checked_page_template,
    checked_pattern,
    checked_selector,
    checked_url,
    checked_zone,
    read_duration,
)

if TYPE_CHECKING:
    from extractors.site_knowledge import SiteKnowledge

Kind = Literal[
    "provincial_paper", "national_paper", "government_portal", "ministry_portal", "trade", "other"
]  # fmt: skip
Confidence = Literal["high", "medium", "low"]
EntryKind = Literal["rss", "sitemap", "listing", "archive"]


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Selector = Annotated[str, AfterValidator(checked_selector)]
Selectors = Annotated[tuple[Selector, ...], BeforeValidator(_one_or_many)]
Url = Annotated[str, AfterValidator(checked_url)]
Pattern = Annotated[str, AfterValidator(checked_pattern)]


class Spec(BaseModel):
    """A part of a source file: nothing unknown goes in, nothing changes later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(Spec):
    """One place that names articles: exactly one of rss, sitemap, listing, archive."""

    rss: Url | None = Field(None, description="address of an RSS or Atom feed")
    sitemap: Url | None = Field(None, description="address of a sitemap, a sitemap index or a news sitemap")
    listing: Annotated[Url, AfterValidator(checked_page_template)] | None = Field(
        None, description="address of a page of links; {page} is the page number"
    )
    archive: Annotated[Url, AfterValidator(checked_date_template)] | None = Field(
        None, description="address of the list of one day; {date:%Y-%m-%d} is the day, {page} the page number"
    )
    link: Selectors = Field((), description="article links (CSS); default: links that match url_pattern")
    pages: int = Field(5, ge=1, le=500, description="most pages to walk when the address has {page}")
    start: int = Field(1, ge=0, description="number of the first page")

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        given = [kind for kind in ("rss", "sitemap", "listing", "archive") if getattr(self, kind) is not None]
        if len(given) != 1:
            found = "none" if not given else " and ".join(given)
            raise ValueError(f"an entry has exactly one of rss, sitemap, listing, archive; found {found}")
        if given[0] in ("rss", "sitemap") and self.link:
            raise ValueError(f"`link` belongs to listing and archive, not to {given[0]}; take it out")
        return self

    @property
    def kind(self) -> EntryKind:
        kinds: tuple[EntryKind, ...] = ("rss", "sitemap", "listing", "archive")
        return next(kind for kind in kinds if getattr(self, kind) is not None)

    @property
    def address(self) -> str:
        """The address as written, placeholders included: the name of the entry."""
        return str(getattr(self, self.kind))


class ArticleRules(Spec):
    """Where the parts of an article stand: selectors tried in order; what is not given is found without."""

    url_pattern: Pattern | None = Field(
        None, description="regular expression, searched in the canonical URL; (?P<id>...) names the article"
    )
    title: Selectors = Field((), description="headline as printed")
    lead: Selectors = Field((), description="sapo")
    body: Selectors = Field((), description="element that holds the paragraphs")
    author: Selectors = Field((), description="names of the authors")
    published: Selectors = Field((), description="time of publication, in the source's language and zone")
    modified: Selectors = Field((), description="time of the last edit")
    section: Selectors = Field((), description="section the article is filed under")
    tags: Selectors = Field((), description="one element per tag")
    captions: Selectors = Field((), description="captions of pictures")
    remove: Selectors = Field((), description="elements inside the body that are not the article's text")


class Layout(ArticleRules):
    """Rules of an older form of the site, for pages captured up to and including the day ``until``."""

    until: date = Field(description="last day on which pages looked like this")


class Polite(Spec):
    delay: float = Field(1.0, ge=0, le=3600, description="seconds between starts of requests to one host")
    concurrency: int = Field(1, ge=1, le=16, description="requests to one host at the same time")
    respect_robots: bool = Field(True, description="obey robots.txt")


class Expect(Spec):
    """What a healthy run brings; falling short is a failed quality check."""

    articles_per_day: float | None = Field(None, ge=0, description="least new articles a day, mean of a week")
    dated_share: float | None = Field(None, ge=0, le=1, description="least share of articles with a date")
    reject_share: float | None = Field(
        None, ge=0, le=1, description="greatest share of pages without article"
    )


Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]*[mhd]$"}),
]


class PollBounds(Spec):
    """Bounds of the time between two polls; within them it follows the share of new items."""

    least: Duration = Field(timedelta(minutes=10), description="shortest time, as in 10m")
    most: Duration = Field(timedelta(hours=3), description="longest time, as in 6h")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.least:
            raise ValueError("`most` is shorter than `least`; make it longer")
        return self


class Source(Spec):
    """One publisher. ``extractors.source.load_source`` makes it from YAML."""

    name: Annotated[str, AfterValidator(checked_name)] = Field(
        description="unique name: a to z, 0 to 9 and _"
    )
    title: str = Field(min_length=1, max_length=200, description="name of the publisher as it writes it")
    homepage: Url = Field(description="address of the front page; its host is the site")
    language: str = Field("vi", pattern=r"^[a-z]{2}$", description="ISO 639-1 code")
    timezone: Annotated[str, AfterValidator(checked_zone)] = Field(
        "Asia/Ho_Chi_Minh", description="IANA time zone of the dates that the site prints"
    )
    schedule: Annotated[str, AfterValidator(checked_cron)] | None = Field(
        None, description="cron line, local to timezone"
    )
    poll: PollBounds = Field(PollBounds.model_validate({}), description="how the time between polls adapts")
    kind: Kind = Field("other", description="what kind of publisher this is")
    territory: str | None = Field(None, description="province the publisher speaks for")
    hosts: tuple[Annotated[str, AfterValidator(checked_host)], ...] = Field(
        (), description="other host names of the same site; *.example.vn for all below"
    )
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = Field(
        (), description="ports that may be fetched beside 80, 443 and the homepage's"
    )
    discover: tuple[Entry, ...] = Field(min_length=1, description="where the site names its articles")
    article: ArticleRules = Field(ArticleRules.model_validate({}), description="rules of today")
    layouts: tuple[Layout, ...] = Field((), description="rules of older forms of the site")
    polite: Polite = Field(Polite.model_validate({}), description="pace of requests")
    max_age_days: int | None = Field(None, ge=1, description="articles listed as older are not fetched")
    recheck_days: int = Field(3, ge=0, description="known articles younger than this are looked at again")
    expect: Expect = Field(Expect.model_validate({}), description="what a healthy run brings")
    confidence: Confidence = Field("low", description="how sure the rules are")
    facts_from: date | None = Field(None, description="day on which the rules were known to be good")
    notes: str | None = Field(None, description="what a maintainer should know")

    _knowledge: dict[str, "SiteKnowledge"] = PrivateAttr(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def host(self) -> str:
        """Host of the homepage, with its port unless that is the scheme's own."""
        return site_host(self.homepage)

    @cached_property
    def plain_host(self) -> str:
        """``plain_host`` of the homepage."""
        return plain_host(self.homepage)

    @cached_property
    def url_pattern(self) -> re.Pattern[str] | None:
        """Compiled ``article.url_pattern``."""
        return re.compile(self.article.url_pattern) if self.article.url_pattern else None

    def rules_on(self, day: date) -> ArticleRules:
        """The rules for a page captured on ``day``: the layout that ended soonest after it, else today's.

        What a layout does not state is taken from ``article``.
        """
        past = [layout for layout in self.layouts if day <= layout.until]
        return self._filled(min(past, key=lambda layout: layout.until)) if past else self.article

    def layout_on(self, day: date) -> str:
        """Name of the layout of that day: its last day, or empty for today's looks."""
        return min((layout.until.isoformat() for layout in self.layouts if day <= layout.until), default="")

    def layouts_in_turn(self, day: date) -> list[tuple[str, ArticleRules]]:
        """Layouts by name, in the order in which they are tried: that of ``day``, then the newest first."""
        every = self._named_layouts
        if len(every) == 1:
            return every
        of_day = self.layout_on(day)
        return sorted(every, key=lambda named: named[0] != of_day)

    @cached_property
    def _named_layouts(self) -> list[tuple[str, ArticleRules]]:
        """Today's rules, named by an empty text, then those of older looks, the newest first."""
        past = sorted(self.layouts, key=lambda layout: layout.until, reverse=True)
        return [("", self.article), *((layout.until.isoformat(), self._filled(layout)) for layout in past)]

    def knowing(self, knowledge: Mapping[str, "SiteKnowledge"]) -> Self:
        """This source with what its pages showed, by layout."""
        made = self.model_copy()
        made._knowledge = dict(knowledge)
        return made

    def knowledge_of(self, layout: str) -> "SiteKnowledge | None":
        """What is known of pages in a layout, by its name."""
        return self._knowledge.get(layout)

    def _filled(self, layout: Layout) -> ArticleRules:
        stated = {name: getattr(layout, name) for name in layout.model_fields_set - {"until"}}
        return self.article.model_copy(update=stated)

    def same_site(self, url: str) -> bool:
        """Whether an address is on the homepage's host or one of ``hosts``, www, m and amp names included."""
        host = plain_host(url)
        if host in self._site_hosts or host.endswith(self._host_ends):
            return True
        name, _, port = host.rpartition(":")
        named = port.isdecimal() and int(port) in self.ports
        return named and (name in self._site_names or name.endswith(self._host_ends))

    @cached_property
    def _site_hosts(self) -> frozenset[str]:
        named = (plain_host(f"//{host}") for host in self.hosts if not host.startswith("*."))
        return frozenset({plain_host(self.homepage), *named})

    @cached_property
    def _site_names(self) -> frozenset[str]:
        """The hosts of the site without their ports: what ``ports`` goes with."""
        return frozenset(re.sub(r":\d+$", "", host) for host in self._site_hosts)

    @cached_property
    def _host_ends(self) -> tuple[str, ...]:
        return tuple(host[1:] for host in self.hosts if host.startswith("*."))


def site_host(url: str) -> str:
    """Host of an address in lower case, with its port unless that is 80 or 443; empty if there is none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    name = f"[{host}]" if ":" in host else host
    return name if port in (None, 80, 443) else f"{name}:{port}"


_VARIANT = re.compile(r"^(?:www\d?|m|mobile|amp|wap)\.(?=[^.]+\.[^.])")


def plain_host(url: str) -> str:
    """``site_host`` without a leading www, m, mobile, amp or wap."""
    return _VARIANT.sub("", site_host(url))
