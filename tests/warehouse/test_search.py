"""Full-text search in SQL: with and without marks, ranked, in title, lead and body, newest versions only."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import make_reading

from warehouse.commit import Reading, write_articles
from warehouse.connect import Lake
from warehouse.query import Console
from warehouse.search import Indexed, index_articles
from warehouse.store import Store


def told(name: str, title: str, lead: str, body: str, day: int = 0) -> Reading:
    reading = make_reading(name, body, day=day)
    return replace(reading, article=replace(reading.article, title=title, lead=lead))


WORLD = (
    told("title", "Hà Tĩnh và Nghệ An ký kết hợp tác", "Lễ ký sáng nay.", "Hai tỉnh hợp tác về du lịch."),
    told("lead", "Một lễ ký", "Đoàn của HÀ TĨNH sang Lào.", "Chuyến đi ba ngày.", 1),
    told("body", "Chuyện khác", "Không có gì.", "Cuối bài mới nói đến Hà Tĩnh.", 2),
    told("apart", "Hà Nội và tỉnh bạn", "Hạ Long là một điểm đến của tỉnh.", "Du lịch Huế đông khách.", 3),
    told("other", "Hạ tình hình", "Không dấu: ha tinh", "Đường đi Đắk Lắk.", 4),
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("searched")
    with Store.open(home / "catalog.sqlite", home) as store:
        store.write("run", "articles", lambda tx: write_articles(tx, WORLD))
        assert index_articles(store, "run") == Indexed(articles=5, segments=1)
    return home


@pytest.fixture(scope="module")
def console(home: Path) -> Iterator[Console]:
    with Console(Lake(catalog=str(home / "catalog.sqlite"), store=str(home))) as opened:
        yield opened


def find(console: Console, words: str) -> list[str]:
    quoted = words.replace("'", "''")
    with console.ask(f"SELECT article_id FROM search('{quoted}') ORDER BY score DESC, article_id") as answer:
        return [row[0] for row in answer.rows()]


def test_words_without_marks_find_words_with_marks_side_by_side(console: Console) -> None:
    assert set(find(console, "ha tinh")) == {"title", "lead", "body", "other"}


def test_a_hit_in_the_title_comes_before_the_lead_and_the_body(console: Console) -> None:
    assert find(console, "ha tinh nghe an")[0] == "title"
    assert find(console, "Hà Tĩnh") == ["title", "lead", "other", "body"]


def test_words_with_their_marks_come_first(console: Console) -> None:
    assert find(console, "hạ tình")[0] == "other"


def test_pairs_may_stand_apart_and_a_single_word_beside_a_pair(console: Console) -> None:
    assert find(console, "hợp tác du lịch") == ["title"]
    assert find(console, "du lich, dong khach; HUE") == ["apart"]


def test_one_word_is_found_wherever_it_stands(console: Console) -> None:
    assert find(console, "đắk") == find(console, "dak") == ["other"]
    assert find(console, "lào") == ["lead"]


@pytest.mark.parametrize("words", ["", "   ", "!?", "không-có-từ-này", "' OR 1=1 --", "ha " * 300])
def test_nothing_is_found_for_nothing(console: Console, words: str) -> None:
    assert find(console, words) == []


def test_no_more_rows_come_than_are_asked_for(console: Console) -> None:
    with console.ask("FROM search('ha tinh', most := 2)") as answer:
        assert len(list(answer.rows())) == 2


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(st.text(max_size=30))
def test_any_words_can_be_asked(console: Console, words: str) -> None:
    if "\x00" not in words:
        find(console, words)


def test_a_newer_version_takes_the_place_of_the_older(store: Store) -> None:
    store.write("run", "first", lambda tx: write_articles(tx, [make_reading("a", "Bản về Hà Tĩnh")]))
    assert index_articles(store, "run").articles == 1
    assert index_articles(store, "run") == Indexed(articles=0, segments=0)
    store.write("run", "second", lambda tx: write_articles(tx, [make_reading("a", "Bản về Nghệ An", day=1)]))
    assert index_articles(store, "run") == Indexed(articles=1, segments=1)
    assert store.rows("SELECT article_id FROM search('ha tinh')") == []
    assert store.rows("SELECT article_id FROM search('nghe an')") == [("a",)]


def test_plain_duckdb_finds_the_function_in_the_lake(home: Path) -> None:
    from warehouse.connect import connect

    lake = Lake(catalog=str(home / "catalog.sqlite"), store=str(home))
    with connect(lake, read_only=True) as connection:
        found = connection.execute("SELECT article_id FROM search('ha tinh nghe an') LIMIT 1").fetchall()
    assert found == [("title",)]
