"""Sources that are loaded together end as if each had been loaded alone, and none suffers for another."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.capture import Capture
from extractors.source import Source
from flows.batch import Batch, PolledEntry
from flows.gate import BatchStopped
from flows.group_commit import GroupCommit
from flows.load import Load
from flows.plan import Seen
from flows.reading import Reading, read_capture
from tests.rehearsal.press import Paper, page, source_file
from transforms.resolution import Decisions
from warehouse.store import Store
from warehouse.tables import PollInterval
from warehouse.transaction import Transaction

pytestmark = pytest.mark.slow

NIGHT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
PAPERS = [Paper(name=f"bao{number}", seed=number, per_day=6, weekdays=(1,) * 7) for number in range(3)]
TABLES = (
    "articles", "article_versions", "rejects", "coverage", "state.urls", "state.polls", "state.page_facts",
    "state.watches", "state.intervals", "duplicates", "program_mentions", "fetches",
)  # fmt: skip


def load_of(paper: Paper, *broken: Reading) -> Load:
    source = Source.model_validate(source_file(paper))
    pages = (*(read(source, paper, number) for number in range(4)), *broken)
    batch = Batch(
        run_id="ingest-1", source=source, polled_at=NIGHT, readings=pages,
        seen=tuple(Seen(url=each.url, stamp=None) for each in pages),
        polled=(PolledEntry(entry=source.discover[0].address, readable=True),),
    )  # fmt: skip
    interval = PollInterval(
        source=paper.name, polled_at=NIGHT, run_id="ingest-1", listed=4, new_share=1.0, interval_seconds=600.0
    )  # fmt: skip
    return Load(batches=(batch,), rows=(interval,))


def read(source: Source, paper: Paper, number: int) -> Reading:
    story = paper.stories(NIGHT.date())[number % len(paper.stories(NIGHT.date()))]
    url = f"https://{paper.host}{story.path.replace('.html', f'{number}.html')}"
    headers = {"content-type": "text/html; charset=utf-8"}
    return read_capture(
        Capture(
            url=url, final_url=url, status=200, headers=headers, content=page(paper, story, set()).encode(),
            captured_at=NIGHT + timedelta(seconds=number),
        ), source, url,
    )  # fmt: skip


def group_of(store: Store) -> GroupCommit:
    return GroupCommit(store, {paper.name: f"Báo {paper.name}" for paper in PAPERS}, Decisions())


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {name: store.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in TABLES}


def test_together_is_one_snapshot_and_the_same_rows_as_apart(tmp_path: Path) -> None:
    with (
        Store.open(tmp_path / "apart/c.sqlite", tmp_path / "apart") as apart,
        Store.open(tmp_path / "together/c.sqlite", tmp_path / "together") as together,
    ):
        alone = [group_of(apart).load(load_of(paper)) for paper in PAPERS]
        group, before = group_of(together), together.snapshot_id()
        under_way = [group.submit(load_of(paper)) for paper in PAPERS]
        group.settle(under_way[-1])

        assert [each.result() for each in under_way] == alone
        assert together.snapshot_id() == before + 1
        assert contents(together) == contents(apart)
        assert together.rows("SELECT count(*) FROM articles") != [(0,)]


def test_what_fails_or_is_held_back_keeps_no_other_source_waiting(tmp_path: Path) -> None:
    def fails(_: Transaction) -> None:
        raise KeyError("a bug")

    broken = [
        Reading(url=f"https://bao1.vn/hong-{each}.html", read_at=NIGHT, outcome="reject:error")
        for each in range(9)
    ]
    with Store.open(tmp_path / "c.sqlite", tmp_path) as store:
        group = group_of(store)
        sound = group.submit(load_of(PAPERS[0]))
        held = group.submit(load_of(PAPERS[1], *broken))
        failing = group.submit(Load(batches=load_of(PAPERS[2]).batches, first=fails))
        for each in (sound, held, failing):
            group.settle(each)

        assert sound.result().new_articles == len(PAPERS[0].stories(NIGHT.date())[:4])
        with pytest.raises(BatchStopped):
            held.result()
        with pytest.raises(KeyError):
            failing.result()
        assert store.rows("SELECT DISTINCT source FROM articles") == [("bao0",)]
