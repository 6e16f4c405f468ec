"""Reads the YAML of a source file, keeping the line of every field."""

from pathlib import Path
from typing import Any

import yaml

from warehouse.record import record

MAX_FILE_BYTES = 256 * 1024
"""Largest source file; the built-in ones are about 1 KB."""
MAX_DEPTH = 10
"""Deepest nesting: a list of selectors in an entry is 4 deep."""

Place = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class SourceError(ValueError):
    """A source file that cannot be used; the message names file, line, field, what is wrong and the mend."""

    def __init__(self, path: Path, line: int | None, field: str | None, problem: str, more: int = 0) -> None:
        self.path, self.line, self.field, self.problem = path, line, field, problem
        where = f"{path}:{line}" if line else str(path)
        rest = f" (and {more} more)" if more else ""
        super().__init__(f"{where}: {f'{field}: ' if field else ''}{problem}{rest}")


@record
class YamlFile:
    """What a file holds, and on which line each field stands."""

    path: Path
    data: dict[str, Any]
    lines: dict[Place, int]

    def line_of(self, place: Place) -> int | None:
        """Line of a field, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


def read_yaml(path: Path) -> YamlFile:
    """Reads a file of at most ``MAX_FILE_BYTES``. Raises ``SourceError``."""
    text = _read_text(path)
    reader = _EventReader(path)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SourceError(path, mark.line + 1 if mark else None, None, _yaml_problem(error)) from error
    except yaml.YAMLError as error:
        raise SourceError(path, None, None, f"not YAML: {error}") from error
    if not isinstance(reader.root, dict):
        raise SourceError(path, 1, None, "not a source: write fields such as `name: baohatinh`, one a line")
    return YamlFile(path=path, data=reader.root, lines=reader.lines)


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(path, None, None, f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_FILE_BYTES:
        raise SourceError(path, None, None, f"larger than {MAX_FILE_BYTES:,} bytes; shorten it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(path, line, None, "not UTF-8; save the file as UTF-8") from error


def _yaml_problem(error: yaml.MarkedYAMLError) -> str:
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return f"not YAML: {said}; quote values that hold a colon, # or brace, and indent with blanks"


class _EventReader:
    """Builds plain data from parser events: bounded depth, no anchors, no doubled keys, no code."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines, self.root = path, dict[Place, int](), None
        self._open: list[tuple[Any, Place]] = []
        self._key: list[str | None] = []
        self._scalars = yaml.SafeLoader("")
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SourceError(
                self.path, line, None, "YAML anchors (&) and aliases (*) are not used; write it out"
            )
        if getattr(event, "tag", None):
            raise SourceError(self.path, line, None, f"YAML tags ({event.tag}) are not used; take it out")
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise SourceError(self.path, line, None, "a second document (---); one file holds one source")
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
            self._key.pop()

    def _scalar(self, event: Any, line: int) -> None:
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            self._take_key(event.value, line)
        else:
            self._put(self._value(event, line), line)

    def _take_key(self, key: str, line: int) -> None:
        into, place = self._open[-1]
        if key in into:
            first = self.lines[(*place, key)]
            raise SourceError(self.path, line, key, f"stands twice, first on line {first}; keep one")
        self._key[-1] = key
        self.lines[(*place, key)] = line

    def _value(self, event: Any, line: int) -> Any:
        resolve: Any = self._scalars.resolve
        tag = resolve(yaml.ScalarNode, event.value, event.implicit)
        try:
            return self._scalars.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark))
        except (yaml.YAMLError, ValueError) as error:
            kind = tag.rpartition(":")[2]
            raise SourceError(
                self.path, line, None, f"{event.value!r} is no valid {kind}; mend or quote it"
            ) from error

    def _start(self, made: Any, line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise SourceError(self.path, line, None, f"nested deeper than {MAX_DEPTH}; a source file is flat")
        place = self._put(made, line)
        self._open.append((made, place))
        self._key.append(None)

    def _put(self, value: Any, line: int) -> Place:
        if not self._open:
            self.root = value
            return ()
        into, place = self._open[-1]
        if isinstance(into, list):
            into.append(value)
            here: Place = (*place, len(into) - 1)
            self.lines[here] = line
            return here
        key = self._key[-1]
        if key is None:
            raise SourceError(self.path, line, None, "a field name must be a word")
        into[key], self._key[-1] = value, None
        return (*place, key)
