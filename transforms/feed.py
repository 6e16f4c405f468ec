"""New programs as feeds that others can subscribe to: RSS 2.0 and JSON Feed 1.1."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from xml.etree import ElementTree as Xml

from warehouse.record import record

TITLE = "Chương trình hợp tác mới"
DESCRIPTION = "Các chương trình hợp tác mới ký hoặc mới được đưa tin (new cooperation programs)"
_NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@record
class Entry:
    """A program as a feed tells it: ``url`` is the first report's address, the evidence that it exists."""

    program_id: str
    title: str
    summary: str
    url: str | None
    reported_on: date | None

    @property
    def link(self) -> str | None:
        return self.url if self.url and re.match(r"https?://[^\s]", self.url) else None


def rss(entries: Sequence[Entry], made_at: datetime) -> bytes:
    """An RSS 2.0 document; entries keep their order."""
    root = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(root, "channel")
    _add(channel, "title", TITLE)
    _add(channel, "link", next((entry.link for entry in entries if entry.link), "about:blank"))
    _add(channel, "description", DESCRIPTION)
    _add(channel, "language", "vi")
    _add(channel, "lastBuildDate", format_datetime(made_at))
    for entry in entries:
        item = Xml.SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.link)
        _add(item, "description", entry.summary)
        _add(item, "guid", f"hoptac:{entry.program_id}").set("isPermaLink", "false")
        if entry.reported_on:
            _add(item, "pubDate", format_datetime(_noon(entry.reported_on)))
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def json_feed(entries: Sequence[Entry]) -> str:
    """A JSON Feed 1.1 document; entries keep their order."""
    items = [
        {"id": f"hoptac:{entry.program_id}", "title": entry.title, "content_text": entry.summary}
        | ({"external_url": entry.link} if entry.link else {})
        | ({"date_published": _noon(entry.reported_on).isoformat()} if entry.reported_on else {})
        for entry in entries
    ]
    made = {"version": "https://jsonfeed.org/version/1.1", "title": TITLE, "description": DESCRIPTION,
            "language": "vi", "items": items}  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _noon(day: date) -> datetime:
    """Only the day of a report is told: its noon, so that it is the same day for most readers."""
    return datetime.combine(day, time(12), UTC)


def _add(parent: Xml.Element, name: str, text: str | None) -> Xml.Element:
    made = Xml.Element(name)
    if text is not None:
        made.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
        parent.append(made)
    return made
