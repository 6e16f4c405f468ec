"""Programs as IATI 2.03, held against the rules of the standard that need no network."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as Xml

from hypothesis import given
from hypothesis import strategies as st

from transforms.iati import STATUS_CODES, Activity, Document, Publisher, iati_xml
from warehouse.tables import Program, ProgramParty

# The children of iati-activity that we write, in the order of the schema, with how often each may come.
ORDER = {
    "iati-identifier": (1, 1),
    "reporting-org": (1, 1),
    "title": (1, 1),
    "description": (1, 99),
    "participating-org": (1, 99),
    "activity-status": (1, 1),
    "activity-date": (1, 99),
    "recipient-country": (0, 99),
    "sector": (0, 99),
    "document-link": (0, 99),
    "related-activity": (0, 99),
}
DOCUMENT_ORDER = ["title", "category", "language", "document-date"]
CODES = {
    ("activity-status", "code"): set("123456"),
    ("activity-date", "type"): set("1234"),
    ("participating-org", "role"): set("1234"),
    ("related-activity", "type"): set("12345"),
    ("sector", "vocabulary"): {"1", "2", "3", "98", "99"},
    ("participating-org", "type"): {
        "10",
        "11",
        "15",
        "21",
        "22",
        "23",
        "24",
        "30",
        "40",
        "60",
        "70",
        "71",
        "72",
        "73",
        "80",
        "90",
    },
}
PUBLISHER = Publisher(ref="XX-EXAMPLE-1", name="Nhóm nghiên cứu")
NOW = datetime(2026, 11, 1, tzinfo=UTC)

PROGRAM = Program(
    program_id="p1",
    title="Chương trình hợp tác Hà Tĩnh – Hưng Yên, giai đoạn 2023–2025",
    instrument="program",
    stage="signed",
    signed_on=date(2023, 8, 17),
    period_start=2023,
    period_end=2025,
    place=None,
    renewal_of="p0",
    first_reported_on=date(2023, 8, 18),
    last_reported_on=date(2023, 8, 18),
    article_count=2,
    outlet_count=2,
    official_count=0,
    completeness=0.6,
    confidence=0.9,
    status="expired",
    status_rule="period_ended",
    renewed_by=None,
    health=0.5,
)
PARTIES = tuple(
    ProgramParty(program_id="p1", party_id=name, name=name, kind=kind, country=country, current_party_id=name)
    for name, kind, country in (
        ("Hà Tĩnh", "province", "VN"),
        ("Khăm Muộn", "foreign_region", "LA"),
        ("UNICEF", "international_org", None),
    )
)
DOCUMENT = Document(
    url="https://paper.example/a?b=1&c=2",
    title='Ký <script>"&',
    published_on=date(2023, 8, 18),
    language="vi",
)
ACTIVITY = Activity(
    program=PROGRAM,
    parties=PARTIES,
    documents=(DOCUMENT,),
    sectors=(
        ("tourism", "33210"),
        ("culture", "16061"),
        ("sports", "16061"),
        ("trade", "33120"),
        ("party_building", None),
    ),
)


def read(*activities: Activity) -> Xml.Element:
    root = Xml.fromstring(iati_xml(activities, PUBLISHER, NOW))
    for element in root:
        check_activity(element)
    return root


def check_activity(element: Xml.Element) -> None:
    names = [child.tag for child in element]
    assert names == sorted(names, key=list(ORDER).index)
    assert all(least <= names.count(name) <= most for name, (least, most) in ORDER.items())
    for (name, attribute), codes in CODES.items():
        assert all(
            child.attrib[attribute] in codes for child in element.iter(name) if attribute in child.attrib
        )
    for name in ("reporting-org", "title", "description", "participating-org"):
        assert all(
            len(child) == 1 and child[0].tag == "narrative" and child[0].text
            for child in element.findall(name)
        )
    check_dates(element)
    check_shares(element)
    for link in element.findall("document-link"):
        assert [child.tag for child in link] == [
            name for name in DOCUMENT_ORDER if link.find(name) is not None
        ]
        assert link.find("title/narrative") is not None
        assert link.find("category") is not None


def check_dates(element: Xml.Element) -> None:
    days = {
        child.attrib["type"]: date.fromisoformat(child.attrib["iso-date"])
        for child in element.iter("activity-date")
    }
    assert days.keys() & {"1", "2"}, "a start, planned or actual, is required"
    assert days.get("2", date.min) <= NOW.date(), "what is actual is not in the future"


def check_shares(element: Xml.Element) -> None:
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for child in element:
        if "percentage" in child.attrib:
            sums[child.tag, child.attrib.get("vocabulary")] += Decimal(child.attrib["percentage"])
    assert set(sums.values()) <= {Decimal(100)}


def test_a_program_is_an_activity() -> None:
    activity = read(ACTIVITY)[0]
    assert activity.findtext("iati-identifier") == "XX-EXAMPLE-1-p1"
    assert [child.attrib["code"] for child in activity.iter("sector")] == [
        "16061",
        "33120",
        "33210",
        "party_building",
    ]
    assert [dict(child.attrib) for child in activity.iter("activity-date")] == [
        {"iso-date": "2023-08-17", "type": "2"},
        {"iso-date": "2025-12-31", "type": "3"},
    ]
    assert activity.find("related-activity").attrib == {"ref": "XX-EXAMPLE-1-p0", "type": "3"}
    assert activity.find("document-link").attrib["url"] == DOCUMENT.url


def test_every_status_has_a_code() -> None:
    for status in STATUS_CODES:
        read(replace(ACTIVITY, program=replace(PROGRAM, status=status)))


def test_a_plan_has_a_planned_start() -> None:
    program = replace(PROGRAM, status="proposed", signed_on=None, period_start=2027, period_end=2030)
    found = read(replace(ACTIVITY, program=program))[0].find("activity-date")
    assert found.attrib == {"iso-date": "2027-01-01", "type": "1"}


def test_a_program_without_any_day_is_left_out() -> None:
    program = replace(PROGRAM, signed_on=None, period_start=None, first_reported_on=None)
    assert len(read(replace(ACTIVITY, program=program), ACTIVITY)) == 1


@given(st.text(min_size=1))
def test_any_title_gives_well_formed_xml(title: str) -> None:
    Xml.fromstring(
        iati_xml([replace(ACTIVITY, program=replace(PROGRAM, title=f"Tên {title}"))], PUBLISHER, NOW)
    )


@given(st.integers(1, 24))
def test_shares_add_up(parts: int) -> None:
    sectors = tuple((f"s{at}", f"{10_000 + at}") for at in range(parts))
    read(replace(ACTIVITY, sectors=sectors))
