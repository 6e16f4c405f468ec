"""The fetcher of a run, made from the settings."""

from collections.abc import Callable

from extractors.fetch import Fetcher, identity
from flows.clock import now
from flows.settings import Settings


def make_fetcher(
    settings: Settings, run_id: str, permit: Callable[[], None] = lambda: None
) -> Fetcher:  # fmt: skip
    """A fetcher that keeps the pace of the home, and asks ``permit`` before each request.

    Raises SettingsError for a wrong connection or bound.
    """
    return Fetcher(
        run_id=run_id, user_agent=identity(settings.contact), allow_hosts=settings.allow_hosts,
        bounds=settings.fetch_bounds, pace_folder=settings.home / "pace", resolve=settings.connections,
        permit=permit,
        now=now,
    )  # fmt: skip
