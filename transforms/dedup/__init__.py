"""Copies among articles: signatures, candidates by band, verification, clusters, and who copied whom."""

from transforms.dedup.candidates import Postings, SharedKeys, bitmaps_agree, shared_keys
from transforms.dedup.cluster import asked, cluster
from transforms.dedup.direction import Member, choose_primary
from transforms.dedup.find import find_duplicates
from transforms.dedup.sign import Signed, bands_of, number_of, sign, sign_text
from transforms.dedup.sketch import Sketch, unpack
from transforms.dedup.verify import judge, verify

__all__ = [
    "Member",
    "Postings",
    "SharedKeys",
    "Signed",
    "Sketch",
    "asked",
    "bands_of",
    "bitmaps_agree",
    "choose_primary",
    "cluster",
    "find_duplicates",
    "judge",
    "number_of",
    "shared_keys",
    "sign",
    "sign_text",
    "unpack",
    "verify",
]
