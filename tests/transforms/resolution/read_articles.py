"""The labelled articles as the reader reads them, with the event that each mention tells of."""

import json
from dataclasses import fields
from typing import Any

from labelled import shared_folder

from transforms.parties import compare_form
from transforms.programs.filter import document_of
from transforms.programs.reader import read_mentions
from transforms.resolution import mention_id
from warehouse.tables import Mention, Report, StoredMention


def read_articles() -> tuple[list[Report], dict[str, str], int]:
    """Reports, mention id -> event, and the number of labelled programs that the reader did not find.

    A mention tells of the label whose parties are most like its own; one that is like none is left out.
    """
    reports: list[Report] = []
    events: dict[str, str] = {}
    missed = 0
    for line in (shared_folder() / "gold" / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        programs = list(label["programs"])
        for report in _read(label):
            best = max(programs, key=lambda program: _likeness(report.mention, program), default=None)
            if best is not None and _likeness(report.mention, best) > 0:
                programs.remove(best)
                reports.append(report)
                events[report.mention.mention_id] = best["event"]
        missed += len(programs)
    return reports, events, missed


def _read(label: dict[str, Any]) -> list[Report]:
    path = shared_folder() / "gold" / "articles" / f"{label['doc_id']}.json"
    document = document_of(json.loads(path.read_text("utf-8")))
    return [
        Report(
            mention=StoredMention(
                **{field.name: getattr(mention, field.name) for field in fields(Mention)},
                mention_id=mention_id(label["doc_id"], 1, position), article_id=label["doc_id"],
                source=label["url"].split("/")[3], title=document.title, published_at=document.published_at,
                reader="test",
            ),
            url=label["url"], cluster_id=label["copy_of"] or label["doc_id"],
            is_primary=label["copy_of"] is None,
        )
        for position, mention in enumerate(read_mentions(document).mentions)
    ]  # fmt: skip


def _likeness(mention: StoredMention, program: dict[str, Any]) -> float:
    read = {compare_form(party.name) for party in mention.parties}
    labelled = {compare_form(party["name"]) for party in program["parties"]}
    shared = len(read & labelled)
    return shared / len(read | labelled) + 0.1 * (shared > 0 and program["stage"] == mention.stage)
