"""The store holds the same clusters whatever the order and the batches in which articles came."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import transforms.dedup.candidates
from flows.load_duplicates import load_duplicates
from warehouse.commit import Reading, write_articles
from warehouse.store import Store
from warehouse.tables import Article, Copy, CurrentArticle, Duplicate

pytestmark = pytest.mark.slow

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
OPENING = (
    "Sáng nay, đoàn công tác của tỉnh đã làm việc với các trường cao đẳng về đào tạo "
    "và việc làm cho thanh niên."
)
STORY = (
    f"{OPENING}\nMỗi năm khoảng 450 học viên ở Kỳ Anh và Cẩm Xuyên được học nghề hàn, điện và du lịch."
    "\nNhà trường lo chỗ ở, còn tỉnh hỗ trợ tiền đi lại cho người học thuộc hộ nghèo."
)
ENDINGS = (
    "Người trồng tính chuyện xen canh sầu riêng, hồ tiêu để đỡ phụ thuộc một loại cây trong những mùa tới.",
    "Xe buýt tuyến ven biển chạy thêm sáu chuyến mỗi ngày để phục vụ du khách trong dịp nghỉ lễ dài ngày.",
    "Thư viện mở cửa buổi tối, bạn đọc nhỏ tuổi có phòng riêng với hơn hai nghìn đầu sách tranh mới.",
    "Đội bóng trẻ tập ở sân phụ suốt mùa mưa, huấn luyện viên kiên nhẫn chỉnh từng đường chuyền.",
)
# Copies of one story, equal and edited ones, and others that share its opening and nothing more.
TEXTS = {
    "copy1": STORY,
    "copy2": STORY,
    "copy3": STORY.replace("Nhà trường lo chỗ ở", "Nhà trường cũng lo chỗ ở"),
    "copy4": OPENING + " Theo báo cáo thì mới có vậy." + STORY.removeprefix(OPENING),
    **{f"other{number}": f"{OPENING}\n{ending}" for number, ending in enumerate(ENDINGS)},
    "brief1": OPENING,
    "brief2": OPENING.replace("đoàn", "một đoàn").replace("làm việc với", "có làm việc với"),
}


def reading(name: str, text: str, hour: int = 0) -> Reading:
    url = f"https://baodoi.example/{name}"
    article = Article(
        url=url, canonical_url=url, source="baodoi", title="Tin", lead=None, body=text, captions=(),
        authors=(), published_at=NOON, published_from="jsonld", modified_at=None, section=None, tags=(),
        language="vi", credit=None, extractor="baodoi/1",
    )  # fmt: skip
    words = len(text.split())
    captured_at = NOON + timedelta(hours=hour)
    return Reading(
        article_id=name, article=article, content_hash=text, word_count=words, captured_at=captured_at
    )


def load(store: Store, readings: list[Reading]) -> None:
    def write(tx):  # type: ignore[no-untyped-def]
        write_articles(tx, readings)
        names = [each.article_id for each in readings]
        current = [row for row in tx.records(CurrentArticle) if row.article_id in names]
        load_duplicates(tx, current, {})

    store.write("r", "m", write)


def found(batches: list[list[Reading]]) -> tuple[list[object], list[object], list[object]]:
    """The tables duplicates and copies, and the clusters of the articles, after these batches."""
    with TemporaryDirectory() as home, Store.open(Path(home) / "catalog.sqlite", Path(home)) as store:
        for batch in batches:
            load(store, batch)
        # Keys that were in common once and are hot by now may stand in ``bands``; they do not count.
        copies = [replace(copy, bands=()) for copy in store.records(Copy)]
        tables = (sorted(rows, key=repr) for rows in (store.records(Duplicate), copies))
        clusters = store.rows("SELECT article_id, cluster_id, is_primary FROM articles ORDER BY ALL")
        return *tables, clusters  # type: ignore[return-value]


@pytest.fixture
def small_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets keys turn hot after four texts, not fifty."""
    monkeypatch.setattr(transforms.dedup.candidates, "HOT_BUCKET", 4)


@pytest.mark.usefixtures("small_buckets")
@example(order=sorted(TEXTS), cuts=[2])
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(sorted(TEXTS)), cuts=st.lists(st.integers(1, 9), max_size=2))
def test_batches_in_any_order_give_the_same_clusters(order: list[str], cuts: list[int]) -> None:
    everything = [reading(name, text) for name, text in TEXTS.items()]
    shuffled = [reading(name, TEXTS[name]) for name in order]
    edges = [0, *sorted(set(cuts)), len(shuffled)]
    batches = [shuffled[start:end] for start, end in pairwise(edges)]
    assert found(batches) == found([everything])


def test_a_copy_goes_whose_keys_turned_hot_and_comes_back_when_they_cool(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transforms.dedup.candidates, "HOT_BUCKET", 2)
    few = [reading(name, TEXTS[name]) for name in ("brief1", "other0")]
    more = [reading(name, TEXTS[name]) for name in ("brief2", "other1", "other2", "other3")]
    rewritten = [reading(each.article_id, ENDINGS[3], hour=1) for each in more]
    joined = []
    with TemporaryDirectory() as home, Store.open(Path(home) / "catalog.sqlite", Path(home)) as store:
        for batch in (few, more, rewritten):
            load(store, batch)
            joined.append(bool(store.records(Copy, "left_id = 'brief1' AND right_id = 'other0'")))
    assert joined == [True, False, True]


@pytest.mark.usefixtures("small_buckets")
def test_equal_texts_stay_joined_when_the_first_of_them_changes() -> None:
    equal = [reading(f"copy{number}", STORY) for number in range(7)]
    after = found([equal, [reading("copy0", ENDINGS[0], hour=1)]])[0]
    assert {row.article_id for row in after} == {f"copy{number}" for number in range(1, 7)}  # type: ignore[attr-defined]
