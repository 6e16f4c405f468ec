"""What breaks is told from what is usual, page by page and day by day."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.change_point import change_point
from transforms.debounce import debounced
from transforms.drift import advance, fresh, is_doubtful, length_faults, rate, usual_length
from transforms.repeated import PageTexts, Remembered, find_repeated, remember
from transforms.volume import (
    CLOSE,
    OPEN,
    PolledDay,
    dispersion,
    doubtful_days,
    peer_days,
    quiet_shares,
    usual_items,
    volume,
)
from warehouse.tables import Baseline

DAY = date(2026, 3, 2)  # a Monday


def after(days: Iterable[Sequence[bool]], known: Baseline | None = None, first: date = DAY) -> Baseline:
    known = known or fresh("lead")
    for step, pages in enumerate(days):
        known = advance(known, first + timedelta(days=step), pages)
    return known


def learned(fault_share: float = 0.0, days: int = 20, pages: int = 10) -> Baseline:
    draw = random.Random(7)
    return after([[draw.random() < fault_share for _ in range(pages)] for _ in range(days)])


def test_the_first_run_in_which_a_field_is_gone_breaks_it() -> None:
    known = advance(learned(), DAY + timedelta(days=20), [True] * 6)
    assert known.broken_since == DAY + timedelta(days=20)


def test_a_change_at_noon_is_not_thinned_by_the_morning() -> None:
    noon = DAY + timedelta(days=20)
    known = advance(learned(), noon, [False] * 40)
    assert advance(known, noon, [True] * 6).broken_since == noon


def test_one_layout_of_several_breaks_within_days() -> None:
    first = DAY + timedelta(days=20)
    known = after([[True] * 4 + [False] * 6] * 4, learned(), first)
    assert known.broken_since == first


def test_single_pages_without_a_field_are_no_break() -> None:
    days = [[True] + [False] * 9, [False] * 10, [True, True] + [False] * 8, [False] * 10]
    assert after(days, learned(0.02), DAY + timedelta(days=20)).broken_since is None


def test_what_often_lacks_is_not_watched() -> None:
    known = after([[True] * 10] * 5, learned(0.6), DAY + timedelta(days=20))
    assert known.broken_since is None


def test_nothing_is_said_of_a_new_source() -> None:
    assert after([[True] * 20]).broken_since is None


def test_a_break_is_over_when_pages_are_good_again_and_not_after_one() -> None:
    broken = advance(learned(), DAY + timedelta(days=20), [True] * 8)
    later = DAY + timedelta(days=21)
    assert advance(broken, later, [False] * 2).broken_since
    over = advance(broken, later, [False] * 20)
    assert over.broken_since is None
    assert rate(over) < 0.05


def test_pages_that_were_counted_before_open_nothing_and_can_heal() -> None:
    known, later = learned(), DAY + timedelta(days=20)
    assert advance(known, later, [True] * 9, learn=False) == known
    broken = advance(known, later, [True] * 9)
    assert advance(broken, later, [False] * 20, learn=False).broken_since is None


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 0.25))
def test_months_of_usual_pages_raise_no_alarm(seed: int, share: float) -> None:
    draw = random.Random(seed)
    known = fresh("lead")
    for step in range(90):
        today = draw.betavariate(share * 20 + 0.001, (1 - share) * 20)
        pages = [draw.random() < today for _ in range(draw.randint(0, 12))]
        known = advance(known, DAY + timedelta(days=step), pages)
        assert known.broken_since is None


# --- lengths, repeated text -------------------------------------------------------------------


def test_texts_of_half_and_twice_the_usual_length_are_told() -> None:
    level = usual_length(None, [300, 320, 280, 310])
    assert [length_faults(level, words) for words in (290, 120, 900)] == [(), ("short",), ("long",)]


def test_text_that_other_pages_have_too_is_told_and_the_page_itself_is_none_of_them() -> None:
    box = "Mời bạn đọc theo dõi chuyên mục của chúng tôi."
    one = PageTexts(url="/1", title="Một", paragraphs=("Đoạn văn thứ nhất của bài.", box))
    two = PageTexts(url="/2", title="Hai", paragraphs=("Một đoạn văn khác hẳn.", box))
    first = find_repeated([one], Remembered())[0]
    assert (first.title, first.share) == (False, 0.0)
    known = remember(Remembered(), [one])
    assert find_repeated([one], known)[0].share == 0.0
    assert find_repeated([two], known)[0].share > 0.5


# --- the day of a change ----------------------------------------------------------------------


def test_a_change_is_dated_by_the_counts() -> None:
    bad, pages = [0, 1, 0, 0, 0, 9, 4, 11], [10, 12, 3, 0, 9, 9, 5, 12]
    assert change_point(bad, pages) == 5


def test_the_day_of_a_change_has_pages() -> None:
    assert change_point([0, 0, 0, 8, 9], [9, 9, 0, 9, 9]) == 3
    assert change_point([0, 0, 0, 8, 9], [9, 9, 9, 8, 9]) == 3


def test_days_that_are_alike_have_no_change() -> None:
    assert change_point([1, 0, 2, 1, 0], [10, 10, 10, 10, 10]) is None
    assert change_point([], []) is None


def test_two_failures_in_a_row_break_and_two_successes_mend() -> None:
    known = fresh("entry https://a.vn/rss")
    for bad in (True, False, True):
        known = debounced(known, DAY, bad)
    assert known.broken_since is None
    known = debounced(known, DAY + timedelta(days=1), True)
    assert known.broken_since == DAY
    known = debounced(debounced(known, DAY, False), DAY, True)
    assert known.broken_since
    assert debounced(debounced(known, DAY, False), DAY, False).broken_since is None


def test_two_bad_pages_of_a_small_source_are_in_doubt_before_they_are_a_break() -> None:
    known = advance(learned(), DAY, [True, True])
    assert is_doubtful(known)
    assert not is_doubtful(learned())
    assert not is_doubtful(advance(known, DAY, [True] * 9))


# --- volume -----------------------------------------------------------------------------------

WEEK = (30, 31, 29, 30, 28, 12, 9)


def polled(days: int, of: Sequence[int] = WEEK, first: date = DAY) -> list[PolledDay]:
    return [
        PolledDay(day=first + timedelta(days=step), items=of[step % len(of)]) for step in range(days)
    ]  # fmt: skip


def dead(days: int, after_days: int = 35) -> list[PolledDay]:
    sound = polled(after_days)
    return sound + [PolledDay(day=sound[-1].day + timedelta(days=1 + step), items=0) for step in range(days)]


def test_each_weekday_has_its_own_usual_number() -> None:
    assert [usual_items(polled(28), weekday, {}) for weekday in (0, 6)] == [30, 9]


def test_a_feed_that_died_is_told_on_its_first_days_and_dated() -> None:
    found = volume(dead(2), {})
    assert found
    assert found.score >= OPEN
    assert found.since == DAY + timedelta(days=35)


def test_the_longer_a_silence_the_less_likely_it_is() -> None:
    found = [volume(dead(days), {}) for days in range(4)]
    likelihoods = [each.silence for each in found if each]
    assert likelihoods == sorted(likelihoods, reverse=True)
    assert [round(each.missed) for each in found if each] == [0, 30, 61, 90]


def test_a_feed_that_fell_silent_at_noon_is_dated_to_that_day() -> None:
    noon = PolledDay(day=DAY + timedelta(days=35), items=14, by_last=0.45)
    night = PolledDay(day=DAY + timedelta(days=36), items=0)
    found = volume([*polled(35), noon, night], {})
    assert found
    assert found.is_dead
    assert found.began == noon.day


def test_a_source_of_two_items_a_day_may_rest_for_days() -> None:
    small = polled(35, (2, 3, 1, 2, 2, 1, 0))
    rests = [PolledDay(day=DAY + timedelta(days=35 + step), items=0) for step in range(3)]
    found = volume([*small, *rests], {})
    assert found
    assert not found.is_low


def test_a_feed_that_keeps_a_quarter_is_told_as_thin_and_its_days_are_doubtful() -> None:
    thin = [PolledDay(day=DAY + timedelta(days=35 + step), items=7) for step in range(5)]
    found = volume([*polled(35), *thin], {})
    assert found
    assert not found.is_dead
    assert found.is_low
    assert found.began == thin[0].day
    assert doubtful_days([*polled(35), *thin], {}) == [each.day for each in thin]


def test_days_that_vary_much_make_a_low_day_less_telling() -> None:
    calm, wild = polled(35), polled(35, random.Random(1).choices((8, 20, 30, 45, 70), k=35))
    assert dispersion(wild, {}) > dispersion(calm, {})


def test_a_quiet_weekend_is_no_alarm() -> None:
    found = volume(polled(35 + 7), {})
    assert found
    assert found.score < CLOSE


def test_an_alarm_is_over_once_the_items_are_back() -> None:
    sick = dead(5)
    sick_days = {each.day for each in sick[-5:]}
    well = sick + polled(5, (30,), sick[-1].day + timedelta(days=1))
    found = volume(well, {}, sick_days)
    assert found
    assert found.score < CLOSE


def test_a_feed_that_is_dead_for_two_months_is_still_expected_to_bring_items() -> None:
    sick = dead(60)
    found = volume(sick, {}, {each.day for each in sick[-60:]})
    assert found
    assert found.score >= OPEN


def test_part_of_a_day_is_measured_by_what_is_there_by_then() -> None:
    morning = PolledDay(day=DAY + timedelta(days=35), items=5, by_then=0.2)
    found = volume([*polled(35), morning], {})
    assert found
    assert found.score < CLOSE


def test_a_holiday_that_all_sources_keep_is_none_of_one_source() -> None:
    holiday = [DAY + timedelta(days=35 + step) for step in range(7)]
    sources = {
        f"bao{number}": polled(35) + [PolledDay(day=day, items=6) for day in holiday] for number in range(6)
    }
    sources["chet"] = polled(35) + [PolledDay(day=day, items=0) for day in holiday]
    shares = quiet_shares(peer_days(sources))
    assert set(shares) == set(holiday)
    found = {name: volume(days, shares) for name, days in sources.items()}
    assert {name for name, each in found.items() if each and each.score >= OPEN} == {"chet"}


def test_a_new_source_is_not_judged() -> None:
    assert volume(polled(7), {}) is None
