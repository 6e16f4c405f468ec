"""Settings, each declared once: flag, then environment, then ``hoptac.toml``, then the default."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from extractors.bounds import Bounds
from warehouse.record import record

CONFIG_FILE = "hoptac.toml"


class SettingsError(Exception):
    """A setting is wrong; the message names it, where it came from and the mend."""


@record
class Settings:
    """What an operator can set. The environment name is ``HOPTAC_`` and the field in capitals."""

    home: Annotated[Path, "folder for catalog, tables and raw captures"] = Path("data")
    catalog: Annotated[str, "DuckLake catalog: a file, or postgres:... with libpq words"] = ""
    store: Annotated[str, "data files and captures: a folder or s3://bucket/prefix"] = ""
    sources: Annotated[
        Path | None, "source file or folder of source files, in place of the built-in ones"
    ] = None
    allow_hosts: Annotated[
        tuple[str, ...], "private or loopback hosts that may be fetched: host or host:port"
    ] = ()
    connect_to: Annotated[
        tuple[str, ...],
        "host=address:port pairs: reach a host at another address, in plain HTTP (for replays)",
    ] = ()
    contact: Annotated[str, "address or page for site owners, sent in the User-Agent"] = ""
    workers: Annotated[int, "sources that are read at the same time"] = 8
    batch_pages: Annotated[int, "most pages in one batch, which is one transaction"] = 200
    bounds: Annotated[
        tuple[str, ...], "name=value pairs for the bounds of one fetch, as extractors/bounds.py names them"
    ] = ()
    alarms: Annotated[
        tuple[str, ...],
        "whom to tell of alarms: addresses as Apprise writes them, for e-mail, webhooks, chats; kept secret",
    ] = field(default=(), repr=False)
    memory_limit: Annotated[str, "memory that DuckDB may use"] = "256MB"
    query_seconds: Annotated[int, "longest time one query of `hoptac sql` may take"] = 300
    lease_seconds: Annotated[
        int, "seconds without a sign of life after which a run is taken for dead on other machines"
    ] = 90
    keep_listings_days: Annotated[
        int, "days after which `hoptac maintain` removes captures of feeds and listings, never of pages"
    ] = 0
    """0: all are kept."""
    min_free_mb: Annotated[int, "free space below which no run starts, in megabytes"] = 200

    @property
    def catalog_url(self) -> str:
        return self.catalog or str(self.home / "catalog.sqlite")

    @property
    def store_url(self) -> str:
        return self.store or str(self.home)

    @property
    def connections(self) -> dict[str, tuple[str, int]]:
        """``connect_to`` as host -> (address, port)."""
        return dict(_connection(pair) for pair in self.connect_to)

    @property
    def fetch_bounds(self) -> Bounds:
        """The bounds of one fetch, with what ``bounds`` changes."""
        return replace(Bounds(), **dict(map(_bound, self.bounds)))


def load_settings(
    flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Reads the settings; a flag of None counts as not given.

    Raises SettingsError for an unknown name or a value of the wrong kind.
    """
    given: dict[str, Any] = {}
    given |= _from_file(Path(environ.get("HOPTAC_CONFIG", CONFIG_FILE)))
    given |= _from_environment(environ)
    given |= {name: value for name, value in (flags or {}).items() if value is not None}
    return Settings(**{name: _convert(name, value) for name, value in given.items()})


def setting_kinds() -> dict[str, tuple[Any, str]]:
    """Maps each setting to its type and its meaning."""
    hints = get_type_hints(Settings, include_extras=True)
    return {
        field.name: (get_args(hints[field.name])[0], get_args(hints[field.name])[1])
        for field in fields(Settings)
    }


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    for name in values:
        if name not in setting_kinds():
            raise SettingsError(f"{path}: unknown setting {name!r}{_suggestion(name)}")
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: environ[key] for name in setting_kinds() if environ.get(key := f"HOPTAC_{name.upper()}")}


def _suggestion(name: str) -> str:
    near = difflib.get_close_matches(name, setting_kinds(), 1)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(setting_kinds())}"


def _convert(name: str, value: Any) -> Any:
    kind, meaning = setting_kinds()[name]
    if kind is int:
        return _whole_number(name, value, meaning)
    if kind == tuple[str, ...]:
        parts = value if isinstance(value, list | tuple) else str(value).split(",")
        return tuple(str(part).strip() for part in parts if str(part).strip())
    return str(value) if kind is str else Path(value).expanduser()


def _whole_number(name: str, value: Any, meaning: str) -> int:
    least = min(1, getattr(Settings(), name))  # 0 turns off what is off by default
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = least - 1
    if number < least:
        raise SettingsError(f"HOPTAC_{name.upper()}={value!r}: give a whole number from {least} ({meaning})")
    return number


def _bound(pair: str) -> tuple[str, Any]:
    """One bound by name, as a number of its own kind."""
    name, _, value = (part.strip() for part in pair.partition("="))
    known: dict[str, type[float]] = {name: type(value) for name, value in asdict(Bounds()).items()}
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        told = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
        raise SettingsError(f"HOPTAC_BOUNDS has no bound {name!r}; {told}")
    try:
        number = known[name](value)
    except ValueError:
        number = 0
    if number <= 0:
        raise SettingsError(f"HOPTAC_BOUNDS: {pair!r}: give a number above 0")
    return name, number


def _connection(pair: str) -> tuple[str, tuple[str, int]]:
    host, _, target = pair.partition("=")
    address, _, port = target.rpartition(":")
    if not (host and address and port.isdigit()):
        raise SettingsError(f"HOPTAC_CONNECT_TO has {pair!r}: write host=address:port")
    return host.lower(), (address, int(port))
