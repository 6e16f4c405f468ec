"""Applies a source's selectors with the fast parser."""

from selectolax.lexbor import LexborNode

from extractors.page import Page
from extractors.page_blocks import Block, read_blocks
from extractors.source import ArticleRules


def find_nodes(page: Page, selectors: tuple[str, ...]) -> list[LexborNode]:
    """All elements of the first selector that matches one with text, without those inside another."""
    for selector in selectors:
        nodes = [node for node in page.find(selector) if not _is_blank(node)]
        if nodes:
            return _outermost(nodes) if len(nodes) > 1 else nodes
    return []


def read_first(page: Page, selectors: tuple[str, ...]) -> str | None:
    """Text of the first element that a selector matches, its blocks joined by blanks."""
    nodes = find_nodes(page, selectors)
    return node_text(nodes[0]) or None if nodes else None


def read_all(page: Page, selectors: tuple[str, ...]) -> list[str]:
    """Texts of all elements of the first selector that matches."""
    return [text for node in find_nodes(page, selectors) if (text := node_text(node))]


def read_time(page: Page, selectors: tuple[str, ...]) -> list[str]:
    """What elements of time say: the ``datetime`` or ``content`` attribute, then the text."""
    found = []
    for node in find_any(page, selectors)[:4]:
        attributes = node.attributes
        stated = attributes.get("datetime") or attributes.get("content")
        found += [text for text in (stated, node_text(node)) if text]
    return found


def find_any(page: Page, selectors: tuple[str, ...]) -> list[LexborNode]:
    """All elements of the first selector that matches, with text or without."""
    return next((nodes for selector in selectors if (nodes := page.find(selector))), [])


def read_body(page: Page, rules: ArticleRules) -> list[Block]:
    """Blocks of the body's elements, without what the rules remove."""
    return read_elements(find_nodes(page, rules.body), rules.remove)


def read_elements(elements: list[LexborNode], remove: tuple[str, ...] = ()) -> list[Block]:
    """Blocks of some elements, without what the selectors ``remove`` match in them."""
    blocks: list[Block] = []
    for node in elements:
        unwanted = {inner.mem_id for selector in remove for inner in node.css(selector)}
        blocks += read_blocks(node, frozenset(unwanted - {node.mem_id}))
    return blocks


def node_text(node: LexborNode) -> str:
    """Text of an element; blocks inside are joined by blanks."""
    return " ".join(block.text for block in read_blocks(node))


def _is_blank(node: LexborNode) -> bool:
    texts = (inner.text_content for inner in node.traverse(include_text=True) if inner.is_text_node)
    return not any(text and not text.isspace() for text in texts)


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    ids = {node.mem_id for node in nodes}
    return [node for node in nodes if not _is_inside(node, ids)]


def _is_inside(node: LexborNode, ids: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in ids:
            return True
        parent = parent.parent
    return False
