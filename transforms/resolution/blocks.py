"""Block keys: where a new mention meets the stored ones, so that resolution is a join and not a search.

Two kinds. The *home* key stands for the whole set of parties as of today. *Pair* keys stand for two of the
parties; mentions of one pair meet if the days on which they may have signed overlap: there, an outlet that
left out a party meets the others. Days are no part of the key: one lookup brings a pair's mentions of all
days, where a key for each day would take a lookup for every day that they lead on to.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from transforms.resolution.claim import day_of, party_set
from transforms.resolution.identity import block_key
from transforms.resolution.lineage import Lineage, built_in_lineage
from warehouse.tables import MentionBlock, StoredMention

# A signing is news for about three days: the weekend and the weekly paper.
NEWS_DAYS = 3
# A set of eight gives 28 pairs; larger sets are regions, whose mentions name them as a whole.
MOST_PAIRED = 8


def block_keys(mention: StoredMention, lineage: Lineage | None = None) -> tuple[MentionBlock, ...]:
    """Rows of ``state.mention_blocks`` for a mention: its home, and its pairs if a day is known."""
    parties = party_set(mention.parties, lineage or built_in_lineage())
    home, days = home_key(parties), signing_days(mention)
    row = MentionBlock(
        block=home,
        mention_id=mention.mention_id,
        home=home,
        pairs=" ".join(map(str, pair_keys(parties))) if days else "",
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )
    return (row, *(replace(row, block=pair) for pair in pairs_of(row)))


def pairs_of(row: MentionBlock) -> list[int]:
    """Keys of the pairs of a row's mention."""
    return [int(pair) for pair in row.pairs.split()]


def home_key(parties: frozenset[str]) -> int:
    """Key of a whole set of parties."""
    return block_key("home", *sorted(parties))


def pair_keys(parties: frozenset[str]) -> tuple[int, ...]:
    """Keys of each two of the parties."""
    return tuple(block_key("pair", *pair) for pair in combinations(sorted(parties)[:MOST_PAIRED], 2))


def signing_days(mention: StoredMention) -> tuple[date, ...]:
    """Days on which the signing may have been: the stated one, else those before the report of a signing."""
    if mention.signed_on:
        return (mention.signed_on,)
    if mention.stage != "signed" or mention.published_at is None:
        return ()
    reported_on = day_of(mention.published_at)
    return tuple(reported_on - timedelta(days=days) for days in range(NEWS_DAYS + 1))
