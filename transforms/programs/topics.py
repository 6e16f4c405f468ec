"""Which of the sectors whose words an article holds its program covers: a small learned choice."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from transforms.programs import linear
from transforms.programs.anchors import Anchor
from transforms.programs.cast import Cast
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import cue, pattern
from transforms.programs.sectors import SectorWord, find_all_sectors, is_core

THRESHOLD = 0.5  # by cross-validation over articles; 0.4 and 0.6 differ by less than 0.02
_CONTENT = cue("content")
_STORY = cue("story")
_RESULTS = cue("results")
_LED = pattern(
    r"(?:lĩnh vực|nội dung|về|gồm|như|trọng tâm|nhằm|chú trọng|ưu tiên|phát triển|hợp tác)(?!\w)[^.;]{0,30}$"
)
# What a sentence, or the words in front of a hit, are about.
_MARKS = {
    name: cue(f"marks {name}") for name in ("both", "terms", "speech", "past", "who", "guests", "figures")
}
_LEADS = {name: cue(f"leads {name}") for name in ("purpose", "future", "about", "name")}
_LISTED = re.compile(r"^(?:,| và|;| -)")


_AWAY = frozenset(("speech", "past", "who", "guests", "purpose"))


@dataclass(frozen=True, slots=True)
class Topic:
    """A sector that an article names, its first words, and what is known of how it names it."""

    word: SectorWord
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    word: SectorWord
    text: str
    region: str
    distance: int  # sentences to the nearest that names the document
    listed: bool
    led: bool
    marks: tuple[str, ...]


# Where words stand, the surest place first.
_PUBLIC = frozenset(
    ("province", "district", "foreign_region", "agency", "ministry", "association", "party_body")
)
_REGIONS = ("topic", "title", "clause", "lead", "content", "near", "results", "other", "captions", "story")


def topics_of(
    passage: Passage, cast: Cast, stage: str, anchors: list[Anchor],
    spans: list[tuple[int, int]], sentences: list[Sentence],
) -> list[Topic]:  # fmt: skip
    """Every sector named in the sentences of a program; ``spans`` are the clauses of its anchors."""
    hits: dict[str, list[_Hit]] = defaultdict(list)
    for sentence in sentences:
        region = _region_of(passage, sentence, anchors)
        named = [e for e in cast.of(sentence) if e.kind not in ("province", "country") and not e.weak]
        for word in find_all_sectors(passage.low, sentence.start, sentence.end):
            if any(e.start <= word.start and word.end <= e.end for e in named):
                continue
            hits[word.sector].append(_hit(passage, sentence, word, region, anchors, spans))
    kinds = {e.kind for a in anchors for e in cast.of(a.sentence) if not e.weak}
    partners = [] if kinds & _PUBLIC else ["firms"]
    return _described(hits, stage, len(passage.sentences), partners)


def _region_of(passage: Passage, sentence: Sentence, anchors: list[Anchor]) -> str:
    low = passage.low
    if any(anchor.sentence.order == sentence.order for anchor in anchors):
        return "anchor" if sentence.part not in ("title", "captions") else sentence.part
    if sentence.part in ("title", "captions"):
        return sentence.part
    if _STORY.search(low, sentence.start, sentence.end):
        return "story"
    if sentence.part == "lead":
        return "lead"
    if _CONTENT.search(low, sentence.start, sentence.end):
        return "content"
    if any(0 < sentence.order - anchor.sentence.order <= 2 for anchor in anchors):
        return "near"
    return "results" if _RESULTS.search(low, sentence.start, sentence.end) else "other"


def _hit(
    passage: Passage, sentence: Sentence, word: SectorWord, region: str, anchors: list[Anchor],
    spans: list[tuple[int, int]],
) -> _Hit:  # fmt: skip
    low = passage.low
    if region == "anchor":
        inside = any(start <= word.start < end for start, end in spans)
        first = min((a.end for a in anchors if a.sentence.order == sentence.order), default=sentence.start)
        region = ("topic" if word.start >= first else "clause") if inside else "other"
    listed = bool(_LISTED.match(low[word.end : word.end + 4])) or low[: word.start].endswith((", ", " và "))
    led = bool(_LED.search(low[max(sentence.start, word.start - 50) : word.start]))
    marks = [name for name, words in _MARKS.items() if words.search(low, sentence.start, sentence.end)]
    ahead = low[sentence.start : word.start]
    marks += [name for name, words in _LEADS.items() if words.search(ahead)]
    distance = min((abs(sentence.order - a.sentence.order) for a in anchors), default=9)
    return _Hit(word, low[word.start : word.end], region, distance, listed, led, tuple(marks))


def _described(hits: dict[str, list[_Hit]], stage: str, sentences: int, partners: list[str]) -> list[Topic]:
    total = sum(map(len, hits.values()))
    order = sorted(hits, key=lambda sector: -len(hits[sector]))
    length = "short" if sentences <= 7 else "middle" if sentences <= 14 else "long"
    found = []
    for sector, group in hits.items():
        best = min(group, key=lambda hit: _REGIONS.index(hit.region))
        words = Counter(hit.text for hit in group)
        rank = order.index(sector)
        features = {
            "bias", f"sector={sector}", f"best={best.region}", f"best={best.region}&stage={stage}",
            f"sector={sector}&best={best.region}", f"length={length}&best={best.region}",
            f"hits={min(len(group), 4)}", f"words={min(len(words), 3)}",
            f"rank={min(rank, 5)}", f"share={int(4 * len(group) / total)}",
            f"sectors={min(len(hits) // 2, 5)}",
            *(f"in={hit.region}" for hit in group), *(f"word={text}" for text in words),
            *(f"word={hit.text}&core" for hit in group if hit.region in ("topic", "title", "lead")),
            *(f"listed={hit.region}" for hit in group if hit.listed),
            *(f"led={hit.region}" for hit in group if hit.led),
        }  # fmt: skip
        strong = [hit for hit in group if is_core(sector, hit.text)]
        features |= {f"core={hit.region}" for hit in strong} | {f"corehits={min(len(strong), 3)}"}
        features |= {f"mark={mark}" for hit in group for mark in hit.marks}
        features |= {f"mark={mark}&best" for mark in best.marks}
        plain = [hit for hit in group if not _AWAY.intersection(hit.marks)]
        features |= {f"plain={min(len(plain), 2)}", f"plain={min(len(plain), 1)}&core={bool(strong)}"}
        features |= {f"core&listed={hit.region}" for hit in strong if hit.listed}
        features |= {f"weak={hit.region}" for hit in group if hit not in strong}
        near = min(hit.distance for hit in group)
        features |= {f"near={min(near, 5)}", f"near={min(near, 5)}&core={bool(strong)}&{length}"}
        features |= {f"near={min(hit.distance, 4)}&listed" for hit in group if hit.listed}
        features |= {f"near={min(near, 3)}&{kind}" for kind in partners}
        features |= {f"{kind}&{best.region}&{length}" for kind in partners}
        first = min(group, key=lambda hit: (_REGIONS.index(hit.region), hit.word.start))
        found.append(Topic(first.word, tuple(sorted(features))))
    return found


def covered(topics: list[Topic]) -> list[SectorWord]:
    """The topics that the program covers, by the learned weights."""
    return [topic.word for topic in topics if chance(topic) >= THRESHOLD]


def chance(topic: Topic) -> float:
    """How likely an annotator names the sector, 0-1."""
    return linear.chance(linear.weights("sector_model.json"), topic.features)
