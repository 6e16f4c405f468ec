"""The labelled articles as reports, with the event that each mention tells of."""

import json
import os
from datetime import UTC, date, datetime, time
from pathlib import Path

from transforms.parties import resolve_party
from transforms.resolution import mention_id
from warehouse.tables import MentionParty, Report, Signatory, StoredMention


def shared_folder() -> Path:
    return Path(os.environ.get("HOPTAC_SHARED", Path(__file__).parents[4] / "shared"))


def read_labelled() -> tuple[list[Report], dict[str, str]]:
    """Reports made of the labels, and mention id -> event."""
    reports, events = [], {}
    for line in (shared_folder() / "gold" / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        for position, program in enumerate(label["programs"]):
            report = _report(label, position, program)
            reports.append(report)
            events[report.mention.mention_id] = program["event"]
    return reports, events


def _report(label: dict, position: int, program: dict) -> Report:
    published = date.fromisoformat(label["published_on"]) if label["published_on"] else None
    mention = StoredMention(
        instrument=program["instrument"],
        stage=program["stage"],
        parties=tuple(_party(party, published) for party in program["parties"]),
        signed_on=date.fromisoformat(program["signed_on"]) if program["signed_on"] else None,
        period_start=program["period_start"],
        period_end=program["period_end"],
        place=None,
        sectors=tuple(program["sectors"]),
        signatories=tuple(
            Signatory(name=person["name"], title=person["title"], party_id=None, party=person["party"])
            for person in program["signatories"]
        ),
        confidence=0.9,
        evidence=(),
        mention_id=mention_id(label["doc_id"], 1, position),
        article_id=label["doc_id"],
        source=label["url"].split("/")[3],
        title="",
        published_at=_at_ten(published) if published else None,
        reader="labels",
    )
    cluster = label["copy_of"] or label["doc_id"]
    return Report(mention=mention, url=label["url"], cluster_id=cluster, is_primary=label["copy_of"] is None)


def _party(party: dict, on: date | None) -> MentionParty:
    found = resolve_party(party["name"], party["kind"], on, country=party["country"])
    return MentionParty(party_id=found.party_id, **{key: party[key] for key in ("name", "kind", "country")})


def _at_ten(day: date) -> datetime:
    """Ten in the morning in Viet Nam."""
    return datetime.combine(day, time(3), UTC)
