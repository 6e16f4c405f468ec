"""Whether documents and parties that were found make a program that the article reports on: a learned choice.

The weights come from ``tests/bench/train_worth.py``.
"""

from collections.abc import Iterable, Sequence

from transforms.programs.entities import Entity
from transforms.programs.frames import Frame
from transforms.programs.linear import chance, weights
from transforms.programs.passage import Passage
from transforms.programs.patterns import cue, pattern
from transforms.programs.periods import find_periods
from transforms.programs.phrases import SIGN

MODEL = "worth_model.json"
_BOTH = cue("marks both")
_SPEECH = cue("marks speech")
_PAST = cue("marks past")
_FIGURES = cue("marks figures")
_REVIEW = cue("review in sentence")
_CEREMONY = pattern(r"lễ ký|buổi ký|ký kết")
_WORK = pattern(r"hợp tác|phối hợp|liên kết|kết nghĩa|bắt tay|kết nối|đồng hành|cùng|chung|ký|thỏa thuận")
_OPINION = pattern(r"cho rằng|theo ông|theo bà|theo tôi|chúng ta|tôi(?!\w)|bạn đọc|chuyên gia|kiến nghị")
_ORDER = pattern(r"yêu cầu|chỉ đạo|giao |quy định|nghị định|thông tư|dự thảo|chấp thuận|phê duyệt")
_MONEY = pattern(r"hợp đồng|mua|bán|gói thầu|trúng thầu|cổ phần|giá|doanh thu|lợi nhuận")
_CRIME = pattern(r"bị cáo|khởi tố|tù|công an điều tra|tội|bắt giữ|vi phạm|kiện|tranh chấp|sai phạm")
_FIRMS = ("company", "bank", "other")


def worth(passage: Passage, frames: Sequence[Frame], parties: Sequence[Entity], least: float) -> float:
    """The chance that the article reports on the program, 0-1."""
    return chance(weights(MODEL), features(passage, frames, parties, least))


def features(passage: Passage, frames: Sequence[Frame], parties: Sequence[Entity], least: float) -> set[str]:
    """What is known of a program in the making and of the article around it; ``least`` is the chance of the least likely party."""  # noqa: E501
    return {
        "bias", f"least={int(least * 5)}", *_of_parties(parties), *_of_frames(frames),
        *_of_article(passage, frames, parties),
    }  # fmt: skip


def _of_parties(parties: Sequence[Entity]) -> Iterable[str]:
    kinds = sorted({entity.kind for entity in parties})
    yield f"parties={min(len(parties), 5)}"
    yield f"kinds={'+'.join(kinds[:3])}"
    yield from (f"kind={kind}" for kind in kinds)
    if len(kinds) == 1:
        yield f"only={kinds[0]}"
    if any(entity.weak for entity in parties):
        yield "weak party"
    if all(entity.kind in _FIRMS for entity in parties):
        yield "firms only"
    yield f"foreign={min(sum(entity.country != 'VN' for entity in parties), 2)}"


def _of_frames(frames: Sequence[Frame]) -> Iterable[str]:
    anchors = [frame.anchor for frame in frames]
    best = max(frame.score for frame in frames)
    yield f"score={best}"
    yield f"anchors={min(len(anchors), 4)}"
    senses = {anchor.sense for anchor in anchors}
    for sense in senses:
        yield f"sense={sense}"
    yield f"strong={any(anchor.strong for anchor in anchors)}"
    first = min(anchors, key=lambda anchor: anchor.start)
    yield f"first={min(first.sentence.order, 8)}"
    yield f"first part={first.sentence.part}"
    yield f"first={min(first.sentence.order, 4)}&{first.sense}"
    yield f"score={best}&{min(first.sentence.order, 4)}"
    for frame in frames:
        anchor = frame.anchor
        strength = "strong" if anchor.strong else "weak"
        yield f"{anchor.instrument}&{strength}"
        yield f"{anchor.sense}&{strength}&{frame.score}"
        if anchor.told:
            yield "told"
            yield f"told in {anchor.sentence.part}"
        if frame.open:
            yield "open"
        if frame.plain:
            yield "plain"
        if frame.expected:
            yield "counted"
        if anchor.signed_on:
            yield "dated"
        if anchor.verb:
            yield "verb"


def _of_article(passage: Passage, frames: Sequence[Frame], parties: Sequence[Entity]) -> Iterable[str]:
    low = passage.low
    title, lead = passage.part_span("title"), passage.part_span("lead")
    for part, (start, end) in (("title", title), ("lead", lead)):
        for name, words in (("works", _WORK), ("signs", SIGN), ("reviews", _REVIEW), ("orders", _ORDER)):
            if words.search(low, start, end):
                yield f"{part} {name}"
    yield f"parties in title={min(sum(_named(passage, party, *title) for party in parties), 2)}"
    count = len(passage.sentences)
    yield f"sentences={min(count // 5, 6)}"
    many = (
        ("both", _BOTH), ("opinion", _OPINION), ("orders", _ORDER), ("money", _MONEY), ("crime", _CRIME),
        ("ceremony", _CEREMONY),
    )  # fmt: skip
    for name, words in many:
        yield f"{name}={min(sum(1 for _ in words.finditer(low)), 4)}"
    for frame in frames:
        start, end = frame.anchor.sentence.start, frame.anchor.sentence.end
        for name, words in (("speech", _SPEECH), ("past", _PAST), ("figures", _FIGURES), ("orders", _ORDER)):
            if words.search(low, start, end):
                yield f"{name} at anchor"
        if find_periods(low, start, end):
            yield "term at anchor"


def _named(passage: Passage, party: Entity, start: int, end: int) -> bool:
    last = passage.low[party.start : party.end].split()[-2:]
    return " ".join(last) in passage.low[start:end]
