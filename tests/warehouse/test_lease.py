"""Leases: one holder at a time, whoever asks; renewed, given back, taken away from the dead."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from warehouse.connect import Lake
from warehouse.lease import Leases

NewLeases = Callable[..., Leases]


@pytest.fixture(params=["file", "postgres"])
def leases_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewLeases]:
    """Makes the leases of a run, all on one catalog: ``leases_of("run-1", seconds=30)``."""
    catalog = str(tmp_path / "catalog.sqlite")
    if request.param == "postgres":
        catalog = f"postgres:{request.getfixturevalue('postgres')}"
    opened: list[Leases] = []

    def open_leases(run_id: str, seconds: float = 30.0) -> Leases:
        opened.append(Leases(Lake(catalog=catalog, store=str(tmp_path)), run_id, f"here:{run_id}", seconds))
        return opened[-1]

    yield open_leases
    for each in opened:
        each.close()


def test_a_second_run_is_told_who_holds_the_lease_until_that_gives_it_back(leases_of: NewLeases) -> None:
    first, second = leases_of("run-1"), leases_of("run-2")

    assert first.take("source baonui") is None
    assert first.take("source baonui") is None, "a lease may be taken again by its holder"
    other = second.take("source baonui")
    assert other
    assert (other.run_id, other.holder) == ("run-1", "here:run-1")
    assert 0 < other.left_seconds <= 30
    first.give("source baonui")
    assert second.take("source baonui") is None
    assert not first.has("source baonui")


def test_a_lease_expires_without_renewal_and_is_lost_only_when_it_is_taken_away(leases_of: NewLeases) -> None:
    sleeper, waiter = leases_of("sleeper", seconds=0.2), leases_of("waiter")
    sleeper.take("run sleeper")
    sleeper.take("source baonui")
    time.sleep(0.3)

    stale = waiter.take("source baonui")
    assert stale
    assert stale.left_seconds < 0
    assert sleeper.has("run sleeper")
    assert sleeper.renew("run sleeper"), "nobody has taken its place yet"
    waiter.take_away(["sleeper"])
    assert waiter.take("source baonui") is None
    assert not sleeper.has("run sleeper")
    assert not sleeper.renew("run sleeper")


def test_who_asked_first_is_served_before_others(leases_of: NewLeases) -> None:
    holder, patient, late = leases_of("holder"), leases_of("patient"), leases_of("late")
    holder.take("source baonui")
    assert not holder.is_wanted("source baonui")
    patient.take("source baonui", wish=True)

    assert holder.is_wanted("source baonui")
    holder.give("source baonui")
    assert late.take("source baonui") is not None
    assert holder.take("source baonui") is not None
    assert patient.take("source baonui") is None


def test_a_source_rests_after_it_was_given_back(leases_of: NewLeases) -> None:
    first, second = leases_of("run-1"), leases_of("run-2")
    first.take("source baonui")
    first.give("source baonui", rest_seconds=0.4)

    assert second.take("source baonui") is not None
    time.sleep(0.5)
    assert second.take("source baonui") is None


def test_of_many_that_ask_at_the_same_time_one_gets_it(leases_of: NewLeases) -> None:
    runs = [leases_of(f"run-{number}") for number in range(6)]

    with ThreadPoolExecutor(len(runs)) as pool:
        for turn in range(5):
            name = f"source {turn}"
            taken = pool.map(lambda run, name=name: run.take(name) is None, runs)  # type: ignore[misc]
            assert list(taken).count(True) == 1
    assert {lease.name for lease in runs[0].held()} == {f"source {turn}" for turn in range(5)}


def test_names_are_only_names(leases_of: NewLeases) -> None:
    leases = leases_of("run-'; DROP TABLE hoptac_leases; --")

    assert leases.take("source 'x'") is None
    assert [lease.name for lease in leases.held()] == ["source 'x'"]
