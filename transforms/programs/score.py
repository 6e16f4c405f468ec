"""Scores the reader against a folder of labelled articles, and shows every miss with its text."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transforms.parties import compare_form
from transforms.programs.events import program_ids
from transforms.programs.filter import document_of, label_of
from transforms.programs.reader import read_mentions
from transforms.programs.records import Document

Label = dict[str, Any]
Program = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Right, spurious and missing items of one figure."""

    right: int = 0
    spurious: int = 0
    missing: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.spurious, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missing, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.spurious + self.missing, 1)

    def add(self, gold: set[Any], read: set[Any]) -> None:
        self.right += len(gold & read)
        self.spurious += len(read - gold)
        self.missing += len(gold - read)


@dataclass(slots=True)
class Share:
    """How many of all were right."""

    right: int = 0
    total: int = 0

    @property
    def value(self) -> float:
        return self.right / max(self.total, 1)

    def add(self, right: bool) -> None:
        self.right += right
        self.total += 1


@dataclass(slots=True)
class Score:
    """Figures over a folder; ``misses`` are lines to read, ``errors`` evidence that is not in its article."""

    relevance: Tally = field(default_factory=Tally)
    programs: Tally = field(default_factory=Tally)
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    b_cubed: float | None = None

    def lines(self) -> Iterator[str]:
        """The figures as lines of text."""
        found = self.relevance
        yield f"relevance precision {found.precision:.3f} recall {found.recall:.3f} F1 {found.f1:.3f}"
        yield f"programs found precision {self.programs.precision:.3f} recall {self.programs.recall:.3f}"
        for name, share in self.shares.items():
            yield f"{name} {share.value:.3f} ({share.right}/{share.total})"
        for name, tally in self.tallies.items():
            yield f"{name} micro-F1 {tally.f1:.3f} (P {tally.precision:.3f} R {tally.recall:.3f})"
        if self.b_cubed is not None:
            yield f"event resolution B-cubed F1 {self.b_cubed:.3f}"
        yield f"evidence errors {len(self.errors)}"


def score_folder(folder: Path) -> Score:
    """Scores a folder with ``labels.jsonl`` and ``articles/ID.json`` in the gold format."""
    return score_documents(read_folder(folder))


def score_documents(labelled: Iterable[tuple[Label, Document]]) -> Score:
    """Scores the reader on labels and their articles."""
    score = Score()
    pairs: list[tuple[str, str, int]] = []
    done = []
    for label, document in labelled:
        result = read_mentions(document)
        read = label_of(document, result)
        _check_evidence(document, read, score)
        pairs += _score_article(label, read, document, score)
        done.append((document, result))
    ids = program_ids(done)
    score.b_cubed = b_cubed([event for event, *_ in pairs], [ids[doc_id, at] for _, doc_id, at in pairs])
    return score


def read_folder(folder: Path) -> Iterator[tuple[Label, Document]]:
    """Labels and their articles; ``FileNotFoundError`` when the folder has another form."""
    for line in (folder / "labels.jsonl").read_text("utf-8").splitlines():
        if line.strip():
            label = json.loads(line)
            article = json.loads((folder / "articles" / f"{label['doc_id']}.json").read_text("utf-8"))
            yield label, document_of(article)


def _score_article(label: Label, read: Label, document: Document, score: Score) -> list[tuple[str, str, int]]:
    score.relevance.add({1} if label["relevant"] else set(), {1} if read["relevant"] else set())
    if label["relevant"] != read["relevant"]:
        _miss(
            score,
            document,
            "relevance",
            label["relevant"],
            f"{read['relevant']} ({read['reason']})",
            document.title,
        )
    pairs = []
    for gold, found, at in pair_up(label["programs"], read["programs"]):
        score.programs.add({1} if gold else set(), {1} if found else set())
        _score_program(gold or {}, found or {}, document, score)
        if gold and found:
            pairs.append((gold.get("event", ""), document.doc_id, at))
    return pairs


def pair_up(gold: list[Program], read: list[Program]) -> list[tuple[Program | None, Program | None, int]]:
    """Pairs labelled and read programs by likeness, best first; what is left stands alone."""
    scored = sorted(
        ((_likeness(one, other), i, j) for i, one in enumerate(gold) for j, other in enumerate(read)),
        key=lambda item: -item[0],
    )
    pairs: list[tuple[Program | None, Program | None, int]] = []
    left, right = set(range(len(gold))), set(range(len(read)))
    for _, i, j in scored:
        if i in left and j in right:
            pairs.append((gold[i], read[j], j))
            left.discard(i)
            right.discard(j)
    pairs += [(gold[i], None, -1) for i in sorted(left)]
    return pairs + [(None, read[j], j) for j in sorted(right)]


def _likeness(gold: Program, read: Program) -> float:
    names, found = _names(gold), _names(read)
    overlap = len(names & found) / max(len(names | found), 1)
    alike = [gold.get(key) == read.get(key) for key in ("instrument", "stage", "period_start", "period_end")]
    return 3 * overlap + alike.count(True)


def _names(program: Program) -> set[str]:
    return {compare_form(party["name"]) for party in program.get("parties", ())}


def _score_program(gold: Program, read: Program, document: Document, score: Score) -> None:
    if gold:
        for name, value in _FIELDS.items():
            right = bool(read) and value(gold) == value(read)
            score.shares[name].add(right)
            if not right:
                _miss(
                    score,
                    document,
                    name,
                    value(gold),
                    value(read) if read else "no program",
                    _context(read, name),
                )
    for name, items in _SETS.items():
        score.tallies[name].add(items(gold), items(read))
        if gold and read and items(gold) != items(read) and name != "parties":
            _miss(
                score,
                document,
                name,
                sorted(items(gold) - items(read)),
                sorted(items(read) - items(gold)),
                _context(read, name),
            )
    if read and not gold:
        _miss(
            score,
            document,
            "program",
            "none",
            (read["instrument"], read["stage"], sorted(_names(read))),
            _context(read, "instrument"),
        )


_FIELDS: dict[str, Callable[[Program], Any]] = {
    "instrument": lambda program: program["instrument"],
    "stage": lambda program: program["stage"],
    "party set exact": lambda program: tuple(sorted(_names(program))),
    "signed_on": lambda program: program["signed_on"],
    "period": lambda program: (program["period_start"], program["period_end"]),
}
_SETS: dict[str, Callable[[Program], set[Any]]] = {
    "parties": _names,
    "sectors": lambda program: set(program.get("sectors", ())),
    "signatories": lambda program: {
        compare_form(person["name"]) for person in program.get("signatories", ())
    },
}


def _context(read: Program, name: str) -> str:
    keys = {"party set exact": "party", "sectors": "sector", "signatories": "signatory"}
    wanted = keys.get(name, name)
    return " | ".join(
        item["text"] for item in read.get("evidence", ()) if item["field"].split(":")[0] in (wanted, "stage")
    )[:400]


def _miss(score: Score, document: Document, name: str, gold: object, read: object, text: str) -> None:
    score.misses.append(f"{document.doc_id} {name}: labelled {gold!r}, read {read!r}\n    {text}")


def _check_evidence(document: Document, read: Label, score: Score) -> None:
    parts = {
        "title": document.title, "lead": document.lead or "", "body": "\n".join(document.body),
        "captions": "\n".join(document.captions),
    }  # fmt: skip
    for program in read["programs"]:
        for item in program["evidence"]:
            if not item["text"] or parts[item["part"]][item["start"] : item["end"]] != item["text"]:
                score.errors.append(
                    f"{document.doc_id} {item['field']}: {item['text']!r} is not in {item['part']}"
                )


def b_cubed(gold: Iterable[object], read: Iterable[object]) -> float:
    """B-cubed F1 of two clusterings of the same items (Bagga and Baldwin 1998)."""
    items = list(zip(gold, read, strict=True))
    both, left, right = Counter(items), Counter(g for g, _ in items), Counter(r for _, r in items)
    precision = sum(both[item] / right[item[1]] for item in items) / max(len(items), 1)
    recall = sum(both[item] / left[item[0]] for item in items) / max(len(items), 1)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
