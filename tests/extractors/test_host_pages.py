"""The filter may learn from the pages of a host while they pass by."""

import io
import json
from dataclasses import replace

from extractors.extract_filter import run
from extractors.host_pages import HostPages
from tests.extractors.test_site_knowledge import APPEAL, TOWNS, capture, page


def texts(*, learning: bool) -> list[str]:
    lines = [
        json.dumps({"id": number, "url": capture(town).url, "html": page(town)})
        for number, town in enumerate(TOWNS)
    ]
    out = io.StringIO()
    assert run(lines, out, learning=learning) == 0
    return [json.loads(line)["text"] for line in out.getvalue().splitlines()]


def test_what_earlier_pages_of_the_host_showed_helps_to_read_the_next():
    alone, learned = texts(learning=False), texts(learning=True)
    assert all(APPEAL in text for text in alone)
    assert [APPEAL in text for text in learned] == [True, True] + [False] * (len(TOWNS) - 2)


def test_the_host_not_met_for_longest_is_forgotten():
    pages = HostPages(most_hosts=1)
    for town in TOWNS[:3]:
        pages.add(capture(town))
    assert pages.known("https://baomau.vn/khac.html") is not None
    pages.add(replace(capture(TOWNS[0]), url="https://baokhac.vn/1-hop-tac.html"))
    assert pages.known("https://baomau.vn/khac.html") is None


def test_an_address_without_a_host_teaches_nothing():
    pages = HostPages()
    assert pages.known("") is pages.known("http://[") is None
