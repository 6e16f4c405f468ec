"""Reads lead, body and captions: by the source's rules, else generically."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from selectolax.lexbor import LexborNode

from extractors import rules
from extractors.authors import is_credit_line
from extractors.generic import Found, find_text
from extractors.generic_features import Clues, squeezed
from extractors.page import Page
from extractors.page_blocks import Block, Box
from extractors.site_knowledge import SiteKnowledge
from extractors.source import ArticleRules
from transforms.text import match_form, match_form_of_clean
from warehouse.record import record

_CAPTION = re.compile(r"caption|chu-?thich|photo-?credit|image-?desc|bildunterschrift|legende")
_LEAD = re.compile(
    r"sapo|trich-?yeu|tom-?tat|\blead\b|lede|standfirst|summary|abstract|excerpt|\bdeck?\b|chapeau|\bdesc\b"
    r"|description"
)
_LEAD_SHARE = 0.05
"""A block above the text that is called its lead is that, where its share of being text is above this."""
_READ_ALSO = re.compile(
    r"^(?:>>|»|\W*(?:xem thêm|đọc thêm|mời (?:độc giả|bạn đọc|quý)|tin liên quan|bài liên quan)\b)",
    re.IGNORECASE,
)
_READ_ALSO_LINK = re.compile(
    r"^\W*(?:read (?:more|also|next|on)|also read|see also|related|more on this|watch"
    r"|lesen sie (?:auch|mehr|hier)|mehr (?:zum thema|dazu|lesen)|auch interessant|lire aussi|à lire"
    r"|leer (?:también|más)|lea también|te puede|leggi anche|lees ook|lees meer|læs også|les også"
    r"|läs (?:också|mer)|čtěte také|přečtěte si|czytaj (?:też|także|więcej)|zobacz (?:też|także)|lue myös"
    r"|leia (?:também|mais)|читайте (?:также|ещё))\b",
    re.IGNORECASE,
)
"""How lines begin that are but a link to another article."""
_PLACEHOLDER = re.compile(
    r"an dieser stelle (?:finden sie|findest du|steht|ist|wird)\b.{0,80}\bextern|externer inhalt\b"
    r"|(?:please )?(?:enable|activate) javascript to\b|to (?:view|see) this (?:content|video|post),? you\b",
    re.IGNORECASE,
)
"""What stands where content of another site is not loaded."""
_CAPTION_STORY = 1.2
"""Captions are the text where they hold this many times the letters of the rest: a photo story."""

_GALLERY = 0.6
"""Captions are text on a page without rules where they add this share of letters to what was found."""
_LONGEST_GALLERY = 3000  # letters of text beside which captions are but captions


@record
class Body:
    """The text of an article, where it came from, and where it stands in ``Page.blocks``."""

    lead: str | None
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    by_rule: bool
    is_list: bool = False
    linked: int = 0
    named: bool = True
    chosen: tuple[int, ...] = ()
    shares: tuple[float, ...] = ()  # for each block of the page the probability of being text
    elements: tuple[LexborNode, ...] = ()  # that hold the text, by rule


def read_body(
    page: Page, own: ArticleRules, hints: Callable[[], Clues], title: str | None,
    site: SiteKnowledge | None = None,
) -> Body:  # fmt: skip
    """Lead, paragraphs and captions. ``hints`` gives what the head says, ``site`` what other pages show."""
    elements = rules.find_nodes(page, own.body)
    blocks = rules.read_elements(elements, own.remove)
    lead = _without_links(rules.read_first(page, own.lead))
    captions = tuple(rules.read_all(page, own.captions))
    known = {match_form(text) for text in (title, lead) if text}
    if not blocks and not captions and not lead and title and rules.find_any(page, own.body):
        return Body(lead=None, paragraphs=(), captions=(), by_rule=True)  # the page's text is empty
    if blocks:
        texts, described = _divided(blocks, known)
        if _tell_the_story(captions, texts):
            texts = _with_captions(rules.read_elements(elements), texts, captions)
        return Body(
            lead=lead, paragraphs=tuple(texts), captions=captions or tuple(described), by_rule=True,
            elements=tuple(elements),
        )  # fmt: skip
    clues = hints()
    found = find_text(page.blocks, clues, page.url, site)
    numbers = _with_gallery(page.blocks, found.chosen)
    chosen = [page.blocks[number] for number in numbers]
    if lead is None and chosen and found.chosen:
        lead = _read_lead(page.blocks, found, clues)
        known |= {match_form(lead)} if lead else set()
    texts, described = _divided(chosen, known)
    described = described if len(described) > len(texts) else _captions_within(page.blocks, found.chosen)
    return Body(
        lead=lead, paragraphs=tuple(texts), captions=captions or tuple(described), by_rule=False,
        is_list=found.is_list, linked=found.linked, named=found.named, chosen=found.chosen,
        shares=found.shares,
    )  # fmt: skip


def _without_links(lead: str | None) -> str | None:
    """Takes off the links to other articles that follow a lead: ">> Đọc thêm"."""
    return (lead.partition(">>")[0].strip() or lead) if lead else None


def _with_captions(every: list[Block], texts: list[str], captions: tuple[str, ...]) -> list[str]:
    """Paragraphs and captions of a photo story in page order, although the rules remove the pictures."""
    wanted = {*texts, *captions}
    found = list(dict.fromkeys(block.text for block in every if block.text in wanted))
    return found if len(found) > len(texts) else [*texts, *captions]


def _with_gallery(blocks: list[Block], chosen: tuple[int, ...]) -> tuple[int, ...]:
    """Adds the captions of a photo story, where they hold about as many letters as the paragraphs found."""
    plain = [number for number in chosen if not is_caption(blocks[number])]
    letters = sum(len(blocks[number].text) for number in plain)
    if len(plain) < 2 or letters > _LONGEST_GALLERY:
        return chosen
    outer = _common_box([blocks[number] for number in plain[1:]])
    around = range(chosen[0], min(len(blocks), chosen[-1] + 40))
    captions = [at for at in around if _is_told(blocks[at]) and outer in blocks[at].box.around()]
    if sum(len(blocks[number].text) for number in captions) <= _GALLERY * letters:
        return chosen
    between = (number for number in range(chosen[0], max(captions)) if outer in blocks[number].box.around())
    return tuple(sorted({*chosen, *captions, *(number for number in between if not blocks[number].links)}))


def _captions_within(blocks: list[Block], chosen: tuple[int, ...]) -> list[str]:
    """Captions of the pictures that stand within the text, in page order."""
    if len(chosen) < 2:
        return [blocks[number].text for number in chosen if is_caption(blocks[number])]
    texts = (blocks[number] for number in range(chosen[0], chosen[-1] + 1))
    return list(dict.fromkeys(block.text for block in texts if not block.links and is_caption(block)))


def _common_box(blocks: list[Block]) -> Box:
    """The innermost element, not counting the blocks' own, that holds all of them."""
    own = list(blocks[0].box.around())
    shared = own[1:] or own
    for block in blocks[1:]:
        boxes = set(block.box.around())
        shared = [box for box in shared if box in boxes]
    return shared[0]


def _is_told(block: Block) -> bool:
    return len(block.text) >= 40 and block.link_chars < 0.3 * len(block.text) and is_caption(block)


def _divided(blocks: list[Block], known: set[str]) -> tuple[list[str], list[str]]:
    """Paragraphs and captions. In a photo story the captions are the text, and stand in both."""
    openings = {form.partition(" ")[0] for form in known}
    own = [block for block in blocks if _is_own_text(block) and not _is_known(block.text, known, openings)]
    marked = [(block.text, is_caption(block)) for block in own]
    captions = [text for text, caption in marked if caption]
    plain = [text for text, caption in marked if not caption]
    if _tell_the_story(captions, plain):
        return [text for text, _ in marked], captions
    return plain, captions


def _tell_the_story(captions: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether captions are the text: there is no other, or it takes turns with them and is shorter."""
    longer = sum(map(len, captions)) > _CAPTION_STORY * sum(map(len, texts))
    return longer and (not texts or len(texts) >= len(captions))


def _is_known(text: str, known: set[str], openings: set[str]) -> bool:
    """Whether a text is a known one, in match form; ``openings`` are their first words, for a quick no."""
    plain = _without_links(text) or ""
    opens = match_form_of_clean(plain.partition(" ")[0]) in openings
    return opens and match_form_of_clean(plain) in known


def _is_own_text(block: Block) -> bool:
    text = block.text
    if is_credit_line(text):
        return False
    if _PLACEHOLDER.match(text) or (text.startswith(">>") and block.links):
        return False
    if block.link_chars <= 0.6 * len(text):
        return True
    return not (_READ_ALSO.match(text) or _READ_ALSO_LINK.match(text) or len(text) > 200)


def is_caption(block: Block) -> bool:
    """Whether a block describes a picture."""
    box: Box | None = block.box
    for _ in range(4):
        if box is None or box.tag in ("article", "body", "main"):
            return False
        if (
            box.tag in ("figcaption", "figure")
            or _is_called_caption(box.hint)
            or (box.tag == "td" and "image" in box.hint)
        ):
            return True
        box = box.parent
    return False


@lru_cache(maxsize=4096)
def _is_called_caption(hint: str) -> bool:
    return _CAPTION.search(hint) is not None


def _read_lead(blocks: list[Block], found: Found, clues: Clues) -> str | None:
    """The block that opens the text and is called its lead, or that the head repeats as description."""
    first = found.chosen[0]
    for number in range(max(0, first - 6), min(first + 2, len(blocks))):
        block = blocks[number]
        if number > first and number not in found.chosen:
            continue
        if is_caption(block) and not _is_told_alone(blocks, found):
            continue
        if len(block.text) > 40 and (_is_described(block, clues) or _is_called_lead(block, number, found)):
            return _without_links(block.text)
    opening = found.opening
    if opening is None or is_caption(blocks[opening]):
        return None
    return _without_links(blocks[opening].text)


def _is_described(block: Block, clues: Clues) -> bool:
    """Whether the description begins as the block does, but for a place named before it."""
    start = squeezed(block.text[:120])[:50]
    if len(start) > 30 and start in clues.description:
        return True
    opening = clues.description[:50]
    return len(opening) > 30 and opening in squeezed(block.text[:120])[:80]


def _is_told_alone(blocks: list[Block], found: Found) -> bool:
    return all(is_caption(blocks[number]) for number in found.chosen)


def _is_called_lead(block: Block, number: int, found: Found) -> bool:
    if not _LEAD.search(block.box.hint):
        return False
    return number in found.chosen or (
        not block.links and found.shares[number] > _LEAD_SHARE and not is_caption(block)
    )
