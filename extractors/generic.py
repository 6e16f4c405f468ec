"""Finds the article's text on a page without rules."""

import re

from extractors.page_blocks import Block, Box

_NOISE = re.compile(
    r"comment|related|share|social|sidebar|footer|breadcrumb|newsletter|promo|advert|teaser|cookie|consent|menu|tags?\b"
    r"|lienquan|lien-quan|tin-?khac|doc-?them|xem-?them|binh-?luan|recommend|most-?read|popular|outbrain|taboola"
)
_CAPTION = re.compile(r"caption|chu-?thich|photo-?credit|image-?desc")


def find_text(blocks: list[Block]) -> list[Block]:
    """The blocks of the article's text, lead first, in page order."""
    best = _best_box(blocks)
    if best is None:
        return []
    return [block for block in blocks if _inside(block.box, best) and _is_text(block, best)]


def is_caption(block: Block) -> bool:
    """Whether a block describes a picture."""
    box: Box | None = block.box
    for _ in range(4):
        if box is None:
            return False
        if box.tag in ("figcaption", "figure") or _CAPTION.search(box.hint):
            return True
        box = box.parent
    return False


def _best_box(blocks: list[Block]) -> Box | None:
    scores: dict[Box, float] = {}
    for block in blocks:
        plain = len(block.text) - block.link_chars
        if plain < 40 or block.link_chars > 0.4 * len(block.text) or is_caption(block):
            continue
        box, weight = block.box.parent if block.box.tag == "p" else block.box, 1.0
        while box is not None and weight > 0.2:
            scores[box] = scores.get(box, 0.0) + plain * weight
            box, weight = box.parent, weight * 0.7
    return max(scores, key=lambda box: scores[box]) if scores else None


def _inside(box: Box | None, outer: Box) -> bool:
    while box is not None:
        if box is outer:
            return True
        box = box.parent
    return False


def _is_text(block: Block, outer: Box) -> bool:
    if block.link_chars > 0.6 * len(block.text) or is_caption(block):
        return False
    box: Box | None = block.box
    while box is not None and box is not outer:
        if box.tag in ("nav", "aside", "footer") or _NOISE.search(box.hint):
            return False
        box = box.parent
    return True
