"""Mentions to programs: which articles tell of the same cooperation, and what is known of it then."""

from transforms.resolution.blocks import block_keys
from transforms.resolution.decisions import Decisions, DecisionsError, Judgement, read_decisions
from transforms.resolution.facts import ResolvedProgram
from transforms.resolution.identity import mention_id
from transforms.resolution.lineage import Lineage, built_in_lineage
from transforms.resolution.neighbourhood import Neighbourhood, Shelf, find_neighbourhood
from transforms.resolution.resolve import Resolution, resolve
from transforms.resolution.superseded import find_superseded

__all__ = [
    "Decisions",
    "DecisionsError",
    "Judgement",
    "Lineage",
    "Neighbourhood",
    "Resolution",
    "ResolvedProgram",
    "Shelf",
    "block_keys",
    "built_in_lineage",
    "find_neighbourhood",
    "find_superseded",
    "mention_id",
    "read_decisions",
    "resolve",
]
