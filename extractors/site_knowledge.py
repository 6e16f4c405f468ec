"""What pages of one source show together: which texts repeat, and in which places the text stands.

A page alone is judged by its own numbers. Beside others of the same make, three things more are known: a text
that stands in one place of many pages belongs to none of them (in another place it may be the lead of this
page, of which the others print a teaser); a place that held text on the others holds it here; and the one
paragraph that always stands between headline and text is the lead. So a doubtful block is weighed by what its
place was elsewhere, as a prior in the log odds of the model's answer. Nothing here needs labels: the prior is
the mean of the model's own answers over the pages (self-training with pooled estimates).
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from extractors.page_blocks import Block, Box
from transforms.text import match_form
from warehouse.record import record

LEAST_PAGES = 3
"""Pages that must show a thing for it to be known; of two, one may be a copy of the other."""
MOST_PAGES = 50
"""Pages that are learned from; more change nothing that is used."""
_REPEATED = 0.2  # share of the pages that show the same text, for it to be noise
_FULL = 5  # pages after which a place's prior has its full weight; 3 and 10 were no better
_OPENING = 0.6  # share of the pages on which a place held the one paragraph between headline and text
_SURE = 0.95  # prior of such a place
_LEAST_OPENING = 60  # letters of a lead
_TOLD = (0.3, 0.7)  # priors between say nothing and are not kept
_TITLE = "title"  # place of what the head states as title
_STEPS = 3  # elements that name a place: the block's own and two around it
_DOUBT = 0.5  # above it a block is text, unless more than its own look speaks against it
_ALMOST = 1e-4
_UNLIKELY = 0.02  # below this no block is taken for text, so what repeats need not be looked up


@record
class Observation:
    """What one article page shows. Places are named by tag and class of an element and two around it."""

    texts: frozenset[str]
    places: Mapping[str, tuple[float, float, int]]
    """Weight of the blocks at a place, weight that is text, and blocks that may be a lead."""
    container: str | None
    """The innermost element that holds all of the text."""


@record
class SiteKnowledge:
    """What is known of the pages of one source and layout."""

    pages: int
    noise: frozenset[str]
    priors: Mapping[str, tuple[float, int]]
    """For each place the share that is text, and the number of pages that show it."""
    container: str | None
    learned_on: date

    @property
    def label(self) -> str:
        """How articles name what helped to read them."""
        return f"+pages{self.learned_on:%Y%m%d}"

    def weigh(self, blocks: Sequence[Block], shares: Sequence[float]) -> list[float]:
        """Probabilities of being text, by those of the model and by what is known. None for what repeats."""
        return [self._weighed(block, share) for block, share in zip(blocks, shares, strict=True)]

    def repeats(self, title: str) -> bool:
        """Whether many pages state this title: then it is the site's."""
        return _digest(_TITLE, title) in self.noise

    def _weighed(self, block: Block, share: float) -> float:
        prior = self.priors.get(place(block.box))
        if prior is not None:
            odds = _log_odds(share) + min(prior[1], _FULL) / _FULL * _log_odds(prior[0])
            share = 1 / (1 + math.exp(-odds))
        return 0.0 if share > _UNLIKELY and digest(block) in self.noise else share


@record
class Fit:
    """How far a page is like those that were learned from: where a source changed its looks, it is not."""

    noise_share: float
    """Share of the page's letters that is known noise, 0 to 1; on a page of the same looks about as ever."""
    container_found: bool
    """Whether the element that held the text on most pages is there."""
    places_known: float
    """Share of the page's letters that stand in known places, 0 to 1."""


def observe(
    blocks: Sequence[Block],
    shares: Sequence[float],
    chosen: Sequence[int],
    opening: range,
    titles: Sequence[str] = (),
) -> Observation:
    """What a page shows. ``shares``: the model's answers. ``opening``: blocks between headline and text.

    ``titles``: what the head states as its title.
    """
    places: dict[str, tuple[float, float, int]] = {}
    taken = set(chosen)
    for number, block in enumerate(blocks):
        weight, text, leads = places.get(name := place(block.box), (0.0, 0.0, 0))
        own = math.sqrt(len(block.text))  # a long paragraph tells more, but not in proportion
        may_lead = number in opening and len(block.text) >= _LEAST_OPENING and not block.links
        refused = shares[number] > _DOUBT and number not in taken  # such as a box of another article
        share = 0.0 if refused else shares[number]
        places[name] = (weight + own, text + own * share, leads + may_lead)
    texts = {*map(digest, blocks), *(_digest(_TITLE, title) for title in titles)}
    return Observation(texts=frozenset(texts), places=places, container=_container(blocks, chosen))


def learn(observations: Iterable[Observation], day: date) -> SiteKnowledge:
    """What several pages show together, in whatever order they come: sums are exact. ``day`` names it."""
    seen = list(observations)
    texts = Counter(text for page in seen for text in page.texts)
    least = max(LEAST_PAGES, _REPEATED * len(seen))
    containers = Counter(page.container for page in seen if page.container)
    best = min(containers.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return SiteKnowledge(
        pages=len(seen),
        noise=frozenset(text for text, count in texts.items() if count >= least),
        priors=dict(_priors(seen)),
        container=best[0] if best[1] >= max(LEAST_PAGES, len(seen) / 2) else None,
        learned_on=day,
    )


def fit(knowledge: SiteKnowledge, blocks: Sequence[Block]) -> Fit:
    """How like the known pages a page is."""
    letters = max(sum(len(block.text) for block in blocks), 1)
    noise = sum(len(block.text) for block in blocks if digest(block) in knowledge.noise)
    known = sum(len(block.text) for block in blocks if place(block.box) in knowledge.priors)
    boxes = {box for block in blocks for box in _around(block.box)}
    found = any(place(box) == knowledge.container for box in boxes)
    return Fit(noise_share=noise / letters, container_found=found, places_known=known / letters)


def place(box: Box) -> str:
    """Name of an element by tags and classes, its own and two around it, without numbers."""
    steps: list[str] = []
    at: Box | None = box
    while at is not None and len(steps) < _STEPS and at.tag not in ("body", "html"):
        steps.append(f"{at.tag}.{_NUMBERS.sub('', at.hint)}"[:80])
        at = at.parent
    return " < ".join(steps)


def digest(block: Block) -> str:
    """Short name of a text in its place, whatever its case and blanks."""
    return _digest(place(block.box), block.text)


def _digest(where: str, text: str) -> str:
    shown = f"{where}\n{match_form(text)}"
    return hashlib.blake2b(shown.encode("utf-8", "replace"), digest_size=6).hexdigest()


def as_json(knowledge: SiteKnowledge) -> dict[str, Any]:
    """The knowledge as it is kept in a file: sorted, so that the same knowledge is the same text."""
    priors = {name: list(knowledge.priors[name]) for name in sorted(knowledge.priors)}
    return {
        "learned_on": knowledge.learned_on.isoformat(), "pages": knowledge.pages,
        "container": knowledge.container, "noise": sorted(knowledge.noise), "priors": priors,
    }  # fmt: skip


def from_json(data: Mapping[str, Any]) -> SiteKnowledge:
    """The knowledge of a file. Raises KeyError, TypeError or ValueError if it is none."""
    priors = {str(name): (float(share), int(pages)) for name, (share, pages) in data["priors"].items()}
    return SiteKnowledge(
        pages=int(data["pages"]), noise=frozenset(data["noise"]), priors=priors,
        container=data["container"], learned_on=date.fromisoformat(data["learned_on"]),
    )  # fmt: skip


_NUMBERS = re.compile(r"\d+")


def _priors(pages: Sequence[Observation]) -> Iterator[tuple[str, tuple[float, int]]]:
    """For each place seen on enough pages the mean share of text, drawn to a half by one page's weight."""
    found: dict[str, list[tuple[float, float, int]]] = {}
    for page in pages:
        for name, counts in page.places.items():
            found.setdefault(name, []).append(counts)
    for name, shown in sorted(found.items()):
        if len(shown) < LEAST_PAGES:
            continue
        mean = (math.fsum(text / weight for weight, text, _ in shown) + 0.5) / (len(shown) + 1)
        opens = sum(leads == 1 for _, _, leads in shown) >= _OPENING * len(shown)
        prior = max(mean, _SURE) if opens else mean
        if not _TOLD[0] < prior < _TOLD[1]:
            yield name, (round(prior, 4), len(shown))


def _log_odds(share: float) -> float:
    bounded = min(max(share, _ALMOST), 1 - _ALMOST)
    return math.log(bounded / (1 - bounded))


def _container(blocks: Sequence[Block], chosen: Sequence[int]) -> str | None:
    shared: list[Box] = []
    for number in chosen:
        around = list(_around(blocks[number].box))
        shared = [box for box in shared if box in set(around)] if shared else around[1:]
    return place(shared[0]) if shared else None


def _around(box: Box) -> Iterator[Box]:
    at: Box | None = box
    while at is not None:
        yield at
        at = at.parent
