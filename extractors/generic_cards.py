"""Finds the boxes in which a page shows other articles: a linked title and a few lines, many times."""

from collections.abc import Iterator
from itertools import pairwise

from extractors.page_blocks import Block, Box

_LEAST_ALIKE = 3  # boxes of one make beside each other
_MOST_BLOCKS = 4  # title, lines, date; an article's own element has more


def is_linked_title(block: Block) -> bool:
    """Whether it is the linked title of another article."""
    return len(block.text) >= 25 and block.link_chars > 0.8 * len(block.text)


def find_cards(blocks: list[Block]) -> set[Box]:
    """Elements that each hold a linked title and the lines after it, and have siblings of the same make."""
    alike: dict[tuple[Box | None, str, str], set[Box]] = {}
    for card in _pairs(blocks):
        alike.setdefault((card.parent, card.tag, card.hint), set()).add(card)
    found = {card for cards in alike.values() if len(cards) >= _LEAST_ALIKE for card in cards}
    return {card for card in found if _held(card, blocks) <= _MOST_BLOCKS} if found else found


def _pairs(blocks: list[Block]) -> Iterator[Box]:
    """For each linked title the element that holds it and the next block."""
    for title, line in pairwise(blocks):
        if not is_linked_title(title):
            continue
        own, other = title.box, line.box
        if own in (other, other.parent):
            yield own
        elif own.parent is not None and own.parent is other.parent:
            yield own.parent


def _held(card: Box, blocks: list[Block]) -> int:
    return sum(1 for block in blocks if card in (block.box, block.box.parent))
