"""Reads WARC files, own and foreign: gzip, zstd or plain, damaged or whole."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from warehouse.record import record
from warehouse.tables import Capture, Fetch
from warehouse.warc_block import BlockError, Response, read_response
from warehouse.warc_scan import Damage, DamageError, Member, end_of_whole_members, find_members, member_at

__all__ = [
    "Damage", "DamageError", "Exchanged", "end_of_whole_members", "find_captures", "find_exchanges",
    "find_fetches", "find_logged", "find_pages", "get", "pages_of",
]  # fmt: skip

LOG = logging.getLogger(__name__)
READABLE = frozenset({"ok", "challenge", "consent", "login", "soft_404"})
"""Outcomes of responses whose body can be read as a page."""

ENDINGS = (".warc.gz", ".warc.gzip", ".warc.zst", ".warc")


@record
class Exchanged:
    """What a capture file holds of one exchange, without its body."""

    url: str
    """Address that was asked for first."""
    at: datetime
    purpose: str
    offset: int
    has_response: bool
    run_id: str
    """Run that made the request, or that took the record from another program's file."""
    fetch: Fetch | None
    """Row of ``fetches``; none for records that another program made."""


@record
class Logged:
    """What a capture file says of its own records at its end."""

    exchanges: tuple[Exchanged, ...]
    records: frozenset[int]
    """Where its records begin, all but the first, which tells of the file, and those that hold this."""

    def explains(self, offset: int) -> bool:
        """Whether it is known what a damaged record held."""
        return bool(self.records) and (offset in self.records or offset > max(self.records))


def log_damage(damage: Damage) -> None:
    """Names a damaged record in the log."""
    LOG.warning("%s at %s: %s", damage.file, damage.offset, damage.what)


def find_captures(
    path: Path,
    *,
    root: Path | None = None,
    purpose: str | None = "page",
    on_damage: Callable[[Damage], None] = log_damage,
) -> Iterator[Capture]:
    """The whole responses with status 2xx in a WARC file, or in all files below a folder, in order of name.

    Own records are those of one ``purpose`` (``None``: of all). Of foreign ones, which state none, HTML pages
    are given. Own records that were too large, of a wrong type or badly encoded are left out; challenges,
    logins and the like are given, for the reader to say so again.
    ``warc_file`` is relative to ``root``, if there is one. Records that are damaged, too large, or whose
    digest does not hold are named to ``on_damage`` and passed over. Memory is bounded by the largest record.
    """
    for _, capture in find_pages(path, root=root, purpose=purpose, on_damage=on_damage):
        yield capture


def find_pages(
    path: Path,
    *,
    root: Path | None = None,
    purpose: str | None = "page",
    on_damage: Callable[[Damage], None] = log_damage,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Iterator[tuple[Member, Capture]]:
    """The same as ``find_captures``, of ``wanted`` addresses, each with the record that it was read from."""
    for file in _find_files(path):
        amended = _amended_outcomes(file)
        members = find_members(file, on_damage)
        yield from pages_of(
            members, amended=amended, root=root, purpose=purpose, on_damage=on_damage, wanted=wanted
        )


def pages_of(
    members: Iterable[Member],
    *,
    amended: Mapping[str, str] = MappingProxyType({}),
    root: Path | None = None,
    purpose: str | None = "page",
    on_damage: Callable[[Damage], None] = log_damage,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Iterator[tuple[Member, Capture]]:
    """The pages among records. ``amended`` are outcomes that later records correct, by record id."""
    for member in members:
        if not _is_wanted(member, purpose) or not _is_readable(member, amended) or not wanted(_uri(member)):
            continue
        try:
            response = read_response(member.block, member.headers)
        except BlockError as error:
            on_damage(Damage(file=str(member.file), offset=member.offset, what=str(error)))
            continue
        if _is_page(response, purpose, member):
            yield member, _capture(member, response, root)


def get(root: Path, warc_file: str, offset: int) -> Capture:
    """One response of the store. Raises ``DamageError`` if it is damaged or not there."""
    member = member_at(root / warc_file, offset)
    if member.headers.get("warc-type") != "response":
        raise DamageError(Damage(file=warc_file, offset=offset, what="no response record"))
    try:
        return _capture(member, read_response(member.block, member.headers), root)
    except BlockError as error:
        raise DamageError(Damage(file=warc_file, offset=offset, what=str(error))) from error


def find_fetches(
    path: Path, *, root: Path, on_damage: Callable[[Damage], None] = log_damage
) -> Iterator[Fetch]:
    """The rows of ``fetches`` that the store's own WARC files hold, file by file, in order of writing.

    The rows of one file wait in memory for its end, since a later record may amend an earlier one.
    """
    for file in _find_files(path):
        found = find_exchanges(file, root=root, on_damage=on_damage)
        yield from (each.fetch for each in found if each.fetch)


def find_exchanges(
    file: Path, *, root: Path, on_damage: Callable[[Damage], None] = log_damage
) -> list[Exchanged]:
    """What one capture file holds, in order of writing, amendments worked in; bodies are for ``get``."""
    return _exchanges_of(find_members(file, on_damage), root)


def find_logged(file: Path, *, root: Path) -> "Logged":
    """What a capture file repeats of its records at its end; nothing where that is damaged or missing."""
    for member in find_members(file, lambda _: None):
        if "hoptac-log" in member.headers:
            heads = [json.loads(line) for line in member.block.splitlines()]
            logged = [
                Member(
                    file=file, offset=head["offset"], headers=head["headers"], block=head["answer"].encode()
                )
                for head in heads
            ]
            return Logged(
                exchanges=tuple(_exchanges_of(logged, root)),
                records=frozenset(each.offset for each in logged),
            )
    return Logged(exchanges=(), records=frozenset())


def _exchanges_of(members: Iterable[Member], root: Path) -> list[Exchanged]:
    found: dict[str, Exchanged] = {}
    for member in members:
        amends = found.get(member.headers.get("warc-refers-to", ""))
        if amends and amends.fetch:
            found[member.headers["warc-refers-to"]] = replace(
                amends, fetch=_amended(amends.fetch, member.headers)
            )
        elif "hoptac-run" in member.headers or member.headers.get("warc-type") == "response":
            found[member.headers.get("warc-record-id", str(member.offset))] = _exchanged(member, root)
    return list(found.values())


def _exchanged(member: Member, root: Path) -> Exchanged:
    headers = member.headers
    return Exchanged(
        url=headers.get("hoptac-asked-uri") or _uri(member), at=_instant(member),
        purpose=headers.get("hoptac-purpose", "page"), offset=member.offset,
        has_response=headers.get("warc-type") == "response" and "warc-truncated" not in headers,
        run_id=headers.get("hoptac-run") or headers.get("hoptac-import", ""),
        fetch=_row(member, root) if "hoptac-run" in headers else None,
    )  # fmt: skip


def _find_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.name.endswith(ENDINGS) and file.is_file())
    else:
        yield path


def _is_wanted(member: Member, purpose: str | None) -> bool:
    headers = member.headers
    if headers.get("warc-type") != "response" or "warc-truncated" in headers:
        return False
    return purpose is None or headers.get("hoptac-purpose", purpose) == purpose


def _amended_outcomes(file: Path) -> dict[str, str]:
    """Outcomes that later records of a file correct, by record id. Damage is named when the file is read."""
    return {
        member.headers["warc-refers-to"]: member.headers["hoptac-outcome"]
        for member in find_members(file, lambda _: None)
        if "warc-refers-to" in member.headers and "hoptac-outcome" in member.headers
    }


def _is_readable(member: Member, amended: Mapping[str, str]) -> bool:
    stated = member.headers.get("hoptac-outcome")
    return stated is None or amended.get(member.headers.get("warc-record-id", ""), stated) in READABLE


def _is_page(response: Response, purpose: str | None, member: Member) -> bool:
    if not 200 <= response.status < 300:
        return False
    is_own = "hoptac-run" in member.headers
    return is_own or purpose is None or "html" in response.headers.get("content-type", "html").lower()


def _capture(member: Member, response: Response, root: Path | None) -> Capture:
    url = _uri(member)
    return Capture(
        url=member.headers.get("hoptac-asked-uri", url), final_url=url, status=response.status,
        headers=response.headers, content=response.content, captured_at=_instant(member),
        warc_file=_relative(member.file, root), warc_offset=member.offset,
    )  # fmt: skip


def _row(member: Member, root: Path) -> Fetch:
    headers = member.headers
    answered = headers.get("warc-type") in ("response", "revisit")
    status = member.block.split(maxsplit=2)[1:2] if answered else []
    return Fetch(
        run_id=headers["hoptac-run"], source=headers.get("hoptac-source", ""), url=_uri(member),
        requested_at=_instant(member), status=int(status[0]) if status and status[0].isdigit() else None,
        outcome=headers.get("hoptac-outcome", ""), elapsed_ms=int(headers.get("hoptac-elapsed-ms", "0")),
        bytes=int(headers.get("hoptac-wire-bytes", "0")), error=headers.get("hoptac-error"),
        warc_file=_relative(member.file, root) if answered else None,
        warc_offset=member.offset if answered else None,
    )  # fmt: skip


def _amended(row: Fetch, headers: Mapping[str, str]) -> Fetch:
    return replace(row, outcome=headers.get("hoptac-outcome", row.outcome), error=headers.get("hoptac-error"))


def _uri(member: Member) -> str:
    return member.headers.get("warc-target-uri", "").strip("<>")  # WARC/1.0 writers bracket it


def _instant(member: Member) -> datetime:
    """The capture time. Raises no error: a date that cannot be read is the beginning of time."""
    try:
        found = datetime.fromisoformat(member.headers.get("warc-date", "").strip())
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _relative(file: Path, root: Path | None) -> str:
    return file.relative_to(root).as_posix() if root and file.is_relative_to(root) else str(file)
