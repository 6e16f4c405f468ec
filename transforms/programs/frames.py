"""Who the parties are: read from the sentence that names the document, or from what it refers back to."""

import re
from dataclasses import dataclass, replace

from transforms.programs.anchors import Anchor
from transforms.programs.cast import Cast, locates
from transforms.programs.entities import Entity
from transforms.programs.groups import distinct, groups, is_a_link
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import cue

_COUNT = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "2": 2, "3": 3, "4": 4, "5": 5, "các": 0, "đôi": 2}
_TOGETHER = cue("counted sides")
_BETWEEN = cue("between")
_GROUND = cue("ground between")
_WITH = cue("with")


@dataclass(frozen=True, slots=True)
class Frame:
    """An anchor and the parties that its own sentence names, as far as it does."""

    anchor: Anchor
    entities: tuple[Entity, ...]
    expected: int | None  # how many parties words such as "ba bên" promise
    score: int
    plain: bool = False  # "ký văn bản": a paper of any kind, which may support a program but not found one
    open: bool = False  # one side is nobody in particular: "giữa các tỉnh và Bộ A", "ký với các đối tác"


def read_frame(passage: Passage, cast: Cast, anchor: Anchor) -> Frame:
    """The parties that stand in the anchor's sentence, the surest way of saying first."""
    frame = _read_frame(passage, cast, anchor)
    return replace(
        frame,
        plain=anchor.instrument == "unspecified"
        and not anchor.strong
        and not _WORK.match(passage.low, anchor.start),
    )


_WORK = cue("work")


def _read_frame(passage: Passage, cast: Cast, anchor: Anchor) -> Frame:
    sentence = anchor.sentence
    left, right = _clause(passage.low, sentence, anchor)
    if anchor.told:
        return Frame(anchor, tuple(_workers(passage, cast, anchor, left, right)), None, 4)
    expected = _expected(passage.low, left, right)
    for score, read in ((5, _between), (4, _subject_and_with)):
        entities = read(passage, cast, anchor, left, right)
        if score == 5 and all(entity.kind == "country" for entity in entities):
            signers = _subject_and_with(passage, cast, anchor, left, right)
            if sum(entity.kind != "country" for entity in signers) >= 2:
                continue
        if len(entities) >= 2:
            return Frame(anchor, tuple(entities), None, score)
    if _has_open_side(passage, cast, anchor, left, right):
        return Frame(anchor, (), None, 0, open=True)
    owners = _owners(passage, cast, anchor, right) if anchor.strong else []
    if len(owners) >= 2:
        return Frame(anchor, tuple(owners), None, 4)
    doers = _doers(passage, cast, anchor, left) if anchor.strong and anchor.sense != "signed" else []
    if len(doers) >= 2:
        return Frame(anchor, tuple(doers), None, 4)
    heads = _heads_of_list(passage, cast, anchor, left) if anchor.strong else []
    if len(heads) >= 2:
        return Frame(anchor, tuple(heads), None, 4)
    beside = _with_chain(passage, cast, anchor, anchor.end - 1, right) if anchor.strong else []
    if beside and _SOLE_OBJECT.match(passage.low, anchor.end):
        return Frame(anchor, tuple(beside), expected or 2, 3)
    if anchor.sense in ("review", "implementation", "earlier"):  # behind a comma speaks something else
        comma = passage.low.find(",", anchor.end, right)
        right = comma if comma > 0 else right
    lands = _lands_counted(passage, cast, anchor, left, right) if anchor.strong else []
    if lands:
        return Frame(anchor, tuple(lands), None, 3)
    usable = distinct(cast.usable(sentence, left, right))
    if 2 <= len(usable) <= 6 and not expected:
        return Frame(anchor, tuple(usable), None, 2)
    return Frame(anchor, tuple(usable), expected, 1)


_AT_ONCE = cue("between subject and work")
_OPENS = cue("opens a clause")
_OBJECT = cue("between work and object")


def _workers(passage: Passage, cast: Cast, anchor: Anchor, left: int, right: int) -> list[Entity]:
    """Those who work together, with nothing between them and the verb: "A sẽ hợp tác với B", "A và B bắt tay"."""  # noqa: E501
    before = [
        entity for entity in cast.usable(anchor.sentence, left, anchor.start) if entity.kind != "country"
    ]
    if not before or not _AT_ONCE.fullmatch(passage.low, before[-1].end, anchor.start):
        before = _subject_told_before(passage, cast, anchor, left)
    if not before:
        return []
    subjects = before[-1:]
    for earlier in reversed(before[:-1]):
        if not is_a_link(passage, passage.low[earlier.end : subjects[0].head], earlier.end):
            break
        subjects.insert(0, earlier)
    if not _OPENS.search(passage.low, max(subjects[0].head - 16, 0), subjects[0].head):
        return []
    to = _OBJECT.match(passage.low, anchor.end, right)
    objects = _chain(passage, cast, anchor.sentence, to.end(), right) if to else []
    return distinct([*subjects, *(entity for entity in objects if entity.kind != "country")])


def _subject_told_before(passage: Passage, cast: Cast, anchor: Anchor, left: int) -> list[Entity]:
    """Who "tập đoàn này" is, or the subject of a clause in front of this one: "A ký với B; ký với C"."""
    low, sentence = passage.low, anchor.sentence
    if left > sentence.start and not low[left : anchor.start].strip():
        return cast.usable(sentence, sentence.start, left)[:1]
    if _LEADS.search(low, left, anchor.start):
        noun = _pronoun(passage, cast, sentence, low[left : anchor.start], left)
        return [noun] if noun else []
    return []


_MANY_PARTNERS = cue("many partners")
_HUBS = ("company", "bank", "other")
_FEWEST = 3  # partners that a text counts and names from which on each has a paper of its own


def in_pairs(passage: Passage, frame: Frame) -> list[Frame]:
    """A frame for each partner where a firm signs with many: "8 tỉnh gồm A, B, C ký với D"."""
    sentence = frame.anchor.sentence
    counted = _MANY_PARTNERS.search(passage.low, sentence.start, sentence.end)
    if counted is None or frame.anchor.sense != "signed":
        return [frame]
    kinds = {entity.kind for entity in frame.entities if entity.start >= counted.end()}
    for hub in frame.entities:
        partners = [entity for entity in frame.entities if entity is not hub]
        outside = hub.end <= counted.start() or hub.kind not in {entity.kind for entity in partners}
        same = len({entity.kind for entity in partners}) == 1 and partners[0].kind in kinds
        if hub.kind in _HUBS and outside and same and len(partners) >= _FEWEST:
            return [
                replace(frame, entities=(hub, partner), score=max(frame.score, 4)) for partner in partners
            ]
    return [frame]


_LIST_FOLLOWS = cue("list of documents follows")


def _heads_of_list(passage: Passage, cast: Cast, anchor: Anchor, left: int) -> list[Entity]:
    """Who signs a list, for a paper without names of its own: "A và B ký: thỏa thuận C; biên bản D"."""
    colon = _LIST_FOLLOWS.search(passage.low, anchor.sentence.start, anchor.start)
    if colon is None or ";" not in passage.low[colon.start() : anchor.sentence.end]:
        return []
    if cast.usable(anchor.sentence, max(left, colon.end()), anchor.start):
        return []
    return [
        e for e in cast.usable(anchor.sentence, anchor.sentence.start, colon.start()) if e.kind != "country"
    ]


_COUNTED_LANDS = cue("counted lands")
_LANDS = {"huyện": ("district",), "xã": ("district",), "phường": ("district",)}


def _lands_counted(passage: Passage, cast: Cast, anchor: Anchor, left: int, right: int) -> list[Entity]:
    """The territories that "hai tỉnh" counts: all that the article has named as those who act."""
    for match in _COUNTED_LANDS.finditer(passage.low, left, right):
        kinds = _LANDS.get(match["noun"], ("province", "foreign_region"))
        named = [
            entity
            for sentence in passage.sentences[: anchor.sentence.order]
            for entity in cast.usable(sentence)
            if entity.kind in kinds
        ]
        lands = distinct(named)
        if len(lands) == _COUNT[match["n"]]:
            return lands
    return []


_OPEN = cue("open side")


def _has_open_side(passage: Passage, cast: Cast, anchor: Anchor, left: int, right: int) -> bool:
    """Whether a document is with nobody in particular: no names stand behind "các đối tác"."""
    low = passage.low
    for word in (*_BETWEEN.finditer(low, left, right), *_WITH.finditer(low, anchor.start, right)):
        start = word.end()
        if word.group() == "giữa" and not _OPEN.match(low[start:right]):
            joined = re.search(r" (?:và|với)(?= )", low[start:right])
            start = start + joined.end() if joined else right
        side = _OPEN.match(low[start:right])
        if side and not _names_follow(cast, anchor.sentence, start, start + side.end(), right):
            return True
    return False


def _names_follow(cast: Cast, sentence: Sentence, start: int, at: int, right: int) -> bool:
    """Whether an entity of the side is named within a few words: "các tỉnh A và B", "5 đơn vị gồm C, D"."""
    near = [e for e in cast.of(sentence) if start <= e.head and e.start <= right]
    return bool(near) and (near[0].head <= at + 30)


def _clause(low: str, sentence: Sentence, anchor: Anchor) -> tuple[int, int]:
    left = max(low.rfind(";", sentence.start, anchor.start) + 1, sentence.start)
    right = low.find(";", anchor.end, sentence.end)
    if right >= 0 and ":" in low[anchor.end : right]:
        right = -1
    if anchor.sentence.part == "title":
        left = sentence.start
    return left, right if right >= 0 else sentence.end


def _expected(low: str, start: int, end: int) -> int | None:
    found = _TOGETHER.search(low, start, end)
    return _COUNT[found["n"]] if found else None


def _between(passage: Passage, cast: Cast, anchor: Anchor, left: int, right: int) -> list[Entity]:
    """Parties of "giữa A và B", nearest to the document."""
    best: list[Entity] = []
    for match in _BETWEEN.finditer(passage.low, left, right):
        if _GROUND.search(passage.low, max(left, match.start() - 14), match.start()):
            continue
        chain = _chain(passage, cast, anchor.sentence, match.end(), right)
        if any(e.weak for e in chain) and any(e.kind == "country" for e in chain):
            continue  # a capital that stands for its state: "giữa Damascus và Iran"
        if len(chain) >= 2 and (not best or match.start() >= anchor.start):
            best = chain
            if match.start() >= anchor.start:
                break
    return best


def _chain(passage: Passage, cast: Cast, sentence: Sentence, start: int, end: int) -> list[Entity]:
    """Entities that follow one another with nothing between but links."""
    found: list[Entity] = []
    at = start
    for entity in [*cast.of(sentence)]:
        if entity.start < start or entity.end > end:
            continue
        between = passage.low[at : max(entity.head, at)]
        if found and locates(found[-1], entity, between):
            at = entity.end
            continue
        if "(" in between and ")" not in between[between.rfind("(") :]:
            continue
        noun = _pronoun(passage, cast, sentence, between, at)
        if noun:
            found.append(noun)
            between = ""
        if not is_a_link(passage, between, at):
            break
        of_states = all(other.kind == "country" for other in found)
        if entity.kind == "country" and entity.head - at > _BESIDE and not of_states:
            break  # "... với A, trong đó có Hàn Quốc"
        if entity.kind == "country" and _COUNTRY_OF.search(passage.low, at, entity.head):
            break
        if (
            entity.kind == "country"
            and found
            and entity.head - at < 8
            and (found[-1].country == entity.country or not re.search(r"và|,|-", between))
        ):
            at = entity.end
            continue
        found.append(entity)
        at = entity.end
    else:
        tail = passage.low[at : min(at + 40, end)]
        noun = (
            _pronoun(passage, cast, sentence, tail, at)
            if found and re.match(r"^ (?:và|với|cùng) ", tail)
            else None
        )
        if noun:
            found.append(noun)
    return distinct(found)


_NOUNS = {
    "nhà trường": ("university",), "trường": ("university",), "bệnh viện": ("other",), "công ty": ("company",),  # noqa: E501
    "ngân hàng": ("bank",), "tập đoàn": ("company",), "hãng": ("company",), "doanh nghiệp": ("company",),
    "tỉnh": ("province",), "thành phố": ("province",), "địa phương": ("province", "district"), "huyện": ("district",),  # noqa: E501
    "sở": ("agency",), "viện": ("other",), "bộ": ("ministry",), "đơn vị": ("agency", "company", "other"), "hội": ("association",),  # noqa: E501
}  # fmt: skip
_NOUN = cue("nouns for parties")


def _pronoun(passage: Passage, cast: Cast, sentence: Sentence, between: str, at: int) -> Entity | None:
    """The entity that a plain noun stands for: "giữa tỉnh và Tập đoàn X", "bệnh viện này với Sở Y"."""
    match = next(reversed([*_NOUN.finditer(between)]), None)
    if match is None:
        return None
    kinds = _NOUNS[match["noun"]]
    if match["noun"] == "tỉnh" and cast.setting.home:
        return _home(cast.setting.home, at + match.start(), at + match.end("noun"))
    for earlier in reversed(passage.sentences[: sentence.order + 1]):
        for entity in reversed(cast.of(earlier)):
            fits = entity.kind in kinds and (
                entity.kind != "other" or entity.name.lower().startswith(match["noun"])
            )
            if fits and entity.end <= at + match.start():
                return replace(
                    entity, start=at + match.start(), end=at + match.end(), head=at + match.start()
                )
    return None


def _home(home: str, start: int, end: int) -> Entity:
    return Entity(start=start, end=end, name=home, kind="province", country="VN", head=start)


_BESIDE = 8  # code points between a name and the country that it is of
_COUNTRY_OF = cue("country of a noun")
_OWNED = cue("owned by")


def _owners(passage: Passage, cast: Cast, anchor: Anchor, right: int) -> list[Entity]:
    """Parties that a document is said to be of: "chương trình hợp tác mới của A và B"."""
    match = _OWNED.match(passage.low, anchor.end)
    return _chain(passage, cast, anchor.sentence, match.end(), right) if match else []


_FAR = 60  # code points between those who carry out a document and its name


def _doers(passage: Passage, cast: Cast, anchor: Anchor, left: int) -> list[Entity]:
    """Parties that carry out or review a document: "A và B triển khai quy chế phối hợp"."""
    for group in groups(passage, cast, anchor.sentence):
        last = max(entity.end for entity in group)
        if left <= group[0].start and last <= anchor.start <= last + _FAR:
            return group
    return []


_GIFT = cue("given to")
_SOLE_OBJECT = cue("with behind document")
_SIGN_TO_WITH = 140
_LEADS = cue("noun leads")


def _subject_and_with(passage: Passage, cast: Cast, anchor: Anchor, left: int, right: int) -> list[Entity]:
    """Parties in front of the signing verb, and those that "với" adds behind it."""
    if anchor.verb is None:
        return []
    verb_start, verb_end = anchor.verb
    before = cast.usable(
        anchor.sentence, left, min(verb_start, anchor.start) if verb_start > anchor.end else verb_start
    )
    if verb_start > anchor.end:
        before = cast.usable(anchor.sentence, anchor.end, verb_start) or before
    after = _with_chain(passage, cast, anchor, verb_end, right)
    if not after and (gift := _GIFT.match(passage.low, verb_end, right)):
        after = _chain(passage, cast, anchor.sentence, gift.end(), right)
    front = passage.low[left : before[0].head] if before else passage.low[left:verb_start]
    noun = (
        _pronoun(passage, cast, anchor.sentence, front[-40:], left + max(len(front) - 40, 0))
        if _LEADS.search(front)
        else None
    )
    found = distinct([*([noun] if noun else []), *before, *after])
    if (
        len(found) == 1
        and _TOGETHER.search(passage.low, found[0].end, verb_start)
        and re.match(r"[ ,]*(?:còn )?với ", passage.low[left : left + 12])
    ):
        partner = _pronoun(passage, cast, anchor.sentence, "nhà trường,", left) or _pronoun(
            passage, cast, anchor.sentence, "công ty,", left
        )
        return distinct([*([partner] if partner else []), *found])
    return found


def _with_chain(passage: Passage, cast: Cast, anchor: Anchor, start: int, right: int) -> list[Entity]:
    for match in _WITH.finditer(passage.low, start, min(start + _SIGN_TO_WITH, right)):
        chain = _chain(passage, cast, anchor.sentence, match.end(), right)
        if chain:
            return chain
    return []
