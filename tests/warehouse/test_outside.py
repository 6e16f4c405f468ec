"""The ways to attach from outside that docs/query.md tells."""

from pathlib import Path

import duckdb
import pytest

from warehouse.connect import Lake, connect, extension_file


def test_plain_duckdb_attaches_and_reads_tables_and_views(small: Path) -> None:
    """As the page says, but with the extensions of the wheels in the place of installed ones."""
    connection = duckdb.connect()
    for name in ("ducklake", "sqlite_scanner", "icu"):
        connection.execute(f"LOAD '{extension_file(name)}'")
    connection.execute(
        f"ATTACH 'ducklake:sqlite:{small}/catalog.sqlite' AS hoptac (READ_ONLY, META_JOURNAL_MODE 'WAL')"
    )
    assert connection.execute("SELECT count(*) FROM hoptac.unique_articles").fetchone() == (3,)
    connection.execute("USE hoptac")
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (3,)
    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("DELETE FROM articles")


def test_frames_and_arrow(small: Path) -> None:
    with connect(Lake(catalog=str(small / "catalog.sqlite"), store=str(small)), read_only=True) as connection:
        assert connection.sql("FROM articles").pl()["authors"].len() == 3
        assert connection.sql("FROM articles").to_arrow_table().num_rows == 3
