"""Block keys: where a new mention meets the stored ones, so that resolution is a join and not a search.

Two kinds. The *home* key stands for the whole set of parties as of today. *Dated* keys stand for two of the
parties and a day on which they may have signed: there, an outlet that left out a party meets the others.
"""

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
    """Rows of ``state.mention_blocks`` for a mention: one home key, and dated keys if a day is known."""
    parties = party_set(mention.parties, lineage or built_in_lineage())
    keys = [(home_key(parties), False), *((key, True) for key in dated_keys(parties, signing_days(mention)))]
    return tuple(MentionBlock(block=key, dated=dated, mention_id=mention.mention_id) for key, dated in keys)


def home_key(parties: frozenset[str]) -> int:
    """Key of a whole set of parties."""
    return block_key("home", *sorted(parties))


def dated_keys(parties: frozenset[str], days: tuple[date, ...]) -> tuple[int, ...]:
    """Keys of each pair of parties on each day."""
    pairs = combinations(sorted(parties)[:MOST_PAIRED], 2)
    return tuple(block_key("dated", *pair, day.isoformat()) for pair in pairs for day in days)


def signing_days(mention: StoredMention) -> tuple[date, ...]:
    """Days on which the signing may have been: the stated one, else those before the report of a signing."""
    if mention.signed_on:
        return (mention.signed_on,)
    if mention.stage != "signed" or mention.published_at is None:
        return ()
    reported_on = day_of(mention.published_at)
    return tuple(reported_on - timedelta(days=days) for days in range(NEWS_DAYS + 1))
