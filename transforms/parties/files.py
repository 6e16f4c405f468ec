"""Reads the packaged data files of the parties."""

import csv
from collections.abc import Iterator
from importlib.resources import files


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a packaged .csv or .tsv file, as mappings from column to text."""
    text = files("transforms.parties").joinpath("data", name).read_text("utf-8")
    if name.endswith(".tsv"):
        yield from csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        yield from csv.DictReader(text.splitlines())
