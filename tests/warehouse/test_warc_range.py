"""A WARC file read by ranges gives what it gives read whole, wherever the ranges are cut."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.test_archive import exchange, write
from warehouse.object_store import Place
from warehouse.warc_range import RangeScan, WarcFile, WarcRange, find_warcs, fingerprint, split
from warehouse.warc_read import find_pages, pages_of
from warehouse.warc_scan import Damage


def _packed(block: bytes, url: str) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-06-01T00:00:00Z\r\n"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + block
    return gzip.compress(f"{head}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n", mtime=0)


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> WarcFile:
    path = tmp_path_factory.mktemp("crawl") / "a.warc.gz"
    path.write_bytes(b"".join(_packed(b"Tin " * number, f"http://a.vn/{number}") for number in range(30)))
    return WarcFile(url=str(path))


def _urls(scan: RangeScan, damages: list[Damage]) -> Iterator[str]:
    return (capture.final_url for _, capture in pages_of(scan.members(damages.append)))


def _read(file: WarcFile, range_bytes: int) -> tuple[list[str], list[Damage]]:
    """All ranges in their order, as the loader reads them."""
    found: list[str] = []
    damages: list[Damage] = []
    end = 0
    for each in split(file, range_bytes):
        scan = RangeScan(each)
        urls = list(_urls(scan, damages))
        if scan.first != end:
            scan = RangeScan(WarcRange(file=file, start=end, stop=each.stop))
            urls = list(_urls(scan, damages))
        found, end = found + urls, scan.end
    return found, damages


@given(range_bytes=st.integers(1, 6000))
@settings(max_examples=40, deadline=None)
def test_wherever_it_is_cut(crawl: WarcFile, range_bytes: int) -> None:
    urls, damages = _read(crawl, range_bytes)

    assert urls == [capture.final_url for _, capture in find_pages(Path(crawl.url))]
    assert (len(urls), damages) == (30, [])


def test_a_page_that_holds_a_record_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    forged = _packed(b"forged", "http://other.vn/")
    outer = gzip.compress(b"", mtime=0)[:10]
    plain = gzip.decompress(_packed(forged * 40, "http://a.vn/1"))
    stored = b"".join(
        bytes([int(at + 60_000 >= len(plain))]) + len(piece).to_bytes(2, "little")
        + (len(piece) ^ 0xFFFF).to_bytes(2, "little") + piece
        for at in range(0, len(plain), 60_000)
        for piece in [plain[at : at + 60_000]]
    )  # fmt: skip
    tail = gzip.compress(plain, mtime=0)[-8:]
    path.write_bytes(outer + stored + tail + _packed(b"Tin", "http://a.vn/2"))

    for range_bytes in (700, 1500, 4000):
        assert _read(WarcFile(url=str(path)), range_bytes)[0] == ["http://a.vn/1", "http://a.vn/2"]


def test_damage_costs_the_record_that_it_hits(crawl: WarcFile, tmp_path: Path) -> None:
    content = bytearray(Path(crawl.url).read_bytes())
    content[len(content) // 2] ^= 0xFF
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)

    urls, damages = _read(WarcFile(url=str(path)), 500)
    assert len(urls) >= 28
    assert damages


def test_own_captures_stay_whole(tmp_path: Path) -> None:
    own = write(tmp_path, *(exchange(number) for number in range(20)))

    assert len(split(WarcFile(url=str(own)), 100)) == 1


def test_a_file_is_known_by_its_content(crawl: WarcFile, tmp_path: Path) -> None:
    copy = tmp_path / "b.warc.gz"
    copy.write_bytes(Path(crawl.url).read_bytes())
    other = tmp_path / "c.warc.gz"
    other.write_bytes(Path(crawl.url).read_bytes()[:-1])

    prints = [fingerprint(split(WarcFile(url=str(path)))) for path in (crawl.url, copy, other)]
    assert prints[0] == prints[1] != prints[2]
    assert [file.name for file in find_warcs(str(tmp_path))] == ["b.warc.gz", "c.warc.gz"]


@pytest.mark.slow
def test_a_file_in_an_object_store_is_read_by_its_ranges(crawl: WarcFile, bucket: str) -> None:
    Place(url=bucket).put(Path(crawl.url), "crawls/CC-NEWS-1.warc.gzip")
    Place(url=bucket).write(b"", "crawls/other.warc.gzip")

    (file,) = find_warcs(f"{bucket}/crawls/CC-NEWS-*.warc.gzip")
    assert _read(file, 700) == _read(crawl, 700)
    assert fingerprint(split(file)) == fingerprint(split(crawl))
    assert find_warcs(file.url) == [file]
    assert len(find_warcs(f"{bucket}/crawls")) == 2
