"""Reads a captured page: an article, or the reason why there is none."""

from datetime import timedelta

from extractors import decode, rules
from extractors.authors import Byline, is_credit_line, read_byline
from extractors.capture import Capture, media_type
from extractors.generic import find_text, is_caption
from extractors.jsonld import JsonLd, read_jsonld
from extractors.metadata import (
    Times,
    default_zone,
    read_language,
    read_section,
    read_stated_authors,
    read_tags,
    read_times,
    read_title,
)
from extractors.page import Page
from extractors.page_blocks import Block, read_blocks
from extractors.source import ArticleRules, Source
from extractors.urls import canonical_url, page_canonical
from transforms.dates import parse_instant
from transforms.text import match_form
from warehouse.record import record
from warehouse.tables import Article

GENERIC = "generic/1"
_LEAST_TEXT = 80  # characters of lead and body: the shortest real article of the evaluation sets has 190


@record
class Rejected:
    """Why a page gave no article: a reason from the list of the table ``rejects``, and what was missing."""

    reason: str
    detail: str | None = None


def read_article(capture: Capture, source: Source | None) -> Article | Rejected:
    """Reads the article of a captured page by the source's rules of that day, else generically.

    Pure, and never raises: what cannot be read is ``Rejected``.
    """
    kind = media_type(capture.headers)
    if kind and "html" not in kind and "xml" not in kind and kind != "text/plain":
        return Rejected(reason="not_html", detail=kind)
    try:
        return _read(capture, source)
    except Exception as error:  # noqa: BLE001 - one page must never end a run
        return Rejected(reason="error", detail=f"{type(error).__name__}: {error}"[:300])


def _read(capture: Capture, source: Source | None) -> Article | Rejected:
    page = Page(decode.text(capture), capture.final_url)
    body = page.body
    if body is None:
        return Rejected(reason="not_html", detail="no elements")
    own = source.rules_on(capture.captured_at.date()) if source else ArticleRules.model_validate({})
    return _assemble(capture, source, page, read_jsonld(page.scripts), read_blocks(body), own)


def _assemble(
    capture: Capture, source: Source | None, page: Page, data: JsonLd, blocks: list[Block], own: ArticleRules
) -> Article | Rejected:
    headings = [block for block in blocks if block.box.tag in ("h1", "h2", "h3")][:20]
    title = rules.read_first(page, own.title) or read_title(page, data, headings)
    if not title:
        return Rejected(reason="no_title", detail="no heading and no title in the head")
    lead = rules.read_first(page, own.lead)
    captions = rules.read_all(page, own.captions)
    byline = read_byline(rules.read_all(page, own.author)) if own.author else Byline()
    section = rules.read_first(page, own.section)
    tags = tuple(rules.read_all(page, own.tags))
    times_text = rules.read_time(page, own.published)
    language = read_language(page, " ".join(block.text for block in blocks), source.language if source else None)
    zone = source.zone if source else default_zone(page, language)
    latest = capture.captured_at + timedelta(days=1)
    published = next((at for text in times_text if (at := parse_instant(text, zone)) and at <= latest), None)
    times = read_times(page, data, [], zone, latest)
    if published:
        times = Times(published_at=published, published_from="rule", modified_at=times.modified_at)
    ruled = rules.read_body(page, own) if own.body else []
    extractor = f"{source.name}/1" if source and ruled else GENERIC
    chosen = ruled or find_text(blocks)
    if not ruled and source and (own.body or own.title):
        extractor = f"{source.name}/1+generic"
    if not captions:
        captions = [block.text for block in chosen if is_caption(block)]
    texts = _body_texts(chosen, title, lead)
    if not byline.authors:
        byline = read_stated_authors(page, data)
    if not texts and not lead:
        return Rejected(reason="no_body", detail="; ".join(own.body) or "no paragraphs")
    if len(lead or "") + sum(map(len, texts)) < _LEAST_TEXT:
        return Rejected(reason="too_short", detail=f"{sum(map(len, texts))} characters")
    stated = _canonical_link(page)
    return Article(
        url=canonical_url(capture.url, source),
        canonical_url=page_canonical(capture.final_url, stated, source),
        source=source.name if source else "",
        title=title,
        lead=lead,
        body="\n".join(texts),
        captions=tuple(captions),
        authors=byline.authors,
        published_at=times.published_at,
        published_from=times.published_from,
        modified_at=times.modified_at,
        section=section or read_section(page, data),
        tags=tags or read_tags(page, data),
        language=language,
        credit=byline.credit,
        extractor=extractor,
    )


def _canonical_link(page: Page) -> str | None:
    node = page.tree.css_first("link[rel=canonical][href]")
    return (node.attributes.get("href") if node else None) or page.meta_text("og:url")


def _body_texts(blocks: list[Block], title: str, lead: str | None) -> list[str]:
    taken = {match_form(title), match_form(lead or "")}
    return [
        block.text
        for block in blocks
        if not is_caption(block) and not is_credit_line(block.text) and match_form(block.text) not in taken
    ]
