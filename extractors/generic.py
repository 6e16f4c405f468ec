"""Finds the article's text on a page without rules, and tells articles from lists."""

import itertools
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

import numpy as np

from extractors.generic_cards import find_cards, find_linked_titles, is_linked_title
from extractors.generic_features import TITLE_SHARE, Clues, describe
from extractors.generic_model import text_share
from extractors.page_blocks import Block, Box
from extractors.site_knowledge import SiteKnowledge
from warehouse.record import record

_SURE = 0.5
_HEADING = 0.3
"""A heading between two sure paragraphs of the same element is text from this probability on: measured on
the development pages, where sub-headings are the commonest loss."""

_SUBHEADING = 0.05
"""The same for a heading that stands no deeper than the paragraphs around it: on the development pages 46
headings of 17 sites above it are text and none is not."""
_GAP = 6  # blocks from one sure paragraph to the next, between which headings are looked for

_HEADLINE = 0.7  # likeness to the stated title
_FAR_ABOVE = 15  # blocks above the text in which the headline is looked for
_LEAST_LEAD = 60  # letters of a lead
_LEAD = 0.04
"""A paragraph right below the headline is the lead from this probability on: so on the development pages 12
of 13, and none below it."""

_LEAST_LINKED = 10  # linked headings; the sparsest list page of the evaluation set has 10
_SPREAD = (
    0.25  # share of the largest element in the text: lists have at most 0.15, articles 0.44 but for galleries
)
_CARDED = 0.5  # share of the text that stands beside linked titles: nearly all of it in lists
_SCARCE = 0.05  # share of the page's letters that is text, for an address like an article's
_SCARCE_ELSEWHERE = 0.2  # the same, for another address
_MANY_CARDS = 5  # boxes of other articles on a page that has next to no other text
_FOOTER = 2  # paragraphs at the foot of a list that pass for text
_ENOUGH = 3  # paragraphs that make a text, whose end is looked for
_LIKELY = 0.12  # probability of a last sentence; on the development pages nothing else is above it
_LIKELY_NAMED = 0.04  # the same, where the element is also called as the paragraphs are
_FOREIGN = re.compile(
    r"twitter-tweet|instagram-media|tiktok-embed|bluesky-embed|fb-post|onetrust|\bot-(?:pc|sdk)\b|cookielaw"
    r"|cookie-?(?:banner|notice|consent|dialog|bar|policy|modal|overlay)|cookiebot|didomi|usercentrics|truste-|gdpr-"
    r"|sourcepoint|consent-?(?:banner|dialog|layer|modal|overlay)"
)
"""What makers call embedded posts and consent dialogs; on no development page these hold text."""
_ASIDE = re.compile(r"info-?box|infokasten|fact-?box|line-clamp")
"""What makers call boxes of facts, and teasers cut to a few lines. With ``aside`` they hold 143 blocks from
the first to the last of a text on the development pages; two of them, on one site, are text."""

_MOST_COPIES = 2  # the same for narrow and for wide screens
_LEAST_COPIED = 20  # letters; an answer such as "Yes." may come often
_LEAST_WHOLE = 1000  # letters of a block that is looked at for copies of others
_WHOLE = 0.5  # share of it that other blocks hold
MANY_LINKED = 20  # linked headings on a page that says that it is no article


@record
class Found:
    """The text blocks of a page, as positions in its blocks, and whether the page is a list."""

    chosen: tuple[int, ...]
    is_list: bool
    linked: int  # linked titles of other articles
    named: bool  # the address is like an article's, or its headline stands over the text
    shares: tuple[float, ...] = ()  # for each block the probability of being text
    opening: int | None = None  # the paragraph right below the headline, where the text begins further down


def find_text(blocks: list[Block], clues: Clues, url: str = "", site: SiteKnowledge | None = None) -> Found:
    """Chooses the blocks of the article's text, lead first, in page order."""
    if not blocks:
        return Found(chosen=(), is_list=False, linked=0, named=False)
    page = describe(blocks, clues)
    shares = text_share(page).tolist()
    shares = site.weigh(blocks, shares) if site else shares
    sure = [number for number, share in enumerate(shares) if share > _SURE]
    chosen = _without_repeats(blocks, sorted({*sure, *_headings_between(blocks, shares, sure)}))
    linked = len(find_linked_titles(blocks))
    titles = page.spread(page.features[:, TITLE_SHARE], 0).tolist()
    named = _names_article(url) or _is_headed(blocks, chosen, titles)
    cards = find_cards(blocks)
    chosen = _without_foreign(blocks, chosen)
    own = [number for number in chosen if not _is_in(blocks[number], cards)]
    is_list = _is_list(blocks, chosen, linked, named) or (len(cards) >= _MANY_CARDS and len(own) <= _FOOTER)
    kept = own + _ending(blocks, shares, own)
    return Found(
        chosen=tuple(chosen if is_list else kept), is_list=is_list, linked=linked, named=named,
        shares=tuple(shares), opening=_opening(blocks, shares, chosen, titles),
    )  # fmt: skip


def _without_foreign(blocks: list[Block], chosen: list[int]) -> list[int]:
    """Takes off embedded posts and what a page asks about cookies, then asides and boxes beside the text."""
    posts: dict[Box, bool] = {}
    own = [number for number in chosen if not _is_within(blocks[number].box, _is_foreign, posts)] or chosen
    letters = Counter[Box]()
    for number in own:
        letters[_group(blocks[number]) or blocks[number].box] += len(blocks[number].text)
    at = max(letters, key=lambda group: letters[group], default=None)
    asides: dict[Box, bool] = {}
    while at is not None:  # the elements around the most of the text, whatever they are called
        asides[at] = False
        at = at.parent
    return [number for number in own if not _is_within(blocks[number].box, _is_aside, asides)]


def _is_within(box: Box, called: Callable[[Box], bool], known: dict[Box, bool]) -> bool:
    """Whether an element, or one around it, is called so. ``known`` has the answers given before."""
    chain: list[Box] = []  # not recursive: pages may be deep
    at: Box | None = box
    while at is not None and at not in known and at.tag != "body":
        chain.append(at)
        at = at.parent
    found = at is not None and known.get(at, False)
    for below in reversed(chain):
        known[below] = found = found or called(below)
    return found


def _is_foreign(box: Box) -> bool:
    return _called(box.hint)[0]


def _is_aside(box: Box) -> bool:
    return box.tag == "aside" or _called(box.hint)[1]


@lru_cache(maxsize=4096)
def _called(hint: str) -> tuple[bool, bool]:
    """Whether an element is called as embedded posts and dialogs are, and as boxes beside the text are."""
    return _FOREIGN.search(hint) is not None, _ASIDE.search(hint) is not None


def _is_in(block: Block, cards: set[Box]) -> bool:
    return block.box in cards or block.box.parent in cards


def _ending(blocks: list[Block], shares: list[float], chosen: list[int]) -> list[int]:
    """The last sentences of a text: the next paragraphs of the same element, if likely enough."""
    found: list[int] = []
    if len(chosen) < _ENOUGH:
        return found
    last = chosen[-1]
    while (number := _next_ending(blocks, shares, last)) is not None:
        if any(block.text == blocks[number].text for block in blocks[:number]):
            break
        found.append(last := number)
    return found


def _next_ending(blocks: list[Block], shares: list[float], at: int) -> int | None:
    last = blocks[at]
    for number in range(at + 1, min(at + 3, len(blocks))):
        block = blocks[number]
        likely = shares[number] > (_LIKELY_NAMED if block.box.hint else _LIKELY)
        ends = not block.links and block.text.endswith((".", "!", "?"))
        beside = _group(block) is _group(last) is not None
        if likely and ends and beside and _make(block) == _make(last):
            return number
    return None


def _make(block: Block) -> tuple[str, str]:
    """What an element is called, but for the numbers that some sites give their paragraphs."""
    return block.box.tag, re.sub(r"\d+", "", block.box.hint)


def _headings_between(blocks: list[Block], shares: list[float], sure: list[int]) -> list[int]:
    found = []
    for before, after in itertools.pairwise(sure):
        if not 2 <= after - before <= _GAP:
            continue
        beside = after - before <= 3 and _group(blocks[before]) is _group(blocks[after])
        found += [
            number
            for number in range(before + 1, after)
            if (beside and shares[number] > _HEADING and _group(blocks[number]) is _group(blocks[before]))
            or (shares[number] > _SUBHEADING and _is_subheading(blocks, number, before, after))
        ]
    return found


def _is_subheading(blocks: list[Block], number: int, before: int, after: int) -> bool:
    """Whether a heading stands right above a paragraph and no deeper than it and the paragraph before.

    Headings of boxes within the text stand deeper.
    """
    block = blocks[number]
    if block.box.tag not in ("h2", "h3", "h4") or block.links or after - number > 2:
        return False
    own, above, below = (list(blocks[at].box.around()) for at in (number, before, after))
    both = set(below)
    shared = next((box for box in above if box in both), None)
    if shared not in own:
        return False
    return own.index(shared) <= min(above.index(shared), below.index(shared))


def _without_repeats(blocks: list[Block], chosen: list[int]) -> list[int]:
    """A text printed twice counts where it stands beside more of the article, one printed thrice nowhere."""
    whole = find_wholes(blocks, chosen)
    copies = Counter(block.text for block in blocks)
    if all(copies[blocks[number].text] == 1 for number in chosen):
        return [number for number in chosen if number not in whole]
    places: dict[str, list[int]] = {}
    for number in chosen:
        places.setdefault(blocks[number].text, []).append(number)
    at = np.array(chosen)
    beside = np.searchsorted(at, at + 5) - np.searchsorted(at, at - 4)  # chosen blocks up to four away
    near = dict(zip(chosen, beside.tolist(), strict=True))
    kept = {
        max(same, key=lambda number: near[number])
        for text, same in places.items()
        if copies[text] <= _MOST_COPIES or len(text) < _LEAST_COPIED
    }
    return [number for number in chosen if number in kept and number not in whole]


def find_wholes(blocks: list[Block], chosen: list[int]) -> list[int]:
    """Blocks that hold the text of several others once more: a copy for the paywall, or for machines."""
    longest = max(chosen, key=lambda number: len(blocks[number].text), default=None)
    if longest is None or len(blocks[longest].text) < _LEAST_WHOLE:
        return []
    text = blocks[longest].text
    own = [blocks[number].text for number in chosen if number != longest]
    held = sum(len(other) for other in own if len(other) > 60 and other[:60] in text)
    return [longest] if held > _WHOLE * len(text) else []


def _group(block: Block) -> Box | None:
    return block.box.parent


def _is_list(blocks: list[Block], chosen: list[int], linked: int, named: bool) -> bool:
    """Whether the page shows other articles: its own text is scarce, or spread over linked cards."""
    letters = sum(len(block.text) for block in blocks)
    text = Counter[Box | None]()
    for number in chosen:
        text[_group(blocks[number])] += len(blocks[number].text)
    if text.total() < (_SCARCE if named else _SCARCE_ELSEWHERE) * letters:
        return linked >= _LEAST_LINKED
    if max(text.values()) >= _SPREAD * text.total() or linked < max(_LEAST_LINKED, len(chosen)):
        return False
    beside = {number: _linked_beside(blocks, number) for number in chosen}
    carded = sum(len(blocks[number].text) for number in chosen if beside[number])
    titles = {title for found in beside.values() for title in found}
    return carded > _CARDED * text.total() and 2 * len(titles) >= len(chosen)


def _linked_beside(blocks: list[Block], number: int) -> list[int]:
    """Linked titles of other articles up to two blocks away."""
    around = range(max(0, number - 2), min(number + 3, len(blocks)))
    return [at for at in around if is_linked_title(blocks[at])]


def _is_headed(blocks: list[Block], chosen: list[int], title_shares: list[float]) -> bool:
    """Whether the headline that the head states stands right above the text."""
    if not chosen:
        return False
    above = range(max(0, chosen[0] - 15), chosen[0] + 1)
    return any(title_shares[number] > 0.6 and not is_linked_title(blocks[number]) for number in above)


def _opening(
    blocks: list[Block], shares: list[float], chosen: list[int], title_shares: list[float]
) -> int | None:
    """A paragraph between headline and text that the model leaves out, as for a lead above a picture."""
    if not chosen:
        return None
    above = range(chosen[0] - 2, max(-1, chosen[0] - _FAR_ABOVE), -1)
    headline = next(
        (at for at in above if title_shares[at] > _HEADLINE and blocks[at].box.tag in ("h1", "h2", "h3")),
        None,
    )
    if headline is None or blocks[headline].links:
        return None
    block = blocks[headline + 1]
    is_lead = len(block.text) >= _LEAST_LEAD and not block.links and shares[headline + 1] > _LEAD
    return headline + 1 if is_lead else None


def _names_article(url: str) -> bool:
    """Whether the last part of an address is like an article's: a long slug, or a number of five digits."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return last.count("-") >= 4 or re.search(r"\d{5}", last) is not None
