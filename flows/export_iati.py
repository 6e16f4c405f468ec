"""Writes the programs of a warehouse as an IATI file."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from transforms.iati import Activity, Document, Publisher, iati_xml
from warehouse.connect import Lake, connect
from warehouse.record import columns_of
from warehouse.schema import from_row
from warehouse.tables import Program, ProgramParty

R = TypeVar("R")
Rows = Callable[[str], Sequence[tuple[Any, ...]]]

FILE_NAME = "programs.iati.xml"

SECTORS = """
    SELECT program_id, sector, any_value(crs_code) FROM program_sectors LEFT JOIN sector_codes USING (sector)
    GROUP BY ALL ORDER BY ALL"""

DOCUMENTS = """
    SELECT m.program_id, a.canonical_url, a.title, a.published_at::DATE, a.language
    FROM program_mentions m JOIN articles a USING (article_id) ORDER BY ALL"""


def export_iati(lake: Lake, folder: Path, publisher: Publisher) -> Path:
    """Writes ``programs.iati.xml`` into a folder, in one piece; all of one snapshot."""
    with connect(lake, read_only=True) as connection:
        connection.execute("BEGIN")
        rows: Rows = lambda sql: connection.execute(sql).fetchall()  # noqa: E731
        content = iati_xml(_activities(rows), publisher, rows("SELECT now()")[0][0])
    folder.mkdir(parents=True, exist_ok=True)
    target, made = folder / FILE_NAME, folder / f".{FILE_NAME}"
    made.write_bytes(content)
    made.replace(target)
    return target


def _activities(rows: Rows) -> list[Activity]:
    parties = _grouped((party.program_id, party) for party in _records(rows, ProgramParty, "program_parties"))
    sectors = _grouped((row[0], (row[1], row[2])) for row in rows(SECTORS))
    documents = _grouped((row[0], _document(row)) for row in rows(DOCUMENTS))
    return [
        Activity(
            program=program, parties=tuple(parties[program.program_id]),
            sectors=tuple(sectors[program.program_id]), documents=tuple(documents[program.program_id]),
        )
        for program in _records(rows, Program, "programs")
    ]  # fmt: skip


def _document(row: tuple[Any, ...]) -> Document:
    return Document(url=row[1], title=row[2], published_on=row[3], language=row[4])


def _records(rows: Rows, kind: type[R], relation: str) -> list[R]:
    names = list(columns_of(kind))
    found = rows(f"SELECT {', '.join(names)} FROM {relation} ORDER BY ALL")
    return [from_row(kind, names, row) for row in found]


def _grouped(pairs: Any) -> defaultdict[str, list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
