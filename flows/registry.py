"""The sources that a command is asked for."""

from collections.abc import Iterable
from difflib import get_close_matches

from extractors.source import Source, load_registry
from flows.knowledge import load_knowledge
from flows.settings import Settings, SettingsError


def chosen_sources(settings: Settings, names: Iterable[str]) -> dict[str, Source]:
    """The named sources, or all, with what is known of their pages. Raises SettingsError as below."""
    sources = plain_sources(settings, names)
    return {name: source.knowing(load_knowledge(settings, name)) for name, source in sources.items()}


def plain_sources(settings: Settings, names: Iterable[str]) -> dict[str, Source]:
    """The named sources, or all, by their files alone. Raises SettingsError for a name that no source has."""
    registry = load_registry(settings.sources)
    names = list(dict.fromkeys(names))
    for name in names:
        if name not in registry:
            raise SettingsError(f"unknown source {name!r}{_hint(name, registry)}")
    return {name: registry[name] for name in names} if names else registry


def _hint(name: str, registry: dict[str, Source]) -> str:
    near = get_close_matches(name, registry, 1)
    return f"; did you mean {near[0]!r}?" if near else "; `hoptac sources list` names them all"
