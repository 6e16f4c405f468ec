"""Learns ``transforms/programs/data/syllable_pairs.txt``: which two syllables are one word.

Vietnamese parts its words into syllables, and the name of a body ends with a word, not within one:
"Cục Kiểm ngư" before "đã ký". Pairs are kept by normalised pointwise mutual information (Bouma 2009) over the
news texts below HOPTAC_SHARED; only the pairs are written, no text.

    python tests/bench/train_syllables.py
"""

import csv
import gzip
import json
import math
import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from transforms.programs import syllables
from transforms.programs.syllables import is_vietnamese
from transforms.text import one_tone_style

TARGET = Path(syllables.__file__).parent / "data" / "syllable_pairs.txt"
LEAST_ARTICLES, LEAST_COHESION = 6, 0.28  # "kiểm ngư" has 0.29, "thuế đã" -0.01
_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]|\d+")
_TEXTS = ("title", "sapo", "description", "content", "maintext", "text")


def articles(folder: Path) -> Iterator[str]:
    csv.field_size_limit(10**9)
    for path in sorted(folder.glob("*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = csv.DictReader(lines) if ".csv" in path.name else map(json.loads, lines)
            for row in rows:
                yield " \n ".join(str(row[key]) for key in _TEXTS if row.get(key))


def main() -> None:
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    spread: Counter[tuple[str, str]] = Counter()
    for text in set(articles(Path(os.environ.get("HOPTAC_SHARED", "../shared")) / "text")):
        seen, last = set(), ""
        for token in _TOKEN.findall(one_tone_style(unicodedata.normalize("NFC", text.lower()))):
            if not token[0].isalpha():
                last = ""
                continue
            singles[token] += 1
            if last:
                pairs[last, token] += 1
                seen.add((last, token))
            last = token
        spread.update(seen)
    total = singles.total()

    def cohesion(pair: tuple[str, str]) -> float:
        count = pairs[pair]
        information = math.log(count * total / (singles[pair[0]] * singles[pair[1]]))
        return information / -math.log(count / total)

    kept: dict[str, list[str]] = defaultdict(list)
    for pair, count in spread.items():
        fits = all(len(syllable) > 1 and is_vietnamese(syllable) for syllable in pair)
        if count >= LEAST_ARTICLES and fits and cohesion(pair) >= LEAST_COHESION:
            kept[pair[0]].append(pair[1])
    lines = [f"{first} {' '.join(sorted(kept[first]))}" for first in sorted(kept)]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{sum(map(len, kept.values()))} pairs of {len(kept)} first syllables")


if __name__ == "__main__":
    main()
