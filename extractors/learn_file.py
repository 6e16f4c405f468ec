"""Writes what was learned of a site as a source file, with the evidence beside each rule."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from extractors.learn import Learned, LearnError, is_dated_in_head
from extractors.learn_rules import Rule
from extractors.source import SourceError, load_source
from extractors.source_spec import Source, plain_host

_ORDER = ("title", "lead", "body", "author", "published")


def bare_source(url: str) -> Source:
    """A source of an address alone: its name comes from the host. Raises ``ValueError`` on a bad address."""
    host = plain_host(url)
    labels = host.split(".")
    named = labels[0] if len(labels) > 1 and not labels[0].isdecimal() else f"site_{host}"
    name = re.sub(r"[^a-z0-9]+", "_", named).strip("_")[:64]
    return Source.model_validate(
        {"name": name or "site", "title": host or url, "homepage": url, "discover": [{"listing": url}]}
    )


def source_text(learned: Learned, day: date) -> str:
    """The YAML of a source file that ``load_source`` takes; ``day`` is when the pages were seen.

    Raises ``LearnError`` if the file could not be used, naming the field.
    """
    text = "\n".join([*_head(learned, day), *_discover(learned), *_article(learned)]) + "\n"
    _check(text)
    return text


def _check(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "learned.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            load_source(path)
        except SourceError as error:
            raise LearnError(f"no source file comes of it: {error.field}: {error.problem}") from error


def _head(learned: Learned, day: date) -> Iterator[str]:
    read, asked = len(learned.urls), learned.asked
    yield f"# Learned from the site's own pages: {read} articles of {asked} pages asked for."
    yield f"# By these rules {learned.confirmed} of the {read} read as they do without any."
    yield "# Look it over, then try it with `hoptac sources check`."
    yield f"name: {learned.source.name}"
    yield f"title: {_quoted(learned.title)}"
    yield f"homepage: {_quoted(learned.source.homepage)}"
    yield "confidence: low"
    yield f"facts_from: {day:%Y-%m-%d}"


def _discover(learned: Learned) -> Iterator[str]:
    yield "discover:"
    for found in learned.entries:
        yield f"  - {found.entry.kind}: {_quoted(found.entry.address)}  # named {found.articles} articles"


def _article(learned: Learned) -> Iterator[str]:
    form = learned.form
    yield "article:"
    yield f"  # form of {len(form.urls)} of {form.of} links that read like headlines"
    yield f"  url_pattern: {_quoted(form.pattern)}"
    rules = {rule.name: rule for rule in learned.rules if rule.name != "remove"}
    for name in _ORDER:
        yield from _rule(rules.get(name), name, learned)
    noise = [rule for rule in learned.rules if rule.name == "remove"]
    if noise:
        yield "  remove:"
    for rule in noise:
        yield f"    - {_quoted(rule.selector)}  # {rule.note} on {rule.agreed} of {rule.matched} pages"


def _rule(rule: Rule | None, name: str, learned: Learned) -> Iterator[str]:
    pages = len(learned.urls)
    if rule is not None:
        yield f"  # matched on {rule.matched} of {pages} pages, agrees on {rule.agreed} of {rule.stated}"
        yield f"  {name}: {_quoted(rule.selector)}"
    elif name == "published" and is_dated_in_head(learned.dated_from):
        yield "  # published: the head of the page states it; no rule is needed"
    else:
        yield f"  # {name}: no selector agrees well enough; found without a rule"


def _quoted(text: str) -> str:
    """In single quotes, so that a regular expression stands as it is; odd characters as JSON escapes."""
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text)
