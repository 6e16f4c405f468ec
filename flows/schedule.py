"""Registers every deployment with a Prefect server and runs what is due, until stopped."""

import importlib
import os
import signal
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from flows.deployments import Deployment
from flows.settings import Settings

RUNS_AT_ONCE = 3
"""Flow runs that are served at the same time; each polls several sources."""


def hand_on(settings: Settings) -> None:
    """Puts the settings into the environment, where the processes of the runs find them."""
    os.environ.pop("HOPTAC_CONFIG", None)
    for each in fields(Settings):
        value = getattr(settings, each.name)
        os.environ[f"HOPTAC_{each.name.upper()}"] = _as_text(each.name, value)


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, Path) or (name in ("catalog", "store") and value and ":" not in value):
        return str(Path(value).expanduser().absolute())
    return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def serve_until_stopped(planned: Sequence[Deployment]) -> None:
    """Serves the deployments; returns when the process is asked to end. PREFECT_API_URL must be set."""
    from prefect import serve  # reads the environment at import
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.types.entrypoint import EntrypointType

    # A second run of the same kind has nothing to do: what it would have found, the first finds.
    once = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    made = [
        _flow(each.entrypoint).to_deployment(
            name=each.name, schedules=[_cron(each)], parameters=dict(each.parameters),
            description=each.description, concurrency_limit=once, entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for each in planned
    ]  # fmt: skip
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    serve(*made, limit=RUNS_AT_ONCE, pause_on_shutdown=False, print_starting_message=False)


def _flow(entrypoint: str) -> Any:
    module, _, name = entrypoint.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _cron(each: Deployment) -> Any:
    from prefect.schedules import Cron

    return Cron(each.cron, timezone=each.timezone)
