"""Writes an answer as a table for the terminal, CSV, JSON or Parquet, row by row."""

import base64
import csv
import json
import math
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from warehouse.query import Answer

FORMATS = ("table", "csv", "json", "parquet")
# A terminal is for looking: longer results are for the other formats.
MOST_TABLE_ROWS = 500
# Control characters other than tab and newline could steer the terminal of whoever reads a hostile title.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def write_answer(answer: Answer, form: str, out: IO[Any] | None = None, *, width: int | None = None) -> None:
    """Writes to ``out`` (default: standard output); bytes for parquet, text for the others."""
    writers: dict[str, Callable[[Answer, Any], None]] = {"csv": _csv, "json": _json, "parquet": _parquet}
    if form == "table":
        _table(answer, out or sys.stdout, width)
    else:
        writers[form](answer, out or (sys.stdout.buffer if form == "parquet" else sys.stdout))


def plain(value: Any) -> Any:
    """A value as JSON has it: times in ISO 8601 (UTC with Z), lists as arrays, bytes as base64."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, timedelta | UUID):
        return str(value)
    return str(value)


def _json(answer: Answer, out: IO[str]) -> None:
    names = _unique(answer.columns)
    separator = "[\n"
    for row in answer.rows():
        values = dict(zip(names, map(plain, row), strict=True))
        out.write(separator + json.dumps(values, ensure_ascii=False))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def _unique(names: tuple[str, ...]) -> list[str]:
    """Column names as keys: a second ``n`` becomes ``n_1``."""
    seen: set[str] = set()
    made = []
    for name in names:
        key, count = name, 0
        while key in seen:
            count += 1
            key = f"{name}_{count}"
        seen.add(key)
        made.append(key)
    return made


def _csv(answer: Answer, out: IO[str]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows():
        writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    made = plain(value)
    if isinstance(made, list | dict):
        return json.dumps(made, ensure_ascii=False)
    return ("true" if made else "false") if isinstance(made, bool) else made


def _parquet(answer: Answer, out: IO[bytes]) -> None:
    import pyarrow.parquet as parquet

    reader = answer.result.to_arrow_reader(10_000)
    with parquet.ParquetWriter(out, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def _table(answer: Answer, out: IO[str], width: int | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=out, width=width, highlight=False, soft_wrap=False)
    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    for name, kind in zip(answer.columns, answer.types, strict=True):
        table.add_column(Text(name), justify="right" if _is_number(kind) else "left", overflow="ellipsis")
    rows = list(islice(answer.rows(), MOST_TABLE_ROWS + 1))
    for row in rows[:MOST_TABLE_ROWS]:
        table.add_row(*(Text(_shown(value)) for value in row))
    console.print(table)
    more = "more than " if len(rows) > MOST_TABLE_ROWS else ""
    shown = min(len(rows), MOST_TABLE_ROWS)
    console.print(
        f"{more}{shown} row{'' if shown == 1 else 's'}" + ("; use --format csv for all" if more else "")
    )


def _is_number(kind: str) -> bool:
    return kind.startswith(
        ("BIGINT", "INTEGER", "DOUBLE", "FLOAT", "HUGEINT", "DECIMAL", "UBIGINT", "NUMBER")
    )


def _shown(value: Any) -> str:
    made = _cell(value)
    text = "" if made is None else str(made)
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
