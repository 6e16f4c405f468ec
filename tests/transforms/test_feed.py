"""Feeds of new programs."""

import json
from datetime import UTC, date, datetime
from xml.etree import ElementTree as Xml

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.feed import Entry, json_feed, rss

MADE_AT = datetime(2026, 11, 25, 4, tzinfo=UTC)
SIGNED = Entry(
    program_id="p1", title="Chương trình hợp tác Hà Tĩnh – Nghệ An", summary="Hà Tĩnh – Nghệ An · 2021–2025",
    url="https://bao.example/1", reported_on=date(2021, 5, 20),
)  # fmt: skip


def items(content: bytes) -> list[dict[str, str | None]]:
    return [{part.tag: part.text for part in item} for item in Xml.fromstring(content).iter("item")]


def test_an_entry_has_its_evidence_its_day_and_an_id_that_stays() -> None:
    (item,) = items(rss([SIGNED], MADE_AT))
    assert item == {
        "title": SIGNED.title, "link": "https://bao.example/1", "description": SIGNED.summary,
        "guid": "hoptac:p1", "pubDate": "Thu, 20 May 2021 12:00:00 +0000",
    }  # fmt: skip
    (told,) = json.loads(json_feed([SIGNED]))["items"]
    assert (told["id"], told["external_url"]) == ("hoptac:p1", "https://bao.example/1")
    assert told["date_published"] == "2021-05-20T12:00:00+00:00"


def test_what_is_not_known_is_left_out_and_only_web_addresses_are_links() -> None:
    bare = Entry(program_id="p2", title="x", summary="", url="javascript:alert(1)", reported_on=None)
    (item,) = items(rss([bare], MADE_AT))
    assert "link" not in item
    assert "pubDate" not in item
    assert set(json.loads(json_feed([bare]))["items"][0]) == {"id", "title", "content_text"}


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_gives_a_document_that_can_be_read(title: str, summary: str) -> None:
    entry = Entry(program_id="p", title=title, summary=summary, url=None, reported_on=None)
    assert len(items(rss([entry], MADE_AT))) == 1
    assert json.loads(json_feed([entry]))["items"][0]["title"] == title
