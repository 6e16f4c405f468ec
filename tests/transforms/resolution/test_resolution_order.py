"""The same reports give the same programs, in whatever order and batches they come."""

import random
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

import pytest
from bcubed import bcubed
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import read_labelled, shared_folder
from made_world import make_world
from read_articles import read_articles

from transforms.resolution import Decisions, Judgement, block_keys, find_neighbourhood, resolve
from warehouse.tables import MentionBlock, Report

seeds = st.integers(0, 10_000)


class Stored:
    """A store of reports and programs in memory, updated batch by batch as the warehouse is."""

    def __init__(self, decisions: Decisions | None = None) -> None:
        self.decisions = decisions
        self.stored: dict[str, Report] = {}
        self.blocks: dict[int, list[MentionBlock]] = defaultdict(list)
        self.programs: dict[str, object] = {}

    def keyed(self, blocks: Collection[int]) -> Iterable[MentionBlock]:
        return [row for block in blocks for row in self.blocks[block] if row.mention_id in self.stored]

    def homes(self, mention_ids: Collection[str]) -> Iterable[MentionBlock]:
        return [
            row
            for rows in self.blocks.values()
            for row in rows
            if row.block == row.home and row.mention_id in mention_ids
        ]

    def mates(self, mention_ids: Collection[str]) -> Collection[str]:
        groups = [{link.mention_id for link in program.links} for program in self.programs.values()]
        return {name for group in groups if not group.isdisjoint(mention_ids) for name in group}

    def reports(self, mention_ids: Collection[str]) -> Iterable[Report]:
        return [self.stored[name] for name in mention_ids if name in self.stored]

    def named(self, names: Collection[str]) -> Iterable[Report]:
        return [report for report in self.stored.values() if report.url in names]

    def update(self, new: list[Report], gone: list[Report] = ()) -> None:
        for report in reversed(new):
            self.stored[report.mention.mention_id] = report
            for row in block_keys(report.mention):
                self.blocks[row.block].append(row)
        gone_ids = {report.mention.mention_id for report in gone}
        near = find_neighbourhood([*new, *gone], self, self.decisions, gone=gone_ids)
        made = resolve(near.reports, self.decisions, homes=near.homes)
        for name in gone_ids:
            del self.stored[name]
        self._replace(made, gone_ids)

    def _replace(self, made, gone: set[str]) -> None:
        touched = made.mention_ids | gone
        self.programs = {
            name: program
            for name, program in self.programs.items()
            if not any(link.mention_id in touched for link in program.links)
        }
        assert not self.programs.keys() & {program.facts.program_id for program in made.programs}
        self.programs.update({program.facts.program_id: program for program in made.programs})


def by_id(made) -> dict[str, object]:
    return {program.facts.program_id: program for program in made.programs}


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_order_does_not_matter(seed: int) -> None:
    reports, _ = make_world(seed, programs=40)
    made = resolve(reports)
    random.Random(seed).shuffle(reports)
    assert resolve(reports) == made


@given(seeds, st.integers(1, 60))
@settings(max_examples=10, deadline=None)
def test_batches_give_what_a_rebuild_gives(seed: int, size: int) -> None:
    reports, _ = make_world(seed, programs=25)
    stored = Stored()
    for at in range(0, len(reports), size):
        stored.update(reports[at : at + size])
    assert stored.programs == by_id(resolve(reports))


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_reports_that_go_leave_no_trace(seed: int) -> None:
    reports, _ = make_world(seed, programs=25)
    stored = Stored()
    stored.update(reports)
    stored.update([], gone=reports[:15])
    assert stored.programs == by_id(resolve(reports[15:]))


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_decisions_hold_in_batches_as_in_a_rebuild(seed: int) -> None:
    reports, _ = make_world(seed, programs=15)
    urls = sorted({report.url for report in reports if report.mention.mention_id.endswith(".0")})
    alone = [url for url in urls if sum(report.url == url for report in reports) == 1]
    decisions = decide_on(*random.Random(seed).sample(alone, 4))
    stored = Stored(decisions)
    for at in range(0, len(reports), 9):
        stored.update(reports[at : at + 9])
    assert stored.programs == by_id(resolve(reports, decisions))


def test_a_merge_that_is_taken_back_leaves_no_trace() -> None:
    reports, _ = make_world(3, programs=15)
    alone = sorted(r.url for r in reports if sum(other.url == r.url for other in reports) == 1)
    stored = Stored(decide_on(alone[0], alone[-1]))
    stored.update(reports[:-1])
    stored.decisions = None
    stored.update([report for report in reports if report.url == alone[0]])
    stored.update(reports[-1:])
    assert stored.programs == by_id(resolve(reports))


def test_a_mention_that_is_read_anew_leaves_its_old_home() -> None:
    reports, _ = make_world(4, programs=15)
    changed = replace(reports[0], mention=replace(reports[0].mention, parties=reports[1].mention.parties))
    stored = Stored()
    stored.update(reports)
    stored.update([changed, reports[0]])
    assert stored.programs == by_id(resolve([changed, *reports[1:]]))


def decide_on(*urls: str) -> Decisions:
    judged = [Judgement(kind="merge", names=urls[:2], why=None)]
    if urls[2:]:
        judged.append(Judgement(kind="split", names=urls[2:], why=None))
    return Decisions(judged)


@pytest.mark.parametrize("seed", [101, 102, 103])
def test_made_worlds_resolve_well(seed: int) -> None:
    reports, events = make_world(seed, programs=300)
    assert bcubed(found_in(reports), events)[2] >= 0.95


@pytest.mark.shared
def test_labelled_articles_resolve_well() -> None:
    if not (shared_folder() / "gold").is_dir():
        pytest.skip("the labelled articles are not here; set HOPTAC_SHARED")
    reports, events = read_labelled()
    assert bcubed(found_in(reports), events)[2] >= 0.95


@pytest.mark.shared
def test_labelled_articles_resolve_well_as_the_reader_reads_them() -> None:
    if not (shared_folder() / "gold").is_dir():
        pytest.skip("the labelled articles are not here; set HOPTAC_SHARED")
    reports, events, _ = read_articles()
    assert bcubed(found_in(reports), events)[2] >= 0.95


def found_in(reports: list[Report]) -> dict[str, str]:
    return {link.mention_id: link.program_id for made in resolve(reports).programs for link in made.links}
