"""Writes every public table and view of one snapshot as plain files, with what they mean."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.connect import LAKE, Lake, StoreError, connect
from warehouse.datapackage import FILE_NAME, data_package
from warehouse.dictionary import as_markdown, describe_tables
from warehouse.migrations import check_version
from warehouse.record import TABLES, VIEWS, record
from warehouse.schema import quote, views

if TYPE_CHECKING:
    import duckdb

FORMATS = ("parquet", "csv")
_OPTIONS = {"parquet": "FORMAT parquet, COMPRESSION zstd", "csv": "FORMAT csv, HEADER"}
LICENCE = """\
The texts (title, lead, body, captions and the quotes in evidence) belong to their publishers: they may be
analysed and quoted as the law allows, and must not be republished. What this project adds, the structure, the
links between articles, the programs and the parties, may be used under CC BY 4.0. Each row names its source.
"""


@record
class Export:
    """What was written: the folder, the snapshot, and the rows of each file's relation."""

    folder: Path
    snapshot_id: int
    rows: dict[str, int]


def export(lake: Lake, folder: Path, formats: Sequence[str] = ("parquet",)) -> Export:
    """Writes ``folder`` (new, or one that an export made) in one piece: all files are of one snapshot.

    Raises StoreError when the folder holds something else, or cannot be written.
    """
    _must_be_ours(folder)
    with _reader(lake) as connection:
        snapshot_id, taken_at = _snapshot(connection)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=_parent(folder)))
        try:
            rows = {name: _write(connection, name, made, formats) for name in public_relations()}
            _write_notes(connection, made, snapshot_id, taken_at, rows)
            _swap(made, folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    return Export(folder=folder, snapshot_id=snapshot_id, rows=rows)


def public_relations() -> list[str]:
    """Names of the tables and views that are the product."""
    return sorted(
        {table.name for table in TABLES.values() if table.schema == "main"} | {view.name for view in views()}
    )


def _reader(lake: Lake) -> "duckdb.DuckDBPyConnection":
    """A connection in a transaction: every statement sees the same snapshot."""
    connection = connect(lake, read_only=True)
    check_version(lake, lambda sql: connection.execute(sql).fetchall())
    connection.execute("BEGIN")
    return connection


def _snapshot(connection: "duckdb.DuckDBPyConnection") -> tuple[int, str]:
    found = connection.execute(
        f"SELECT snapshot_id, snapshot_time::TEXT FROM ducklake_snapshots('{LAKE}') ORDER BY 1 DESC LIMIT 1"
    ).fetchone()
    assert found
    return int(found[0]), str(found[1])


def _parent(folder: Path) -> Path:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot write to {folder.parent}: {error.strerror}") from error
    return folder.parent


def _must_be_ours(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / "snapshot.json").is_file():
        raise StoreError(f"{folder} holds other files than an export: name a new folder")


def _write(connection: "duckdb.DuckDBPyConnection", name: str, folder: Path, formats: Sequence[str]) -> int:
    """Writes one relation, ordered by its key so that equal content gives equal files; gives its rows."""
    table = TABLES.get(name) or VIEWS.get(name)
    order = ", ".join(f'"{column}"' for column in (table.key if table else ())) or "ALL"
    count = 0
    for form in formats:
        target = quote(str(folder / f"{name}.{form}"))
        rows = f"FROM {name}" if form == "parquet" else _as_text(connection, name)
        copied = f"COPY ({rows} ORDER BY {order}) TO {target} ({_OPTIONS[form]})"
        found = connection.execute(copied).fetchone()
        count = int(found[0]) if found else 0
    return count


def _as_text(connection: "duckdb.DuckDBPyConnection", name: str) -> str:
    """The rows with lists as JSON and times in ISO 8601, as a reader of CSV expects them."""
    kinds = connection.execute(f"DESCRIBE {name}").fetchall()
    lists = [f'to_json("{column}") AS "{column}"' for column, kind, *_ in kinds if kind.endswith("[]")]
    times = [
        f"""strftime("{column}", '%Y-%m-%dT%H:%M:%SZ') AS "{column}\""""
        for column, kind, *_ in kinds
        if kind == "TIMESTAMP WITH TIME ZONE"
    ]
    changed = ", ".join([*lists, *times])
    return f"SELECT * REPLACE ({changed}) FROM {name}" if changed else f"FROM {name}"


def _write_notes(
    connection: "duckdb.DuckDBPyConnection",
    folder: Path,
    snapshot_id: int,
    taken_at: str,
    rows: dict[str, int],
) -> None:
    described = describe_tables(lambda sql: connection.execute(sql).fetchall(), count=False)
    public = [relation for relation in described if "." not in relation.name]
    (folder / "dictionary.md").write_text(as_markdown(public), encoding="utf-8")
    (folder / "LICENCE.txt").write_text(LICENCE, encoding="utf-8")
    (folder / FILE_NAME).write_text(data_package(folder, public, snapshot_id, taken_at), encoding="utf-8")
    about = {"snapshot_id": snapshot_id, "snapshot_time": taken_at, "rows": rows}
    (folder / "snapshot.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _swap(made: Path, folder: Path) -> None:
    """Puts the finished folder in place; a reader sees the old one or the new one."""
    made.chmod(0o755)
    old = made.with_name(made.name + "-old")
    if folder.exists():
        folder.rename(old)
    made.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
