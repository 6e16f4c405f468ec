"""What becomes of readings: new articles, versions in order of capture, confirmations."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import DAWN, make_reading

from warehouse.commit import Reading, Written, confirm_articles, withdraw_articles, write_articles
from warehouse.neighbourhood import component
from warehouse.store import Store
from warehouse.tables import Copy, CurrentArticle


def write(store: Store, *readings: Reading) -> Written:
    return store.write("r", "m", lambda tx: write_articles(tx, readings))


def versions(store: Store, article_id: str = "a1") -> list[tuple[int, int, str]]:
    """(version, day of capture, text) of an article."""
    found = store.rows(
        "SELECT version, seen_at, body FROM article_versions WHERE article_id = ? ORDER BY 1", [article_id]
    )
    return [(version, (seen_at - DAWN).days, body) for version, seen_at, body in found]


def article(store: Store, article_id: str = "a1") -> CurrentArticle:
    (found,) = store.records(CurrentArticle, "article_id = ?", [article_id])
    return found


def test_an_article_is_new_then_unchanged_then_a_new_version(store: Store) -> None:
    assert write(store, make_reading("a1", "A", day=1), make_reading("a2", "X", day=1)).new == ("a1", "a2")
    again = write(store, make_reading("a1", "A", day=2))
    assert (again.unchanged, again.new_versions) == (1, 0)
    edited = write(store, make_reading("a1", "B", day=3), make_reading("a2", "X", day=3))
    assert (edited.changed, edited.unchanged, edited.new_versions) == (("a1",), 1, 1)
    assert edited.read_again == ("a1",)
    assert versions(store) == [(1, 1, "A"), (2, 3, "B")]
    now = article(store)
    assert (now.version, now.body, now.is_primary, now.cluster_id) == (2, "B", True, None)
    assert (now.first_seen_at, now.last_seen_at) == (DAWN + timedelta(days=1), DAWN + timedelta(days=3))


def test_the_same_batch_twice_changes_nothing(store: Store) -> None:
    batch = [make_reading("a1", "A", day=1), make_reading("a1", "B", day=2), make_reading("a2", day=1)]
    write(store, *batch)
    before = store.snapshot_id()
    assert write(store, *batch) == Written(new=(), changed=(), older=(), unchanged=2)
    assert store.snapshot_id() == before


def test_an_older_capture_does_not_overwrite_the_newest(store: Store) -> None:
    write(store, make_reading("a1", "B", day=5))
    written = write(store, make_reading("a1", "A", day=1))
    assert (written.older, written.new_versions, written.read_again) == (("a1",), 1, ())
    assert versions(store) == [(1, 1, "A"), (2, 5, "B")]
    assert (article(store).body, article(store).version) == ("B", 2)
    assert article(store).first_seen_at == DAWN + timedelta(days=1)


def test_a_second_reading_of_one_capture_takes_the_place_of_the_first(store: Store) -> None:
    write(store, make_reading("a1", "read badly", day=1))
    assert write(store, make_reading("a1", "read well", day=1)).changed == ("a1",)
    assert versions(store) == [(1, 1, "read well")]
    assert article(store).body == "read well"


def test_a_confirmed_article_was_last_seen_then(store: Store) -> None:
    write(store, make_reading("a1", "A", day=1), make_reading("a2", "A", day=9))
    later = DAWN + timedelta(days=4)
    store.write("r", "304", lambda tx: confirm_articles(tx, {"a1": later, "a2": later, "unknown": later}))
    assert article(store).last_seen_at == later
    assert article(store, "a2").last_seen_at == DAWN + timedelta(days=9)


def test_withdrawn_articles_are_gone(store: Store) -> None:
    write(store, make_reading("a1", "A"), make_reading("a2", "A"))
    store.write("r", "w", lambda tx: withdraw_articles(tx, ["a1"]))
    assert [row.article_id for row in store.records(CurrentArticle)] == ["a2"]
    assert versions(store) == []


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.sampled_from("AB"), min_size=2, max_size=5),
    order=st.randoms(use_true_random=False),
    cut=st.integers(0, 5),
)
def test_the_order_of_arrival_does_not_matter(
    store: Store,
    texts: list[str],
    order,
    cut: int,  # type: ignore[no-untyped-def]
) -> None:
    """Captures of one article, in any order and batches, give the versions that the right order gives."""
    name = f"a{abs(hash((tuple(texts), order.random(), cut)))}"
    texts = [f"{text}{number // 2}" for number, text in enumerate(texts)]
    readings = [make_reading(name, text, day=day) for day, text in enumerate(texts)]
    shuffled = order.sample(readings, len(readings))
    for batch in (shuffled[:cut], shuffled[cut:]):
        write(store, *batch)
    expected = [(day, text) for day, text in enumerate(texts) if day == 0 or texts[day - 1] != text]
    assert versions(store, name) == [(number + 1, *each) for number, each in enumerate(expected)]
    assert article(store, name).body == texts[-1]


def test_a_component_is_followed_to_its_end(store: Store) -> None:
    pairs = [
        Copy(left_id=left, right_id=right, kind="near", similarity=0.9)
        for left, right in ("ab", "bc", "cd", "xy")
    ]

    def look(tx):  # type: ignore[no-untyped-def]
        tx.append(pairs)
        return component(tx, ["a"])

    reached, found = store.write("r", "m", look)
    assert reached == {"a", "b", "c", "d"}
    assert sorted((pair.left_id, pair.right_id) for pair in found) == [("a", "b"), ("b", "c"), ("c", "d")]
