"""Who of all that an article names is a party to its program: a small learned choice.

Asked where no sentence says so by itself, as in "hai bên ký kết" far from the names. The weights come from
``tests/bench/train_roles.py``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from transforms.parties import compare_form
from transforms.programs.anchors import Anchor
from transforms.programs.cast import Cast
from transforms.programs.entities import Entity
from transforms.programs.groups import groups
from transforms.programs.linear import chance, weights
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import cue, pattern

MODEL = "role_model.json"
_MOST = 40  # sentences read for candidates: parties are named early
_LANDS = ("province", "foreign_region", "district")
_SPEECH = cue("marks speech")
_GUESTS = cue("marks guests")
_SIGN = cue("sign")
_MEETING = cue("meeting")
_WORK = pattern(r"hợp tác|phối hợp|liên kết|kết nghĩa|ký|thỏa thuận|ghi nhớ|bắt tay|đồng hành|kết nối")
_OFFICE = pattern(
    r"(?:chủ tịch|bí thư|giám đốc|trưởng|đại diện|lãnh đạo|tổng biên tập|hiệu trưởng|tư lệnh|chính ủy)"
    r"(?: [^\s,.;]+){0,4} $"
)
_BY = pattern(
    r"(?<!\w)(?P<word>giữa|với|cùng|và|của|tại|ở|do|từ|đến|thuộc|theo|về|cho|sang|gồm)(?: các| hai)? $"
)


@dataclass
class Candidate:
    """Someone whom the article names: the first fit naming, and what is known of all of them."""

    entity: Entity
    features: set[str] = field(default_factory=set)
    model: dict[str, float] = field(default_factory=lambda: weights(MODEL))

    @cached_property
    def chance(self) -> float:
        return chance(self.model, self.features)


@dataclass(frozen=True, slots=True)
class _Naming:
    entity: Entity
    sentence: Sentence
    usable: bool
    grouped: int


LIKELY, POSSIBLE = 0.5, 0.1  # chances, by cross-validation


def chosen(found: Sequence[Candidate], expected: int | None) -> list[Candidate]:
    """The likely parties; as many as words such as "ba bên" promise, or at least two, where so many are possible."""  # noqa: E501
    likely = [one for one in found if one.chance >= LIKELY]
    wanted = expected or 2
    if (expected and len(likely) != expected) or len(likely) < 2:
        first = sorted(found, key=lambda one: -one.chance)[:wanted]
        if len(first) == wanted and first[-1].chance >= POSSIBLE:
            return sorted(first, key=lambda one: one.entity.start)
    return likely


def candidates(passage: Passage, cast: Cast, anchors: Sequence[Anchor]) -> list[Candidate]:
    """All whom the article names, each once, in reading order."""
    found: dict[str, list[_Naming]] = defaultdict(list)
    near = {anchor.sentence.order for anchor in anchors}
    for sentence in passage.sentences:
        if sentence.order < _MOST or sentence.order in near:
            for naming in _namings(passage, cast, sentence):
                found[compare_form(naming.entity.name)].append(naming)
    kinds = Counter(group[0].entity.kind for group in found.values())
    counted = _kinds_counted(passage)
    made = []
    for key, group in found.items():
        fit = next((naming for naming in group if naming.usable), group[0])
        features = set(_features(passage, anchors, group))
        features |= _beside(key, found, kinds, fit.entity, cast)
        if counted:
            features.add(f"counted as {'its kind' if fit.entity.kind in counted else 'another kind'}")
        made.append(Candidate(fit.entity, features))
    return made


_COUNTED = cue("counted sides")
_SIDES = {
    "tỉnh": "province", "thành phố": "province", "huyện": "district", "xã": "district", "phường": "district",
    "trường": "university", "nhà trường": "university", "bộ": "ministry", "sở": "agency", "ngân hàng": "bank",
    "công ty": "company", "doanh nghiệp": "company", "hội": "association", "tòa án": "agency", "đài": "other",
    "viện": "other", "bệnh viện": "other", "lực lượng": "agency", "ngành": "agency", "cơ quan": "agency",
}  # fmt: skip


def _kinds_counted(passage: Passage) -> set[str]:
    """The kinds of which the article counts two or more sides: "hai tỉnh", "ba sở"."""
    nouns = (match.group().split(" ", 1)[1] for match in _COUNTED.finditer(passage.low))
    kinds = {_SIDES[noun] for noun in nouns if noun in _SIDES}
    return kinds | ({"foreign_region"} if "province" in kinds else set())


def _namings(passage: Passage, cast: Cast, sentence: Sentence) -> Iterable[_Naming]:
    entities = cast.of(sentence)
    if not entities:
        return
    usable = {(entity.start, entity.end) for entity in cast.usable(sentence)}
    together: dict[str, int] = {}
    for group in groups(passage, cast, sentence):
        together |= {compare_form(entity.name): len(group) for entity in group}
    for entity in entities:
        yield _Naming(
            entity, sentence, (entity.start, entity.end) in usable, together.get(compare_form(entity.name), 0)
        )


def _features(passage: Passage, anchors: Sequence[Anchor], group: list[_Naming]) -> Iterable[str]:
    low, entity = passage.low, group[0].entity
    orders = {anchor.sentence.order: anchor for anchor in anchors}
    yield "bias"
    yield f"kind={entity.kind}"
    yield f"times={min(len(group), 4)}"
    yield f"first={min(group[0].sentence.order, 5)}"
    parts = {naming.sentence.part for naming in group}
    for part in parts:
        yield f"part={part}"
    if {"title", "lead"} <= parts or ("title" in parts and len(group) > 1):
        yield "title and text"
    yield f"usable={min(sum(naming.usable for naming in group), 3)}"
    if all(not naming.usable for naming in group):
        yield "never usable"
    if entity.weak:
        yield "weak"
    sizes = [naming.grouped for naming in group if naming.grouped]
    yield f"grouped={min(len(sizes), 3)}"
    if sizes:
        yield f"group size={min(max(sizes), 5)}"
    if any(naming.grouped and naming.sentence.part in ("title", "lead") for naming in group):
        yield "grouped early"
    distance = min((abs(n.sentence.order - order) for n in group for order in orders), default=9)
    yield f"distance={min(distance, 5)}"
    for naming in group:
        yield from _of_naming(low, naming, orders.get(naming.sentence.order))


def _of_naming(low: str, naming: _Naming, anchor: Anchor | None) -> Iterable[str]:
    entity, sentence = naming.entity, naming.sentence
    before = low[max(sentence.start, entity.head - 40) : entity.head]
    after = low[entity.end : min(entity.end + 60, sentence.end)]
    where = "anchor" if anchor else "elsewhere"
    if word := _BY.search(before):
        yield f"by={word['word']}&{where}"
    if _OFFICE.search(before):
        yield f"office&{where}"
    if entity.organ:
        yield "organ"
    if entity.bare:
        yield f"bare&{where}"
    if naming.grouped:
        yield f"grouped&{where}"
    if anchor:
        yield "usable in anchor" if naming.usable else "unusable in anchor"
        yield f"anchor {anchor.sense}"
        yield "before anchor" if entity.start < anchor.start else "behind anchor"
    if _SIGN.search(after):
        yield f"signs&{where}"
    if _SPEECH.search(low, sentence.start, sentence.end):
        yield f"speech&{where}"
    if _GUESTS.search(low, sentence.start, entity.head):
        yield f"guest&{where}"
    if _MEETING.search(low, sentence.start, sentence.end):
        yield f"meeting&{where}"
    if sentence.part in ("title", "lead") and _WORK.search(low, sentence.start, sentence.end):
        yield f"works in {sentence.part}"


def _beside(
    key: str, found: dict[str, list[_Naming]], kinds: Counter[str], entity: Entity, cast: Cast
) -> set[str]:
    """What the others say of one: a province beside its department, one of two of a kind."""
    features = {f"alike={min(kinds[entity.kind], 4)}", f"alike={min(kinds[entity.kind], 4)}&{entity.kind}"}
    others = [(name, group[0].entity) for name, group in found.items() if name != key]
    if any(name.endswith(" " + key) for name, _ in others):
        features.add(f"inside another&{entity.kind}")
    if entity.kind == "country" and any(other.kind != "country" for _, other in others):
        features.add("country beside others")
    if entity.kind in _LANDS and not any(other.kind in _LANDS for _, other in others):
        features.add("only land")
    if entity.name == cast.setting.home:
        features.add("home")
    return features
