"""The filter ``hoptac extract``: JSONL of pages in, JSONL of articles out, line for line."""

import argparse
import gc
import gzip
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from extractors.article import Rejected, read_article
from extractors.capture import Capture
from extractors.host_pages import HostPages
from extractors.source import Source
from extractors.source_spec import plain_host
from warehouse.tables import Article

Answer = dict[str, Any]
Registry = Mapping[str, Source]

MAX_BYTES = 32 * 1024 * 1024
"""Bytes of a page that are read, unpacked."""

_AHEAD = 4  # lines in work for each process: bounds memory, and keeps the processes fed


def run(
    stdin: Iterable[str | bytes],
    stdout: IO[str],
    jobs: int = 1,
    registry: Registry | None = None,
    *,
    timing: bool = False,
    learning: bool = False,
) -> int:
    """Answers each line at once, so that a caller may go step by step; returns the number of failed pages.

    With a registry, pages on the hosts of its sources are read by their rules. ``jobs`` > 1 uses that many
    processes. No page ends the run: its answer has an ``error`` instead. ``timing`` adds ``cpu_ms``.
    ``learning`` reads pages without a source by what earlier pages of their host showed, in each process.
    """
    _collect_seldom()
    reader = Reader(registry or {}, timing, learning)
    answers = map(reader.answer, stdin) if jobs <= 1 else _answers_in_processes(stdin, jobs, reader)
    failed = 0
    for answer in answers:
        failed += "error" in answer
        stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        stdout.flush()
    return failed


def _collect_seldom() -> None:
    """A page holds no cycles, so that the search for these finds nothing: a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class Reader:
    """Answers lines; picklable, so that processes can have it."""

    def __init__(self, registry: Registry, timing: bool = False, learning: bool = False) -> None:
        self.timing = timing
        self.pages = HostPages() if learning else None
        self.by_host: dict[str, Source] = {}
        self.wide: list[Source] = []
        for source in registry.values():
            for host in (plain_host(source.homepage), *(plain_host(f"//{host}") for host in source.hosts)):
                self.by_host.setdefault(host, source)
            if any(host.startswith("*.") for host in source.hosts):
                self.wide.append(source)

    def answer(self, line: str | bytes) -> Answer:
        """Reads one line and its page."""
        item: Any = None
        try:
            item = json.loads(line)
            content = _content(item)
            started = time.process_time()
            answer = self._read(str(item.get("url") or ""), content)
            spent = (time.process_time() - started) * 1e3
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
            answer, spent = {"error": f"{type(error).__name__}: {error}"[:300]}, 0.0
        names = (
            {key: item.get(key) for key in ("id", "url")}
            if isinstance(item, dict)
            else {"id": None, "url": None}
        )
        return {**names, **answer, **({"cpu_ms": round(spent, 3)} if self.timing else {})}

    def _read(self, url: str, content: bytes) -> Answer:
        capture = Capture(
            url=url, final_url=url, status=200, headers={}, content=content, captured_at=datetime.now(UTC)
        )  # fmt: skip
        source = self.source_of(url)
        learned = self.pages if source is None else None
        if learned:
            learned.add(capture)
        result = read_article(capture, source, learned.known(url) if learned else None)
        if isinstance(result, Rejected):
            detail = f" ({result.detail})" if result.detail else ""
            return {"text": "", "error": f"{result.reason}{detail}"}
        return _as_answer(result)

    def source_of(self, url: str) -> Source | None:
        """The known source on whose hosts an address is."""
        if not self.by_host or not url:
            return None
        named = self.by_host.get(plain_host(url))
        return named or next((source for source in self.wide if source.same_site(url)), None)


def _content(item: Mapping[str, Any]) -> bytes:
    """Bytes of the page: ``html``, or the file at ``html_path``, packed with gzip or not."""
    if item.get("html") is not None:
        return str(item["html"]).encode("utf-8", "replace")
    with Path(item["html_path"]).open("rb") as file:
        content = file.read(MAX_BYTES)
        if content[:2] != b"\x1f\x8b":
            return content
        file.seek(0)
        with gzip.open(file) as unpacked:
            return unpacked.read(MAX_BYTES)


def _as_answer(article: Article) -> Answer:
    texts = [article.lead, article.body] if article.lead else [article.body]
    return {
        "title": article.title,
        "lead": article.lead,
        "text": "\n".join(text for text in texts if text),
        "captions": list(article.captions),
        "authors": list(article.authors),
        "published_at": _iso(article.published_at),
        "published_from": article.published_from,
        "modified_at": _iso(article.modified_at),
        "section": article.section,
        "tags": list(article.tags),
        "canonical_url": article.canonical_url,
        "language": article.language,
        "paywalled": article.paywalled,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


_reader: Reader | None = None


def _start(reader: Reader) -> None:
    global _reader
    _collect_seldom()
    _reader = reader


def _answer_in_process(line: str | bytes) -> Answer:
    assert _reader is not None
    return _reader.answer(line)


def _answers_in_processes(lines: Iterable[str | bytes], jobs: int, reader: Reader) -> Iterator[Answer]:
    """Keeps a few lines in work and answers in the order of the lines."""
    source = iter(lines)
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(reader,)) as pool:
        waiting = [pool.submit(_answer_in_process, line) for line in islice(source, jobs * _AHEAD)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(_answer_in_process, line) for line in islice(source, 1)]


def main(arguments: list[str] | None = None) -> int:
    """The filter as a command of its own: ``python -m extractors.extract_filter``."""
    parser = argparse.ArgumentParser(prog="extract", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument(
        "--generic", action="store_true", help="read every page without the rules of its source"
    )
    parser.add_argument("--timing", action="store_true", help="add cpu_ms, the CPU time of each page")
    options = parser.parse_args(arguments)
    registry: Registry = {}
    if not options.generic:
        from extractors.source import load_registry

        registry = load_registry()
    run(sys.stdin.buffer, sys.stdout, options.jobs, registry, timing=options.timing)
    return 0


if __name__ == "__main__":
    sys.exit(main())
