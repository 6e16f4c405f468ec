"""Dates are read when they are certain, and are None otherwise."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import find_days, find_instants, parse_day, parse_instant, start_of_day

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local(text: str) -> str | None:
    instant = parse_instant(text, VIETNAM)
    return instant.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M:%S") if instant else None


@pytest.mark.parametrize("text", [
    "Thứ sáu, 18/08/2023, 23:27 (GMT+7)", "18-08-2023 | 23:27", "23:27 18/08/2023", "18/8/2023 - 23h27",
    "23h27 ngày 18/08/2023", "Thứ 6 ngày 18 tháng 8 năm 2023 lúc 23:27", "Cập nhật: 18.08.2023 23:27",
    "18/08/2023 11:27 CH", "18/08/2023 11:27 tối", "23:27 PM | 18/08/2023", "2023-08-18T23:27:00+07:00",
    "2023-08-18T23:27:00.000 +07:00", "2023-08-18T16:27:00Z", "2023-08-18 23:27", "8/18/2023 11:27:00 PM",
    "8/18/2023 11:27:00\u202fPM", "Fri, 18 Aug 2023 23:27:00 +0700", "Fri, 18 Aug 2023 23:27:00 +07",
    "Fri, 18 Aug 23 23:27:00 +0700", "Fri, 18 Aug 2023 16:27:00 GMT", "August 18, 2023 11:27 pm",
])  # fmt: skip
def test_one_instant_in_many_forms(text: str):
    assert local(text) == "2023-08-18 23:27:00"


@pytest.mark.parametrize("text", [
    "3 giờ trước", "hôm qua lúc 10:00", "cách đây 21 ngày", "10:00", "18/08/2023", "32/13/2023 10:00",
    "29/02/2023 10:00", "18/08/1823 10:00", "8/5/2023 11:27:00 PM", "25:70 18/08/2023", "",
    "Giải đấu từ 18/08/2023 10:00 tại Hà Nội", "20230818102700", "Thứ sáu", "\x00", "1.2.3.2023 10:00",
])  # fmt: skip
def test_what_is_no_certain_instant_is_none(text: str):
    assert parse_instant(text, VIETNAM) is None


def test_order_settles_american_dates():
    american = parse_instant("8/5/2023 11:27:00 PM", VIETNAM, order="mdy")
    assert american == datetime(2023, 8, 5, 16, 27, tzinfo=UTC)
    assert parse_day("8/5/2023 11:27:00 PM") is None


@pytest.mark.parametrize("text", [
    "21 tháng 09 năm 2025", "ngày 21/9/2025", "21-9-2025", "21.09.2025", "2025-09-21",
    "Chủ nhật, 21 tháng chín 2025", "September 21, 2025", "21/9/2025 10:15 (UTC+7)",
])  # fmt: skip
def test_one_day_in_many_forms(text: str):
    assert parse_day(text) == date(2025, 9, 21)


def test_dates_inside_a_text():
    text = "Bài đăng 23:27 18/08/2023 | Hà Nội. Lễ ký diễn ra ngày 17/8/2023, sau 3 giờ họp."
    assert list(find_instants(text, VIETNAM)) == [datetime(2023, 8, 18, 16, 27, tzinfo=UTC)]
    assert list(find_days(text)) == [date(2023, 8, 18), date(2023, 8, 17)]


def test_start_of_day_is_midnight_in_the_zone():
    assert start_of_day(date(2023, 8, 18), VIETNAM) == datetime(2023, 8, 17, 17, tzinfo=UTC)


FORMS = [
    "%d/%m/%Y %H:%M", "%d-%m-%Y | %H:%M", "%H:%M %d/%m/%Y", "%d.%m.%Y, %Hh%M", "%d tháng %m năm %Y %H:%M",
    "Thứ năm, %d/%m/%Y, %H:%M (GMT+7)", "%Y-%m-%dT%H:%M:00+07:00", "%Y-%m-%dT%H:%M:00 +07:00",
    "%a, %d %b %Y %H:%M:00 +0700",
]  # fmt: skip
FIRST, LAST = datetime(1990, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001 - hypothesis wants naive bounds


@given(st.datetimes(FIRST, LAST), st.sampled_from(FORMS))
def test_printed_instants_are_read_back(moment: datetime, form: str):
    minute = moment.replace(second=0, microsecond=0)
    expected = (minute - timedelta(hours=7)).replace(tzinfo=UTC)
    assert parse_instant(minute.strftime(form), ZoneInfo("Etc/GMT-7")) == expected


@given(st.text(alphabet="0123456789/:-. thángnămTZ+,|aprile()\u202f", max_size=40))
def test_any_text_gives_a_plausible_instant_or_none(text: str):
    instant = parse_instant(text, VIETNAM)
    assert instant is None or (instant.tzinfo is UTC and 1989 <= instant.year <= 2100)


LONG = ["9" * 99_999, "1/" * 50_000, " " * 99_999 + "1", "thứ " * 30_000, "1:" * 50_000]


@pytest.mark.parametrize("text", LONG)
def test_long_lines_end_quickly(text: str):
    assert parse_instant(text, VIETNAM) is None
    assert list(find_days(text)) == []
