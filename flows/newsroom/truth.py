"""What the newsroom's pages say, for whoever judges a run over them."""

import unicodedata
from collections import defaultdict
from datetime import datetime
from typing import Any, Literal

from flows.newsroom.model import PAPERS, Program, Story
from flows.newsroom.stories import stories
from warehouse.record import record

STATES_MODIFIED = frozenset({"dongbang", "phuongnam", "bamien"})
"""Papers whose pages state the time of the last edit."""
REASONS = {
    "no_body": "no_body",
    "cut": "truncated",
    "challenge": "challenge",
    "consent": "consent",
    "soft_404": "soft_404",
    "list": "list_page",
    "robots": "robots",
    "gone": "not_found",
}

REFUSED_BEFORE = frozenset({"robots", "not_found", "truncated"})
"""Reasons that fetching gives: there is no page to read."""


@record
class ExpectedArticle:
    """An article as it should arrive; text is NFC, ``path`` is the canonical address without the root."""

    key: str
    source: str
    path: str
    title: str
    lead: str | None
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    section: str
    published_at: datetime | None
    modified_at: datetime | None
    extractor: str

    @property
    def body(self) -> str:
        return "\n".join(self.paragraphs)


@record
class ExpectedReject:
    """A page that should give no article: ``reason`` is a reject reason or a fetch outcome."""

    source: str
    path: str
    reason: str


@record
class ExpectedCluster:
    """Copies of one text: the original's path first, then (source, path, kind) of each copy."""

    original: tuple[str, str]
    copies: tuple[tuple[str, str, Literal["exact", "near"]], ...]


def expected_articles(edition: int = 1) -> list[ExpectedArticle]:
    """Gives every article that a full run over the edition should store, newest first."""
    return [_article(story) for story in stories(edition) if story.page not in REASONS]


def expected_rejects(edition: int = 1) -> list[ExpectedReject]:
    """Gives every listed page that should not become an article, with the reason."""
    return [
        ExpectedReject(source=story.paper, path=_path(story), reason=REASONS[story.page])
        for story in stories(edition)
        if story.page in REASONS
    ]


def expected_clusters(edition: int = 1) -> list[ExpectedCluster]:
    """Gives the clusters of copies; stories that tell of the same event in other words are not in one."""
    by_original: defaultdict[str, list[Story]] = defaultdict(list)
    for story in stories(edition):
        if story.copy_of:
            by_original[story.copy_of].append(story)
    by_key = {story.key: story for story in stories(edition)}
    return [_cluster(by_key[key], copies) for key, copies in sorted(by_original.items())]


def expected_programs(edition: int = 1) -> list[dict[str, Any]]:
    """Gives one label per article, in the form of ``hoptac programs``, plus ``event`` per program."""
    return [_label(story) for story in stories(edition) if story.page not in REASONS]


def _path(story: Story) -> str:
    return PAPERS[story.paper].path(story, story.first_title)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _article(story: Story) -> ExpectedArticle:
    return ExpectedArticle(
        key=story.key, source=story.paper, path=_path(story), title=_nfc(story.title),
        lead=_nfc(story.lead) if story.lead else None, paragraphs=tuple(map(_nfc, story.paragraphs)),
        captions=story.captions, authors=story.authors, tags=story.tags, section=story.section,
        published_at=None if story.page == "undated" else story.published,
        modified_at=story.modified if story.paper in STATES_MODIFIED else None,
        extractor=PAPERS[story.paper].reader,
    )  # fmt: skip


def _cluster(original: Story, copies: list[Story]) -> ExpectedCluster:
    told = sorted((copy.paper, _path(copy), "exact" if copy.kind == "exact" else "near") for copy in copies)
    return ExpectedCluster(original=(original.paper, _path(original)), copies=tuple(told))  # type: ignore[arg-type]


def _label(story: Story) -> dict[str, Any]:
    return {
        "doc_id": story.key,
        "url": _path(story),
        "published_on": None if story.page == "undated" else story.published.date().isoformat(),
        "relevant": bool(story.programs),
        "programs": [_program(program) for program in story.programs],
        "copy_of": story.copy_of,
    }


def _program(program: Program) -> dict[str, Any]:
    return {
        "instrument": program.instrument,
        "stage": program.stage,
        "parties": [{"name": p.name, "kind": p.kind, "country": p.country} for p in program.parties],
        "signed_on": program.signed_on,
        "period_start": program.period_start,
        "period_end": program.period_end,
        "sectors": list(program.sectors),
        "signatories": [{"name": s.name, "title": s.title, "party": s.party} for s in program.signatories],
        "event": program.event,
    }
