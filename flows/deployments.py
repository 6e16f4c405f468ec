"""What runs when: a deployment per group of sources with one cron; catch-up and maintenance daily."""

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from extractors.source import Source
from warehouse.record import record

ZONE = "Asia/Ho_Chi_Minh"
USUAL_CRONS = {
    "national_paper": "*/20 * * * *",
    "provincial_paper": "*/30 * * * *",
    "government_portal": "*/30 * * * *",
    "trade": "*/30 * * * *",
    "ministry_portal": "0 * * * *",
    "other": "0 * * * *",
}
"""Cron of a source that names none: papers put out a page every few minutes, ministries a few a day."""


@record
class Deployment:
    """One flow, when it runs, and on what."""

    name: str
    entrypoint: str
    cron: str
    timezone: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""


def deployments(sources: Mapping[str, Source]) -> list[Deployment]:
    """The deployments of these sources, in order of name."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, source in sorted(sources.items()):
        groups.setdefault((cron_of(source), source.timezone), []).append(name)
    ingest = [_ingest(cron, zone, names) for (cron, zone), names in groups.items()]
    return [*sorted(ingest, key=lambda each: each.name), *_DAILY]


def cron_of(source: Source) -> str:
    return source.schedule or USUAL_CRONS[source.kind]


def _ingest(cron: str, zone: str, names: list[str]) -> Deployment:
    return Deployment(
        name=_name(cron, zone), entrypoint="flows.ingest.ingest_flow", cron=cron, timezone=zone,
        parameters={"names": names, "only_due": True}, description=f"{len(names)} sources polled at {cron}",
    )  # fmt: skip


def _name(cron: str, zone: str) -> str:
    """A name that follows from the cron line: ``*/30 * * * *`` is ``poll-every30-x-x-x-x``."""
    plain = cron.replace("*/", "every").replace("*", "x").replace(",", "+").replace(" ", "-")
    place = "" if zone == ZONE else "-" + re.sub(r"\W+", "-", zone.lower())
    return f"poll-{plain.replace('/', 'by')}{place}"


_DAILY = (
    Deployment(
        name="catch-up", entrypoint="flows.catch_up.catch_up_flow", cron="40 4 * * *", timezone=ZONE,
        description="fills days that no poll has seen",
    ),
    Deployment(
        name="maintain", entrypoint="flows.maintain.maintain_flow", cron="30 3 * * *", timezone=ZONE,
        description="compaction, snapshot expiry, orphan clean-up",
    ),
)  # fmt: skip


def prefect_yaml(sources: Mapping[str, Source], pool: str = "hoptac") -> str:
    """The same definitions for `prefect deploy --all` and workers of a work pool."""
    import yaml

    made = {
        "name": "hoptac",
        "pull": [{"prefect.deployments.steps.set_working_directory": {"directory": "/srv/hoptac"}}],
        "deployments": [_as_yaml(each, pool) for each in deployments(sources)],
    }
    text: str = yaml.safe_dump(made, sort_keys=False, width=110, allow_unicode=True)
    return f"# Made by `python -m flows.deployments`; do not edit.\n{text}"


def _as_yaml(each: Deployment, pool: str) -> dict[str, Any]:
    return {
        "name": each.name,
        "description": each.description,
        "entrypoint": each.entrypoint,
        "parameters": dict(each.parameters),
        "schedules": [{"cron": each.cron, "timezone": each.timezone}],
        "concurrency_limit": {"limit": 1, "collision_strategy": "CANCEL_NEW"},
        "work_pool": {"name": pool},
    }


if __name__ == "__main__":
    from extractors.source import load_registry

    print(prefect_yaml(load_registry()), end="")
