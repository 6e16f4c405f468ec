"""Proposes selectors: those whose text agrees, page after page, with what was read without rules."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from extractors import rules
from extractors.authors import read_byline
from extractors.capture import Capture
from extractors.page import Page
from extractors.page_blocks import Block
from extractors.source_spec import ArticleRules
from transforms.dates import parse_day, parse_instant
from transforms.text import match_form
from warehouse.record import record
from warehouse.tables import Article

AGREEMENT = 0.8
"""Least share of the pages on which a rule must agree to be proposed."""
LEAST_STATED = 3
"""Least pages that must state a part before a rule for it is judged."""
HELD = 0.9
"""Share of the body's letters that a body element must hold."""
_CANDIDATES = 40
_NAME = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_BARE = ("h1", "time", "article")


@record
class Sample:
    """A page and what was read of it without rules."""

    capture: Capture
    page: Page
    article: Article
    headline: str
    """As a list of the site gives it, else as read: what tells a title from the name of the site."""


@record
class Rule:
    """A proposed selector and its evidence, in numbers of pages."""

    name: str
    selector: str
    matched: int
    agreed: int
    stated: int
    """Pages that state the part, by JSON-LD, meta tags or the reading without rules."""
    note: str = ""


Agrees = Callable[[str, Sample], bool]
States = Callable[[Sample], bool]
Measure = tuple[int, int, float]
"""Pages matched, pages agreed, and a rank among selectors that agree well enough: greater is better."""


def selectors_of(node: LexborNode) -> Iterator[str]:
    """Plain selectors of an element: by class, itemprop, id, and by name where the name alone says much."""
    tag, attributes = node.tag or "", node.attributes
    for name in (attributes.get("class") or "").split():
        if _NAME.fullmatch(name):
            yield f"{tag}.{name}"
    for kind, form in (("itemprop", '{}[itemprop="{}"]'), ("id", "{}#{}")):
        value = attributes.get(kind) or ""
        if _NAME.fullmatch(value):
            yield form.format(tag, value)
    if tag in _BARE:
        yield tag


def title_rule(samples: Sequence[Sample]) -> Rule | None:
    return _text_rule(
        "title", samples, lambda one: bool(one.headline), lambda text, one: _same(text, one.headline)
    )


def lead_rule(samples: Sequence[Sample]) -> Rule | None:
    return _text_rule(
        "lead", samples, lambda one: bool(one.article.lead),
        lambda text, one: _same(text, one.article.lead or ""),
    )  # fmt: skip


def author_rule(samples: Sequence[Sample]) -> Rule | None:
    return _text_rule(
        "author", samples, lambda one: bool(one.article.authors),
        lambda text, one: len(text) <= 120 and read_byline([text]).authors == one.article.authors,
    )  # fmt: skip


def published_rule(samples: Sequence[Sample], zone: tzinfo) -> Rule | None:
    """For times as the page prints them: the same minute, or the same day where no more is printed."""

    def agrees(text: str, sample: Sample) -> bool:
        stated = sample.article.published_at
        if len(text) > 120 or not any(letter.isdecimal() for letter in text) or stated is None:
            return False
        at, day = parse_instant(text, zone), parse_day(text)
        if at is not None:
            return abs((at - stated).total_seconds()) < 60
        return day == stated.astimezone(zone).date()

    return _text_rule("published", samples, lambda one: one.article.published_at is not None, agrees)


def _same(left: str, right: str) -> bool:
    return bool(right) and match_form(left) == match_form(right)


def _text_rule(name: str, samples: Sequence[Sample], states: States, agrees: Agrees) -> Rule | None:
    stating = [sample for sample in samples if states(sample)]
    seen: Counter[str] = Counter()
    for sample in stating:
        seen.update({sel for node in _holders(sample, agrees) for sel in selectors_of(node)})
    measured = {
        selector: _measure_text(selector, samples, states, agrees)
        for selector, _ in seen.most_common(_CANDIDATES)
    }
    return _best(name, measured, len(stating))


def _holders(sample: Sample, agrees: Agrees) -> Iterator[LexborNode]:
    body = sample.page.body
    for node in body.css("*") if body else ():
        if 2 <= len(node.text(deep=True).strip()) <= 2_000 and agrees(rules.node_text(node), sample):
            yield node


def _measure_text(selector: str, samples: Sequence[Sample], states: States, agrees: Agrees) -> Measure:
    texts = [(rules.read_first(sample.page, (selector,)), sample) for sample in samples]
    matched = sum(text is not None for text, _ in texts)
    agreed = sum(text is not None and states(sample) and agrees(text, sample) for text, sample in texts)
    elements = sum(len(sample.page.tree.css(selector)) for sample in samples)
    return matched, agreed, agreed - elements / 1_000_000


def _best(name: str, measured: dict[str, Measure], stated: int, note: str = "") -> Rule | None:
    good = {sel: one for sel, one in measured.items() if one[1] >= AGREEMENT * stated}
    if stated < LEAST_STATED or not good:
        return None
    selector, (matched, agreed, _) = max(
        good.items(), key=lambda item: (item[1][2], _says_much(item[0]), -len(item[0]))
    )
    return Rule(name=name, selector=selector, matched=matched, agreed=agreed, stated=stated, note=note)


def _says_much(selector: str) -> int:
    """Meaning before looks, looks before a bare name."""
    return 3 if "[itemprop" in selector else 2 if "." in selector else 1 if "#" in selector else 0


# --- the body ---------------------------------------------------------------------------------


def body_rule(samples: Sequence[Sample]) -> Rule | None:
    """The narrowest element that holds the body's paragraphs: least other text, then least elements."""
    seen: Counter[str] = Counter()
    for sample in samples:
        seen.update({sel for node in _around_body(sample) for sel in selectors_of(node)})
    measured = {sel: _measure_body(sel, samples) for sel, _ in seen.most_common(_CANDIDATES)}
    return _best("body", measured, len(samples))


def _around_body(sample: Sample) -> Iterator[LexborNode]:
    forms, held, nodes = _forms(sample.article), Counter[int](), dict[int, LexborNode]()
    blocks = [block for block in sample.page.blocks if match_form(block.text) in forms]
    for block in blocks:
        box = block.box
        while box is not None:
            held[box.node.mem_id] += len(block.text)
            nodes[box.node.mem_id] = box.node
            box = box.parent  # type: ignore[assignment]
    whole = sum(len(block.text) for block in blocks)
    yield from (node for key, node in nodes.items() if held[key] >= HELD * whole)


def _measure_body(selector: str, samples: Sequence[Sample]) -> Measure:
    own = ArticleRules.model_validate({"body": selector})
    read = [(rules.read_body(sample.page, own), _forms(sample.article)) for sample in samples]
    shares = [_shares(blocks, forms) for blocks, forms in read]
    agreed = sum(recall >= HELD for recall, _ in shares)
    return sum(bool(blocks) for blocks, _ in read), agreed, round(sum(pure for _, pure in shares), 2)


def _shares(blocks: Sequence[Block], forms: set[str]) -> tuple[float, float]:
    """Of the body's letters, the share in the blocks; of the blocks' letters, the share that is body."""
    texts = [match_form(block.text) for block in blocks]
    inside = sum(len(text) for text in set(texts) & forms)
    return inside / max(1, sum(map(len, forms))), inside / max(1, sum(map(len, texts)))


def _forms(article: Article) -> set[str]:
    return {match_form(line) for line in article.body.splitlines() if line.strip()}
