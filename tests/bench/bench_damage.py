"""Flips a bit in a fifth of the captures and of the data files of a home, and heals it.

python -m tests.bench.bench_damage [SEED ...]      (default 1 to 8; about half a minute each)

The home holds the bundled newsroom, once ingested, rebuilt and maintained. For each seed a copy of it is
damaged, then `hoptac maintain` must name each file that was hit, and `hoptac rebuild` makes the tables again.
Prints which public tables differ from those before; what read an article is no difference, since `maintain`
learns of the pages of a source. Where a page was hit in its capture and in its table, the rebuild says so and
changes nothing: with --accept-loss it goes on, and the next ingest asks the site for the page again.
"""

import random
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.newsroom import Newsroom
from tests.flows.runs import Desk, desk_for
from tests.flows.tables import Tables, tables_of
from tests.flows.test_damage import flip
from warehouse.damage import data_files
from warehouse.store import Store

SHARE = 0.2


def make_home(folder: Path) -> Desk:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, folder)
        for words in ("ingest", "rebuild", "maintain"):
            done = desk.run(words)
            assert done.returncode == 0, done.stderr
    return desk


def damage(desk: Desk, seed: int) -> list[Path]:
    """Changes one bit in each of the files that chance names; gives these."""
    chance = random.Random(seed)
    with Store.open(*desk.place, read_only=True) as store:
        lake = store.lake.data_path
        data = [desk.home / "lake" / Path(path).relative_to(lake) for path in data_files(store)]
    captures = sorted((desk.home / "captures").rglob("*.warc.gz"))
    hit = [
        file for files in (sorted(data), captures) for file in chance.sample(files, round(SHARE * len(files)))
    ]
    for file in hit:
        flip(file, chance.randrange(file.stat().st_size * 8))
    return hit


def without_reader(tables: Tables) -> Tables:
    return {
        name: [{column: value for column, value in row.items() if column != "extractor"} for row in rows]
        for name, rows in tables.items()
    }


def measure(whole: Desk, folder: Path, seed: int) -> str:
    shutil.copytree(whole.home, folder)
    desk = replace(whole, home=folder)
    before = without_reader(tables_of(desk))
    hit = damage(desk, seed)
    named, healed = desk.run("maintain"), desk.run("rebuild")
    told = named.stdout + named.stderr + healed.stdout + healed.stderr
    unnamed = [file.name for file in hit if file.name not in told]
    if healed.returncode:
        found = healed.stderr.strip().splitlines()[-1]
    else:
        after = without_reader(tables_of(desk))
        found = f"tables that differ: {[name for name in before if after[name] != before[name]]}"
    shutil.rmtree(folder)
    return f"seed {seed}: {len(hit)} files hit, not named: {unnamed}; {found}"


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        desk = make_home(Path(place) / "whole")
        for seed in [int(word) for word in sys.argv[1:]] or range(1, 9):
            print(measure(desk, Path(place) / "damaged", seed), flush=True)
