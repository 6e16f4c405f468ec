"""The tile-grid map: one square per province, before and since 1 July 2025.

The layout is the project's own: a square stands roughly where the province lies, near its neighbours.
"""

import csv
from collections import Counter
from functools import cache
from importlib.resources import files

from warehouse.record import record


@record
class Tile:
    """A province's square on the map of 63 or of 34; column and row count from the north-west."""

    map: int
    name: str
    column: int
    row: int


@cache
def tiles() -> tuple[Tile, ...]:
    """All squares of both maps."""
    with files("flows.report").joinpath("tiles.csv").open(encoding="utf-8") as lines:
        return tuple(
            Tile(map=int(row["map"]), name=row["name"], column=int(row["column"]), row=int(row["row"]))
            for row in csv.DictReader(lines)
        )


def sizes() -> Counter[int]:
    """How many squares each map has."""
    return Counter(tile.map for tile in tiles())
