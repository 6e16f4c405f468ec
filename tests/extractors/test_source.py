"""A source file: what it says, and what is said of one that cannot be used."""

import json
from datetime import date
from pathlib import Path

import pytest

from extractors.source import SourceError, json_schema, load_registry, load_source
from extractors.source_file import MAX_FILE_BYTES

GOOD = r"""name: baomoi
title: Báo Mới
homepage: https://baomoi.example/
schedule: "*/30 * * * *"
discover:
  - rss: https://baomoi.example/rss/home.rss
  - listing: https://baomoi.example/chinh-tri/?page={page}
    link: "h3 a"
    pages: 5
  - archive: https://baomoi.example/ngay/{date:%d-%m-%Y}
article:
  url_pattern: '-post(?P<id>\d+)\.html$'
  title: h1.detail__title
  body: [.detail__content, "#content"]
  remove: [.related, figure.ads]
layouts:
  - until: 2022-03-31
    body: div.fon34
    title: []
  - until: 2015-12-31
    body: div.cu
hosts: [baocu.example, "*.baomoi.example"]
polite:
  delay: 1.5
"""


def write(folder: Path, text: str, name: str = "bao.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def problem_with(folder: Path, old: str, new: str) -> str:
    """What is said of the good file after one change, without the path."""
    assert old in GOOD
    file = write(folder, GOOD.replace(old, new, 1))
    with pytest.raises(SourceError) as raised:
        load_source(file)
    return str(raised.value).removeprefix(str(file))


def test_a_file_says_what_a_source_is(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert [(entry.kind, entry.pages) for entry in source.discover] == [
        ("rss", 5),
        ("listing", 5),
        ("archive", 5),
    ]
    assert source.discover[1].link == ("h3 a",)
    assert source.article.body == (".detail__content", "#content")
    assert source.polite.delay == 1.5
    assert source.polite.respect_robots
    assert (source.language, source.timezone, source.recheck_days) == ("vi", "Asia/Ho_Chi_Minh", 3)


def test_name_homepage_and_one_entry_are_enough(tmp_path: Path) -> None:
    text = "name: b\ntitle: B\nhomepage: https://b.example/\ndiscover: [{rss: https://b.example/rss}]\narticle:\n"
    assert load_source(write(tmp_path, text)).article.body == ()


def test_the_capture_date_picks_the_layout(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert source.rules_on(date(2026, 1, 1)).body == (".detail__content", "#content")
    assert source.rules_on(date(2022, 4, 1)) == source.article
    assert source.rules_on(date(2022, 3, 31)).body == ("div.fon34",)
    assert source.rules_on(date(2016, 1, 1)).body == ("div.fon34",)
    assert source.rules_on(date(2015, 12, 31)).body == ("div.cu",)


def test_what_a_layout_does_not_state_is_taken_from_today(tmp_path: Path) -> None:
    rules = load_source(write(tmp_path, GOOD)).rules_on(date(2020, 1, 1))
    assert rules.title == ()
    assert rules.remove == (".related", "figure.ads")


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://baomoi.example/x", True),
        ("http://www.baomoi.example/x", True),
        ("https://m.baomoi.example:443/x", True),
        ("https://nhadat.baomoi.example/x", True),
        ("https://baocu.example/x", True),
        ("https://baomoi.example:8080/x", False),
        ("https://baomoi.example.evil.example/x", False),
        ("https://evilbaomoi.example/x", False),
        ("https://khac.example/?https://baomoi.example/", False),
        ("not an address", False),
        ("http://[::1", False),
    ],
)
def test_a_site_is_its_host_and_the_hosts_it_names(tmp_path: Path, url: str, same: bool) -> None:
    assert load_source(write(tmp_path, GOOD)).same_site(url) is same


def test_a_port_is_part_of_the_host(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD.replace("https://baomoi.example/", "http://127.0.0.1:8701/")))
    assert source.same_site("http://127.0.0.1:8701/x")
    assert not source.same_site("http://127.0.0.1:8702/x")
    more = source.model_copy(update={"ports": (8702,)})
    assert more.same_site("http://127.0.0.1:8702/x")
    assert not more.same_site("http://127.0.0.1/x")
    assert load_source(write(tmp_path, GOOD + "ports: [8443]\n")).same_site("https://baomoi.example:8443/x")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("link:", "lnk:", ":8: discover[1].lnk: unknown field; did you mean `link`?"),
        ("  body: [.d", "  bdy: [.d", ":14: article.bdy: unknown field; did you mean `body`?"),
        ("polite:", "politeness:", ":23: politeness: unknown field; did you mean `polite`?"),
        ("figure.ads", "figure..ads", ":15: article.remove[1]: 'figure..ads' is not a CSS selector"),
        ('"h3 a"', '"h3 >"', ":8: discover[1].link: 'h3 >' is not a CSS selector; write one"),
        ("* * *\"", "* 13 *\"", ":4: schedule: '*/30 * * 13 *' is not a cron line: '13' is no month"),
        ('"*/30 * * * *"', "hourly", ":4: schedule: 'hourly' is not a cron line: 1 fields, not 5"),
        (r"\d+)", r"\d+", r":12: article.url_pattern: '-post(?P<id>\\d+\\.html$' is not a regular"),
        ("https://baomoi.example/rss/", "baomoi.example/rss/", ":6: discover[0].rss: "
         "'baomoi.example/rss/home.rss' is not a full address; start it with https:// and the host"),
        ("{page}", "{seite}", ":7: discover[1].listing: unknown placeholder '{seite}'; a listing may"),
        ("{date:%d-%m-%Y}", "{page}", ":10: discover[2].archive: 'https://baomoi.example/ngay/{page}' "
         "names no day; put {date:%Y-%m-%d} where the day stands"),
        ("    pages: 5", "    rss: https://b.example/", ":7: discover[1]: an entry has exactly one of "
         "rss, sitemap, listing, archive; found rss and listing"),
        ("name: baomoi", "name: Báo", ":1: name: 'Báo' is no name; use a to z, 0 to 9 and _"),
        ("name: baomoi", "name: 7", ":1: name: 7 is not text in quotes; write text in quotes"),
        ("title: Báo Mới\n", "", ": title: is missing; add it"),
        ("2022-03-31", "2022-13-31", ":17: '2022-13-31' is no valid timestamp; mend or quote it"),
        ("delay: 1.5", "delay: slow", ":24: polite.delay: 'slow' should be a valid number"),
        ("delay: 1.5", "delay: -1", ":24: polite.delay: -1 should be greater than or equal to 0"),
        ("hosts:", "timezone: Asia/Hanoi\nhosts:", ":22: timezone: 'Asia/Hanoi' is not a time zone"),
        ("baocu.example", "http://baocu.example/", ":22: hosts[0]: 'http://baocu.example/' is not a host"),
        ("title: Báo Mới", "title: A\ntitle: B", ":3: title: stands twice, first on line 2; keep one"),
        ("rss: https", "rss: x: https", ":6: not YAML: mapping values are not allowed"),
        ("name: baomoi", "name: &a baomoi", ":1: YAML anchors (&) and aliases (*) are not used; write it"),
        ("delay: 1.5", "delay: 1.5\n---\nname: b", ":25: a second document (---); one file holds one source"),
        ("  delay: 1.5", "- x", ":23: polite: ['x'] is not fields; write fields"),
        ("discover:", "discover: []\nentries:", ":5: discover: is empty; add an entry"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_its_mend(tmp_path: Path, old: str, new: str, said: str) -> None:
    told = problem_with(tmp_path, old, new)
    assert told.startswith(said)
    assert "\n" not in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ":1: not a source"),
        (b"- a\n- b\n", ":1: not a source"),
        (b"name: \xff\xfe\n", ":1: not UTF-8; save the file as UTF-8"),
        (b"a: [" * 100_000, "larger than"),
        (b"a: " + b"[" * 5_000, ":1: nested deeper than"),
        (b"a: &a [x]\nb: *a\n", ":1: YAML anchors"),
        (b"a: !!python/object/apply:os.system [ls]\n", "YAML tags"),
        (b"\x00", "not YAML"),
        (b"? [a]\n: b\n", "a field name must be a word"),
    ],
)
def test_a_file_that_is_no_source_is_refused_in_a_line(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(content)
    with pytest.raises(SourceError) as raised:
        load_source(file)
    assert said in str(raised.value)
    assert len(str(raised.value)) < 500
    assert MAX_FILE_BYTES < 400_000


def test_a_registry_is_a_file_or_a_folder(tmp_path: Path) -> None:
    first = write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("name: baomoi", "name: anhem"), "anhem.yaml")
    assert list(load_registry(first)) == ["baomoi"]
    assert list(load_registry(tmp_path)) == ["anhem", "baomoi"]


def test_two_files_with_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, "# the twin\n" + GOOD, "b.yaml")
    with pytest.raises(SourceError, match=r"b\.yaml:2: name: 'baomoi' is taken by .*a\.yaml; choose another"):
        load_registry(tmp_path)


def test_a_registry_that_is_not_there_or_empty_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        load_registry(tmp_path / "nowhere")
    with pytest.raises(SourceError, match=r"holds no \*\.yaml file"):
        load_registry(tmp_path)


def test_the_schema_for_editors_is_current() -> None:
    kept = Path(__file__).parents[2] / "extractors" / "source.schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == json_schema(), "run: python -m extractors.source"


def test_layouts_are_tried_that_of_the_day_first_then_the_newest(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    newest, middle, oldest = "", "2022-03-31", "2015-12-31"
    days = (date(2026, 1, 1), date(2020, 1, 1), date(2012, 1, 1))
    turns = [[name for name, _ in source.layouts_in_turn(day)] for day in days]
    assert turns == [[newest, middle, oldest], [middle, newest, oldest], [oldest, newest, middle]]
