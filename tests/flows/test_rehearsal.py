"""Six days of three papers on a clock of their own: what goes wrong is seen, dated and made good."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from tests.rehearsal.desk import rehearsal
from tests.rehearsal.incidents import AWAY, DRIFT, FOREVER, LOST, Incident, false_alarms, judge, play
from tests.rehearsal.press import Paper

pytestmark = pytest.mark.slow

FIRST = date(2026, 3, 2)
DAYS = 6
PAPERS = [
    Paper(name=name, seed=seed, per_day=rate, weekdays=(1,) * 7)
    for seed, (name, rate) in enumerate({"lon": 14.0, "vua": 9.0, "nho": 6.0}.items())
]
INCIDENTS = [
    Incident("killed", "vua", 1, 1, ("run",), dated=False),
    Incident("redesign", "lon", 2, FOREVER, DRIFT),
    Incident("feed_gone", "vua", 3, 2, AWAY),
    Incident("feed_short", "nho", 1, 2, LOST, dated=False),
]


@pytest.mark.timeout(600)
def test_what_goes_wrong_is_seen_in_the_run_that_meets_it_and_nothing_is_lost(tmp_path: Path) -> None:
    with rehearsal(tmp_path / "home", PAPERS, FIRST) as desk:
        play(desk, INCIDENTS, FIRST, DAYS, [time(22)])
        verdicts = {each.kind: judge(desk, each, FIRST) for each in INCIDENTS}

        assert {kind: each.runs for kind, each in verdicts.items()} == dict.fromkeys(verdicts, 0)
        assert {each.off_days for each in verdicts.values()} <= {0, None}
        assert desk.missing(FIRST, FIRST + timedelta(days=DAYS - 1)) == []
        assert desk.wrong_texts(FIRST, FIRST + timedelta(days=DAYS - 1)) == []
        assert false_alarms(desk, INCIDENTS, FIRST) == []
