"""Serves real saved pages from loopback under their own host names and runs the whole ingest over them.

`make replay` prints, page by page, what arrived beside the truth, and the figures. Every feed and
sitemap that a built-in source names is answered with a list of all saved pages of that site, list
pages included, so that what is not an article must be refused with a recorded reason.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import yaml

from extractors.source import BUILT_IN, Source, load_registry
from extractors.urls import canonical_url
from transforms.text import match_form

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class SavedPage:
    url: str
    site: str
    kind: str
    content: bytes


def read_truth(shared: Path) -> dict[str, dict]:
    """Truth by page file, articles that are not excluded only."""
    lines = (shared / "pages/vn/truth.jsonl").read_text(encoding="utf-8").splitlines()
    truths = [json.loads(line) for line in lines]
    return {truth["file"].removeprefix("pages/"): truth for truth in truths if not truth["exclude"]}


def read_pages(shared: Path, registry: dict[str, Source]) -> dict[str, SavedPage]:
    """The saved HTML pages by file; a page whose address was lost gets one on its source's homepage."""
    pages = {}
    for line in (shared / "pages/vn/index.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] == "rss" or entry["site"] not in registry:
            continue
        file = entry["file"].removesuffix(".gz")
        url = entry["url"] or _made_up_url(registry[entry["site"]], file)
        content = gzip.decompress((shared / "pages/vn" / entry["file"]).read_bytes())
        pages[file] = SavedPage(url, entry["site"], entry["kind"], content)
    return pages


FORMS = (
    "trang-luu-{n}-2012122{n:0>6}.htm",
    "trang-luu-cua-bao-{n:0>7}.html",
    "trang-luu-post{n:0>6}.html",
    "trang-luu-1852012122{n:0>8}.htm",
)
"""Forms of addresses that publishers use; a made-up one takes the first that the source knows."""


def _made_up_url(source: Source, file: str) -> str:
    number = Path(file).stem
    made = [f"{source.homepage.rstrip('/')}/{form.format(n=number)}" for form in FORMS]
    known = (url for url in made if source.url_pattern is None or source.url_pattern.search(url))
    return next(known, made[0])


class Replay:
    """The saved pages as web sites on one loopback port, told apart by the Host header."""

    def __init__(self, pages: dict[str, SavedPage], registry: dict[str, Source]) -> None:
        self.pages = {_key(page.url): page for page in pages.values()}
        self.lists = {
            _key(entry.address): _document(entry.kind, [p.url for p in pages.values() if p.site == name])
            for name, source in registry.items()
            for entry in source.discover
            if entry.kind in ("rss", "sitemap")
        }
        self.requests: Counter[str] = Counter()
        entries = [entry for source in registry.values() for entry in source.discover]
        self._named = {urlsplit(entry.address).netloc for entry in entries}

    def answer(self, host: str, path: str) -> tuple[int, str, bytes]:
        self.requests[host] += 1
        key = (host.removeprefix("www."), path.rstrip("/"))
        if key in self.lists:
            return 200, "application/xml; charset=utf-8", self.lists[key]
        if key in self.pages:
            return 200, "text/html", self.pages[key].content
        return 404, "text/html; charset=utf-8", "<h1>Không tìm thấy</h1>".encode()

    @property
    def hosts(self) -> set[str]:
        """Every host that the sources name: none may be looked for outside."""
        named = {host for host, _ in self.pages} | {name.removeprefix("www.") for name in self._named}
        return {prefix + host for host in named for prefix in ("", "www.")}


def _key(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/") + (
        f"?{parts.query}" if parts.query else ""
    )


def _document(kind: str, urls: list[str]) -> bytes:
    if kind == "rss":
        items = "".join(f"<item><title>x</title><link>{escape(url)}</link></item>" for url in urls)
        text = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    else:
        items = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
        text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()


@contextmanager
def serving(replay: Replay) -> Iterator[int]:
    """Serves until the context ends; gives the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, kind, body = replay.answer(self.headers["Host"].partition(":")[0], self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()


def ingest(home: Path, replay: Replay, port: int, sources: list[str]) -> subprocess.CompletedProcess:
    """Runs `hoptac ingest` over the sites of the replay, without waiting between requests."""
    connect = ",".join(f"{host}=127.0.0.1:{port}" for host in sorted(replay.hosts))
    environment = os.environ | {
        "HOPTAC_HOME": str(home), "HOPTAC_CONNECT_TO": connect,
        "HOPTAC_ALLOW_HOSTS": ",".join([*sorted(replay.hosts), f"127.0.0.1:{port}"]),
        "HOPTAC_SOURCES": str(_without_delay(home / "sources", sources)),
    }  # fmt: skip
    command = [str(Path(sys.executable).parent / "hoptac"), "ingest", *sources]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)


def _without_delay(folder: Path, names: list[str]) -> Path:
    """The built-in files of these sources, with no pause between requests: the site is ours."""
    folder.mkdir(parents=True)
    for name in names:
        content = yaml.safe_load((BUILT_IN / f"{name}.yaml").read_text(encoding="utf-8"))
        content.setdefault("polite", {})["delay"] = 0
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def query(home: Path, sql: str) -> list[dict]:
    command = [str(Path(sys.executable).parent / "hoptac"), "sql", sql, "--format", "json"]
    done = subprocess.run(
        command, env=os.environ | {"HOPTAC_HOME": str(home)}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def words(text: str) -> Counter[str]:
    return Counter(match_form(text).split())


def text_f1(truth: dict, article: dict) -> float:
    """Word F1 of lead and body; words of optional paragraphs count neither way."""
    wanted = words("\n".join([truth["lead"] or "", *truth["body"]]))
    found = words("\n".join([article["lead"] or "", article["body"]]))
    found -= words("\n".join(truth["optional"])) - wanted
    hits = (wanted & found).total()
    return 2 * hits / max(1, wanted.total() + found.total())


def same_instant(truth: dict, article: dict) -> bool:
    stated, found = truth["published_at"], article["published_at"]
    if stated is None or found is None:
        return stated is found
    return datetime.fromisoformat(stated) == datetime.fromisoformat(found.replace("Z", "+00:00"))


def same_title(truth: dict, article: dict) -> bool:
    return match_form(article["title"]) in {
        match_form(title) for title in [truth["title"], *truth["title_alt"]]
    }


def main() -> None:
    shared = Path(os.environ.get("HOPTAC_SHARED", ROOT.parent / "shared"))
    registry = load_registry()
    pages, truths = read_pages(shared, registry), read_truth(shared)
    sites = sorted({page.site for page in pages.values()})
    replay = Replay(pages, {name: registry[name] for name in sites})
    with tempfile.TemporaryDirectory() as folder, serving(replay) as port:
        done = ingest(Path(folder), replay, port, sites)
        print(done.stderr[-1500:] if done.returncode else f"ingest: exit {done.returncode}")
        articles = {row["url"]: row for row in query(Path(folder), "SELECT * FROM articles")}
        rejects = {row["url"]: row for row in query(Path(folder), "SELECT * FROM rejects")}
        fetches = {row["url"]: row for row in query(Path(folder), "SELECT * FROM fetches")}
    report(pages, truths, articles, rejects, fetches)


def report(pages: dict, truths: dict, articles: dict, rejects: dict, fetches: dict) -> None:
    registry, scores, times, titles, lost, wrong = load_registry(), [], [], [], 0, 0
    for file, page in pages.items():
        url = canonical_url(page.url, registry[page.site])
        row, truth = articles.get(url), truths.get(file)
        reason = (
            (rejects.get(url) or {}).get("reason") or (fetches.get(url) or {}).get("outcome") or "NOT SEEN"
        )
        if truth and row:
            scores.append(text_f1(truth, row))
            times.append(same_instant(truth, row))
            titles.append(same_title(truth, row))
            print(f"{file:22} f1 {scores[-1]:.3f} time {times[-1]:d} title {titles[-1]:d} {row['extractor']}")
        elif truth:
            lost += 1
            print(f"{file:22} LOST: {reason} {url}")
        else:
            wrong += row is not None
            print(f"{file:22} {page.kind}: {'TAKEN AS ARTICLE' if row else reason}")
    mean = lambda values: sum(values) / max(1, len(values))  # noqa: E731
    print(f"articles {len(scores)} lost {lost} wrongly taken {wrong} text F1 {mean(scores):.4f} "
          f"published_at {mean(times):.3f} title {mean(titles):.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
