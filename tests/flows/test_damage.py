"""Damaged data files are named, never used, and healed from the captures."""

import random
import shutil
from pathlib import Path

import pytest

from extractors.source import load_source
from flows.keepsakes import keep
from flows.newsroom import Newsroom
from tests.flows.runs import Desk, desk_for
from tests.flows.tables import PRODUCT, tables_of
from warehouse.damage import data_files
from warehouse.store import Store
from warehouse.warc_scan import Damage

pytestmark = pytest.mark.slow


def flip_bits(desk: Desk, share: float, seed: int) -> list[Path]:
    """Changes one bit in a share of the data files that any snapshot needs; gives these."""
    chance = random.Random(seed)
    with Store.open(desk.home / "catalog.sqlite", desk.home, read_only=True) as store:
        files = [Path(path) for path in data_files(store) if "/articles/" not in path]
    hit = chance.sample(files, max(1, round(share * len(files))))
    for file in hit:
        flip(file, chance.randrange(file.stat().st_size * 8))
    return hit


def flip_table(desk: Desk, name: str) -> list[Path]:
    """Changes a bit in the middle of every file of a table; gives these."""
    with Store.open(desk.home / "catalog.sqlite", desk.home, read_only=True) as store:
        files = [Path(path) for path in data_files(store) if f"/{name}/" in path]
    for file in files:
        flip(file, file.stat().st_size * 4)
    return files


def flip_captures(desk: Desk) -> None:
    """Damages a record in the middle of each capture file."""
    for file in (desk.home / "captures").rglob("*.warc.gz"):
        flip(file, file.stat().st_size * 4)


def flip(file: Path, bit: int) -> None:
    content = bytearray(file.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    file.write_bytes(content)


@pytest.mark.timeout(600)
def test_bits_flipped_in_a_fifth_of_the_data_files_are_named_and_healed(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        assert desk.run("ingest", "binhhai").returncode == 0
    assert desk.run("maintain").returncode == 0  # writes out what the catalog still holds
    before = tables_of(desk)
    hit = flip_bits(desk, 0.2, seed=3)
    flipped = [*hit, *flip_table(desk, "articles")]
    shutil.rmtree(desk.home / "lake" / "main" / "article_versions")

    named = desk.run("maintain")
    read = desk.run("sql", "SELECT * FROM articles")
    healed = desk.run("rebuild")
    again = desk.run("maintain")

    assert named.returncode == 1
    assert "data files are damaged" in named.stderr
    assert [file for file in flipped if file.name not in named.stderr + named.stdout] == []
    assert read.returncode != 0
    assert "`hoptac rebuild` heals" in read.stderr
    assert healed.returncode == 0, healed.stderr
    assert again.returncode == 0, again.stderr
    after = tables_of(desk)
    assert [name for name in PRODUCT if after[name] != before[name]] == []

    flip_captures(desk)
    kept = desk.run("rebuild")

    assert kept.returncode == 0, kept.stderr
    assert "1 pages kept from the tables" in kept.stderr
    after = tables_of(desk)
    assert [name for name in PRODUCT if after[name] != before[name]] == []

    flip_table(desk, "fetches")
    without_log = desk.run("rebuild")

    assert without_log.returncode == 0, without_log.stderr
    after = tables_of(desk)
    assert [name for name in PRODUCT if after[name] != before[name]] == []

    source = load_source(desk.sources / "binhhai.yaml")
    (tmp_path / "another.warc.gz").write_bytes(b"its end is gone")
    unknown = Damage(file=str(tmp_path / "another.warc.gz"), offset=871, what="not readable")
    with Store.open(*desk.place, read_only=True) as live:
        assert keep(live, desk.home, source, [unknown]).lost == (unknown,)
