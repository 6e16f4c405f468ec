"""Exports of one snapshot as plain files, and the difference of two snapshots."""

import csv
import hashlib
import io
import json
from pathlib import Path

import polars
import pyarrow.parquet as parquet
import pytest
from readings import make_reading

from warehouse.answers import write_answer
from warehouse.commit import withdraw_articles, write_articles
from warehouse.connect import Lake, StoreError
from warehouse.diff import diff
from warehouse.export import export, public_relations
from warehouse.query import Console, QueryError
from warehouse.store import Store


@pytest.fixture
def lake(small: Path) -> Lake:
    return Lake(catalog=str(small / "catalog.sqlite"), store=str(small))


@pytest.mark.timeout(60)
def test_every_public_relation_is_exported_of_one_snapshot(lake: Lake, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "export"
    made = export(lake, folder)
    assert {file.stem for file in folder.glob("*.parquet")} == set(public_relations())
    about = json.loads((folder / "snapshot.json").read_text())
    assert (about["snapshot_id"], about["rows"]["articles"]) == (made.snapshot_id, 3)
    assert parquet.read_table(folder / "articles.parquet").schema.field("published_at").type.tz == "UTC"
    articles = polars.read_parquet(folder / "articles.parquet")
    assert sorted(articles["title"]) == ["Tin a1", "Tin a2", "Tin a3"]
    assert articles["authors"][0].to_list() == ["An", "Bình"]
    assert "## articles" in (folder / "dictionary.md").read_text()
    assert "publishers" in (folder / "LICENCE.txt").read_text()
    assert [path.name for path in folder.parent.iterdir()] == ["export"]


@pytest.mark.timeout(60)
def test_csv_files_come_with_a_data_package_that_describes_them(lake: Lake, tmp_path: Path) -> None:
    made = export(lake, tmp_path / "out", ["csv"])
    package = json.loads((made.folder / "datapackage.json").read_text())
    assert package["version"] == str(made.snapshot_id)
    assert {each["name"] for each in package["resources"]} == set(public_relations())
    articles = next(each for each in package["resources"] if each["name"] == "articles")
    content = (made.folder / articles["path"]).read_bytes()
    assert articles["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert (articles["bytes"], articles["schema"]["primaryKey"]) == (len(content), ["article_id"])
    first = next(csv.DictReader(io.StringIO(content.decode())))
    assert list(first) == [field["name"] for field in articles["schema"]["fields"]]
    kinds = {field["name"]: field["type"] for field in articles["schema"]["fields"]}
    assert (kinds["authors"], json.loads(first["authors"])) == ("array", ["An", "Bình"])
    assert (kinds["published_at"], first["published_at"]) == ("datetime", "2026-01-04T00:00:00Z")


def test_an_export_does_not_replace_what_is_none(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match="holds other files"):
        export(lake, tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_the_difference_of_two_snapshots_names_what_came_changed_and_went(tmp_path: Path) -> None:
    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as store:
        store.write("r1", "m", lambda tx: write_articles(tx, [make_reading("a1"), make_reading("a2")]))
        before = store.snapshot_id()

        def work(tx):  # type: ignore[no-untyped-def]
            withdraw_articles(tx, ["a2"])
            write_articles(tx, [make_reading("a1", "B", day=1), make_reading("a3")])

        store.write("r2", "m", work)
        after = store.snapshot_id()
    lake = Lake(catalog=str(tmp_path / "catalog.sqlite"), store=str(tmp_path))
    found = {each.table: each for each in diff(lake, str(before), str(after))}
    articles = found["articles"]
    assert (articles.added, articles.changed, articles.withdrawn) == (1, 1, 1)
    assert articles.examples == (("added", "a3"), ("changed", "a1"), ("withdrawn", "a2"))
    assert found["duplicates"].added == 0
    with pytest.raises(QueryError, match="no snapshot"):
        diff(lake, "2001-01-01", str(after))


def test_answers_are_written_in_each_format(lake: Lake, tmp_path: Path) -> None:
    sql = "SELECT article_id, published_at, authors, lead FROM articles ORDER BY 1 LIMIT 2"
    with Console(lake) as console:
        for form in ("csv", "json", "table"):
            with console.ask(sql) as answer, (tmp_path / form).open("w", encoding="utf-8") as out:
                write_answer(answer, form, out, width=60)
        with console.ask(sql) as answer, (tmp_path / "parquet").open("wb") as binary:
            write_answer(answer, "parquet", binary)
        with console.ask("SELECT 1 WHERE false") as answer, (tmp_path / "none").open("w") as out:
            write_answer(answer, "json", out)
    assert json.loads((tmp_path / "json").read_text())[0] == {
        "article_id": "a1", "published_at": "2026-01-04T00:00:00Z", "authors": ["An", "Bình"], "lead": None,
    }  # fmt: skip
    assert (tmp_path / "csv").read_text().splitlines()[2] == 'a2,2026-01-02T00:00:00Z,"[""An"", ""Bình""]",'
    assert parquet.read_table(tmp_path / "parquet").num_rows == 2
    assert max(map(len, (tmp_path / "table").read_text().splitlines())) <= 60
    assert json.loads((tmp_path / "none").read_text()) == []


def test_a_hostile_text_does_not_steer_the_terminal(lake: Lake, tmp_path: Path) -> None:
    with (
        Console(lake) as console,
        console.ask("SELECT chr(27) || '[2J[bold]x' AS t") as answer,
        (tmp_path / "out").open("w", encoding="utf-8") as out,
    ):
        write_answer(answer, "table", out, width=60)
    assert "\x1b" not in (tmp_path / "out").read_text()
    assert "[bold]x" in (tmp_path / "out").read_text()
