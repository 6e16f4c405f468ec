"""The ways to attach from outside that docs/query.md tells."""

import json
import re
from pathlib import Path

import duckdb
import pytest
from small_world import put_small_world

from warehouse.connect import Lake, connect, extension_file
from warehouse.query import Console
from warehouse.store import Store

DOCS = Path(__file__).parents[2] / "docs"


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
        connection.execute("DELETE FROM article_versions")


def test_frames_and_arrow(small: Path) -> None:
    with connect(Lake(catalog=str(small / "catalog.sqlite"), store=str(small)), read_only=True) as connection:
        assert connection.sql("FROM articles").pl()["authors"].len() == 3
        assert connection.sql("FROM articles").to_arrow_table().num_rows == 3


def test_the_notebook_answers_its_three_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its cells, run one after the other as Jupyter would, on the small world of the query book."""
    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as store:
        put_small_world(store)
    monkeypatch.setenv("HOPTAC_HOME", str(tmp_path))
    cells = json.loads((DOCS / "three-questions.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    told = capsys.readouterr().out
    assert "Nghệ An – Hà Tĩnh | 2 | 0 | 2018 | 2021" in told
    assert told.rstrip().endswith("Tin")  # the quote of the last answer


def test_the_statements_of_the_page_are_answered(small: Path) -> None:
    """Every SELECT that docs/query.md shows as SQL for the warehouse itself."""
    blocks = re.findall(r"```sql\n(.*?)```", (DOCS / "query.md").read_text(encoding="utf-8"), re.DOTALL)
    statements = [line.strip() for block in blocks for line in block.split(";") if line.strip()]
    asked = [sql for sql in statements if sql.startswith(("SELECT", "FROM")) and "VERSION" not in sql]
    with Console(Lake(catalog=str(small / "catalog.sqlite"), store=str(small))) as console:
        for sql in [sql for sql in asked if "table_changes" not in sql]:
            with console.ask(sql) as answer:
                assert answer.columns, sql
    assert len(asked) >= 4
