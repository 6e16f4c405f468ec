"""Reads WARC files, own and foreign: gzip, zstd or plain, damaged or whole."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from warehouse.tables import Capture, Fetch
from warehouse.warc_block import BlockError, Response, read_response
from warehouse.warc_scan import Damage, DamageError, Member, end_of_whole_members, find_members, member_at

__all__ = ["Damage", "DamageError", "end_of_whole_members", "find_captures", "find_fetches", "get"]

LOG = logging.getLogger(__name__)
ENDINGS = (".warc.gz", ".warc.zst", ".warc")


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
    are given. Whether a page is a challenge or a login is for the reader to say, as after a fetch.
    ``warc_file`` is relative to ``root``, if there is one. Records that are damaged, too large, or whose
    digest does not hold are named to ``on_damage`` and passed over. Memory is bounded by the largest record.
    """
    for file in _find_files(path):
        for member in find_members(file, on_damage):
            if not _is_wanted(member, purpose):
                continue
            try:
                response = read_response(member.block, member.headers)
            except BlockError as error:
                on_damage(Damage(file=str(file), offset=member.offset, what=str(error)))
                continue
            if _is_page(response, purpose, member):
                yield _capture(member, response, root)


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
        rows: dict[str, Fetch] = {}
        for member in find_members(file, on_damage):
            amends = member.headers.get("warc-refers-to")
            if amends in rows:
                rows[amends] = _amended(rows[amends], member.headers)
            elif "hoptac-run" in member.headers:
                rows[member.headers["warc-record-id"]] = _row(member, root)
        yield from rows.values()


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
