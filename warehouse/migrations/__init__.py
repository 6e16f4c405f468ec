"""Makes the tables and views of a new warehouse, and brings an older one up to date.

New tables, new columns, comments, views and functions follow from the declarations without more ado. A change
that those cannot express is a function ``to_N`` in ``MIGRATIONS``, which takes a warehouse from N-1 to N.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from warehouse.connect import LAKE, CatalogError, Lake, NewerCatalog, StoreError
from warehouse.record import TABLES, Table
from warehouse.schema import (
    SCHEMA_VERSION,
    SCHEMAS,
    View,
    comments,
    create_table,
    digest,
    file_options,
    layout,
    macros,
    quote,
    sql_type,
    views,
)

if TYPE_CHECKING:
    from warehouse.store import Store
    from warehouse.transaction import Transaction

Rows = Callable[[str], list[tuple[Any, ...]]]


def _to_2(tx: "Transaction") -> None:
    """Links of programs say what used to be looked up in their articles."""
    added = {"url": "VARCHAR", "source": "VARCHAR", "stage": "VARCHAR", "published_at": "TIMESTAMPTZ",
             "is_primary": "BOOLEAN", "is_official": "BOOLEAN"}  # fmt: skip
    for name, kind in added.items():
        tx.execute(f"ALTER TABLE {LAKE}.state.program_mentions ADD COLUMN IF NOT EXISTS {name} {kind}")
    tx.execute(rf"""UPDATE {LAKE}.state.program_mentions AS links
        SET url = articles.url, source = mentions.source, stage = mentions.stage,
            published_at = mentions.published_at, is_primary = articles.is_primary,
            is_official = regexp_matches(
                articles.url, '^https?://([^/]*\.)?(gov|chinhphu|quochoi|dangcongsan)\.vn[:/]')
        FROM {LAKE}.state.mentions AS mentions, {LAKE}.main.articles AS articles
        WHERE mentions.mention_id = links.mention_id AND articles.article_id = links.article_id""")


def _to_3(tx: "Transaction") -> None:
    """``articles`` was a table, which held the newest text of each article once more."""
    tx.execute(create_table(TABLES["state.heads"]))
    there = _columns(tx)["main", "articles"]
    heads, versions = (
        ", ".join(f'"{name}"' for name in TABLES[table].columns() if name in there)
        for table in ("state.heads", "article_versions")
    )
    tx.execute(f"INSERT INTO {LAKE}.state.heads ({heads}) SELECT {heads} FROM {LAKE}.main.articles")
    # A text that only the table of the newest holds, since the other was damaged, is not to be lost.
    tx.execute(f"""INSERT INTO {LAKE}.main.article_versions ({versions})
        SELECT {versions} FROM {LAKE}.main.articles
        ANTI JOIN {LAKE}.main.article_versions USING (article_id, version)""")
    tx.execute(f"DROP TABLE {LAKE}.main.articles")


MIGRATIONS: dict[int, Callable[["Transaction"], None]] = {2: _to_2, 3: _to_3}


def bring_up_to_date(store: "Store") -> None:
    """Checks the version of an opened warehouse; a writer makes or mends what is missing.

    Raises NewerCatalog when a newer hoptac has changed it, CatalogError when a reader finds no tables.
    """
    about = check_version(store.lake, store.rows, missing_ok=not store.read_only)
    if not store.read_only and about != (SCHEMA_VERSION, digest()):
        store.write("schema", "bring tables and views up to date", _mend)
        # DuckLake takes settings only for tables that are committed.
        store.write("schema", "keep long texts out of the catalog, set row groups", _set_file_options)


def check_version(lake: Lake, rows: Rows, *, missing_ok: bool = False) -> tuple[int, str] | None:
    """(version, digest) of a warehouse that this hoptac can read."""
    about = _about(rows)
    if about is None and not missing_ok:
        raise CatalogError(f"the catalog {lake} holds no hoptac tables: run `hoptac ingest` first")
    if about is not None and about[0] > SCHEMA_VERSION:
        raise NewerCatalog(
            f"the catalog {lake} is of version {about[0]}, this hoptac knows {SCHEMA_VERSION}: "
            "install a newer hoptac"
        )
    return about


def _about(rows: Rows) -> tuple[int, str] | None:
    """(version, digest) of the warehouse; None for a new one.

    They are the comment of the table ``state.about``: comments are in the catalog, where no damage to a data
    file keeps the warehouse from being opened and healed.
    """
    found = rows(
        "SELECT comment FROM duckdb_tables() "
        f"WHERE (database_name, schema_name, table_name) = ('{LAKE}', 'state', 'about')"
    )
    if not found:
        return None
    if found[0][0] is None:  # they were a row once
        return int(rows(f"SELECT version FROM {LAKE}.state.about")[0][0]), ""
    version, made_of = found[0][0].split()
    return int(version), made_of


def _mend(tx: "Transaction") -> None:
    about = _about(tx.rows)
    if about == (SCHEMA_VERSION, digest()):
        return  # another writer was faster
    if about is None:
        _make_schemas(tx)
    for version in range(about[0] + 1 if about else SCHEMA_VERSION + 1, SCHEMA_VERSION + 1):
        MIGRATIONS[version](tx)
    existing = _columns(tx)
    for table in TABLES.values():
        _mend_table(tx, table, existing.get((table.schema, table.name)))
    _make_views(tx)
    for macro in macros():
        tx.execute(macro.sql)
    _write_about(tx)


def _set_file_options(tx: "Transaction") -> None:
    for table in TABLES.values():
        for statement in file_options(table):
            tx.execute(statement)


def _make_schemas(tx: "Transaction") -> None:
    for schema in SCHEMAS:
        tx.execute(f"CREATE SCHEMA IF NOT EXISTS {LAKE}.{schema}")


def _write_about(tx: "Transaction") -> None:
    tx.execute(f"DROP TABLE IF EXISTS {LAKE}.state.about")
    tx.execute(f"CREATE TABLE {LAKE}.state.about (nothing BOOLEAN)")
    tx.execute(f"COMMENT ON TABLE {LAKE}.state.about IS {quote(f'{SCHEMA_VERSION} {digest()}')}")


def _columns(tx: "Transaction") -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in tx.rows(
        f"SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE database_name = '{LAKE}'"
    ):
        found.setdefault((schema, table), set()).add(column)
    return found


def _mend_table(tx: "Transaction", table: Table, existing: set[str] | None) -> None:
    if existing is None:
        tx.execute(create_table(table))
    for statement in [] if existing is None else _missing_columns(table, existing):
        tx.execute(statement)
    for statement in (*layout(table), *comments(table)):
        tx.execute(statement)


def _missing_columns(table: Table, existing: set[str]) -> list[str]:
    """A column that comes later is null in older rows, whatever its declaration says of newer ones."""
    return [
        f'ALTER TABLE {table.schema}.{table.name} ADD COLUMN "{name}" {sql_type(kind)}'
        for name, (kind, _) in table.columns().items()
        if name not in existing
    ]


def _make_views(tx: "Transaction") -> None:
    """Makes the views in an order in which each finds those that it reads."""
    import duckdb

    waiting = list(views())
    while waiting:
        failed: list[tuple[View, Exception]] = []
        for view in waiting:
            try:
                tx.execute(f"SELECT * FROM ({view.sql}) LIMIT 0")
                tx.execute(f"CREATE OR REPLACE VIEW {view.name} AS {view.sql}")
                tx.execute(f"COMMENT ON VIEW {view.name} IS {quote(view.comment)}")
            except duckdb.CatalogException as error:
                failed.append((view, error))
        if len(failed) == len(waiting):
            raise StoreError(f"view {failed[0][0].name}: {failed[0][1]}")
        waiting = [view for view, _ in failed]
