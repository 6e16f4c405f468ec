"""Which documents are news of Viet Nam, and which are of the world."""

import re
from collections.abc import Sequence

from transforms.parties import all_parties, find_party
from transforms.programs.entities import Entity
from transforms.programs.frames import Frame
from transforms.programs.passage import Passage
from transforms.programs.patterns import pattern
from transforms.programs.syllables import is_vietnamese

_NEWS = 4  # sentences, headline included, in which an article says what it is about


def is_the_news(passage: Passage, frame: Frame) -> bool:
    """Whether a document of parties of unknown kind is what an article of Viet Nam is about."""
    anchor = frame.anchor
    told = anchor.strong and frame.score >= 4 and anchor.sense in ("signed", "proposed")
    return told and anchor.sentence.order < _NEWS and bool(_VIET_NAM.search(passage.norm))


def is_news_abroad(frame: Frame) -> bool:
    """Whether the article is about what states, or bodies of known kind, signed without a Vietnamese side."""
    anchor = frame.anchor
    signed = anchor.sense == "signed" and anchor.verb is not None and frame.score >= 4
    known = not any(entity.weak for entity in frame.entities)
    return signed and known and anchor.sentence.order < _NEWS - 1


def abroad(passage: Passage, parties: Sequence[Entity]) -> bool:
    """Whether no party is Vietnamese: world news. A firm is taken for Vietnamese only in news of Viet Nam."""
    own = [entity for entity in parties if entity.country == "VN"]
    if not own or any(_is_surely_own(entity) for entity in own):
        return not own
    return not _VIET_NAM.search(passage.norm)


_FIRMS = ("company", "bank", "other", "association", "university")
_OWN_FIRM = pattern(r"(?:TNHH|[Cc]ổ phần|\bCP\b|CTCP|TMCP|MTV)|\bVi(?:etn?|na?)[A-Z]|\bViet[a-z]")


def _is_surely_own(entity: Entity) -> bool:
    """Whether a party can only be Vietnamese: a body of the state, a firm by its legal form, a name known beforehand."""  # noqa: E501
    if entity.kind not in _FIRMS or _OWN_FIRM.search(entity.name):
        return True
    if find_party(entity.name) is not None:
        return True
    words = [word for word in entity.name.split() if word.isalpha()]
    return entity.kind != "company" and all(map(is_vietnamese, words))


_VIET_NAM = pattern(
    r"Việt Nam|Vietnam|\bVN\b|TP\.? ?HCM|(?<!Thái )(?:"
    + "|".join(re.escape(party.name) for party in all_parties() if party.kind == "province")
    + ")"
)
