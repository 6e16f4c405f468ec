"""Short ways to write reports in tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from transforms.parties import resolve_party
from transforms.resolution import Resolution, mention_id, resolve
from warehouse.tables import MentionParty, Report, Signatory, StoredMention


def tell(
    article: str,
    told_on: str | None,
    *parties: str,
    stage: str = "signed",
    instrument: str = "program",
    signed: str | None = None,
    period: tuple[int | None, int | None] = (None, None),
    sectors: Iterable[str] = (),
    signers: Iterable[str] = (),
    copy_of: str | None = None,
    position: int = 0,
    source: str | None = None,
    url: str | None = None,
    confidence: float = 0.8,
) -> Report:
    """A report of a program between provinces; ``Công ty X`` is a company, ``X (LA)`` a region abroad."""
    day = date.fromisoformat(told_on) if told_on else None
    return Report(
        mention=StoredMention(
            mention_id=mention_id(article, 1, position),
            article_id=article,
            source=source or f"bao_{article}",
            title="",
            published_at=datetime.combine(day, time(3), UTC) if day else None,
            reader="test",
            instrument=instrument,
            stage=stage,
            parties=tuple(party(name, day) for name in parties),
            signed_on=date.fromisoformat(signed) if signed else None,
            period_start=period[0],
            period_end=period[1],
            place=None,
            sectors=tuple(sectors),
            signatories=tuple(
                Signatory(name=name, title=None, party_id=None, party=None) for name in signers
            ),
            confidence=confidence,
            evidence=(),
        ),
        url=url or f"https://paper.example/{article}",
        cluster_id=copy_of,
        is_primary=copy_of in (None, article),
    )


def party(name: str, day: date | None) -> MentionParty:
    kind, country = "province", "VN"
    if name.startswith("Công ty"):
        kind = "company"
    if name.endswith(")"):
        name, country = name[:-5], name[-3:-1]
        kind = "foreign_region"
    found = resolve_party(name, kind, day, country=country)
    return MentionParty(party_id=found.party_id, name=name, kind=kind, country=country)


def articles_by_program(reports: Iterable[Report], *more: object) -> set[frozenset[str]]:
    """The articles of each program."""
    return {articles(made) for made in resolve(reports, *more).programs}  # type: ignore[arg-type]


def articles(made: object) -> frozenset[str]:
    return frozenset(link.article_id for link in made.links)  # type: ignore[attr-defined]


def one_program(reports: Iterable[Report]):
    made: Resolution = resolve(reports)
    assert len(made.programs) == 1
    return made.programs[0]
