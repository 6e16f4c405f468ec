"""Writes plain Vietnamese sentences for the generated articles, from the clauses of stock.yaml."""

import random
from functools import cache
from importlib.resources import files

import yaml


def headline(draw: random.Random, number: int) -> str:
    """Writes a headline that ends in the bulletin's number, so that no two are alike."""
    return f"{_any('objects', draw).capitalize()} ở {_any('places', draw)}: bản tin số {number}"


def lead(draw: random.Random) -> str:
    """Writes the opening paragraph: one sentence."""
    return _deed(draw)


def paragraph(draw: random.Random) -> str:
    """Writes a paragraph of three to five sentences."""
    kinds = (_deed, _remark, _quote)
    return " ".join([_deed(draw), *(draw.choice(kinds)(draw) for _ in range(draw.randint(2, 4)))])


def _deed(draw: random.Random) -> str:
    who, where, does = _any("subjects", draw), _any("places", draw), _any("verbs", draw)
    return f"{who} {where} {does} {_any('objects', draw)} {_counted('reasons', draw)}."


def _remark(draw: random.Random) -> str:
    return _counted("remarks", draw)


def _quote(draw: random.Random) -> str:
    speaker = f"{_any('speakers', draw)} {_any('names', draw)} ở {_any('places', draw)}"
    return f'{speaker} nói: "{_counted("sayings", draw).capitalize()}".'


def _any(kind: str, draw: random.Random) -> str:
    return draw.choice(_stock()[kind])


def _counted(kind: str, draw: random.Random) -> str:
    return _any(kind, draw).format(n=draw.randint(3, 98))


@cache
def _stock() -> dict[str, list[str]]:
    text = (files("flows.newsroom") / "stock.yaml").read_text("utf-8")
    stock: dict[str, list[str]] = yaml.safe_load(text)
    return stock
