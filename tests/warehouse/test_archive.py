"""Captures come back as they were put, by us or by others, and damage is named and stepped over."""

# ruff: noqa: E501 - records and headers are one a line

import gzip
import hashlib
import random
import signal
import subprocess
import sys
import threading
import zlib
from base64 import b32encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.archive import (
    CaptureWriter,
    find_captures,
    find_exchanges,
    find_fetches,
    find_parts,
    get,
)
from warehouse.captures import Captures
from warehouse.tables import Capture, Exchange
from warehouse.warc_read import find_logged
from warehouse.warc_scan import Damage, DamageError

AT = datetime(2026, 11, 22, 8, 30, 0, 123456, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def exchange(number: int, body: bytes = b"", **other: object) -> Exchange:
    given: dict[str, object] = {
        "url": f"https://a.vn/tin-{number}.htm", "requested_at": AT, "elapsed_ms": 12, "outcome": "ok", "status": 200,
        "reason": "OK", "headers": HTML, "body": body or f"<h1>Tin số {number}</h1>".encode(), "purpose": "page",
        "address": "203.0.113.7",
    }  # fmt: skip
    return Exchange(**{**given, **other})  # type: ignore[arg-type]


def write(root: Path, *exchanges: Exchange, source: str = "bao_a") -> Path:
    with CaptureWriter(root, source, "run-1") as writer:
        for one in exchanges:
            writer.put(one)
    (name,) = {file.relative_to(root) for file in root.rglob("*.warc.gz") if source in file.parts}
    return root / name


def test_a_capture_comes_back_as_it_was(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, "bao_a", "run-1") as writer:
        stored = writer.put(exchange(1, "Ủy ban".encode(), asked_url="https://a.vn/1"))
    assert stored is not None
    capture = get(tmp_path, *stored)
    assert capture == Capture(
        url="https://a.vn/1", final_url="https://a.vn/tin-1.htm", status=200,
        headers={"content-type": "text/html; charset=utf-8"}, content="Ủy ban".encode(), captured_at=AT,
        warc_file=stored[0], warc_offset=stored[1],
    )  # fmt: skip
    assert list(find_captures(tmp_path, root=tmp_path)) == [capture]
    assert stored[0].startswith(f"captures/bao_a/{datetime.now(UTC):%Y/%m}/")


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", lambda data: zlib.compress(data)[2:-4]),
     ("br", brotli.compress), ("zstd", zstandard.compress), ("identity", bytes),
     ("gzip, br", lambda data: brotli.compress(gzip.compress(data)))],
)  # fmt: skip
def test_bodies_are_kept_as_sent_and_read_without_their_coding(
    coding: str, packed: object, tmp_path: Path
) -> None:
    body = packed(b"<h1>Tin</h1>" * 100)  # type: ignore[operator]
    file = write(
        tmp_path,
        exchange(1, body, headers=(*HTML, ("Content-Encoding", coding), ("Transfer-Encoding", "chunked"))),
    )
    (capture,) = find_captures(file)
    assert capture.content == b"<h1>Tin</h1>" * 100
    assert body in gzip.decompress(file.read_bytes())


def test_other_tools_can_read_the_files(tmp_path: Path) -> None:
    file = write(tmp_path, exchange(1), exchange(2, status=304, body=b"x", outcome="unchanged"))
    records = [
        (record.headers["WARC-Type"], record.verify_block_digest())
        for record in ArchiveIterator(str(file), parse_http=False)
    ]
    assert records == [
        ("warcinfo", True), ("response", True), ("revisit", True), ("metadata", True), ("metadata", True),
    ]  # fmt: skip
    listed = subprocess.run([Path(sys.executable).with_name("warcio"), "check", file], check=False)
    assert listed.returncode == 0


def test_every_row_of_fetches_comes_back(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, "bao_a", "run-1") as writer:
        first = writer.put(exchange(1, wire_bytes=20))
        writer.put(exchange(2, status=None, outcome="timeout", error="no answer\r\nWARC/1.1", body=b""))
        second = writer.put(exchange(3))
        assert second is not None
        writer.amend(second, "challenge", "cf-mitigated")
        writer.put(exchange(4, status=404, outcome="not_found", error="HTTP 404"))
    rows = list(find_fetches(tmp_path, root=tmp_path))
    assert [(row.outcome, row.status, row.error) for row in rows] == [
        ("ok", 200, None), ("timeout", None, "no answer WARC/1.1"), ("challenge", 200, "cf-mitigated"),
        ("not_found", 404, "HTTP 404"),
    ]  # fmt: skip
    assert (rows[0].run_id, rows[0].source, rows[0].requested_at) == ("run-1", "bao_a", AT)
    assert (rows[0].elapsed_ms, rows[0].bytes, (rows[0].warc_file, rows[0].warc_offset)) == (12, 20, first)


def test_pages_are_told_from_feeds_errors_and_parts(tmp_path: Path) -> None:
    write(
        tmp_path, exchange(1), exchange(2, purpose="feed"), exchange(3, status=404), exchange(4, status=301),
        exchange(5, truncated="length", outcome="too_large"),
    )  # fmt: skip
    assert [one.url for one in find_captures(tmp_path)] == ["https://a.vn/tin-1.htm"]
    assert [one.url[-5:-4] for one in find_captures(tmp_path, purpose=None)] == ["1", "2"]


def test_what_reading_made_of_a_response_counts(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, "bao_a", "run-1") as writer:
        for number, outcome in enumerate(("challenge", "bad_type", "too_large")):
            stored = writer.put(exchange(number))
            assert stored is not None
            writer.amend(stored, outcome, None)
    assert [one.url[-5:-4] for one in find_captures(tmp_path)] == ["0"]


def test_files_rotate_by_size(tmp_path: Path) -> None:
    noise = random.Random(1)
    with CaptureWriter(tmp_path, "bao_a", "run-1", rotate_bytes=20_000) as writer:
        for number in range(10):
            writer.put(exchange(number, noise.randbytes(5000)))
    assert len(list(tmp_path.rglob("*.warc.gz"))) == 3
    assert len(list(find_captures(tmp_path))) == 10


def test_many_threads_may_put(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, "bao_a", "run-1") as writer:
        threads = [
            threading.Thread(target=lambda n=n: [writer.put(exchange(n * 50 + k)) for k in range(50)])
            for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({capture.url for capture in find_captures(tmp_path)}) == 200


def test_what_is_not_published_is_not_seen(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "bao_a", "run-1")
    writer.put(exchange(1))
    assert list(find_captures(tmp_path)) == []
    (part,) = find_parts(tmp_path)
    assert Captures(tmp_path).salvage(part) is None  # its writer lives
    assert len(writer.publish()) == 1
    assert len(list(find_captures(tmp_path))) == 1


def test_a_batch_without_requests_leaves_no_file(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, "bao_a", "run-1"):
        pass
    assert list(tmp_path.rglob("*")) == []


def test_the_whole_records_of_a_killed_writer_are_salvaged(tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from tests.warehouse.test_archive import exchange
from warehouse.archive import CaptureWriter
writer = CaptureWriter(Path({str(tmp_path)!r}), "bao_a", "run-1")
for number in range(5):
    writer.put(exchange(number))
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).resolve().parents[2]
    killed = subprocess.run([sys.executable, "-c", code], cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    (part,) = find_parts(tmp_path)
    with part.open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1\r\n")[:-5])
    final = Captures(tmp_path).salvage(part)
    assert final is not None
    damages: list[Damage] = []
    assert len(list(find_captures(tmp_path / final, on_damage=damages.append))) == 5
    assert damages == []
    assert list(find_parts(tmp_path)) == []


def test_a_full_disk_leaves_the_records_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with CaptureWriter(tmp_path, "bao_a", "run-1") as writer:
        writer.put(exchange(1))

        def full(file: int, data: memoryview) -> int:
            real(file, data[:20])
            raise OSError(28, "No space left on device")

        real = __import__("os").write
        monkeypatch.setattr("warehouse.archive.os.write", full)
        with pytest.raises(OSError, match="No space"):
            writer.put(exchange(2))
        monkeypatch.undo()
        writer.put(exchange(3))
    damages: list[Damage] = []
    found = [one.url[-5:-4] for one in find_captures(tmp_path, on_damage=damages.append)]
    assert (found, damages) == (["1", "3"], [])


# --- damage -----------------------------------------------------------------------------------


def _noisy(count: int) -> Iterator[Exchange]:
    noise = random.Random(1)
    for number in range(count):
        yield exchange(
            number, gzip.compress(noise.randbytes(300)), headers=(*HTML, ("Content-Encoding", "gzip"))
        )


def test_bits_flipped_in_a_fifth_of_all_records_are_named_and_none_is_used(tmp_path: Path) -> None:
    file = write(tmp_path, *_noisy(100))
    whole = {one.warc_offset: one for one in find_captures(file)}
    chance = random.Random(2)
    hit = sorted(chance.sample(sorted(whole), 20))
    ends = dict(zip(sorted(whole), [*sorted(whole)[1:], file.stat().st_size], strict=True))
    data = bytearray(file.read_bytes())
    for offset in hit:
        data[chance.randrange(offset + 10, ends[offset])] ^= 1 << chance.randrange(8)
    file.write_bytes(data)
    damages: list[Damage] = []
    left = {one.warc_offset: one for one in find_captures(file, on_damage=damages.append)}
    named = {damage.offset for damage in damages}
    assert named <= set(hit)
    # A bit that pads the compressed data to whole bytes means nothing: the record is as it was.
    assert left == {offset: one for offset, one in whole.items() if offset not in named}
    assert len(named) >= 18
    with pytest.raises(DamageError):
        get(tmp_path, str(file.relative_to(tmp_path)), min(named))


def test_a_file_says_at_its_end_what_its_damaged_records_were(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, "bao_a", "run-1") as writer:
        for number in range(3):
            stored = writer.put(exchange(number))
            assert stored is not None
        writer.amend(stored, "challenge", "cf-mitigated")
    file = tmp_path / stored[0]
    whole = find_exchanges(file, root=tmp_path)
    size = file.stat().st_size
    data = bytearray(file.read_bytes())
    for each in whole:
        data[each.offset + 60] ^= 1
    data[size - 60] ^= 1  # one of the two places where it is said
    file.write_bytes(data)

    damages: list[Damage] = []
    assert find_exchanges(file, root=tmp_path, on_damage=damages.append) == []
    logged = find_logged(file, root=tmp_path)
    assert list(logged.exchanges) == whole
    assert [damage for damage in damages if not logged.explains(damage.offset)] == []
    assert not logged.explains(0)


@settings(max_examples=40, deadline=None)
@given(position=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_never_used_silently(
    position: int, bit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    file = write(folder, *_noisy(4))
    whole = list(find_captures(file))
    data = bytearray(file.read_bytes())
    data[position % len(data)] ^= 1 << bit
    file.write_bytes(data)
    damages: list[Damage] = []
    left = list(find_captures(file, on_damage=damages.append))
    assert all(one in whole for one in left)
    assert left == whole or damages


def test_a_cut_file_gives_what_is_whole(tmp_path: Path) -> None:
    file = write(tmp_path, *_noisy(10))
    last = max(one.warc_offset or 0 for one in find_captures(file))
    file.write_bytes(file.read_bytes()[: last + 100])
    damages: list[Damage] = []
    assert len(list(find_captures(file, on_damage=damages.append))) == 9
    assert [damage.what for damage in damages] == ["cut short"]


def test_what_is_no_record_raises_where_it_is_asked_for(tmp_path: Path) -> None:
    file = write(tmp_path, exchange(1))
    name = str(file.relative_to(tmp_path))
    for offset in (0, 7, 10**9):
        with pytest.raises(DamageError):
            get(tmp_path, name, offset)
    with pytest.raises(DamageError):
        get(tmp_path, "captures/none.warc.gz", 0)


# --- files of others --------------------------------------------------------------------------


def record(
    number: int, *, version: str = "1.0", http: bytes = b"", digest: str = "", kind: str = "response"
) -> bytes:
    block = http or b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Tin %d</h1>" % number
    digest = digest or "sha1:" + b32encode(hashlib.sha1(block).digest()).decode()
    return (
        f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"WARC-Target-URI: <http://a.vn/{number}>\r\nWARC-Date: 2016-08-26T07:00:00Z\r\nWARC-Block-Digest: {digest}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


FORMS = {
    "a.warc": lambda parts: b"".join(parts),
    "a.warc.gz": lambda parts: b"".join(map(gzip.compress, parts)),
    "whole.warc.gz": lambda parts: gzip.compress(b"".join(parts)),
    "a.warc.zst": lambda parts: b"".join(map(zstandard.compress, parts)),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_foreign_files_of_any_form_are_read(name: str, version: str, tmp_path: Path) -> None:
    parts = [record(number, version=version) for number in range(5)]
    (tmp_path / name).write_bytes(FORMS[name](parts))
    found = list(find_captures(tmp_path / name))
    assert [one.content for one in found] == [b"<h1>Tin %d</h1>" % number for number in range(5)]
    assert (found[0].url, found[0].captured_at.year) == ("http://a.vn/0", 2016)
    if name != "whole.warc.gz":
        assert [get(tmp_path, name, one.warc_offset or 0).url for one in found] == [one.url for one in found]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst"])
def test_a_wrong_digest_and_a_broken_record_are_named_in_any_form(name: str, tmp_path: Path) -> None:
    parts = [record(number, digest="sha1:" + "A" * 32 if number == 1 else "") for number in range(6)]
    packed = [FORMS[name]([part]) for part in parts]
    broken = bytearray(packed[3])
    broken[4 : len(broken) // 2] = b"?" * (len(broken) // 2 - 4)
    packed[3] = bytes(broken)
    (tmp_path / name).write_bytes(b"".join(packed))
    damages: list[Damage] = []
    found = [one.url[-1] for one in find_captures(tmp_path / name, on_damage=damages.append)]
    assert found == ["0", "2", "4", "5"]
    assert "warc-block-digest does not hold" in [damage.what for damage in damages]
    assert len(damages) == 2


@pytest.mark.parametrize(
    "http",
    [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nTin\r\n0\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nTin",
     b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\nTin",
     b"HTTP/1.1 200 OK\nContent-Type: text/html\n\nTin", b"HTTP/1.0 200\r\n\r\nTin", b"HTTP/2 200 \r\nA:\r\n b\r\n\r\nTin"],
)  # fmt: skip
def test_the_many_ways_in_which_archives_keep_a_body(http: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record(1, http=http)))
    assert [one.content for one in find_captures(tmp_path)] == [b"Tin"]


def test_a_bomb_in_an_archive_is_named(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    bomb = head + gzip.compress(b"\0" * (65 << 20))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record(1, http=bomb)) + gzip.compress(record(2)))
    damages: list[Damage] = []
    assert [one.url for one in find_captures(tmp_path, on_damage=damages.append)] == ["http://a.vn/2"]
    assert "after inflating" in damages[0].what


@settings(max_examples=60, deadline=None)
@given(junk=st.binary(max_size=300), name=st.sampled_from(sorted(FORMS)))
def test_any_bytes_are_read_without_a_crash(
    junk: bytes, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("junk")
    (folder / name).write_bytes(junk + FORMS[name]([record(1)]) + junk)
    list(find_captures(folder, on_damage=lambda _: None))
