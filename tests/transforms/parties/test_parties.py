"""Names of parties, resolved by the day of the text."""

from datetime import date

import pytest

from transforms.parties import all_parties, compare_form, current_party, current_party_id, resolve_party

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def provinces(on: date) -> list[str]:
    return [
        party.party_id
        for party in all_parties()
        if party.kind == "province"
        and (party.valid_from is None or party.valid_from <= on)
        and (party.valid_to is None or on <= party.valid_to)
    ]


@pytest.mark.parametrize(
    ("on", "count"), [(date(2008, 8, 1), 63), (BEFORE, 63), (AFTER, 34), (date(2026, 11, 1), 34)]
)
def test_provinces_of_a_day(on: date, count: int) -> None:
    assert len(provinces(on)) == count


def test_every_former_province_leads_to_one_of_today() -> None:
    today = date(2026, 11, 1)
    now = set(provinces(today))
    assert all(current_party_id(p.party_id, today) in now for p in all_parties() if p.kind == "province")


@pytest.mark.parametrize(
    ("name", "on", "party_id"),
    [
        ("Hưng Yên", date(2023, 8, 17), "vn-33@2008"),
        ("Hưng Yên", date(2025, 8, 17), "vn-33@2025"),
        ("TP.HCM", date(2024, 1, 1), "vn-79@2008"),
        ("tỉnh Thái Bình", date(2026, 1, 1), "vn-34@2008"),
        ("Thừa Thiên Huế", date(2023, 1, 1), "vn-46@2008"),
        ("Huế", date(2025, 1, 1), "vn-46@2025"),
        ("Hà Tây", date(2007, 1, 1), "vn-28@1991"),
        ("Bắc Giang", BEFORE, "vn-24@2008"),
        ("Bắc Ninh", AFTER, "vn-24@2025"),
    ],
)
def test_a_name_means_the_province_of_its_day(name: str, on: date, party_id: str) -> None:
    assert resolve_party(name, "province", on).party_id == party_id


def test_today_stands_in_the_place_of_then() -> None:
    assert current_party("vn-34@2008", date(2026, 1, 1)).name == "Hưng Yên"
    assert current_party("vn-34@2008", BEFORE).name == "Thái Bình"
    assert current_party("vn-28@1991", AFTER).party_id == "vn-01@2025"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Khăm Muộn", "Khammouane"),
        ("Savannakhet", "Xa-vẳn-na-khẹt"),
        ("Sạ-vẳn-na-khệt", "Sa-vẳn-na-khệt"),
        ("Át Ta Pư", "Attapeu"),
    ],
)
def test_spellings_of_a_foreign_region_are_one_party(left: str, right: str) -> None:
    one, other = (resolve_party(name, "foreign_region", None, country="LA") for name in (left, right))
    assert one.party_id == other.party_id


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("tỉnh Thanh Hoá", "Thanh Hóa"),
        ("UBND thành phố Hồ Chí Minh", "TP.HCM"),
        ("Sở VHTTDL Bình Thuận", "Sở Văn hóa, Thể thao và Du lịch tỉnh Bình Thuận"),
        ("Công ty CP A", "Công ty Cổ phần A"),
        ("Agribank Đắk Lắk", "Agribank chi nhánh tỉnh Đắk Lắk"),
        ("Bộ Tư lệnh Quân khu 2", "Quân khu 2"),
        ("ĐHQGHN", "Đại học Quốc gia Hà Nội"),
        ("Bộ NN&PTNT", "Bộ Nông nghiệp và Phát triển nông thôn"),
    ],
)
def test_names_that_are_taken_as_one(left: str, right: str) -> None:
    assert compare_form(left) == compare_form(right)


def test_ministries_lead_to_their_successors() -> None:
    then = resolve_party("Bộ NN-PTNT", "ministry", date(2020, 1, 1))
    assert current_party(then.party_id, AFTER).name == "Bộ Nông nghiệp và Môi trường"


def test_an_unknown_organisation_has_an_id_of_its_own_content() -> None:
    one = resolve_party("Công ty CP Sao Mai Vàng", "company", None)
    other = resolve_party("Công ty Cổ phần  Sao Mai Vàng", "company", date(2024, 1, 1))
    assert one.party_id == other.party_id
    assert one.party_id.startswith("company-vn-cong-ty-co-phan-sao-mai-vang-")
