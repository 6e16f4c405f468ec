"""Reads lead, body and captions: by the source's rules, else generically."""

import re

from extractors import rules
from extractors.authors import is_credit_line
from extractors.generic import find_text
from extractors.generic_features import Clues, squeezed
from extractors.page import Page
from extractors.page_blocks import Block, Box
from extractors.source import ArticleRules
from transforms.text import match_form
from warehouse.record import record

_CAPTION = re.compile(r"caption|chu-?thich|photo-?credit|image-?desc|bildunterschrift|legende")
_LEAD = re.compile(r"sapo|\blead\b|lede|standfirst|summary|abstract|excerpt|\bdeck?\b|chapeau|description")
_READ_ALSO = re.compile(r"^(?:>>|»|\W*(?:xem thêm|đọc thêm|mời (?:độc giả|bạn đọc|quý)|tin liên quan|bài liên quan)\b)", re.IGNORECASE)
_CAPTION_STORY = 1.2
"""Captions are the text where they hold this many times the letters of the rest: a photo story."""


@record
class Body:
    """The text of an article, where it came from, and where it stands in ``Page.blocks``."""

    lead: str | None
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    by_rule: bool
    is_list: bool = False
    chosen: tuple[int, ...] = ()


def read_body(page: Page, own: ArticleRules, clues: Clues, title: str | None) -> Body:
    """Lead, paragraphs and captions. ``clues`` are what the head says of the text."""
    blocks = rules.read_body(page, own) if own.body else []
    lead = rules.read_first(page, own.lead)
    captions = tuple(rules.read_all(page, own.captions))
    known = {match_form(text) for text in (title, lead) if text}
    if blocks:
        texts, described = _divided(blocks, known)
        texts = texts or ([*captions] or described)
        return Body(lead=lead, paragraphs=tuple(texts), captions=captions or tuple(described), by_rule=True)
    found = find_text(page.blocks, clues)
    chosen = [page.blocks[number] for number in found.chosen]
    if lead is None and chosen and found.chosen:
        lead = _read_lead(page.blocks, found.chosen, clues)
        known |= {match_form(lead)} if lead else set()
    texts, described = _divided(chosen, known)
    return Body(
        lead=lead, paragraphs=tuple(texts), captions=captions or tuple(described), by_rule=False,
        is_list=found.is_list, chosen=found.chosen,
    )  # fmt: skip


def _divided(blocks: list[Block], known: set[str]) -> tuple[list[str], list[str]]:
    """Paragraphs and captions. In a photo story the captions are the text, and stand in both."""
    marked = [(block.text, is_caption(block)) for block in blocks if _is_own_text(block, known)]
    captions = [text for text, caption in marked if caption]
    plain = [text for text, caption in marked if not caption]
    if sum(map(len, captions)) > _CAPTION_STORY * sum(map(len, plain)):
        return [text for text, _ in marked], captions
    return plain, captions


def _is_own_text(block: Block, known: set[str]) -> bool:
    text = block.text
    if is_credit_line(text) or match_form(text) in known:
        return False
    return not (block.link_chars > 0.6 * len(text) and (_READ_ALSO.match(text) or len(text) > 200))


def is_caption(block: Block) -> bool:
    """Whether a block describes a picture."""
    box: Box | None = block.box
    for _ in range(4):
        if box is None or box.tag in ("article", "body", "main"):
            return False
        if box.tag in ("figcaption", "figure") or _CAPTION.search(box.hint):
            return True
        box = box.parent
    return False


def _read_lead(blocks: list[Block], chosen: tuple[int, ...], clues: Clues) -> str | None:
    """The block that opens the text and is called its lead, or that the head repeats as description."""
    for number in range(max(0, chosen[0] - 6), chosen[0] + 2):
        block = blocks[number]
        if number > chosen[0] and number not in chosen:
            continue
        start = squeezed(block.text[:120])[:50]
        described = len(start) > 30 and start in clues.description
        called = number in chosen and _LEAD.search(block.box.hint) is not None
        if len(block.text) > 40 and (described or called):
            return block.text
    return None
