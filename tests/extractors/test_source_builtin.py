"""The publishers that come with the program."""

import gzip
import json
import re
from pathlib import Path

import pytest
import soupsieve

from extractors.listings import read_listing
from extractors.source import BUILT_IN, ArticleRules, Source, load_registry
from extractors.urls import canonical_url, is_article_url

REGISTRY = load_registry()
JSP = re.compile(r"<%@.*?%>")


def test_there_are_enough_and_those_first_that_report_cooperation() -> None:
    kinds = [source.kind for source in REGISTRY.values()]
    assert len(kinds) >= 42
    assert kinds.count("provincial_paper") >= 25
    assert kinds.count("government_portal") + kinds.count("ministry_portal") >= 10


def test_a_file_is_named_after_its_source() -> None:
    assert {file.stem for file in BUILT_IN.glob("*.yaml")} == set(REGISTRY)


def test_no_two_sources_share_a_site() -> None:
    for source in REGISTRY.values():
        others = [
            other.name
            for other in REGISTRY.values()
            if other.same_site(source.homepage) and other is not source
        ]
        assert not others or source.host.endswith(("vnexpress.net", "chinhphu.vn")), (source.name, others)


@pytest.mark.parametrize("source", REGISTRY.values(), ids=list(REGISTRY))
def test_each_says_how_sure_its_rules_are(source: Source) -> None:
    assert source.facts_from is not None
    assert source.schedule
    assert source.polite.delay >= 1
    for entry in source.discover:
        assert source.same_site(entry.address) or entry.kind in ("rss", "sitemap")


def test_every_selector_is_read_by_both_parsers() -> None:
    rules = [source.article for source in REGISTRY.values()]
    for rule in set(ArticleRules.model_fields) - {"url_pattern"}:
        for selector in (selector for article in rules for selector in getattr(article, rule)):
            soupsieve.compile(selector)


@pytest.mark.shared
def test_links_of_real_listings_are_found_and_no_others(shared: Path) -> None:
    wanted_total = found_total = right_total = 0
    for line in (shared / "pages/vn/listing_links.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        if truth["exclude"]:
            continue
        source = REGISTRY[truth["site"]]
        page = shared / "pages/vn" / (truth["file"].removeprefix("pages/") + ".gz")
        html = JSP.sub("", gzip.decompress(page.read_bytes()).decode("utf-8", "replace"))
        urls = {canonical_url(link.url, source) for link in read_listing(html, truth["base_url"])}
        found = {url for url in urls if source.same_site(url) and is_article_url(url, source)}
        wanted = {canonical_url(url, source) for url in truth["links"]}
        found -= {canonical_url(url, source) for url in truth["optional_links"]}
        wanted_total, found_total = wanted_total + len(wanted), found_total + len(found)
        right_total += len(wanted & found)
    assert right_total / wanted_total >= 0.98
    assert right_total / found_total >= 0.98


@pytest.mark.shared
def test_items_of_real_feeds_are_articles(shared: Path) -> None:
    lines = gzip.decompress((shared / "text/press_scanning_rss_items.jsonl.gz").read_bytes()).splitlines()
    links = [json.loads(line)["link"] for line in lines]
    known = [(source, link) for link in links[::7] for source in REGISTRY.values() if source.same_site(link)]
    articles = [link for source, link in known if is_article_url(canonical_url(link, source), source)]
    assert len(known) >= 0.95 * len(links[::7])
    assert len(articles) >= 0.995 * len(known)


@pytest.mark.parametrize("name", sorted(name for name, source in REGISTRY.items() if source.layouts))
def test_past_layouts_name_the_element_of_the_text(name: str) -> None:
    """What tells which looks a page has; a layout without it could never be found."""
    source = REGISTRY[name]
    for layout in source.layouts:
        assert "body" in layout.model_fields_set
        assert not set(layout.body) & set(source.article.body)
