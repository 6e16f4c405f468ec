"""What an operator can do about an alarm."""

from collections.abc import Mapping
from datetime import date

from extractors.source import Source

_DRIFT = (
    "hoptac sources learn {homepage}   # proposes rules by today's pages",
    "mend {name}.yaml, then: hoptac rebuild --source {name} --since {since}",
    "or, if pages are meant to be so: hoptac sources accept {name}",
)
_CHECK = "hoptac sources check {name}"
_ADVICE: Mapping[str, tuple[str, ...]] = {
    "drift": _DRIFT,
    "blocked": ("the site does not want to be read: wait, raise polite.delay, or talk to the publisher",),
    "failing": (f"{_CHECK}   # what the site answers now",),
    "unreadable": (f"{_CHECK}   # then mend `discover` in {{name}}.yaml",),
    "volume": (
        f"{_CHECK}   # does it still list what is new?",
        "hoptac backfill --since {since} --until {tomorrow} {name}   # once it is mended",
    ),
    "clock": ("set the clock of this machine (chrony, systemd-timesyncd)",),
}
_ALL: Mapping[str, tuple[str, ...]] = {
    "volume": ("nothing, on a holiday; else look at the network of this machine",),
    "unreadable": ("look at the network of this machine",),
}


def advice(kind: str, subject: str, since: date, tomorrow: date, sources: Mapping[str, Source]) -> list[str]:
    """Lines of what to do, with commands to paste."""
    source = sources.get(subject)
    if source is None:
        return list(_ALL.get(kind, _ADVICE["clock"] if kind == "clock" else ()))
    if kind == "clock":
        return ["nothing: the dates of this site's feeds may be off by as much"]
    words = {"name": subject, "since": since, "tomorrow": tomorrow, "homepage": source.homepage}
    return [line.format(**words) for line in _ADVICE[kind]]
