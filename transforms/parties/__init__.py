"""Who takes part in cooperation: dated territories, organisations, and names resolved to them."""

from transforms.parties.resolve import (
    all_parties,
    compare_form,
    current_party,
    current_party_id,
    find_party,
    party,
    resolve_party,
)

__all__ = [
    "all_parties",
    "compare_form",
    "current_party",
    "current_party_id",
    "find_party",
    "party",
    "resolve_party",
]
