"""Checks a source against its site: what each entry names, and what each rule matches on a few pages."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from extractors.article import Rejected, read_article
from extractors.capture import Capture
from extractors.decode import text_of_bytes
from extractors.discover import find_listed
from extractors.entries import Limits
from extractors.layouts import fitting_layout
from extractors.listed import EntryReading, Fetch, FetchedBytes, Validators
from extractors.page import Page
from extractors.rules import node_text
from extractors.source_spec import ArticleRules, Source
from warehouse.record import record
from warehouse.tables import Article

MOST_PAGES = 3
"""Articles that a check fetches."""
MOST_SITEMAPS = 3
"""Sitemaps of one index that a check reads."""
SAMPLE_CHARS = 80
"""Characters shown of what a rule matched."""

Read = Callable[[FetchedBytes], Article | Rejected]
"""Reads one fetched page as the run would."""


@record
class RuleMatch:
    """What one selector found on one page."""

    rule: str
    selector: str
    elements: int
    sample: str
    """Text of the first element that has any, shortened."""


@record
class PageCheck:
    """What the rules and the reader made of one article page."""

    url: str
    error: str | None = None
    layout: str = ""
    """Last day of the layout that the page has; empty for today's."""
    matches: tuple[RuleMatch, ...] = ()
    article: Article | None = None
    rejected: Rejected | None = None

    @property
    def ok(self) -> bool:
        return self.article is not None


@record
class SourceCheck:
    """What a source's entries and rules gave when they were tried."""

    source: str
    entries: tuple[EntryReading, ...]
    pages: tuple[PageCheck, ...]
    problems: tuple[str, ...]
    """What a maintainer should mend, a sentence each; empty if all is well."""

    @property
    def ok(self) -> bool:
        """Whether an entry could be read and each page that was fetched gave an article."""
        return (
            any(entry.ok for entry in self.entries)
            and bool(self.pages)
            and all(page.ok for page in self.pages)
        )


def check_source(
    source: Source, fetch: Fetch, read: Read | None = None, *, day: date | None = None, at: datetime
) -> SourceCheck:
    """Asks for one page of every entry (archives only with ``day``) and for up to ``MOST_PAGES`` articles.

    fetch: as for ``find_listed``. read: reads a page; by default ``read_article`` by the rules of ``at``.
    """
    entries = tuple(_find_readings(source, fetch, day))
    read_page = read or (lambda answer: read_article(_capture(answer, at), source))
    pages = tuple(_check_page(source, url, fetch, read_page, at) for url in _samples(entries))
    return SourceCheck(
        source=source.name,
        entries=entries,
        pages=pages,
        problems=tuple(_find_problems(source, entries, pages, at)),
    )


def _find_readings(source: Source, fetch: Fetch, day: date | None) -> Iterator[EntryReading]:
    first_pages = tuple(entry.model_copy(update={"pages": 1}) for entry in source.discover)
    short, limits = source.model_copy(update={"discover": first_pages}), Limits(sitemaps=MOST_SITEMAPS)
    yield from find_listed(short, fetch, {}, limits=limits)
    if day is not None and any(entry.kind == "archive" for entry in first_pages):
        archives = tuple(entry for entry in first_pages if entry.kind == "archive")
        yield from find_listed(
            source.model_copy(update={"discover": archives}), fetch, {}, day, limits=limits
        )


def _samples(entries: Sequence[EntryReading]) -> list[str]:
    """The first article of each entry in turn, then the second, so that every entry is tried."""
    lists = [[listed.url for listed in entry.listed] for entry in entries if entry.listed]
    turns = (urls[turn] for turn in range(MOST_PAGES) for urls in lists if turn < len(urls))
    return list(dict.fromkeys(turns))[:MOST_PAGES]


def _check_page(source: Source, url: str, fetch: Fetch, read: Read, at: datetime) -> PageCheck:
    answer = fetch(url, Validators())
    if answer is None or answer.error or answer.unchanged:
        return PageCheck(url=url, error=(answer and answer.error) or "no answer")
    page = Page(text_of_bytes(answer.content, answer.content_type or ""), answer.url)
    layout, rules = fitting_layout(page, source, at.astimezone(source.zone).date())
    matches = tuple(_find_matches(page, rules))
    got = read(answer)
    if isinstance(got, Rejected):
        return PageCheck(url=url, layout=layout, matches=matches, rejected=got)
    return PageCheck(url=url, layout=layout, matches=matches, article=got)


def _find_matches(page: Page, rules: ArticleRules) -> Iterator[RuleMatch]:
    for rule in ArticleRules.model_fields:
        if rule == "url_pattern":
            continue
        for selector in getattr(rules, rule):
            nodes = page.tree.css(selector)
            texts = (node_text(node) for node in nodes[:5])
            sample = next((text for text in texts if text), "")
            yield RuleMatch(rule=rule, selector=selector, elements=len(nodes), sample=sample[:SAMPLE_CHARS])


def _capture(answer: FetchedBytes, at: datetime) -> Capture:
    headers = {"content-type": answer.content_type} if answer.content_type else {}
    return Capture(
        url=answer.url,
        final_url=answer.url,
        status=200,
        headers=headers,
        content=answer.content,
        captured_at=at,
    )


def _find_problems(
    source: Source, entries: Sequence[EntryReading], pages: Sequence[PageCheck], at: datetime
) -> Iterator[str]:
    for entry in entries:
        yield from _entry_problems(entry)
    for page in pages:
        if page.error:
            yield f"{page.url}: {page.error}"
        elif page.rejected:
            yield f"{page.url}: no article: {page.rejected.reason}, {page.rejected.detail or 'no detail'}"
        elif page.article and page.article.published_at is None:
            yield f"{page.url}: no date was found; name its element in article.published"
    if not pages:
        yield "no article was found: mend the addresses or article.url_pattern"
    day = at.astimezone(source.zone).date()
    yield from _past_looks(pages, source.layout_on(day))
    today = [page for page in pages if page.matches and page.layout == source.layout_on(day)]
    yield from _idle_rules(source.rules_on(day), today)


def _entry_problems(entry: EntryReading) -> Iterator[str]:
    if not entry.ok:
        yield f"{entry.entry}: {entry.error}"
    elif not entry.listed and entry.refused:
        yield f"{entry.entry}: {entry.refused} links, no article by url_pattern, homepage and hosts"
    elif not entry.listed and entry.entry == entry.of and entry.content_hash is not None:
        yield f"{entry.entry}: it names no article"


def _past_looks(pages: Sequence[PageCheck], today: str) -> Iterator[str]:
    """Layouts other than that of the day that pages still have."""
    past = Counter(page.layout for page in pages if page.matches and page.layout != today)
    for layout, count in sorted(past.items()):
        yield f"{count} of {len(pages)} pages have the looks of the layout until {layout or 'today'}"


def _idle_rules(rules: ArticleRules, pages: Sequence[PageCheck]) -> Iterator[str]:
    """Rules of which no selector matched on any page; tags and captions may be absent."""
    for rule in ("title", "lead", "body", "author", "published", "section"):
        selectors = getattr(rules, rule)
        matched = any(match.elements for page in pages for match in page.matches if match.rule == rule)
        if pages and selectors and not matched:
            yield f"article.{rule}: {' | '.join(selectors)} matches nothing on {len(pages)} pages"
