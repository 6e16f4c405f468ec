"""Makes a labelled corpus of copies and of look-alikes from real base articles.

make_corpus.py OUT.parquet BASE [--families open|closed|sealed|none] [--seed N] [--limit N]

BASE is a Parquet file with title, lead, paras (list of texts), or a JSONL file (.gz too) with title and
content. A third of the base stories is copied one to three times; each family makes 300 stories of which
every fourth is copied. Columns of OUT: doc, cluster (equal = copies of one story), kind, src (the doc copied
from, or -1), family, text. Base articles that share a fifth of their seven-word runs with another one are
left out: nobody labelled them.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import families_closed
import families_fresh
import families_open
import families_sealed
import pyarrow as pa
import pyarrow.parquet as pq
from copying import KINDS, Surroundings
from story import Story

FAMILIES = {
    "open": families_open.FAMILIES | families_fresh.FAMILIES, "closed": families_closed.FAMILIES,
    "sealed": families_sealed.FAMILIES, "none": {},
}  # fmt: skip
STORIES, SHORTEST, RUN, RELATED = 300, 120, 7, 0.2


def story(title: str, text: str) -> Story | None:
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    if len(parts) < 3 or len(text.split()) < SHORTEST:
        return None
    return Story(title=title.strip(), lead=parts[0], body=tuple(parts[1:]))


def read_base(path: Path) -> list[Story]:
    if path.suffix == ".parquet":
        rows = pq.read_table(path).to_pylist()
        return [Story(title=row["title"], lead=row["lead"], body=tuple(row["paras"])) for row in rows]
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        rows = [json.loads(line) for line in lines]
    return alone([found for row in rows if (found := story(row["title"], row["content"]))])


def runs(story: Story) -> set[int]:
    words = " ".join(story.body).lower().split()
    return {hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1)}


def alone(stories: list[Story]) -> list[Story]:
    """The stories that share less than a fifth of their runs with any other one."""
    held: dict[int, list[int]] = defaultdict(list)
    sets = [runs(each) for each in stories]
    for index, found in enumerate(sets):
        for run in found:
            held[run].append(index)
    return [each for index, each in enumerate(stories) if most_shared(index, sets[index], held) < RELATED]


def most_shared(index: int, found: set[int], held: dict[int, list[int]]) -> float:
    others = Counter(other for run in found for other in held[run] if other != index)
    return max(others.values(), default=0) / max(1, len(found))


@dataclass(kw_only=True)
class Corpus:
    around: Surroundings
    g: Random
    rows: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    clusters: int = 0

    def add(self, original: Story, kind: str, family: str, copies: list[str]) -> None:
        source = len(self.rows)
        self.rows.append((self.clusters, kind, -1, family, original.text))
        for name in copies:
            text = KINDS[name](original, self.g, self.around)
            kind = f"of_template_{name}" if family else name
            self.rows.append((self.clusters, kind, source, family, text))
        self.clusters += 1

    def table(self) -> pa.Table:
        order = self.g.sample(range(len(self.rows)), len(self.rows))
        place = {old: new for new, old in enumerate(order)}
        rows = [
            (place[old], cluster, kind, place.get(source, -1), family, text)
            for old in order
            for cluster, kind, source, family, text in [self.rows[old]]
        ]
        names = ["doc", "cluster", "kind", "src", "family", "text"]
        return pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})


def furnished(original: Story, corpus: Corpus) -> Story:
    """The story as a site shows it: two in five carry the site's footer."""
    footer = corpus.around.footer(corpus.g) if corpus.g.random() < 0.4 else ()
    return Story(title=original.title, lead=original.lead, body=(*original.body, *footer))


def make(stories: list[Story], families: str, seed: int) -> pa.Table:
    g = Random(seed)
    corpus = Corpus(around=Surroundings(stories, g), g=g)
    for number, original in enumerate(stories):
        copies = g.sample(list(KINDS), g.choice([1, 1, 2, 3])) if number % 3 == 0 else []
        corpus.add(furnished(original, corpus), "base", "", copies)
    for name, family in FAMILIES[families].items():
        for number in range(STORIES):
            copies = [g.choice(list(KINDS))] if number % 4 == 0 else []
            corpus.add(furnished(family(g), corpus), "template", name, copies)
    return corpus.table()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("--families", choices=sorted(FAMILIES), default="open")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    stories = read_base(args.base)
    Random(args.seed).shuffle(stories)
    table = make(stories[: args.limit], args.families, args.seed)
    pq.write_table(table, args.out, compression="zstd")
    print(f"{args.out}: {table.num_rows} articles from {len(stories[: args.limit])} base stories")


if __name__ == "__main__":
    main()
