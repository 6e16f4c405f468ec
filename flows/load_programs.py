"""Loads mentions, and resolves the programs that they touch, inside the transaction of a batch."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from transforms.resolution import (
    Decisions,
    Resolution,
    block_keys,
    find_neighbourhood,
    find_superseded,
    resolve,
)
from warehouse.mentions import MentionShelf, put_superseded, replace_programs
from warehouse.tables import FollowedName, MentionBlock, Report, StoredMention
from warehouse.transaction import Transaction


def load_mentions(
    tx: Transaction,
    mentions: Mapping[str, Sequence[StoredMention]],
    regrouped: Collection[str],
    decisions: Decisions,
) -> None:
    """Makes ``mentions`` the mentions of their articles, and resolves every program that this touches.

    ``mentions`` maps each read article to its mentions, none included; ``regrouped`` are articles whose
    cluster of copies changed, which changes how many independent voices a program has.
    """
    shelf = MentionShelf(tx)
    before = shelf.of_articles([*mentions, *regrouped])
    _replace_mentions(
        tx,
        mentions,
        [report.mention.mention_id for report in before if report.mention.article_id in mentions],
    )
    after = shelf.of_articles([*mentions, *regrouped])
    _resolve(tx, shelf, before, after, decisions)


def follow_decisions(tx: Transaction, decisions: Decisions) -> None:
    """Resolves again what the decisions name, and what was named last, so that each change acts."""
    shelf = MentionShelf(tx)
    now, before = decisions.named(), {row.name for row in tx.records(FollowedName)}
    told = list(shelf.named(now | before))
    _resolve(tx, shelf, told, told, decisions)
    tx.delete(FollowedName, "name", before - now)
    tx.append([FollowedName(name=name) for name in sorted(now - before)])


def _replace_mentions(
    tx: Transaction, mentions: Mapping[str, Sequence[StoredMention]], old: Collection[str]
) -> None:
    rows = list(chain.from_iterable(mentions.values()))
    tx.delete(MentionBlock, "mention_id", old)
    tx.delete(StoredMention, "mention_id", old)
    tx.append(rows)
    tx.append([block for mention in rows for block in block_keys(mention)])


def _resolve(
    tx: Transaction,
    shelf: MentionShelf,
    before: Sequence[Report],
    after: Sequence[Report],
    decisions: Decisions,
) -> None:
    if not before and not after:
        return
    kept = {report.mention.mention_id for report in after}
    gone = {report.mention.mention_id for report in before} - kept
    found = find_neighbourhood([*after, *before], shelf, decisions, gone=gone)
    resolution = resolve(found.reports, decisions, homes=found.homes)
    replaced = replace_programs(tx, {*gone, *kept, *resolution.mention_ids}, _rows(resolution))
    put_superseded(tx, find_superseded(replaced, _program_ids(resolution)))


def _rows(resolution: Resolution) -> list[object]:
    parts = ("parties", "sectors", "signatories", "links")
    return [
        row
        for made in resolution.programs
        for row in (made.facts, *chain.from_iterable(getattr(made, part) for part in parts))
    ]


def _program_ids(resolution: Resolution) -> dict[str, str]:
    return {row.mention_id: made.facts.program_id for made in resolution.programs for row in made.links}
