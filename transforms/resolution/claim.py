"""A report in the form in which it is compared with others."""

from datetime import date, datetime, timedelta, timezone

from transforms.resolution.identity import number_in_article
from transforms.resolution.lineage import Lineage
from warehouse.record import record
from warehouse.tables import MentionParty, Report, StoredMention

# Viet Nam has had no other offset since 1975; signings are told in its days.
VIET_NAM = timezone(timedelta(hours=7))


@record
class Claim:
    """A report in the form that is compared.

    ``names`` are what decisions may call it; ``home`` its parties as of today, ``written`` the parties of the
    text behind each of them.
    """

    report: Report
    names: frozenset[str]
    home: frozenset[str]
    written: dict[str, frozenset[str]]
    reported_on: date | None
    sectors: frozenset[str]
    signers: frozenset[str]

    @property
    def key(self) -> str:
        return self.report.mention.mention_id

    @property
    def mention(self) -> StoredMention:
        return self.report.mention

    @property
    def article(self) -> str:
        return self.report.mention.article_id


def make_claim(report: Report, lineage: Lineage) -> Claim:
    """Reads what is compared."""
    mention = report.mention
    return Claim(
        report=report,
        names=frozenset((report.url, f"{report.url}#{number_in_article(mention.mention_id)}")),
        home=party_set(mention.parties, lineage),
        written=_written(mention.parties, lineage),
        reported_on=day_of(mention.published_at) if mention.published_at else None,
        sectors=frozenset(mention.sectors),
        signers=frozenset(person.name.casefold() for person in mention.signatories),
    )


def day_of(moment: datetime) -> date:
    """The day in Viet Nam of an instant."""
    return moment.astimezone(VIET_NAM).date()


def party_set(parties: tuple[MentionParty, ...], lineage: Lineage) -> frozenset[str]:
    """Ids of the parties as of today: the same for a program told before and after a merger."""
    return frozenset(lineage.today(party.party_id) for party in parties)


def _written(parties: tuple[MentionParty, ...], lineage: Lineage) -> dict[str, frozenset[str]]:
    today: dict[str, set[str]] = {}
    for party in parties:
        today.setdefault(lineage.today(party.party_id), set()).add(party.party_id)
    return {party_id: frozenset(written) for party_id, written in today.items()}
