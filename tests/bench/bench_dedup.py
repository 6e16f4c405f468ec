"""Prints how well copies are found among real articles and families of same-worded reports, and how fast.

bench_dedup.py [BASE] [--families open|closed|sealed|none] [--seed N] [--limit N]

BASE as for ``dedup/make_corpus.py``; by default the base articles of the evaluation data that HOPTAC_SHARED
names. Precision, recall and F1 are of pairs in one cluster; "wrongly linked"
is the share of articles of families that stand in a cluster with another story. CPU seconds are of the whole
process from texts to clusters, without reading the base.
"""

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from transforms.dedup import find_duplicates

sys.path.insert(0, str(Path(__file__).parent / "dedup"))

from make_corpus import FAMILIES, make, read_base

ROOT = Path(__file__).parents[2]
BASE = Path(os.environ.get("HOPTAC_SHARED", ROOT.parent / "shared")) / "bench/dedup/base.parquet"


def pairs(clusters: Iterable[list[int]]) -> set[tuple[int, int]]:
    return {pair for members in clusters for pair in combinations(sorted(members), 2)}


def grouped(cluster_of: Mapping[int, object]) -> list[list[int]]:
    members: dict[object, list[int]] = defaultdict(list)
    for doc, cluster in cluster_of.items():
        members[cluster].append(doc)
    return list(members.values())


def adjusted_rand(linked: int, wanted: int, hits: int, docs: int) -> float:
    """The adjusted Rand index (Hubert & Arabie 1985), from counts of pairs."""
    chance = linked * wanted / (docs * (docs - 1) / 2)
    return (hits - chance) / max(1e-9, (linked + wanted) / 2 - chance)


def report(rows: Sequence[Mapping[str, Any]], cluster_of: Mapping[int, str], spent: float) -> str:
    wanted = pairs(grouped({doc: row["cluster"] for doc, row in enumerate(rows)}))
    linked = pairs(grouped(cluster_of))
    hits = len(wanted & linked)
    wrong = {doc for pair in linked - wanted for doc in pair}
    moulds = [doc for doc, row in enumerate(rows) if row["family"]]
    kinds: dict[str, Counter[bool]] = defaultdict(Counter)
    for doc, row in enumerate(rows):
        if row["src"] >= 0:
            kinds[row["kind"]][cluster_of.get(doc, -1) == cluster_of.get(row["src"], -2)] += 1
    recalls = {kind: found[True] / found.total() for kind, found in sorted(kinds.items())}
    return (
        f"{len(rows)} articles: precision {hits / max(1, len(linked)):.4f} recall {hits / len(wanted):.4f} "
        f"F1 {2 * hits / (len(linked) + len(wanted)):.4f} "
        f"ARI {adjusted_rand(len(linked), len(wanted), hits, len(rows)):.4f}, "
        f"of families wrongly linked {len(wrong.intersection(moulds)) / max(1, len(moulds)):.2%}, "
        f"{len(rows) / spent:.0f} articles per CPU s\n  "
        + ", ".join(f"{kind} {share:.3f}" for kind, share in recalls.items())
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path, nargs="?", default=BASE)
    parser.add_argument("--families", choices=sorted(FAMILIES), default="open")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    if not args.base.exists():
        print(f"no base articles at {args.base}: set HOPTAC_SHARED")
        return
    stories = read_base(args.base)
    Random(args.seed).shuffle(stories)
    rows = make(stories[: args.limit], args.families, args.seed).to_pylist()
    began = time.process_time()
    found = find_duplicates((str(doc), row["text"]) for doc, row in enumerate(rows))
    spent = time.process_time() - began
    print(report(rows, {int(row.article_id): row.cluster_id for row in found}, spent))


if __name__ == "__main__":
    main()
