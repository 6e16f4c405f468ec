"""A program in the making: the facts that its founding claim set, and the claims that joined it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from transforms.resolution.claim import Claim

# A signing told without its day was a day or two before the report.
USUAL_LAG = timedelta(days=1)


@dataclass(slots=True)
class Centre:
    """Facts are set by the strongest claim that knows them and never replaced: a centre does not drift."""

    home: frozenset[str]
    instrument: str
    signed_on: date | None = None
    told_on: date | None = None
    proposed_on: date | None = None
    start: int | None = None
    end: int | None = None
    written: dict[str, frozenset[str]] = field(default_factory=dict)
    sectors: frozenset[str] = frozenset()
    signers: frozenset[str] = frozenset()
    articles: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    claims: list[Claim] = field(default_factory=list)

    @property
    def began_on(self) -> date | None:
        """The day of signing, as near as it is known."""
        if self.signed_on or self.told_on is None:
            return self.signed_on
        return self.told_on - USUAL_LAG

    def join(self, claim: Claim) -> None:
        """Takes the claim in, and from it the facts that were still unknown."""
        mention = claim.mention
        if self.instrument == "unspecified":
            self.instrument = mention.instrument
        self.signed_on = self.signed_on or mention.signed_on
        self.start = self.start or mention.period_start
        self.end = self.end or mention.period_end
        self._note_day(claim)
        for party_id, written in claim.written.items():
            self.written.setdefault(party_id, written)
        self.sectors |= claim.sectors
        self.signers |= claim.signers
        self.articles.add(claim.article)
        self.names |= claim.names
        self.claims.append(claim)

    def _note_day(self, claim: Claim) -> None:
        stage, day = claim.mention.stage, claim.reported_on
        if day and stage == "signed":
            self.told_on = min(self.told_on or day, day)
        if day and stage == "proposed":
            self.proposed_on = max(self.proposed_on or day, day)


def found_centre(claim: Claim, home: frozenset[str]) -> Centre:
    """A centre that holds one claim; ``home`` is the whole set of its parties as of today."""
    centre = Centre(home=home, instrument=claim.mention.instrument)
    centre.join(claim)
    return centre
