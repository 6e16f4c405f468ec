"""The warehouse that the settings name."""

from contextlib import AbstractContextManager
from pathlib import Path

from flows.settings import Settings
from warehouse.captures import Captures, StoredCaptures
from warehouse.connect import CatalogError, Lake
from warehouse.query import Console
from warehouse.store import Store


def lake_of(settings: Settings) -> Lake:
    """Where the warehouse is. Raises CatalogError when there is none yet."""
    lake = Lake(catalog=settings.catalog_url, store=settings.store_url, memory_limit=settings.memory_limit)
    if not lake.on_postgres and not (lake.catalog_file.exists() and lake.catalog_file.stat().st_size):
        raise CatalogError(
            f"no warehouse at {lake.catalog_file}: run `hoptac ingest`, or set HOPTAC_HOME to where it is"
        )
    return lake


def open_store(settings: Settings) -> Store:
    """Opens the warehouse to write; makes it where there is none."""
    return Store.open(settings.catalog_url, settings.store_url, memory_limit=settings.memory_limit)


def captures_of(settings: Settings) -> Captures:
    """The raw captures: below the store; of those in an object store, parts and copies are in the home."""
    if settings.store_url.startswith("s3://"):
        return StoredCaptures(settings.store_url, settings.home / "spool")
    return Captures(Path(settings.store_url))


def open_console(settings: Settings, at: str | None = None) -> AbstractContextManager[Console]:
    """Opens the warehouse to look at, locked against all else."""
    return Console(lake_of(settings), at=at, seconds=settings.query_seconds)
