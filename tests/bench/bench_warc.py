"""WARC throughput on one core: ours from the file to committed tables, peers from the file to text.

    HOPTAC_BENCH_FUNDUS=VENV/bin/python HOPTAC_BENCH_NEWSPLEASE=VENV/bin/python \
        python tests/bench/bench_warc.py [COPIES] [HOSTS]

The file holds pages of the evaluation set ``bench/extract/sets/fundus``: of HOSTS hosts (all), each COPIES
times (2) under addresses of its own and with the words of each text shuffled, so that no copy is a near
duplicate. Figures are processor seconds of whole processes, start included. Peers not named are left out.
"""

import gzip
import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from warehouse.store import Store

ROOT = Path(__file__).parents[2]
PEERS = {
    "fundus": ("HOPTAC_BENCH_FUNDUS", "warc_fundus.py"),
    "news-please": ("HOPTAC_BENCH_NEWSPLEASE", "warc_newsplease.py"),
}
TEXT = re.compile(r">([^<>]{60,})<")


def main() -> None:
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    hosts = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    shared = Path(os.environ.get("HOPTAC_SHARED", ROOT.parent / "shared")) / "bench/extract/sets/fundus"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = make_warc(folder / "crawl.warc.gz", shared, copies, hosts)
        own, articles = run_own(folder)
        print(f"file: {pages} pages, {(folder / 'crawl.warc.gz').stat().st_size / 1e6:.0f} MB")
        each_page = own / pages * 1000
        print(f"hoptac, to committed tables: {own:.1f} s, {articles} articles, {each_page:.1f} ms a page")
        for peer, (variable, script) in PEERS.items():
            if python := os.environ.get(variable):
                seconds, found = run_peer(python, script, folder / "crawl.warc.gz")
                each = seconds / max(1, found)
                print(f"{peer}, text alone: {seconds:.1f} s, {found} articles, {each * 1000:.1f} ms each")
                times = each / (own / articles)
                print(f"  {times:.2f} times ours an article, {seconds / own:.2f} times ours a file")


def make_warc(path: Path, shared: Path, copies: int, hosts: int) -> int:
    """Writes the pages and the source files of their hosts; gives the number of pages."""
    items = [json.loads(line) for line in (shared / "items.jsonl").read_text("utf-8").splitlines()]
    chosen = sorted({urlsplit(item["url"]).netloc for item in items})[:hosts]
    items = [item for item in items if urlsplit(item["url"]).netloc in chosen]
    count = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.0")
        for copy in range(copies):
            for item in items:
                html = gzip.decompress((shared / item["page"]).read_bytes()).decode("utf-8", "replace")
                url = with_number(item["url"], copy)
                put_page(writer, url, shuffled(html, copy).replace(item["url"], url), item["crawl_date"])
                count += 1
    put_sources(path.with_name("sources"), {urlsplit(item["url"]).netloc for item in items})
    return count


def put_page(writer: WARCWriter, url: str, html: str, day: str) -> None:
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    date = f"{day[:10]}T{day[11:19]}Z"
    writer.write_record(writer.create_warc_record(
        url, "response", payload=io.BytesIO(html.encode()), http_headers=head,
        warc_headers_dict={"WARC-Date": date},
    ))  # fmt: skip


def with_number(url: str, copy: int) -> str:
    return url if copy == 0 else f"{url}{'&' if '?' in url else '?'}page_copy={copy}"


def shuffled(html: str, seed: int) -> str:
    """The page with the words of each longer text in another order, and no canonical link to the first."""
    if seed == 0:
        return html
    chance = random.Random(seed)

    def shuffle(found: re.Match[str]) -> str:
        words = found[1].split()
        chance.shuffle(words)
        return f">{' '.join(words)}<"

    return re.sub(r'<link[^>]+rel="?canonical[^>]*>', "", TEXT.sub(shuffle, html))


def put_sources(folder: Path, hosts: set[str]) -> None:
    folder.mkdir()
    for host in hosts:
        name = re.sub(r"\W", "_", host.removeprefix("www."))
        given = {
            "name": name, "title": host, "homepage": f"https://{host}/", "language": "en",
            "timezone": "UTC", "discover": [{"rss": f"https://{host}/rss"}],
        }  # fmt: skip
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(given))


def run_own(folder: Path) -> tuple[float, int]:
    environment = os.environ | {
        "HOPTAC_HOME": str(folder / "home"), "HOPTAC_SOURCES": str(folder / "sources"),
    }  # fmt: skip
    hoptac = str(Path(sys.executable).parent / "hoptac")
    seconds, _ = measured([hoptac, "backfill", "--warc", str(folder / "crawl.warc.gz")], environment)
    with Store.open(folder / "home/catalog.sqlite", folder / "home", read_only=True) as store:
        return seconds, int(store.rows("SELECT count(*) FROM articles")[0][0])


def run_peer(python: str, script: str, path: Path) -> tuple[float, int]:
    """Processor seconds, and the number of articles, which the script prints last."""
    words = [python, str(Path(__file__).parent / "peers" / script), str(path)]
    seconds, lines = measured(words, dict(os.environ))
    return seconds, int(list(lines)[-1])


def measured(words: list[str], environment: dict[str, str]) -> tuple[float, Iterator[str]]:
    """Runs a command on one core; gives its processor seconds and its lines."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["taskset", "-c", "0", *words], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, iter(done.stdout.splitlines())


if __name__ == "__main__":
    main()
