"""A crawl as other programs store it: pages of two papers, of places where nobody reads, and of nothing."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.warc_write import repacked

SOURCE = """
name: {name}
title: Báo {name}
homepage: http://{name}.example/
language: vi
timezone: Asia/Ho_Chi_Minh
kind: provincial_paper
discover:
  - rss: http://{name}.example/rss
article:
  url_pattern: '/tin-(?P<id>\\d+)\\.htm$'
  title: h1
  lead: p.sapo
  body: div.bai
  published: time
"""
NAMES = ("bao_mot", "bao_hai")
TEXT = """
tỉnh nông nghiệp hợp tác ký kết biên bản ghi nhớ đầu tư phát triển người dân mùa vụ doanh nghiệp đại học
công nghệ giáo dục y tế giao thông cầu đường cảng biển du lịch văn hóa thể thao thành phố xã phường
"""
WORDS = TEXT.split()


def write_sources(folder: Path) -> Path:
    """Source files of the two papers."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.yaml").write_text(SOURCE.format(name=name), encoding="utf-8")
    return folder


def write_crawl(path: Path, pages: int, others: int = 1, words: int = 300) -> Path:
    """A WARC file of ``pages`` pages of the papers, each followed by ``others`` of unknown hosts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(_records(pages, others, words)))
    return path


def _records(pages: int, others: int, words: int) -> Iterator[bytes]:
    chance = random.Random(pages)
    for number in range(pages):
        at = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=number)
        url = f"http://{NAMES[number % 2]}.example/tin-{100000 + number}.htm"
        yield _record(url, at, _page(number, at, chance, words))
        for other in range(others):
            yield _record(f"http://x{other}.elsewhere.example/{number}", at, _page(number, at, chance, words))


def _page(number: int, at: datetime, chance: random.Random, words: int) -> bytes:
    def text(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."

    body = "".join(f"<p>{text(60)}</p>" for _ in range(words // 60))
    return (
        f"<html lang=vi><body><h1>Tin số {number}: {text(8)}</h1><p class=sapo>{text(30)}</p>"
        f"<time datetime='{at.isoformat()}'>x</time><div class=bai>{body}</div></body></html>"
    ).encode()


def _record(url: str, at: datetime, page: bytes) -> bytes:
    headers = {
        "warc-type": "response", "warc-target-uri": url, "warc-date": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "content-type": "application/http; msgtype=response",
    }  # fmt: skip
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    return repacked(headers, block, "of another program")
