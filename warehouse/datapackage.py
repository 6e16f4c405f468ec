"""Describes an export as a Frictionless data package (https://specs.frictionlessdata.io, version 1)."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from warehouse.dictionary import Column, Relation

FILE_NAME = "datapackage.json"
_TYPES = {
    "VARCHAR": "string", "BIGINT": "integer", "HUGEINT": "integer", "INTEGER": "integer", "DOUBLE": "number",
    "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMPTZ": "datetime", "TIMESTAMP WITH TIME ZONE": "datetime",
}  # fmt: skip
_MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_PIECE_BYTES = 1 << 20


def data_package(folder: Path, relations: Sequence[Relation], snapshot_id: int, taken_at: str) -> str:
    """The descriptor of the files of ``folder``: schema, size and SHA-256 of each, licence, snapshot.

    Of relations that are there in two forms the CSV files are described, which every reader takes.
    """
    form = "csv" if next(folder.glob("*.csv"), None) else "parquet"
    files = [(relation, folder / f"{relation.name}.{form}") for relation in relations]
    made = {
        "profile": "data-package",
        "name": "hoptac",
        "title": "Cooperation programs in Vietnamese news",
        "version": str(snapshot_id),
        "created": taken_at,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/",
                      "title": "Structure, links, programs and parties; see LICENCE.txt for the texts"}],
        "resources": [_resource(relation, path) for relation, path in files],
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _resource(relation: Relation, path: Path) -> dict[str, Any]:
    form = path.suffix.removeprefix(".")
    schema: dict[str, Any] = {"fields": [_field(column) for column in relation.columns]}
    if relation.key:
        schema["primaryKey"] = list(relation.key)
    return {
        "name": relation.name, "path": path.name, "format": form, "mediatype": _MEDIA_TYPES[form],
        "profile": "tabular-data-resource" if form == "csv" else "data-resource", "encoding": "utf-8",
        "description": relation.comment, "bytes": path.stat().st_size, "hash": f"sha256:{_digest(path)}",
        "schema": schema,
    }  # fmt: skip


def _field(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": column.name,
        "type": "array" if column.type.endswith("[]") else _TYPES.get(column.type, "any"),
        "description": column.comment,
    }
    return made if column.nullable else {**made, "constraints": {"required": True}}


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
