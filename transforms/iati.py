"""Programs as activities of the IATI standard, version 2.03, in XML.

Element order, required elements and codes follow https://iatistandard.org/en/iati-standard/203/; the
publisher reports on what others do, so it marks itself as a secondary reporter.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from xml.etree import ElementTree as Xml

from warehouse.record import record
from warehouse.tables import Program, ProgramParty

# activity-status: 1 pipeline, 2 implementation, 4 closed. A silent program has not been seen to end.
STATUS_CODES = {"proposed": "1", "active": "2", "silent": "2", "unknown": "2", "renewed": "4", "expired": "4"}
# organisation-type: 10 government, 11 local government, 15 other public sector, 22 national NGO,
# 40 multilateral, 70 private sector, 80 academic.
ORGANISATION_TYPES = {
    "province": "11",
    "district": "11",
    "foreign_region": "11",
    "ministry": "10",
    "country": "10",
    "agency": "15",
    "party_body": "15",
    "company": "70",
    "bank": "70",
    "university": "80",
    "association": "22",
    "international_org": "40",
    "other": "15",
}
IMPLEMENTING = "4"
PLANNED_START, ACTUAL_START, PLANNED_END = "1", "2", "3"
CRS_VOCABULARY, OWN_VOCABULARY = "1", "99"
SIBLING = "3"
ACTIVITY_PAGE = "A12"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@record
class Publisher:
    """Who publishes the file: ``ref`` is its IATI organisation identifier, such as XM-DAC-000-1."""

    ref: str
    name: str
    organisation_type: str = "80"


@record
class Document:
    """A page that is evidence for a program."""

    url: str
    title: str
    published_on: date | None
    language: str


@record
class Activity:
    """A program and what belongs to it; ``sectors`` pair our sector with its CRS code, if it has one."""

    program: Program
    parties: tuple[ProgramParty, ...]
    sectors: tuple[tuple[str, str | None], ...]
    documents: tuple[Document, ...]


def iati_xml(activities: Iterable[Activity], publisher: Publisher, generated_at: datetime) -> bytes:
    """An ``iati-activities`` document in UTF-8; the standard wants at least one activity in it.

    Programs without any day, year or party are left out: it requires a date and an organisation of each.
    """
    root = Xml.Element(
        "iati-activities",
        {"version": "2.03", "generated-datetime": generated_at.isoformat(timespec="seconds")},
    )
    for activity in activities:
        if activity.parties and _started_on(activity.program):
            root.append(_activity(activity, publisher, generated_at.date()))
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _activity(activity: Activity, publisher: Publisher, today: date) -> Xml.Element:
    program = activity.program
    element = Xml.Element("iati-activity", {_LANGUAGE: "vi"})
    _add(element, "iati-identifier").text = _identifier(publisher, program.program_id)
    reporting = {"ref": publisher.ref, "type": publisher.organisation_type, "secondary-reporter": "1"}
    _told(element, "reporting-org", publisher.name, reporting)
    _told(element, "title", program.title)
    _told(element, "description", _description(program), {"type": "1"})
    for party in activity.parties:
        _told(element, "participating-org", party.name, _as_participant(party))
    _add(element, "activity-status", {"code": STATUS_CODES[program.status]})
    _add_dates(element, program, today)
    _add_countries(element, activity.parties)
    _add_sectors(element, activity.sectors)
    for document in activity.documents:
        _add_document(element, document)
    for related in filter(None, (program.renewal_of, program.renewed_by)):
        _add(element, "related-activity", {"ref": _identifier(publisher, related), "type": SIBLING})
    return element


def _identifier(publisher: Publisher, program_id: str) -> str:
    return f"{publisher.ref}-{program_id}"


def _description(program: Program) -> str:
    basis = f"{program.article_count} bài báo, {program.outlet_count} nguồn độc lập"
    state = f"{program.status} ({program.status_rule})"
    return f"{program.title}. Theo {basis}, độ tin cậy {program.confidence}. Trạng thái: {state}."


def _as_participant(party: ProgramParty) -> dict[str, str]:
    return {"role": IMPLEMENTING, "type": ORGANISATION_TYPES.get(party.kind, "15")}


def _started_on(program: Program) -> date | None:
    """The day of signing, else the first of January of the period, else the day of the first report."""
    if program.signed_on:
        return program.signed_on
    return date(program.period_start, 1, 1) if program.period_start else program.first_reported_on


def _add_dates(element: Xml.Element, program: Program, today: date) -> None:
    started = _started_on(program)
    if started:
        planned = started > today or program.status == "proposed"
        kind = PLANNED_START if planned else ACTUAL_START
        _add(element, "activity-date", {"iso-date": started.isoformat(), "type": kind})
    if program.period_end:
        _add(element, "activity-date", {"iso-date": f"{program.period_end}-12-31", "type": PLANNED_END})


def _add_countries(element: Xml.Element, parties: Iterable[ProgramParty]) -> None:
    countries = sorted({party.country for party in parties if party.country}) or ["VN"]
    for country, share in zip(countries, _shares(len(countries)), strict=True):
        _add(element, "recipient-country", {"code": country, "percentage": share})


def _add_sectors(element: Xml.Element, sectors: Iterable[tuple[str, str | None]]) -> None:
    """CRS codes where there are any, our own words for the rest; each vocabulary adds up to 100."""
    listed = list(sectors)
    crs = sorted({code for _, code in listed if code})
    own = sorted({sector for sector, code in listed if code is None})
    for vocabulary, codes in ((CRS_VOCABULARY, crs), (OWN_VOCABULARY, own)):
        for code, share in zip(codes, _shares(len(codes)), strict=True):
            _add(element, "sector", {"vocabulary": vocabulary, "code": code, "percentage": share})


def _shares(parts: int) -> list[str]:
    """Percentages of equal parts, in hundredths, that add up to exactly 100."""
    cents = [10_000 // parts + (at < 10_000 % parts) for at in range(parts)] if parts else []
    return [f"{cent // 100}.{cent % 100:02}" for cent in cents]


def _add_document(element: Xml.Element, document: Document) -> None:
    link = _add(element, "document-link", {"format": "text/html", "url": document.url})
    _told(link, "title", document.title)
    _add(link, "category", {"code": ACTIVITY_PAGE})
    _add(link, "language", {"code": document.language})
    if document.published_on:
        _add(link, "document-date", {"iso-date": document.published_on.isoformat()})


def _told(parent: Xml.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    """An element with its text in a narrative; characters that XML cannot hold are dropped."""
    _add(_add(parent, name, attributes), "narrative").text = _NOT_XML.sub("", text)


def _add(parent: Xml.Element, name: str, attributes: dict[str, str] | None = None) -> Xml.Element:
    return Xml.SubElement(parent, name, attributes or {})
