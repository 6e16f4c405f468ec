"""What the fetcher needs to know of a source; ``extractors.source_spec.Source`` has all of it."""

from collections.abc import Collection
from typing import Protocol


class Politeness(Protocol):
    """How a source wants its hosts to be treated."""

    @property
    def delay(self) -> float: ...
    @property
    def concurrency(self) -> int: ...
    @property
    def respect_robots(self) -> bool: ...


class SiteRules(Protocol):
    """Name, site and politeness of a source."""

    @property
    def name(self) -> str: ...
    @property
    def homepage(self) -> str: ...
    @property
    def ports(self) -> Collection[int]: ...
    @property
    def polite(self) -> Politeness: ...
    def same_site(self, url: str, /) -> bool: ...
