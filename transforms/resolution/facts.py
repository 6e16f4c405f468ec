"""The rows of a program."""

from collections.abc import Sequence

from transforms.resolution.claim import Claim
from transforms.resolution.official import is_official
from transforms.resolution.outline import Outline
from transforms.resolution.title import make_title
from transforms.resolution.voices import independent_outlets, joint_confidence, share
from warehouse.record import record
from warehouse.tables import (
    MentionParty,
    ProgramFacts,
    ProgramLink,
    ProgramParty,
    ProgramSector,
    ProgramSignatory,
    Signatory,
)


@record
class ResolvedProgram:
    """A program, ready to be stored."""

    facts: ProgramFacts
    parties: tuple[ProgramParty, ...]
    sectors: tuple[ProgramSector, ...]
    signatories: tuple[ProgramSignatory, ...]
    links: tuple[ProgramLink, ...]


def make_program(drawn: Outline, program_id: str, renewal_of: str | None) -> ResolvedProgram:
    """Writes the rows of a program under its id."""
    people = _people(drawn)
    return ResolvedProgram(
        facts=_facts(drawn, program_id, renewal_of, len(people)),
        parties=_parties(drawn, program_id),
        sectors=tuple(ProgramSector(program_id=program_id, sector=sector) for sector in drawn.sectors),
        signatories=tuple(
            ProgramSignatory(
                program_id=program_id, name=person.name, title=person.title, party_id=person.party_id
            )
            for person in people
        ),
        links=_links(drawn.claims, program_id),
    )


def _facts(drawn: Outline, program_id: str, renewal_of: str | None, people: int) -> ProgramFacts:
    known = (
        drawn.signed_on, drawn.period_start or drawn.period_end, drawn.place, drawn.sectors, people,
    )  # fmt: skip
    return ProgramFacts(
        program_id=program_id,
        title=_title(drawn),
        instrument=drawn.instrument, stage=drawn.stage, signed_on=drawn.signed_on,
        period_start=drawn.period_start, period_end=drawn.period_end,
        place=drawn.place, renewal_of=renewal_of,
        first_reported_on=drawn.first_reported_on, last_reported_on=drawn.last_reported_on,
        article_count=len({claim.article for claim in drawn.claims}),
        outlet_count=len(independent_outlets(drawn.claims)),
        official_count=len({claim.article for claim in drawn.claims if is_official(claim.report.url)}),
        completeness=round(sum(map(bool, known)) / len(known), 2),
        confidence=joint_confidence(drawn.claims),
    )  # fmt: skip


def _title(drawn: Outline) -> str:
    parties = sorted((party for _, party in drawn.parties), key=_as_titled)
    names = [party.name for party in parties]
    signed_year = drawn.signed_on.year if drawn.signed_on else None
    return make_title(drawn.instrument, names, drawn.period_start, drawn.period_end, signed_year)


def _as_titled(party: MentionParty) -> tuple[bool, bool, str]:
    """Provinces first, then others of Viet Nam, then the rest."""
    return (party.kind != "province", party.country != "VN", party.name)


def _parties(drawn: Outline, program_id: str) -> tuple[ProgramParty, ...]:
    return tuple(
        ProgramParty(
            program_id=program_id, party_id=party.party_id, name=party.name, kind=party.kind,
            country=party.country, current_party_id=today,
        )
        for today, party in drawn.parties
    )  # fmt: skip


def _people(drawn: Outline) -> tuple[Signatory, ...]:
    """Signatories whom a third of the voices name, as the most confident report gives them."""
    naming = [claim for claim in drawn.claims if claim.signers]
    people: dict[str, Signatory] = {}
    for claim in sorted(naming, key=lambda claim: (-claim.mention.confidence, claim.key)):
        for person in claim.mention.signatories:
            people.setdefault(person.name.casefold(), person)
    kept = sorted(name for name in people if share(naming, lambda claim: name in claim.signers) >= 1 / 3)  # noqa: B023
    return tuple(people[name] for name in kept)


def _links(claims: Sequence[Claim], program_id: str) -> tuple[ProgramLink, ...]:
    """All mentions; of two in one article, which a decision merged, the more confident one stands."""
    best: dict[str, str] = {}
    for claim in sorted(claims, key=lambda claim: (-claim.mention.confidence, claim.key)):
        best.setdefault(claim.article, claim.key)
    return tuple(
        ProgramLink(
            mention_id=claim.key, program_id=program_id, article_id=claim.article,
            stands=best[claim.article] == claim.key,
            url=claim.report.url, source=claim.mention.source, stage=claim.mention.stage,
            published_at=claim.mention.published_at, is_primary=claim.report.is_primary,
            is_official=is_official(claim.report.url),
        )
        for claim in claims
    )  # fmt: skip
