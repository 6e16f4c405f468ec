"""One address on its way through redirects and tries."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from extractors.capture import Capture, Exchange, Sink, Stored
from extractors.site import SiteRules
from warehouse.record import record
from warehouse.tables import Fetch

Accept = Literal["html", "xml", "any"]


@dataclass(slots=True)
class Errand:
    """One address on its way through redirects."""

    asked: str
    site: SiteRules
    accept: Accept
    purpose: str
    validators: Mapping[str, str]
    sink: Sink | None
    rows: list[Fetch] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)

    @property
    def for_robots(self) -> bool:
        return self.purpose == "robots"

    def put(self, exchange: Exchange) -> Stored | None:
        """Keeps an exchange, if there is a sink."""
        if self.sink is None:
            return None
        return self.sink.put(replace(exchange, asked_url=self.asked, purpose=self.purpose))


@record
class Step:
    """Where one hop led."""

    outcome: str
    error: str | None = None
    capture: Capture | None = None
    target: str | None = None
    exchange: Exchange | None = None
