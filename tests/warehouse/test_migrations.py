"""A warehouse that an older hoptac has made is brought up to date, and keeps its past."""

from pathlib import Path

from readings import make_reading
from small_world import put_small_world

from warehouse.commit import write_articles
from warehouse.connect import Lake
from warehouse.diff import diff
from warehouse.query import Console
from warehouse.store import Store
from warehouse.transaction import Transaction

LISTED = "SELECT article_id, version, body, last_seen_at, is_primary FROM articles ORDER BY 1"


def say_version(tx: Transaction, version: int) -> None:
    """Notes the version where it stood then, in a row."""
    tx.execute("DROP TABLE state.about")
    tx.execute(f"CREATE TABLE state.about AS SELECT {version}::BIGINT AS version, 'old' AS digest")


def as_of_version_2(tx: Transaction) -> None:
    """Turns the tables of articles into those of version 2, which knew ``articles`` as a table."""
    tx.execute("CREATE OR REPLACE TEMP TABLE newest AS FROM articles")
    tx.execute("DROP VIEW articles")
    tx.execute("CREATE TABLE articles AS FROM newest")
    tx.execute("DROP TABLE state.heads")
    say_version(tx, 2)


def test_articles_of_version_2_become_a_view_and_earlier_states_stay(tmp_path: Path) -> None:
    place = (tmp_path / "catalog.sqlite", tmp_path)
    with Store.open(*place) as store:
        first = [make_reading("a1"), make_reading("a2")]
        store.write("r", "first", lambda tx: write_articles(tx, first))
        store.write("r", "second", lambda tx: write_articles(tx, [make_reading("a1", "Bản sửa.", day=1)]))
        store.write("r", "as it was", as_of_version_2)
        expected, then = store.rows(LISTED), store.snapshot_id()

    with Store.open(*place) as store:
        assert store.rows(LISTED) == expected
        store.write("r", "third", lambda tx: write_articles(tx, [make_reading("a2", "Bản sửa.", day=2)]))
        assert [version for _, version, *_ in store.rows(LISTED)] == [2, 2]
        now = store.snapshot_id()

    lake = Lake(catalog=str(place[0]), store=str(place[1]))
    with Console(lake, at=str(then)) as console, console.ask(LISTED) as answer:
        assert list(answer.rows()) == expected
    found = {each.table: each for each in diff(lake, str(then), str(now))}
    assert found["articles"].examples == (("changed", "a2"),)


def test_a_text_that_only_the_table_of_the_newest_held_is_kept(tmp_path: Path) -> None:
    place = (tmp_path / "catalog.sqlite", tmp_path)
    with Store.open(*place) as store:
        store.write("r", "first", lambda tx: write_articles(tx, [make_reading("a1"), make_reading("a2")]))
        expected = store.rows(LISTED)
        store.write("r", "as it was", as_of_version_2)
        store.write("r", "damage", lambda tx: tx.execute("DELETE FROM article_versions"))
    with Store.open(*place) as store:
        assert store.rows(LISTED) == expected


def test_a_warehouse_of_version_one_learns_what_its_links_should_say(tmp_path: Path) -> None:
    def age(tx: Transaction) -> None:
        as_of_version_2(tx)
        tx.execute("DROP VIEW program_voices")
        tx.execute("DROP VIEW program_reports")
        for column in ("url", "source", "stage", "published_at", "is_primary", "is_official"):
            tx.execute(f"ALTER TABLE state.program_mentions DROP COLUMN {column}")
        say_version(tx, 1)

    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as store:
        put_small_world(store)
        before = store.rows("FROM program_reports ORDER BY ALL")
        store.write("r", "as an older version left it", age)
    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as store:
        assert store.rows("FROM program_reports ORDER BY ALL") == before
