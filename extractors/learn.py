"""Learns a source file from a site's own pages: its entries, its article addresses, its selectors."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from extractors.article import Rejected, read_article
from extractors.capture import Capture
from extractors.decode import text_of_bytes
from extractors.learn_entries import (
    FoundEntry,
    canonical_links,
    find_feeds,
    find_listings,
    find_sitemaps,
)
from extractors.learn_links import HEADLINE, UrlForm, find_form
from extractors.learn_noise import byline_rule, remove_rules
from extractors.learn_rules import (
    AGREEMENT,
    Rule,
    Sample,
    author_rule,
    body_rule,
    lead_rule,
    published_rule,
    title_rule,
)
from extractors.listed import Fetch, FetchedBytes, Link, Validators
from extractors.listings import read_listing
from extractors.page import Page
from extractors.source_spec import Source
from transforms.text import match_form
from warehouse.record import record
from warehouse.tables import Article

LEAST_PAGES = 5
"""Articles that must be read before anything is proposed."""
MOST_PAGES = 12
MOST_ASKED = 18
"""Addresses asked for until ``MOST_PAGES`` articles are read: some links lead to no article."""
_IN_HEAD = ("jsonld", "meta")


class LearnError(ValueError):
    """Too little was found to propose a source; the message says what."""


@record
class Learned:
    """What a site's pages say about it."""

    source: Source
    """The site without rules: name, homepage."""
    title: str
    form: UrlForm
    entries: tuple[FoundEntry, ...]
    rules: tuple[Rule, ...]
    urls: tuple[str, ...]
    """The articles that were read."""
    asked: int
    confirmed: int
    """Articles that the proposed rules read with the same title and nearly the same body as no rules."""
    dated_from: tuple[str, ...] = ()
    """Where the time of each article was found: jsonld, meta ...; empty if nowhere."""


def learn_site(bare: Source, fetch: Fetch, *, sitemaps: Sequence[str] = (), at: datetime) -> Learned:
    """Asks for the front page, what it names, and up to ``MOST_ASKED`` articles.

    bare: a source of name and homepage alone. fetch: as for ``find_listed``. sitemaps: those of robots.txt.
    Raises ``LearnError`` where the front page, the links or the articles are too few.
    """
    fetch = _Once(fetch).fetch
    home, links = _front_page(bare, fetch)
    named = [*find_feeds(home, bare, fetch), *find_sitemaps(sitemaps, bare, fetch)]
    form = _find_form(bare, links, named)
    source = _with_pattern(bare, form)
    entries = _entries(home, links, source, fetch, sitemaps)
    samples, asked = _read_samples(source, entries, form, fetch, at)
    rules = tuple(_rules(samples, source))
    return Learned(
        source=bare,
        title=_site_title(home, bare),
        form=form,
        entries=tuple(entries),
        rules=rules,
        urls=tuple(sample.page.url for sample in samples),
        asked=asked,
        confirmed=_count_confirmed(samples, source, rules),
        dated_from=tuple(sample.article.published_from or "" for sample in samples),
    )


class _Once:
    """Asks for every address once: entries are read anew when the pattern is known."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch, self._known = fetch, dict[str, FetchedBytes | None]()

    def fetch(self, url: str, validators: Validators) -> FetchedBytes | None:
        if url not in self._known:
            self._known[url] = self._fetch(url, validators)
        return self._known[url]


def _front_page(bare: Source, fetch: Fetch) -> tuple[Page, list[Link]]:
    answer = fetch(bare.homepage, Validators())
    if answer is None or answer.error:
        raise LearnError(f"{bare.homepage}: {answer.error if answer else 'no answer'}")
    html = text_of_bytes(answer.content, answer.content_type or "")
    return Page(html, answer.url), canonical_links(read_listing(html, answer.url), bare)


def _find_form(bare: Source, links: Sequence[Link], named: Iterable[FoundEntry]) -> UrlForm:
    """From the front page and the feeds; a sitemap, which names all kinds of pages, only where these fail."""
    feeds = [_as_headline(link) for found in named if found.entry.kind == "rss" for link in found.links]
    maps = [_as_headline(link) for found in named if found.entry.kind == "sitemap" for link in found.links]
    for known in ([*links, *canonical_links(feeds, bare)], canonical_links(maps, bare)):
        form = find_form(known)
        if form is not None and len(form.urls) >= LEAST_PAGES:
            return form
    raise LearnError(f"{bare.homepage}: fewer than {LEAST_PAGES} links of one form that read like headlines")


def _as_headline(link: Link) -> Link:
    """What a feed names is an article, however short its headline."""
    return replace(link, title=(link.title or "").ljust(HEADLINE, "."))


def _with_pattern(bare: Source, form: UrlForm) -> Source:
    rules = bare.article.model_copy(update={"url_pattern": form.pattern})
    return Source.model_validate({**bare.model_dump(exclude_none=True), "article": rules.model_dump()})


def _entries(
    home: Page, links: Sequence[Link], source: Source, fetch: Fetch, sitemaps: Sequence[str]
) -> list[FoundEntry]:
    """The entries that name articles by the pattern."""
    feeds, maps = find_feeds(home, source, fetch), find_sitemaps(sitemaps, source, fetch)
    found = [*feeds, *maps, *find_listings(links, source, fetch)]
    if not found:
        raise LearnError(f"{source.homepage}: neither feed nor sitemap nor listing names an article")
    return found


def _read_samples(
    source: Source, entries: Sequence[FoundEntry], form: UrlForm, fetch: Fetch, at: datetime
) -> tuple[list[Sample], int]:
    titles = {link.url: link.title or "" for found in entries for link in found.links}
    urls = list(dict.fromkeys([*form.urls, *titles]))
    samples, asked = list[Sample](), 0
    for url in _spread(urls, MOST_ASKED):
        asked += 1
        if sample := _read_sample(url, titles.get(url), source, fetch, at):
            samples.append(sample)
        if len(samples) == MOST_PAGES:
            break
    if len(samples) < LEAST_PAGES:
        raise LearnError(
            f"{source.homepage}: {len(samples)} of {asked} pages were articles; {LEAST_PAGES} are needed"
        )
    return samples, asked


def _spread(urls: Sequence[str], most: int) -> list[str]:
    """Some from all over the list, since what stands together is of one section or one kind."""
    step = max(1, len(urls) // most)
    return list(urls[::step][:most])


def _read_sample(url: str, listed: str | None, source: Source, fetch: Fetch, at: datetime) -> Sample | None:
    answer = fetch(url, Validators())
    if answer is None or answer.error:
        return None
    kind = answer.content_type or ""
    headers = {"content-type": kind} if kind else {}
    capture = Capture(
        url=url, final_url=answer.url, status=200, headers=headers, content=answer.content, captured_at=at
    )
    article = read_article(capture, source)
    if isinstance(article, Rejected):
        return None
    page = Page(text_of_bytes(answer.content, kind), answer.url)
    return Sample(page=page, article=article, headline=listed or article.title, capture=capture)


def _rules(samples: Sequence[Sample], source: Source) -> Iterator[Rule]:
    title = title_rule(samples)
    samples = _reread(samples, source, title) if title else samples
    proposed = [title, lead_rule(samples), body_rule(samples), author_rule(samples)]
    if not is_dated_in_head([sample.article.published_from or "" for sample in samples]):
        proposed.append(published_rule(samples, source.zone))
    for rule in proposed:
        if rule is not None:
            yield rule
            if rule.name == "body":
                yield from remove_rules(samples, rule.selector)
                author = next((one for one in proposed if one and one.name == "author"), None)
                byline = author and byline_rule(samples, rule.selector, author.selector)
                yield from [byline] if byline else []


def _reread(samples: Sequence[Sample], source: Source, title: Rule) -> list[Sample]:
    """Reads the pages again with the title known: lead and body are found by where it stands."""
    rules = source.article.model_copy(update={"title": (title.selector,)})
    ruled = source.model_copy(update={"article": rules})
    read = [(sample, read_article(sample.capture, ruled)) for sample in samples]
    return [replace(sample, article=got) for sample, got in read if not isinstance(got, Rejected)]


def _count_confirmed(samples: Sequence[Sample], source: Source, proposed: Sequence[Rule]) -> int:
    selectors: dict[str, tuple[str, ...]] = {}
    for rule in proposed:
        selectors[rule.name] = (*selectors.get(rule.name, ()), rule.selector)
    ruled = source.model_copy(update={"article": source.article.model_copy(update=selectors)})
    read = ((sample, read_article(sample.capture, ruled)) for sample in samples)
    return sum(not isinstance(got, Rejected) and _is_confirmed(sample, got) for sample, got in read)


def _is_confirmed(sample: Sample, got: Article) -> bool:
    ours, theirs = set(got.body.splitlines()), set(sample.article.body.splitlines())
    title = match_form(got.title) in {match_form(sample.headline), match_form(sample.article.title)}
    return title and len(ours & theirs) >= AGREEMENT * len(ours | theirs)


def is_dated_in_head(dated_from: Sequence[str]) -> bool:
    """Whether the head states the time on most pages: it has the seconds, so no rule is wanted."""
    stated = sum(where in _IN_HEAD for where in dated_from)
    return bool(dated_from) and stated >= AGREEMENT * len(dated_from)


def _site_title(home: Page, bare: Source) -> str:
    """What the front page calls the site: og:site_name, else the last part of its title, else the host."""
    node = home.tree.css_first("title")
    told = " ".join((node.text() if node else "").split())
    for mark in (" | ", " - ", " – ", " :: "):
        told = told.rpartition(mark)[2]
    return (home.meta_text("og:site_name") or told or bare.host)[:200]
