"""Lets through SQL that only reads the warehouse, and nothing else.

The statement is parsed by DuckDB itself and its tree is searched: only SELECT and its kin, only relations of
the warehouse, only table functions that are known to be harmless. ``warehouse.query`` adds the second wall:
the lake is attached read-only, with the file system and the configuration locked.
"""

import difflib
import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from warehouse.record import TABLES
from warehouse.schema import macros, views

if TYPE_CHECKING:
    import duckdb


class RefusedQuery(Exception):
    """The statement could do more than read; the message names what."""


class QueryError(Exception):
    """The statement is allowed but wrong: syntax, names, types, or it took too long."""


# Table functions that neither read files nor reveal the machine; all others are refused.
_TABLE_FUNCTIONS = frozenset({
    "unnest", "range", "generate_series", "repeat", "repeat_row", "json_each", "json_tree", "histogram",
    "histogram_values", "duckdb_tables", "duckdb_columns", "duckdb_views", "duckdb_schemas",
    "duckdb_types", "duckdb_functions", "duckdb_keywords", "pragma_table_info", "pragma_version",
    "pragma_show", "pg_timezone_names", "icu_calendar_names", "ducklake_snapshots",
    "ducklake_current_snapshot", "ducklake_table_changes", "ducklake_table_insertions",
    "ducklake_table_deletions", "snapshots", "current_snapshot", "table_changes", "table_insertions",
    "table_deletions", *(macro.name for macro in macros()),
})  # fmt: skip
# Scalar functions that read the environment or settings, run text as SQL, write, or only waste time.
_REFUSED_FUNCTIONS = frozenset({
    "getenv", "current_setting", "set_config", "getvariable", "nextval", "currval", "write_log",
    "sleep_ms", "pg_sleep", "json_serialize_plan", "json_execute_serialized_sql",
    "json_deserialize_sql", "query", "query_table", "current_query", "current_connection_id",
    "pg_conf_load_time", "which_secret", "parse_duckdb_log_message",
})  # fmt: skip
_SCHEMAS = frozenset({"", "main", "state", "lake", "information_schema"})
_CATALOGS = frozenset({"", "lake"})
_OTHER_RELATIONS = frozenset(
    {"duckdb_tables", "duckdb_columns", "duckdb_views", "duckdb_schemas", "sqlite_master"}
)
_SHOWN = frozenset(
    {"tables", "all tables", "databases", "schemas", "__show_tables_expanded", "__show_tables_from_database"}
)

_COMMENTS = re.compile(r"\A(\s+|--[^\n]*(\n|\Z)|/\*.*?\*/)+", re.DOTALL)
_EXPLAIN = re.compile(r"explain\s+(analyze\s+)?(\(\s*(format\s+)?\w+(\s*,\s*\w+)*\s*\)\s*)?", re.IGNORECASE)
_PRAGMA = re.compile(
    r"pragma\s+(table_info\s*\(\s*'[\w.]+'\s*\)|show_tables|version)\s*;?\s*\Z", re.IGNORECASE
)


def check(
    connection: "duckdb.DuckDBPyConnection", sql: str, *, known: Callable[[], Collection[str]] = list
) -> None:
    """Raises RefusedQuery if ``sql`` is not one reading statement, QueryError if it cannot be parsed.

    ``known`` gives the names of relations beyond those that the project declares; asked only when needed.
    """
    statement = _one_statement(connection, _COMMENTS.sub("", sql))
    if _PRAGMA.match(statement):
        return
    statement = _COMMENTS.sub("", _EXPLAIN.sub("", statement, count=1))
    tree = _tree(connection, statement)
    for node in _nodes(tree):
        _check_function(node)
    _check_relations(tree, known)


def _one_statement(connection: "duckdb.DuckDBPyConnection", sql: str) -> str:
    import duckdb

    try:
        statements = connection.extract_statements(sql)
    except duckdb.PermissionException as error:
        # DuckDB unfolds some statements while it parses them, and met the locked file system.
        raise RefusedQuery(_syntax(str(error))) from error
    except duckdb.Error as error:
        raise QueryError(_syntax(str(error))) from error
    if not statements and sql.strip(" ;\n\t"):
        raise RefusedQuery("the statement only sets something: nothing to answer")
    if not statements:
        raise QueryError("the query is empty")
    kinds = {statement.type.name for statement in statements}
    if kinds <= {"SELECT", "EXPLAIN"} and len(statements) > 1:
        raise RefusedQuery("one statement at a time: send them one by one")
    if "pivot" in sql.lower() and len(statements) > 1:
        raise RefusedQuery("PIVOT must name its values, as in PIVOT t ON column IN ('a', 'b') USING count(*)")
    for kind in sorted(kinds - {"SELECT", "EXPLAIN"}):
        raise RefusedQuery(
            f"{kind} is refused: only statements that read are answered, such as SELECT or DESCRIBE"
        )
    return sql


def _syntax(message: str) -> str:
    lines = [line for line in message.splitlines() if line.strip()]
    return " ".join(lines[0].split()) if lines else "the query cannot be parsed"


def _tree(connection: "duckdb.DuckDBPyConnection", sql: str) -> dict[str, Any]:
    """The parsed statement; refused when DuckDB says that it is no SELECT."""
    (text,) = connection.execute("SELECT json_serialize_sql($sql::VARCHAR)", {"sql": sql}).fetchone() or (
        "{}",
    )
    tree: dict[str, Any] = json.loads(text)
    if tree.get("error") and tree.get("error_type") == "parser":
        raise QueryError(f"{tree.get('error_message')}")
    if tree.get("error", True) or len(tree["statements"]) != 1:
        raise RefusedQuery(
            "only SELECT, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN of these are answered"
        )
    return tree


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """All objects of a JSON tree, without recursion: queries may be nested deeper than Python's stack."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _check_function(node: dict[str, Any]) -> None:
    if node.get("type") == "TABLE_FUNCTION":
        function = node["function"]
        name = str(function.get("function_name", "")).lower()
        if name not in _TABLE_FUNCTIONS or str(function.get("catalog", "")).lower() not in _CATALOGS:
            raise RefusedQuery(
                f"the table function {name} is refused: only the warehouse's own tables are read"
            )
    elif node.get("class") == "FUNCTION" and str(node.get("function_name", "")).lower() in _REFUSED_FUNCTIONS:
        raise RefusedQuery(f"the function {node['function_name']} is refused: it does more than compute")


def _check_relations(tree: dict[str, Any], known: Callable[[], Collection[str]]) -> None:
    named = {str(entry["key"]).lower() for node in _nodes(tree) for entry in _ctes(node)}
    for node in _nodes(tree):
        if node.get("type") == "BASE_TABLE":
            _check_relation(node, named, known)
        elif node.get("type") == "SHOW_REF" and not node.get("query"):
            _check_shown(str(node.get("table_name", "")), known)


def _ctes(node: dict[str, Any]) -> list[dict[str, Any]]:
    found = node.get("cte_map")
    return list(found["map"]) if isinstance(found, dict) else []


def _check_relation(
    node: dict[str, Any], named: Collection[str], known: Callable[[], Collection[str]]
) -> None:
    catalog, schema, name = (
        str(node.get(part) or "").lower() for part in ("catalog_name", "schema_name", "table_name")
    )
    if catalog not in _CATALOGS or schema not in _SCHEMAS:
        raise RefusedQuery(
            f"{'.'.join(filter(None, (catalog, schema, name)))} is not a part of the warehouse"
        )
    if schema == "information_schema" or (not schema and name in named):
        return
    _check_known(f"{schema}.{name}" if schema == "state" else name, known)


def _check_shown(name: str, known: Callable[[], Collection[str]]) -> None:
    plain = name.strip('"').lower()
    if plain and plain not in _SHOWN:
        _check_known(plain.removeprefix("main."), known)


def _check_known(name: str, known: Callable[[], Collection[str]]) -> None:
    if name in _declared() or name in _OTHER_RELATIONS or name in known():
        return
    near = difflib.get_close_matches(name, [*_declared(), *known()], 1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else "`hoptac tables` lists them"
    raise QueryError(f"there is no table or view {name}: {hint}")


@cache
def _declared() -> frozenset[str]:
    return frozenset([*TABLES, *(view.name for view in views())])
