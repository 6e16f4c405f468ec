"""Loads the journals of runs without a server into the database of a local Prefect server."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prefect.server import models as _models
from prefect.server.database import provide_database_interface
from prefect.server.events.schemas.events import ReceivedEvent
from prefect.server.events.storage.database import write_events
from prefect.server.schemas.actions import LogCreate
from prefect.server.schemas.core import Artifact, Flow, FlowRun
from prefect.server.schemas.states import State
from prefect.server.services.task_run_recorder import record_bulk_task_run_events

models: Any = _models  # its decorators hide from type checkers that these are coroutines
LOADED_SUFFIX = ".loaded"


def load_journals(folder: Path) -> int:
    """Loads every journal once, with the times and ids of the runs; gives how many were loaded."""
    paths = sorted(folder.glob("*.jsonl"))
    asyncio.run(_load_all(paths))
    return len(paths)


async def _load_all(paths: list[Path]) -> None:
    await provide_database_interface().create_db()
    for path in paths:
        await _load(path)
        path.rename(path.with_suffix(LOADED_SUFFIX))


async def _load(path: Path) -> None:
    """One transaction for the runs of a journal; events follow, since their writer has its own."""
    entries = list(_entries(path))
    async with provide_database_interface().session_context(begin_transaction=True) as session:
        flow_ids: dict[str, Any] = {}
        for kind, body in entries:
            await _put(session, kind, body, flow_ids)
        events = [_event(body) for kind, body in entries if kind == "event"]
        await write_events(session, events)
    await record_bulk_task_run_events(
        [event for event in events if event.event.startswith("prefect.task-run.")]
    )


async def _put(session: Any, kind: str, body: Any, flow_ids: dict[str, Any]) -> None:
    match kind:
        case "flow":
            flow = await models.flows.create_flow(session=session, flow=Flow(name=body["name"]))
            flow_ids[body["id"]] = flow.id
        case "flow_run":
            await models.flow_runs.create_flow_run(session=session, flow_run=_flow_run(body, flow_ids))
        case "flow_run_state":
            await models.flow_runs.set_flow_run_state(
                session=session, flow_run_id=body["id"], state=State.model_validate(body["state"]), force=True
            )
        case "logs":
            await models.logs.create_logs(
                session=session, logs=[LogCreate.model_validate(log) for log in body]
            )
        case "artifact":
            await models.artifacts.create_artifact(session=session, artifact=Artifact.model_validate(body))
        case _:
            return  # renames of runs and the like change nothing that is looked at


# The server sets these itself from the state.
DERIVED = {"state_id", "state_type", "state_name", "labels"}


def _flow_run(body: dict[str, Any], flow_ids: dict[str, Any]) -> FlowRun:
    given = FlowRun.model_fields.keys() - DERIVED
    known = {name: value for name, value in body.items() if name in given and value is not None}
    return FlowRun.model_validate(known | {"flow_id": flow_ids[body["flow_id"]]})


def _event(body: dict[str, Any]) -> ReceivedEvent:
    return ReceivedEvent.model_validate(body)


def _entries(path: Path) -> Iterator[tuple[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            return  # the last line of a killed run
        yield entry["kind"], entry["body"]
