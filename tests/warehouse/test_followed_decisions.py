"""A decisions file is followed at every run, also where an entry was taken back."""

import yaml
from small_world import put_small_world

from flows.load_programs import follow_decisions
from transforms.resolution import read_decisions
from warehouse.store import Store

MERGED = """
decisions:
  - merge: ["https://baoquangtri.example/i1", "https://baothaibinh.example/b1"]
"""


def follow(store: Store, text: str) -> int:
    """How many programs the two articles tell of after a run with these decisions."""
    decisions = read_decisions(yaml.safe_load(text))
    store.write("run", "decisions", lambda tx: follow_decisions(tx, decisions))
    with store.transaction("test", "look") as tx:
        sql = "SELECT DISTINCT program_id FROM lake.state.program_mentions WHERE article_id IN ('i1', 'b1')"
        return len(tx.rows(sql))


def test_a_merge_that_is_taken_back_acts_at_the_next_run(store: Store) -> None:
    put_small_world(store)
    assert follow(store, MERGED) == 1
    assert follow(store, MERGED) == 1
    assert follow(store, "") == 2
