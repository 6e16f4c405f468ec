"""How much better pages without rules are read once other pages of their source are known.

For each site a third of the pages is read, with nothing known and with what 1, 3, 5 and 10 others show, in
five draws. The weights are learned without the sites (that needs ``catboost``; with ``--shipped`` those of
the tree are taken, which have seen them).

    HOPTAC_SHARED=../shared python tests/bench/bench_site_knowledge.py [--shipped]
"""

import gzip
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import train_generic

from extractors import generic_model
from extractors.article import Rejected, observe_article, read_article
from extractors.capture import Capture
from extractors.site_knowledge import learn
from extractors.source import load_registry
from flows.newsroom import Newsroom, truth
from warehouse.record import record

SHARED = Path(os.environ.get("HOPTAC_SHARED", Path(__file__).resolve().parents[3] / "shared"))
FUNKE = ("www.waz.de", "www.braunschweiger-zeitung.de", "www.morgenpost.de", "www.abendblatt.de")
DAY = date(2026, 11, 25)
KNOWN, DRAWS = (0, 1, 3, 5, 10), 5


@record
class Sample:
    """A page and its true text; what may be left out without fault in ``spare``."""

    capture: Capture
    text: str
    spare: str = ""


def main() -> None:
    """Prints F1, precision, recall and exact pages by the number of known pages."""
    sys.path.insert(0, str(SHARED / "bench" / "extract"))
    sites = {
        "dantri": list(_dantri()),
        "funke": list(_funke()),
        **_newsroom(),
    }
    if "--shipped" not in sys.argv:
        _unlearn({"dantri", *FUNKE})
    for name, pages in sites.items():
        _measure(name, pages)


def _measure(name: str, pages: Sequence[Sample]) -> None:
    import bench  # of the shared evaluation data

    seen = [observe_article(page.capture, None) for page in pages]
    for known in KNOWN:
        scores, spent = [], 0.0
        for draw in range(DRAWS):
            order = random.Random(draw).sample(range(len(pages)), len(pages))
            asked = order[: max(len(pages) // 3, 3)]
            others = [shown for number in order[len(asked) :] if (shown := seen[number])][:known]
            site = learn([shown for _, _, shown in others], DAY) if others else None
            for number in asked:
                started = time.process_time()
                got = read_article(pages[number].capture, None, site)
                spent += time.process_time() - started
                text = "" if isinstance(got, Rejected) else f"{got.lead or ''}\n{got.body}"
                scores.append(bench.Page(pages[number].text, text, pages[number].spare))
        found = bench.summary(scores)
        told = " ".join(f"{key} {found[key]:.4f}" for key in ("f1", "precision", "recall", "accuracy"))
        print(f"site knowledge: {name}, {known:2} known: {told}, {1000 * spent / len(scores):.1f} ms a page")


def _unlearn(hosts: set[str]) -> None:
    samples = [sample for sample in train_generic.find_samples() if sample.host not in hosts]
    data = train_generic.learn(samples)
    learned = generic_model.Model.from_json(data)
    generic_model._model = lambda: learned  # type: ignore[assignment]


def _dantri() -> Iterator[Sample]:
    root = SHARED / "pages" / "vn"
    for row in _rows(root / "truth.jsonl"):
        if row["site"] == "dantri" and not row["exclude"]:
            file = root / row["file"].removeprefix("pages/").replace(".html", ".html.gz")
            content = re.sub(rb"(?m)^\s*<%@.*?%>\s*$", b"", gzip.decompress(file.read_bytes()))
            text = "\n".join([row["lead"] or "", *row["body"]])
            yield Sample(
                capture=_capture(row["url"] or "https://dantri.com.vn/a", content),
                text=text, spare="\n".join(row["optional"]),
            )  # fmt: skip


def _funke() -> Iterator[Sample]:
    """Papers of one house, all made alike."""
    root = SHARED / "bench" / "extract" / "sets" / "fundus"
    gold = {row["id"]: row["text"] for row in _rows(root / "gold.jsonl")}
    for item in _rows(root / "items.jsonl"):
        if urlsplit(item["url"]).netloc in FUNKE:
            content = gzip.decompress((root / item["page"]).read_bytes())
            yield Sample(capture=_capture(item["url"], content), text=gold[item["id"]])


def _newsroom() -> dict[str, list[Sample]]:
    """The papers of the demo newsroom, by looks, without their rules."""
    found: dict[str, list[Sample]] = {}
    with Newsroom() as newsroom, tempfile.TemporaryDirectory() as folder:
        registry = load_registry(newsroom.sources_dir(Path(folder)))
        for told in truth.expected_articles():
            response, _ = newsroom.sites[told.source].answer(told.path)
            capture = _capture(newsroom.base(told.source) + told.path, response.body)
            text = f"{told.lead or ''}\n{told.body}"
            found.setdefault(f"newsroom {registry[told.source].name}", []).append(
                Sample(capture=capture, text=text)
            )
    return found


def _capture(url: str, content: bytes) -> Capture:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Capture(url=url, final_url=url, status=200, headers={}, content=content, captured_at=at)


def _rows(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    if not SHARED.exists():
        sys.exit("no evaluation data: set HOPTAC_SHARED")
    main()
