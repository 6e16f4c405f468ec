"""Copies among articles: signatures, candidates by band, verification, clusters, and who copied whom."""

from transforms.dedup.candidates import FEWEST_SHARED, HOT_BUCKET, facts_agree
from transforms.dedup.cluster import cluster
from transforms.dedup.direction import Member, choose_primary
from transforms.dedup.find import find_duplicates
from transforms.dedup.sign import Signed, bands_of, exact_band, sign, sign_text
from transforms.dedup.sketch import Sketch, unpack
from transforms.dedup.verify import verify

__all__ = [
    "FEWEST_SHARED",
    "HOT_BUCKET",
    "Member",
    "Signed",
    "Sketch",
    "bands_of",
    "choose_primary",
    "cluster",
    "exact_band",
    "facts_agree",
    "find_duplicates",
    "sign",
    "sign_text",
    "unpack",
    "verify",
]
