"""What people decided about programs: merges and splits that every run follows.

The file is YAML, a list under ``decisions``::

    decisions:
      - split: ["https://paper.example/a-1.html", "https://other.example/b-2.html"]
        why: two papers signed on one day
      - merge: ["https://paper.example/c-3.html", "9f86d081884c7d65"]
        why: the second article misprints the day

``split``: no two of the named articles tell of the same program. ``merge``: the programs of the named
articles, or programs called by their ids, are one. An article that tells of several programs is named with
the number of the one that is meant, as in ``https://paper.example/c-3.html#2``.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from itertools import combinations

from warehouse.record import record


class DecisionsError(ValueError):
    """A decisions file that cannot be followed; the message names the entry and the mend."""


@record
class Judgement:
    """One decision: ``kind`` is merge or split, ``names`` are article addresses or program ids."""

    kind: str
    names: tuple[str, ...]
    why: str | None


class Decisions:
    """Judgements, ready to be asked."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self.judgements = tuple(judgements)
        self.merges = tuple(judged for judged in self.judgements if judged.kind == "merge")
        self._apart: dict[str, set[str]] = defaultdict(set)
        for judged in self.judgements:
            if judged.kind == "split":
                self._add_split(judged)

    def _add_split(self, judged: Judgement) -> None:
        for left, right in combinations(judged.names, 2):
            self._apart[left].add(right)
            self._apart[right].add(left)

    def keep_apart(self, names: Set[str], others: Set[str]) -> bool:
        """Whether a split keeps a report called ``names`` from a program of reports called ``others``."""
        return any(name in self._apart and not self._apart[name].isdisjoint(others) for name in names)

    def named(self) -> frozenset[str]:
        """All addresses and program ids that some judgement names."""
        return frozenset(address_of(name) for judged in self.judgements for name in judged.names)


def address_of(name: str) -> str:
    """The name without the number of a program in its article."""
    address, mark, number = name.rpartition("#")
    return address if mark and number.isdigit() else name


def read_decisions(content: object) -> Decisions:
    """Reads the parsed YAML of a decisions file; nothing at all is no decisions.

    :raises DecisionsError: for anything that is not as the module says.
    """
    if content is None:
        return Decisions()
    entries = content.get("decisions") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise DecisionsError("decisions: give a list of entries under 'decisions:'")
    decisions = Decisions(_read_entry(number, entry) for number, entry in enumerate(entries, 1))
    _check_no_contradiction(decisions)
    return decisions


def _read_entry(number: int, entry: object) -> Judgement:
    where = f"decisions, entry {number}"
    if not isinstance(entry, dict):
        raise DecisionsError(f"{where}: give 'merge:' or 'split:' with a list of addresses")
    if unknown := set(entry) - {"merge", "split", "why"}:
        word = min(map(str, unknown))
        raise DecisionsError(f"{where}: unknown word {word!r}; known: merge, split, why")
    kinds = [kind for kind in ("merge", "split") if kind in entry]
    if len(kinds) != 1:
        raise DecisionsError(f"{where}: give either 'merge' or 'split', and only one of them")
    return Judgement(kind=kinds[0], names=_read_names(where, kinds[0], entry[kinds[0]]), why=entry.get("why"))


def _read_names(where: str, kind: str, names: object) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise DecisionsError(f"{where}: '{kind}' needs a list of addresses or program ids, each in quotes")
    if len(set(names)) < 2:
        raise DecisionsError(f"{where}: '{kind}' needs two different names or more")
    if kind == "split" and any("://" not in name for name in names):
        raise DecisionsError(f"{where}: 'split' takes the addresses of articles, not program ids")
    return tuple(names)


def _check_no_contradiction(decisions: Decisions) -> None:
    for judged in decisions.merges:
        for left, right in combinations(judged.names, 2):
            if decisions.keep_apart({left}, {right}):
                raise DecisionsError(f"decisions: one entry merges {left} and {right}, another splits them")
