"""Stored mentions are found by block, article, address and program, and programs give way to better ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from small_world import put_small_world

from warehouse.mentions import MentionShelf, put_superseded, replace_programs
from warehouse.store import Store
from warehouse.tables import MentionBlock, ProgramLink, SupersededProgram

SIGNED = date(2023, 8, 17)


@contextmanager
def make_world(home: Path) -> Iterator[Store]:
    with Store.open(home / "catalog.sqlite", home) as store:
        put_small_world(store)
        blocks = [
            MentionBlock(
                block=7, mention_id=f"{name}.1.0", home=9, pairs="7", first_day=SIGNED, last_day=SIGNED
            )
            for name in ("o1", "n1", "n2")
        ]
        store.write("test", "blocks", lambda tx: tx.append(blocks))
        yield store


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """For reading only."""
    with make_world(tmp_path_factory.mktemp("mentions")) as store:
        yield store


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    with make_world(tmp_path) as store:
        yield store


def found(world: Store, ask) -> set[str]:
    with world.transaction("test", "look") as tx:
        return {report.mention.mention_id for report in ask(MentionShelf(tx))}


def test_keys_by_block(world: Store) -> None:
    with world.transaction("test", "look") as tx:
        rows = MentionShelf(tx).keyed([7, 8])
    assert {row.mention_id for row in rows} == {"o1.1.0", "n1.1.0", "n2.1.0"}
    assert {(row.home, row.pairs, row.first_day) for row in rows} == {(9, "7", SIGNED)}


def test_by_article_and_address(world: Store) -> None:
    assert found(world, lambda shelf: shelf.of_articles(["q1", "none"])) == {"q1.1.0"}
    assert found(world, lambda shelf: shelf.named(["https://baovui.example/q1"])) == {"q1.1.0"}


def test_by_program_and_by_its_former_id(own: Store) -> None:
    rows = [SupersededProgram(program_id="former", superseded_by="old")]
    own.write("test", "former", lambda tx: put_superseded(tx, rows))
    assert found(own, lambda shelf: shelf.named(["former"])) == {"o1.1.0", "o2.1.0"}


def test_mates_share_a_program(world: Store) -> None:
    with world.transaction("test", "look") as tx:
        assert MentionShelf(tx).mates(["o1.1.0"]) == {"o1.1.0", "o2.1.0"}


def test_a_report_knows_its_article_and_leaves_the_evidence(world: Store) -> None:
    with world.transaction("test", "look") as tx:
        copy = MentionShelf(tx).reports(["c3.1.0"])[0]
    assert (copy.url, copy.cluster_id, copy.is_primary) == ("https://baolang.example/c3", "c2", False)
    assert copy.mention.evidence == ()


def test_nothing_asked_is_nothing_found(world: Store) -> None:
    assert found(world, lambda shelf: shelf.reports([])) == set()


def test_programs_give_way_with_all_their_rows(own: Store) -> None:
    link = ProgramLink(
        mention_id="o1.1.0", program_id="better", article_id="o1", stands=True, url="u", source="baodoi",
        stage="signed", published_at=None, is_primary=True, is_official=False,
    )  # fmt: skip
    gone = own.write("test", "replace", lambda tx: replace_programs(tx, ["o1.1.0"], [link]))
    assert gone == {"o1.1.0": "old", "o2.1.0": "old"}
    for table in ("state.programs", "program_parties", "program_sectors"):
        assert own.rows(f"SELECT count(*) FROM {table} WHERE program_id = 'old'") == [(0,)]
    assert own.rows("SELECT program_id FROM state.program_mentions WHERE article_id LIKE 'o%'") == [
        ("better",)
    ]


def test_former_ids_are_led_on_and_may_live_again(own: Store) -> None:
    def note(old: str, new: str) -> None:
        own.write(
            "t", "n", lambda tx: put_superseded(tx, [SupersededProgram(program_id=old, superseded_by=new)])
        )

    note("a", "b")
    note("b", "c")
    assert own.rows("SELECT * FROM state.superseded_programs ORDER BY ALL") == [("a", "c"), ("b", "c")]
    note("c", "a")
    assert own.rows("SELECT * FROM state.superseded_programs ORDER BY ALL") == [("b", "a"), ("c", "a")]
