"""What the pages of a source show together, kept in the home: learned from its captures, used in reading."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from extractors.article import observe_article
from extractors.classify import refusal
from extractors.site_knowledge import (
    LEAST_PAGES,
    MOST_PAGES,
    Observation,
    SiteKnowledge,
    as_json,
    from_json,
    learn,
)
from extractors.source import Source
from flows.settings import Settings, SettingsError
from warehouse.archive import find_captures
from warehouse.captures import Captures

VERSION = 1
"""Form of the files; one of another form is not used until it is learned again."""

KEPT = timedelta(days=30)
"""How long maintenance leaves what was learned as it is: articles are read alike in the meantime."""

Layouts = Mapping[str, SiteKnowledge]
"""What is known by layout: its last day, empty for today's looks."""


def load_knowledge(settings: Settings, name: str) -> Layouts:
    """What is known of a source's pages, if it was learned. Raises SettingsError for a bad file."""
    file = _file(settings, name)
    try:
        data = json.loads(file.read_text("utf-8"))
        if data["version"] != VERSION:
            return {}
        return {layout: from_json(known) for layout, known in data["layouts"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        again = f"learn it again with `hoptac sources study {name}`"
        raise SettingsError(f"{file} cannot be used ({error!r}); {again}, or remove it") from error


def learn_source(settings: Settings, captures: Captures, source: Source, day: date) -> Layouts:
    """Learns from the newest captured articles of a source up to the end of ``day``, and keeps it.

    The same captures and day give the same file, byte for byte. Returns what was learned; with too few pages
    nothing, and what was kept before stays.
    """
    pages = _newest(captures, source, day)
    learned = {name: learn(seen, day) for name, seen in pages.items() if len(seen) >= LEAST_PAGES}
    if learned:
        _write(_file(settings, source.name), learned)
    return learned


def relearn(settings: Settings, captures: Captures, sources: Iterable[Source], day: date) -> Iterator[str]:
    """Learns the pages of sources without rules for the text, where nothing is known or it is old.

    Gives the names of the sources of which something was learned.
    """
    for source in sources:
        known = source.knowledge_of(source.layout_on(day))
        fresh = known is not None and day - known.learned_on < KEPT
        if not source.rules_on(day).body and not fresh and learn_source(settings, captures, source, day):
            yield source.name


def _newest(captures: Captures, source: Source, day: date) -> dict[str, list[Observation]]:
    """What the newest pages show, by layout; an article counts once, as it was seen last."""
    found: dict[str, dict[str, Observation]] = {}
    for file in sorted(captures.names(source.name), reverse=True):
        for url, layout, shown in reversed(list(_observed(captures, file, source, day))):
            pages = found.setdefault(layout, {})
            if len(pages) < MOST_PAGES:
                pages.setdefault(url, shown)
        if sum(map(len, found.values())) >= MOST_PAGES * (1 + len(source.layouts)):
            break
    return {layout: list(pages.values()) for layout, pages in found.items()}


def _observed(
    captures: Captures, file: str, source: Source, day: date
) -> Iterator[tuple[str, str, Observation]]:
    for capture in find_captures(captures.local(file), root=captures.root):
        if capture.captured_at.date() > day or refusal(capture):
            continue
        if shown := observe_article(capture, source):
            yield shown


def _write(file: Path, learned: Layouts) -> None:
    """Writes the file beside its place and moves it there: a killed run leaves the old one or the new one."""
    layouts = {name: as_json(learned[name]) for name in sorted(learned)}
    data: dict[str, Any] = {"version": VERSION, "layouts": layouts}
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    with part.open("w", encoding="utf-8") as out:
        json.dump(data, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def _file(settings: Settings, name: str) -> Path:
    return settings.home / "knowledge" / f"{name}.json"
