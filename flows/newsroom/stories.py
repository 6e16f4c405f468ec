"""Reads the newsroom's stories from the article files, copies and second edition included."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from flows.newsroom.model import VN, Party, Program, Signatory, Story

EDITIONS = (1, 2)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def stories(edition: int) -> tuple[Story, ...]:
    """Gives every page of the edition, newest first.

    Raises ``ValueError`` for an edition that does not exist or a story that names no known original.
    """
    if edition not in EDITIONS:
        raise ValueError(f"edition must be 1 or 2, not {edition}")
    found = list(_read_all(edition))
    return tuple(sorted(found, key=lambda story: (story.published, story.key), reverse=True))


def _read_all(edition: int) -> Iterator[Story]:
    entries = {entry["key"]: entry for entry in _entries()}
    for entry in entries.values():
        if entry.get("edition", 1) <= edition:
            yield _story(entry, entries, edition)


def _entries() -> Iterator[dict[str, Any]]:
    folder = files("flows.newsroom") / "articles"
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if path.name.endswith(".yaml"):
            yield from yaml.load(path.read_text("utf-8"), Loader=_LOADER)


def _story(entry: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]], edition: int) -> Story:
    if "copy_of" in entry:
        return _copy(entry, _story(entries[entry["copy_of"]], entries, 1))
    told = {**entry, **(entry.get("revision", {}) if edition > 1 else {})}
    return Story(
        key=entry["key"], paper=entry["paper"], section=told["section"], title=told["title"],
        first_title=entry["title"], lead=told.get("lead"), paragraphs=_paragraphs(told.get("body", "")),
        captions=tuple(told.get("captions", ())), authors=tuple(told.get("authors", ())),
        tags=tuple(told.get("tags", ())), credit=told.get("credit"), published=_instant(told["published"]),
        modified=_instant(told["modified"]) if "modified" in told else None, page=told.get("page", "article"),
        spelling=told.get("spelling", ""), edition=entry.get("edition", 1),
        programs=tuple(_program(program) for program in told.get("programs", ())),
    )  # fmt: skip


def _copy(entry: Mapping[str, Any], original: Story) -> Story:
    dropped = set(entry.get("drop", ()))
    kept = tuple(text for place, text in enumerate(original.paragraphs) if place not in dropped)
    restyle = new_tone if entry.get("spelling") == "new_tone" else str
    title = restyle(entry.get("title", original.title))
    return replace(
        original,
        key=entry["key"], paper=entry["paper"], section=entry.get("section", original.section),
        title=title, first_title=title, lead=restyle(entry.get("lead", original.lead) or "") or None,
        paragraphs=tuple(map(restyle, kept + _paragraphs(entry.get("append", "")))),
        captions=tuple(entry.get("captions", ())), authors=tuple(entry.get("authors", ())),
        tags=tuple(entry.get("tags", ())), credit=entry.get("credit"), published=_instant(entry["published"]),
        modified=None, spelling=entry.get("spelling", ""), edition=entry.get("edition", 1),
        copy_of=original.copy_of or original.key, kind=entry["kind"],
    )  # fmt: skip


def _paragraphs(body: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in body.splitlines() if line.strip())


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=VN)


def _program(entry: Mapping[str, Any]) -> Program:
    start, end = entry.get("period", (None, None))
    return Program(
        event=entry["event"], instrument=entry["instrument"], stage=entry["stage"],
        parties=tuple(_party(text) for text in entry["parties"]), signed_on=entry.get("signed_on"),
        period_start=start, period_end=end, sectors=tuple(entry.get("sectors", ())),
        signatories=tuple(_signatory(text) for text in entry.get("signatories", ())),
    )  # fmt: skip


def _party(text: str) -> Party:
    """Reads ``kind Name`` or ``kind Name @LA``; an international organisation has no country."""
    kind, named = text.split(" ", 1)
    name, _, country = named.partition(" @")
    return Party(name=name, kind=kind, country=None if kind == "international_org" else country or "VN")


def _signatory(text: str) -> Signatory:
    name, title, party = (part.strip() for part in text.split("|"))
    return Signatory(name=name, title=title, party=party)


_TONES = "[\u0300\u0301\u0303\u0309\u0323]"
_OLD_TONE = re.compile(f"(?:(?<=[oO])({_TONES})([aeAE])|(?<=[uU])({_TONES})([yY]))(?![\\w\u0300-\u036f])")


def new_tone(text: str) -> str:
    """Moves the tone mark of open oa, oe, uy to the second vowel: "hòa" becomes "hoà"."""
    return unicodedata.normalize("NFC", _OLD_TONE.sub(_swapped, unicodedata.normalize("NFD", text)))


def _swapped(found: re.Match[str]) -> str:
    tone, vowel = (part for part in found.groups() if part)
    return vowel + tone
