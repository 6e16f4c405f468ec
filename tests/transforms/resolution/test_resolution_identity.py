"""Ids follow from content, and stay as articles are added."""

from telling import one_program, tell

from transforms.resolution import find_superseded, resolve
from warehouse.tables import SupersededProgram

FIRST = tell("a", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17", period=(2023, 2025))


def id_of(*reports):
    return one_program(reports).facts.program_id


def test_later_articles_do_not_change_the_id() -> None:
    review = tell("b", "2025-02-01", "Hà Tĩnh", "Hưng Yên", stage="review", sectors=["tourism"])
    assert id_of(FIRST, review) == id_of(FIRST)


def test_a_better_day_or_instrument_does_not_change_the_id() -> None:
    vague = tell("b", "2023-08-19", "Hà Tĩnh", "Hưng Yên", instrument="unspecified")
    assert id_of(vague) == id_of(vague, FIRST)


def test_a_report_that_only_tells_the_period_has_the_id_that_the_signing_will_have() -> None:
    review = tell("b", "2024-12-19", "Hà Tĩnh", "Hưng Yên", stage="review", period=(2023, 2025))
    assert id_of(review) == id_of(FIRST)


def test_a_second_paper_of_the_year_leaves_the_first_its_id() -> None:
    memo = tell("b", "2023-12-02", "Hà Tĩnh", "Hưng Yên", signed="2023-12-01", instrument="mou")
    ids = {made.facts.program_id for made in resolve([FIRST, memo]).programs}
    assert id_of(FIRST) in ids
    assert len(ids) == 2


def test_an_id_that_changed_is_led_to_the_new_one() -> None:
    before = {"m1": "old", "m2": "old", "m3": "kept"}
    after = {"m1": "new", "m2": "new", "m3": "kept", "m4": "new"}
    assert find_superseded(before, after) == (SupersededProgram(program_id="old", superseded_by="new"),)


def test_an_id_whose_reports_are_gone_leads_nowhere() -> None:
    assert find_superseded({"m1": "old"}, {"m2": "new"}) == ()
