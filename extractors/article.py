"""Reads a captured page: an article, or the reason why there is none."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from extractors import rules
from extractors.authors import Byline, read_byline
from extractors.body import Body, read_body
from extractors.capture import Capture, media_type
from extractors.generic import MANY_LINKED
from extractors.generic_features import Clues
from extractors.jsonld import JsonLd, read_jsonld
from extractors.layouts import fitting_layout
from extractors.metadata import (
    canonical_link,
    description,
    read_language,
    read_paywall,
    read_section,
    read_signing_house,
    read_stated_authors,
    read_tags,
)
from extractors.page import Page
from extractors.page_blocks import Block, read_surroundings
from extractors.site_knowledge import Fit, Observation, SiteKnowledge, fit, observe
from extractors.source import ArticleRules, Source
from extractors.times import Times, default_zone, read_times
from extractors.title import find_headings, read_title, stated_titles
from extractors.urls import canonical_url, page_canonical
from extractors.visible import (
    MOST_AFTER,
    NearLines,
    above_text,
    dated_lines,
    read_printed_byline,
    title_position,
)
from transforms.dates import parse_day, parse_instant, start_of_day
from transforms.text import match_form
from warehouse.record import record
from warehouse.tables import Article

VERSION = 1
_LEAST_TEXT = 80  # characters of lead and body; the shortest article of the evaluation pages has 250
_NO_RULES = ArticleRules.model_validate({})


@record
class Rejected:
    """Why a page gave no article: a reason as in the table ``rejects``, and what was missing."""

    reason: str
    detail: str | None = None


def read_article(
    capture: Capture, source: Source | None, site: SiteKnowledge | None = None
) -> Article | Rejected:
    """Reads the article of a captured page by the source's rules of that day, else generically.

    ``site`` is what other pages of the site show; by default what the source knows of that day's layout.
    Pure, and never raises: what cannot be read is ``Rejected``.
    """
    kind = media_type(capture.headers)
    if kind and "html" not in kind and "xml" not in kind and kind != "text/plain":
        return Rejected(reason="not_html", detail=kind)
    try:
        return _Reading(capture, source, site).article()
    except Exception as error:  # noqa: BLE001 - one page must never end a run
        return Rejected(reason="error", detail=f"{type(error).__name__}: {error}"[:300])


def observe_article(capture: Capture, source: Source | None) -> tuple[str, str, Observation] | None:
    """Canonical address, layout and what the page shows of a captured article; None if it is none.

    Where rules give the body, that is the text; else what is found on the page alone.
    """
    bare = source.knowing({}) if source else None
    try:
        return _Reading(capture, bare).observed()
    except Exception:  # noqa: BLE001 - as above
        return None


def fit_article(capture: Capture, source: Source) -> Fit | None:
    """How like the known pages of its source a captured page is; None where nothing is known."""
    page = Page.of(capture)
    known = source.knowledge_of(fitting_layout(page, source, capture.captured_at.date())[0])
    return fit(known, page.blocks) if known else None


class _Reading:
    """One page while it is read."""

    def __init__(self, capture: Capture, source: Source | None, site: SiteKnowledge | None = None) -> None:
        self.capture = capture
        self.source = source
        day = capture.captured_at.date()
        self.page = Page.of(capture)
        self.layout, self.rules = fitting_layout(self.page, source, day) if source else ("", _NO_RULES)
        self.site = site or (source.knowledge_of(self.layout) if source else None)
        self.data = read_jsonld(self.page.scripts)
        self.body: Body | None = None
        self._lines: NearLines | None = None

    def article(self) -> Article | Rejected:
        page, data = self.page, self.data
        if page.body is None:
            return Rejected(reason="not_html", detail="no elements")
        title = rules.read_first(page, self.rules.title)
        body = read_body(page, self.rules, self._clues, title, self.site)
        self.body = body
        if self._is_list(body):
            return Rejected(reason="list_page", detail="links to other articles, and no text of its own")
        title = title or read_title(page, data, find_headings(page.blocks), self._repeats)
        if not title:
            return Rejected(
                reason="no_title", detail="; ".join(self.rules.title) or "no heading, no title in the head"
            )
        body = body if body.paragraphs or body.lead else _stated_body(data)
        return self._refusal(body) or self._assembled(title, body)

    def observed(self) -> tuple[str, str, Observation] | None:
        found = self.article()
        if isinstance(found, Rejected) or self.body is None:
            return None
        blocks = self.page.blocks
        chosen = self.body.chosen or _positions(blocks, self.body)
        if not chosen:
            return None
        ruled = [float(number in set(chosen)) for number in range(len(blocks))]
        headline = title_position(blocks, found.title, chosen[0])
        opening = range(chosen[0] if headline is None else headline + 1, chosen[0])
        titles = stated_titles(self.page, self.data)
        seen = observe(blocks, self.body.shares or ruled, chosen, opening, titles)
        return found.canonical_url, self.layout, seen

    def _refusal(self, body: Body) -> Rejected | None:
        letters = len(body.lead or "") + sum(map(len, body.paragraphs))
        if not letters:
            return Rejected(reason="no_body", detail="; ".join(self.rules.body) or "no paragraphs")
        if letters < _LEAST_TEXT:
            return Rejected(reason="too_short", detail=f"{letters} characters")
        return None

    def _assembled(self, title: str, body: Body) -> Article:
        page, data, source = self.page, self.data, self.source
        text = "\n".join(_without_headline(title, body))
        language = read_language(page, text or body.lead or "", source.language if source else None)
        times = self._times(title, body, language)
        byline = self._byline(title, body)
        url = self._named(lambda: canonical_url(self.capture.url, source))
        return Article(
            url=url,
            canonical_url=self._canonical(url),
            source=source.name if source else "",
            title=title,
            lead=body.lead,
            body=text,
            captions=body.captions,
            authors=byline.authors,
            published_at=times.published_at,
            published_from=times.published_from,
            modified_at=times.modified_at,
            section=rules.read_first(page, self.rules.section) or read_section(page, data),
            tags=tuple(rules.read_all(page, self.rules.tags)) or read_tags(page, data),
            language=language,
            credit=byline.credit,
            extractor=self._extractor(body),
            paywalled=read_paywall(page, data),
        )

    def _canonical(self, url: str) -> str:
        """The address that names the page; ``url`` is the canonical form of the one that was asked for."""
        stated, own = canonical_link(self.page), self.capture.final_url
        if own == self.capture.url and (not stated or stated == own):
            return url
        return self._named(lambda: page_canonical(own, stated, self.source))

    def _named(self, address: Callable[[], str]) -> str:
        """An address in canonical form; a page from a file may have one that is none."""
        try:
            return address()
        except ValueError:
            return self.capture.url

    def _repeats(self, title: str) -> bool:
        return self.site is not None and self.site.repeats(title)

    def _clues(self) -> Clues:
        stated = self.data.description or description(self.page) or ""
        return Clues(stated_titles(self.page, self.data), stated, self.data.body or "")

    def _is_list(self, body: Body) -> bool:
        page, data = self.page, self.data
        if body.by_rule or data.is_article or page.meta_text("article:published_time"):
            return False
        website = page.meta_text("og:type") == "website" and body.linked >= MANY_LINKED and not body.named
        return body.is_list or website

    def _times(self, title: str, body: Body, language: str) -> Times:
        zone = self.source.zone if self.source else default_zone(self.page, language)
        latest = self.capture.captured_at + timedelta(days=1)
        ruled = _first_instant(rules.read_time(self.page, self.rules.published), zone, latest)
        times = read_times(
            self.page,
            self.data,
            lambda: [] if ruled else dated_lines(self._near(title, body)),
            zone,
            latest,
        )
        if ruled is None:
            return times
        return Times(published_at=ruled, published_from="rule", modified_at=times.modified_at)

    def _byline(self, title: str, body: Body) -> Byline:
        ruled = read_byline(rules.read_all(self.page, self.rules.author))
        if ruled.authors:
            return ruled
        stated = read_stated_authors(self.page, self.data)
        if stated.authors:
            return stated
        house = read_signing_house(self.page, self.data)
        printed = read_printed_byline(self.page, self._near(title, body), named_only=bool(house))
        credit = ruled.credit or stated.credit or printed.credit
        return Byline(authors=printed.authors or house, credit=credit)

    def _near(self, title: str, body: Body) -> NearLines:
        """The lines beside the text. Where a rule gave it, the rest of the page is not read for them."""
        if self._lines is None:
            around = read_surroundings(body.elements, above_text(title), MOST_AFTER)
            blocks = self.page.blocks if around is None else around
            self._lines = NearLines(blocks, body.chosen or _positions(blocks, body), title)
        return self._lines

    def _extractor(self, body: Body) -> str:
        helped = "" if body.by_rule or self.site is None else self.site.label
        if self.source is None or self.rules == _NO_RULES:
            return f"generic/{VERSION}{helped}"
        ending = helped if body.by_rule or not self.rules.body else f"+generic{helped}"
        return f"{self.source.name}/{VERSION}{ending}"


def _positions(blocks: list[Block], body: Body) -> tuple[int, ...]:
    """Where the text that rules took stands among blocks."""
    texts = set(body.paragraphs)
    return tuple(number for number, block in enumerate(blocks) if block.text in texts)


def _first_instant(texts: list[str], zone: tzinfo, latest: datetime) -> datetime | None:
    """The first time among texts; a day without a time stands for its start."""
    times = (parse_instant(text, zone) or _midnight(text, zone) for text in texts)
    return next((at for at in times if at and at <= latest), None)


def _midnight(text: str, zone: tzinfo) -> datetime | None:
    day = parse_day(text)
    return start_of_day(day, zone) if day else None


def _without_headline(title: str, body: Body) -> tuple[str, ...]:
    """The paragraphs, without the headline where it stands first among them."""
    first, *rest = body.paragraphs or ("",)
    return tuple(rest) if rest and match_form(first) == match_form(title) else body.paragraphs


def _stated_body(data: JsonLd) -> Body:
    """The text of JSON-LD, for pages that build themselves by script."""
    text = data.body or ""
    lines = tuple(line for part in text.splitlines() if (line := " ".join(part.split())))
    return Body(lead=None, paragraphs=lines, captions=(), by_rule=False)
