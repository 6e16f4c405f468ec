"""Finds what repeats inside the bodies of a site's pages and is not their text."""

from collections import Counter
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from extractors import rules
from extractors.learn_rules import AGREEMENT, LEAST_STATED, Rule, Sample, selectors_of
from transforms.text import match_form

LINKED = 0.6
"""Share of the letters of a box that are links, from which on it is a list of other stories."""
_BOXES = ("div", "ul", "ol", "section", "aside", "table", "nav")
_PICTURES = ("figure", "figcaption", "img", "picture")

Found = list[tuple[Sample, list[LexborNode]]]


def remove_rules(samples: Sequence[Sample], body: str) -> list[Rule]:
    """Elements in the body with the same text on most of the pages that have them, or with links alone."""
    seen: dict[str, Found] = {}
    for sample in samples:
        for selector, nodes in _inside(sample, body).items():
            seen.setdefault(selector, []).append((sample, nodes))
    judged = (_judge(selector, found) for selector, found in seen.items() if len(found) >= LEAST_STATED)
    kept = [rule for rule in judged if rule is not None]
    return [rule for rule in kept if not _covered(rule, kept, seen)]


def byline_rule(samples: Sequence[Sample], body: str, author: str) -> Rule | None:
    """The author's element as noise, where it stands inside the body."""
    roots = [rules.find_nodes(sample.page, (body,)) for sample in samples]
    inside = sum(any(root.css(author) for root in found) for found in roots)
    if inside < LEAST_STATED:
        return None
    return Rule(
        name="remove", selector=author, matched=inside, agreed=inside, stated=inside, note="names the author"
    )


def _inside(sample: Sample, body: str) -> dict[str, list[LexborNode]]:
    found: dict[str, list[LexborNode]] = {}
    for root in rules.find_nodes(sample.page, (body,)):
        for node in root.css("*"):
            if node.mem_id != root.mem_id and node.tag not in _PICTURES:
                for selector in selectors_of(node):
                    found.setdefault(selector, []).append(node)
    return found


def _judge(selector: str, found: Found) -> Rule | None:
    texts = [match_form(" ".join(rules.node_text(node) for node in nodes)) for _, nodes in found]
    if not any(texts) or any(_is_caption(sample, nodes) for sample, nodes in found):
        return None
    text, same = Counter(texts).most_common(1)[0]
    linked = sum(all(_is_links(node) for node in nodes) for _, nodes in found)
    agreed, note = max((same if text else 0, "same text"), (linked, "links to other pages"))
    if agreed < max(LEAST_STATED, AGREEMENT * len(found)):
        return None
    pages = len(found)
    return Rule(name="remove", selector=selector, matched=pages, agreed=agreed, stated=pages, note=note)


def _is_caption(sample: Sample, nodes: Sequence[LexborNode]) -> bool:
    captions = {match_form(caption) for caption in sample.article.captions}
    return any(match_form(rules.node_text(node)) in captions for node in nodes)


def _is_links(node: LexborNode) -> bool:
    """Whether a box holds little but links; links inside a paragraph are the text's own."""
    letters = len(node.text(deep=True).strip())
    linked = sum(len(anchor.text(deep=True).strip()) for anchor in node.css("a[href]"))
    return node.tag in _BOXES and letters > 0 and linked >= LINKED * letters


def _covered(rule: Rule, kept: Sequence[Rule], seen: dict[str, Found]) -> bool:
    """Whether another rule takes all that this one would, by elements around these or an earlier name."""
    own = [node for _, nodes in seen[rule.selector] for node in nodes]
    for place, other in enumerate(kept):
        if other is rule:
            continue
        theirs = {node.mem_id for _, nodes in seen[other.selector] for node in nodes}
        around = all(any(key in theirs for key in _above(node)) for node in own)
        alike = {node.mem_id for node in own} <= theirs
        if around or (alike and (len(theirs) > len(own) or place < kept.index(rule))):
            return True
    return False


def _above(node: LexborNode) -> Iterator[int]:
    parent = node.parent
    while parent is not None:
        yield parent.mem_id
        parent = parent.parent
