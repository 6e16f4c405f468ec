"""Finds and reads source files: the registry of publishers."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from extractors.source_file import Place, SourceError, YamlFile, read_yaml
from extractors.source_spec import ArticleRules, Entry, Expect, Layout, Polite, Source

__all__ = [
    "ArticleRules", "Entry", "Expect", "Layout", "Polite", "Source", "SourceError",
    "json_schema", "load_registry", "load_source",
]  # fmt: skip

BUILT_IN = Path(__file__).with_name("sources")
"""Folder of the source files that come with the program."""


def load_source(path: Path) -> Source:
    """Reads one source file. Raises ``SourceError`` with file, line, field, problem and mend."""
    file = read_yaml(Path(path))
    try:
        return Source.model_validate({name: value for name, value in file.data.items() if value is not None})
    except ValidationError as error:
        raise _source_error(file, error) from error


def load_registry(path: Path | None = None) -> dict[str, Source]:
    """The sources of a file or a folder of ``*.yaml`` by name; ``None`` means the built-in ones.

    Raises ``SourceError`` at the first bad file, and when two files use one name.
    """
    found: dict[str, tuple[Path, Source]] = {}
    for file in _find_files(BUILT_IN if path is None else Path(path)):
        source = load_source(file)
        if source.name in found:
            first = found[source.name][0]
            line = read_yaml(file).line_of(("name",))
            raise SourceError(file, line, "name", f"{source.name!r} is taken by {first}; choose another")
        found[source.name] = (file, source)
    return {name: found[name][1] for name in sorted(found)}


def json_schema() -> dict[str, Any]:
    """JSON Schema of a source file, for editors; ``extractors/source.schema.json`` is a copy."""
    schema = Source.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _find_files(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise SourceError(path, None, None, "does not exist; name a source file or a folder of them")
    if path.is_file():
        yield path
        return
    found = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml") and file.is_file())
    if not found:
        raise SourceError(path, None, None, "holds no *.yaml file; put one file per source there")
    yield from found


def _source_error(file: YamlFile, error: ValidationError) -> SourceError:
    """The first problem by line, in words."""
    problems = [(_place(detail), detail) for detail in error.errors(include_url=False)]
    problems.sort(key=lambda item: file.line_of(item[0]) or 0)
    place, detail = problems[0]
    while place and isinstance(place[-1], int) and place not in file.lines:
        place = place[:-1]  # one value where a list may stand has no line of its own
    problem, more = _problem(place, detail), len(problems) - 1
    return SourceError(file.path, file.line_of(place), _field(place), problem, more)


def _place(detail: Any) -> Place:
    return tuple(step for step in detail["loc"] if not str(step).startswith(("function-", "tuple[")))


def _field(place: Place) -> str | None:
    """The path of a field as people write it: discover[0].link."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.lstrip(".") or None


def _problem(place: Place, detail: Any) -> str:
    kind, given = detail["type"], detail.get("input")
    if kind == "extra_forbidden":
        return f"unknown field{_suggestion(place)}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "too_short":
        return "is empty; add an entry"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind in ("string_type", "model_type", "tuple_type"):
        shape = {"string_type": "text in quotes", "model_type": "fields", "tuple_type": "a list"}[kind]
        return f"{given!r} is not {shape}; write {shape}"
    said = str(detail["msg"]).replace("Input should", "should")
    return f"{given!r} {said[:1].lower()}{said[1:]}; mend the value"


def _suggestion(place: Place) -> str:
    known = sorted(_fields_at(place[:-1]))
    near = get_close_matches(str(place[-1]), known, n=1)
    return f"; did you mean `{near[0]}`?" if near else f"; known here: {', '.join(known)}"


def _fields_at(place: Place) -> set[str]:
    model: type[BaseModel] = Source
    for step in place:
        if isinstance(step, str):
            model = _model_of(model.model_fields[step].annotation) or model
    return set(model.model_fields)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for arg in get_args(annotation) if (model := _model_of(arg))), None)


if __name__ == "__main__":
    from json import dumps

    text = dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    Path(__file__).with_name("source.schema.json").write_text(text, encoding="utf-8")
