"""Finds the boxes in which a page shows other articles: a linked title and a few lines, many times."""

from collections import Counter
from collections.abc import Iterator

from extractors.page_blocks import Block, Box

_LEAST_ALIKE = 3  # boxes of one make beside each other
_LEAST_LETTERS = 25  # of a title; shorter ones are of sections
_MOST_BLOCKS = 4  # title, lines, date; an article's own element has more


def is_linked_title(block: Block) -> bool:
    """Whether it is the linked title of another article."""
    return len(block.text) >= _LEAST_LETTERS and block.link_chars > 0.8 * len(block.text)


def find_linked_titles(blocks: list[Block]) -> list[int]:
    """Positions of all linked titles."""
    return [number for number, block in enumerate(blocks) if block.link_chars and is_linked_title(block)]


def find_cards(blocks: list[Block]) -> set[Box]:
    """Elements that each hold a linked title and the lines after it, and have siblings of the same make."""
    alike: dict[tuple[Box | None, str, str], set[Box]] = {}
    for card in _pairs(blocks):
        alike.setdefault((card.parent, card.tag, card.hint), set()).add(card)
    found = {card for cards in alike.values() if len(cards) >= _LEAST_ALIKE for card in cards}
    if not found:
        return found
    held = Counter(box for block in blocks for box in (block.box, block.box.parent) if box in found)
    return {card for card in found if held[card] <= _MOST_BLOCKS}


def _pairs(blocks: list[Block]) -> Iterator[Box]:
    """For each linked title the element that holds it and the next block."""
    for number in find_linked_titles(blocks):
        if number + 1 == len(blocks):
            continue
        own, other = blocks[number].box, blocks[number + 1].box
        if own in (other, other.parent):
            yield own
        elif own.parent is not None and own.parent is other.parent:
            yield own.parent
