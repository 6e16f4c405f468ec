"""A made world of programs with lives, told by outlets that leave out, add and mistake.

Programs are signed, reviewed, carried out, renewed and planned; several papers are signed in one ceremony;
provinces merge on the way, and each outlet tells what it saw in the names of its day. Which report tells of
which program is known, so resolution can be measured.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from transforms.parties import all_parties, resolve_party
from transforms.resolution import mention_id
from warehouse.tables import MentionParty, Report, Signatory, StoredMention

MERGER = date(2025, 7, 1)
SECTORS = [
    "agriculture",
    "industry",
    "trade",
    "investment",
    "tourism",
    "culture",
    "sports",
    "education",
    "health",
    "labour",
    "science_technology",
    "digital",
    "transport",
    "construction_urban",
    "natural_resources_environment",
    "energy",
    "finance",
    "justice",
    "defence_security",
]
INSTRUMENTS = {
    "program": 35,
    "agreement": 20,
    "mou": 18,
    "minutes": 7,
    "plan": 6,
    "twinning": 4,
    "regulation": 8,
}
MISTAKEN = {
    "program": "agreement",
    "agreement": "program",
    "mou": "agreement",
    "minutes": "mou",
    "plan": "program",
    "regulation": "program",
    "twinning": "agreement",
}
OUTLETS = [f"bao{number:02}" for number in range(40)]


@dataclass(frozen=True, kw_only=True)
class Noise:
    """Shares of reports that err in each way; the defaults are about those of the reader on labelled text."""

    word: float = 0.06
    dropped_party: float = 0.08
    guest: float = 0.02
    sectors: float = 0.2
    day: float = 0.03
    period: float = 0.01
    stage: float = 0.03


QUIET = Noise(word=0, dropped_party=0, guest=0, sectors=0, day=0, period=0, stage=0)


@dataclass
class Signed:
    """A program as it happened."""

    event: str
    parties: tuple[tuple[str, str, str | None], ...]
    instrument: str
    signed_on: date
    start: int | None
    end: int | None
    sectors: tuple[str, ...]
    people: tuple[str, ...]
    ceremony: list["Signed"] = field(default_factory=list)


def make_world(
    seed: int, programs: int = 200, noise: Noise | None = None
) -> tuple[list[Report], dict[str, str]]:
    """Reports in random order, and mention id -> event; about three reports a program."""
    world = _World(random.Random(seed), noise or Noise())
    while len(world.events) < programs:
        world.add_line()
    world.chance.shuffle(world.reports)
    return world.reports, world.truth


class _World:
    def __init__(self, chance: random.Random, noise: Noise) -> None:
        self.chance, self.noise = chance, noise
        self.reports: list[Report] = []
        self.truth: dict[str, str] = {}
        self.events: list[Signed] = []
        self.provinces = sorted(
            {
                party.name
                for party in all_parties()
                if party.kind == "province" and party.valid_to == date(2025, 6, 30)
            }
        )
        self.regions = sorted(
            {(p.name, p.kind, p.country) for p in all_parties() if p.kind == "foreign_region"}
        )
        self.articles = 0

    # --- what happens ---

    def add_line(self) -> None:
        """One to three terms of cooperation of the same parties, or a ceremony."""
        if self.chance.random() < 0.08:
            self.add_ceremony()
            return
        parties, instrument = self._parties(), self._instrument()
        start = self.chance.randint(2012, 2024)
        sectors = self._sectors()
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            length = self.chance.choice((2, 3, 5, 5))
            self._tell(self._sign(parties, instrument, start, length, sectors))
            start += length + 1
            sectors = tuple(
                dict.fromkeys((*sectors[: max(1, len(sectors) - 1)], self.chance.choice(SECTORS)))
            )
            if start > 2026:
                return

    def add_ceremony(self) -> None:
        """Papers of one day: of the same parties on other terms, or of one host with several guests."""
        start, parties = self.chance.randint(2014, 2025), self._parties()
        first = self._sign(parties, "program", start, 5, tuple(SECTORS[:3]))
        kind = self.chance.choice(("instrument", "subject", "partners"))
        if kind == "instrument":
            others = [self._sign(parties, "mou", start, 5, self._sectors())]
        elif kind == "subject":
            first.sectors, first.instrument = ("tourism", "culture"), "mou"
            others = [self._sign(parties, "mou", start, 5, ("education", "health"))]
        else:
            partners = [self._organisation() for _ in range(3)]
            others = [self._sign((parties[0], other), "mou", start, 5, self._sectors()) for other in partners]
        for other in others:
            other.signed_on = first.signed_on
        first.ceremony = others
        for signed in (first, *others):
            self._tell(signed)

    def _sign(
        self, parties: tuple, instrument: str, start: int, length: int, sectors: tuple[str, ...]
    ) -> Signed:
        signed_on = date(start, 1, 5) + timedelta(days=self.chance.randrange(330))
        dated = self.chance.random() < 0.75 and instrument != "twinning"
        signed = Signed(
            event=f"e{len(self.events)}",
            parties=parties,
            instrument=instrument,
            signed_on=signed_on,
            start=start if dated else None,
            end=start + length if dated else None,
            sectors=sectors,
            people=tuple(f"Người {self.chance.randrange(10**6)}" for _ in range(2)),
        )
        self.events.append(signed)
        return signed

    def _parties(self) -> tuple[tuple[str, str, str | None], ...]:
        shape = self.chance.random()
        if shape < 0.45:
            return tuple((name, "province", "VN") for name in self.chance.sample(self.provinces, 2))
        if shape < 0.6:
            return tuple(
                (name, "province", "VN")
                for name in self.chance.sample(self.provinces, self.chance.randint(3, 5))
            )
        home = (self.chance.choice(self.provinces), "province", "VN")
        return home, (self.chance.choice(self.regions) if shape < 0.8 else self._organisation())

    def _organisation(self) -> tuple[str, str, str]:
        number = self.chance.randrange(400)
        kind = ("company", "university", "bank")[number % 3]
        return (
            {"company": "Công ty", "university": "Đại học", "bank": "Ngân hàng"}[kind] + f" {number}",
            kind,
            "VN",
        )

    def _instrument(self) -> str:
        return self.chance.choices(list(INSTRUMENTS), list(INSTRUMENTS.values()))[0]

    def _sectors(self) -> tuple[str, ...]:
        return tuple(self.chance.sample(SECTORS, self.chance.randint(1, 5)))

    # --- what outlets tell ---

    def _tell(self, signed: Signed) -> None:
        for stage, day, knows in self._occasions(signed):
            if day <= date(2026, 11, 1):
                self._report(signed, stage, day, knows)

    def _occasions(self, signed: Signed) -> Iterator[tuple[str, date, tuple[float, float]]]:
        """Stage, day, and how often such reports tell the day of signing and the period."""
        last = date((signed.end or signed.signed_on.year + 3), 12, 20)
        if self.chance.random() < 0.15:
            yield "proposed", signed.signed_on - timedelta(days=self.chance.randint(20, 300)), (0, 0.4)
        for _ in range(self.chance.choice((0, 1, 1, 2, 3, 5))):
            yield (
                "signed",
                signed.signed_on + timedelta(days=self.chance.choice((0, 0, 0, 1, 1, 2, 5))),
                (0.8, 0.8),
            )
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            span = max(1, (last - signed.signed_on).days - 90)
            day = signed.signed_on + timedelta(days=90 + self.chance.randrange(span))
            yield self.chance.choice(("review", "implementation")), day, (0.25, 0.55)

    def _report(self, signed: Signed, stage: str, day: date, knows: tuple[float, float]) -> None:
        article = f"a{self.articles:06}"
        self.articles += 1
        source = self.chance.choice(OUTLETS)
        told = [(signed, stage)]
        if stage == "signed" and signed.ceremony:
            told += [(other, "signed") for other in signed.ceremony if self.chance.random() < 0.5]
        copied = stage == "signed" and self.chance.random() < 0.2
        mentions = [self._mention(program, as_stage, day, knows) for program, as_stage in told]
        self._put(
            article,
            source,
            day,
            mentions,
            [program.event for program, _ in told],
            article if copied else None,
        )
        if copied:
            copy = f"a{self.articles:06}"
            self.articles += 1
            self._put(
                copy,
                self.chance.choice(OUTLETS),
                day,
                mentions,
                [program.event for program, _ in told],
                article,
            )

    def _put(
        self, article: str, source: str, day: date, mentions: list, events: list[str], cluster: str | None
    ) -> None:
        for position, (mention, event) in enumerate(zip(mentions, events, strict=True)):
            stored = replace(
                mention,
                mention_id=mention_id(article, 1, position),
                article_id=article,
                source=source,
                published_at=datetime.combine(day, time(3), UTC),
            )
            self.reports.append(
                Report(
                    mention=stored,
                    url=f"https://{source}.example/{article}",
                    cluster_id=cluster,
                    is_primary=cluster in (None, article),
                )
            )
            self.truth[stored.mention_id] = event

    def _mention(self, signed: Signed, stage: str, day: date, knows: tuple[float, float]) -> StoredMention:
        chance, noise = self.chance, self.noise
        dated = stage != "proposed" and chance.random() < knows[0]
        slip = timedelta(days=1) if chance.random() < noise.day else timedelta()
        start, end = (signed.start, signed.end) if chance.random() < knows[1] else (None, None)
        if end and chance.random() < noise.period:
            end += 5
        return StoredMention(
            instrument=self._word(signed.instrument),
            stage=self._stage(stage),
            parties=tuple(_as_written(party, day, chance) for party in self._named(signed.parties)),
            signed_on=min(signed.signed_on + slip, day) if dated else None,
            period_start=None if chance.random() < 0.1 else start,
            period_end=end,
            place=None,
            sectors=tuple(self._heard(signed.sectors)),
            signatories=tuple(
                Signatory(name=name, title=None, party_id=None, party=None)
                for name in signed.people
                if stage == "signed" and chance.random() < 0.4
            ),
            confidence=round(chance.uniform(0.6, 0.95), 2),
            evidence=(),
            mention_id="",
            article_id="",
            source="",
            title="",
            published_at=None,
            reader="made",
        )

    def _word(self, instrument: str) -> str:
        wrong = self.chance.random()
        if wrong < self.noise.word / 3:
            return "unspecified"
        return MISTAKEN[instrument] if wrong < self.noise.word else instrument

    def _stage(self, stage: str) -> str:
        if stage == "proposed" or self.chance.random() >= self.noise.stage:
            return stage
        return "review" if stage == "implementation" else "implementation"

    def _named(self, parties: tuple) -> list:
        named = list(parties)
        if len(named) > 2 and self.chance.random() < self.noise.dropped_party:
            named.remove(self.chance.choice(named))
        if self.chance.random() < self.noise.guest:
            named.append((self.chance.choice(self.provinces), "province", "VN"))
        self.chance.shuffle(named)
        return list(dict.fromkeys(named))

    def _heard(self, sectors: tuple[str, ...]) -> Iterator[str]:
        for sector in sectors:
            if self.chance.random() >= self.noise.sectors:
                yield sector
        if self.chance.random() < self.noise.sectors / 2:
            yield self.chance.choice([sector for sector in SECTORS if sector not in sectors])


def _as_written(party: tuple[str, str, str | None], day: date, chance: random.Random) -> MentionParty:
    """The party as an article of the day writes it: after the merger by its old or its new name."""
    name, kind, country = party
    found = resolve_party(name, kind, min(day, MERGER - timedelta(days=1)), country=country)
    if day >= MERGER and kind == "province":
        successor = next(p for p in all_parties() if p.party_id == found.successor_id)
        if successor.name == name or chance.random() < 0.4:
            found = successor
    return MentionParty(party_id=found.party_id, name=found.name, kind=kind, country=country)
