"""The report: what its data say, that it is written whole, and that its pages open from disk in a browser."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.report.build import UsageError, build_report
from flows.report.chunks import script, web_link
from flows.report.evidence import GAP, Span, pieces
from flows.report.pages import PAGES, page
from flows.report.tiles import sizes, tiles
from tests.flows.accessibility import axe_script, faults
from tests.flows.report_world import HOSTILE, make_world
from transforms.parties import all_parties
from warehouse.connect import Lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    home = make_world(tmp_path_factory.mktemp("world"))
    return Lake(catalog=str(home / "catalog.sqlite"), store=str(home))


@pytest.fixture(scope="module")
def report(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "report"
    assert build_report(lake, out)["programs"] == 24
    return out


def chunk(report: Path, name: str) -> Any:
    """The payload of a data script."""
    text = (report / "data" / f"{name}.js").read_text(encoding="utf-8")
    prefix = f'hoptac.put("{name}",'
    assert text.startswith(prefix)
    return json.loads(text[len(prefix) : -len(");\n")])


def records(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def test_a_quote_stands_marked_in_its_surroundings() -> None:
    text = "a" * 300 + "Hà Tĩnh" + "b" * 300
    span = Span(field="party:Hà Tĩnh", part="body", start=300, end=307, text="Hà Tĩnh")
    shown = pieces(text, [span], margin=5)
    assert [(piece.text, piece.fields) for piece in shown] == [
        (GAP, ()),
        ("aaaaa", ()),
        ("Hà Tĩnh", ("party:Hà Tĩnh",)),
        ("bbbbb", ()),
        (GAP, ()),
    ]


def test_a_quote_of_another_version_is_shown_alone() -> None:
    span = Span(field="place", part="body", start=2, end=5, text="Huế")
    assert [piece.text for piece in pieces("nothing of the sort", [span])] == [GAP, "Huế"]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=80), st.data())
def test_marked_pieces_give_each_quote_back(text: str, data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=4))
    ends = [data.draw(st.integers(start + 1, len(text))) for start in starts]
    spans = [
        Span(field=f"f{at}", part="body", start=start, end=end, text=text[start:end])
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    shown = pieces(text, spans, margin=3)
    for span in spans:
        assert "".join(piece.text for piece in shown if span.field in piece.fields) == span.text


@settings(deadline=None)
@given(st.text())
def test_no_text_can_end_a_script_or_its_line(text: str) -> None:
    made = script({"text": text})
    assert "<" not in made
    assert not re.search("[\u2028\u2029]", made)
    assert json.loads(made)["text"] == text


def test_only_web_addresses_become_links() -> None:
    assert web_link("https://baohatinh.example/1") == "https://baohatinh.example/1"
    assert [
        web_link(url) for url in ("javascript:alert(1)", "data:text/html,x", "//x.example", None, "")
    ] == [None] * 5


def test_the_maps_have_every_province_once() -> None:
    assert sizes() == Counter({63: 63, 34: 34})
    assert len({(tile.map, tile.column, tile.row) for tile in tiles()}) == 97
    today = {party.name for party in all_parties() if party.kind == "province" and party.valid_to is None}
    before = {
        party.name
        for party in all_parties()
        if party.kind == "province" and party.valid_from and party.valid_from.year == 2008
    }
    assert {tile.name for tile in tiles() if tile.map == 34} == today
    assert {tile.name for tile in tiles() if tile.map == 63} == before


def test_programs_come_with_parties_sectors_and_reviews(report: Path) -> None:
    programs = records(chunk(report, "programs"))
    assert len(programs) == 24
    reviewed = programs[0]
    assert len(reviewed["parties"]) == 2
    assert reviewed["sectors"] == ["tourism"]
    assert len(reviewed["reviews"]) == 2
    assert all(len(program["title"]) <= 300 for program in programs)


def test_cards_lie_in_the_chunk_that_the_place_of_the_program_gives(report: Path) -> None:
    cards = chunk(report, "cards-0")
    assert list(cards) == [program["program_id"] for program in records(chunk(report, "programs"))]
    told = cards[f"{10:016x}"]["cards"]
    assert [card["url"] for card in told] == ["https://bao14.example/34", "https://bao10.example/10"]
    assert ["chương trình hợp tác", ["instrument"]] in told[0]["parts"]["body"]
    assert told[0]["reader"] == "rules/1"


def test_hostile_titles_are_data_and_hostile_addresses_no_links(report: Path) -> None:
    articles = chunk(report, "articles-0")
    assert {article[0][:300] for article in articles} >= {title[:300] for title in HOSTILE}
    assert [article[4] for article in articles if article[0] in HOSTILE[:2]] == [None, None]


def test_the_summary_has_its_denominators(report: Path) -> None:
    summary = chunk(report, "summary")
    assert summary["totals"]["articles"] == 60
    assert summary["totals"]["telling"] == 48
    assert summary["pages"]["reject:list_page"] > 0
    assert isinstance(summary["snapshot_id"], int)


def test_a_report_replaces_an_older_one_but_nothing_else(lake: Lake, report: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    shutil.copytree(report, out)
    (out / "left-over.txt").write_text("old", encoding="utf-8")
    build_report(lake, out)
    assert not (out / "left-over.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    other = tmp_path / "photos"
    other.mkdir()
    (other / "1.jpg").write_text("dear", encoding="utf-8")
    with pytest.raises(UsageError, match="holds other files"):
        build_report(lake, other)
    assert (other / "1.jpg").exists()


def test_pages_name_files_that_are_there(report: Path) -> None:
    for name in PAGES:
        for path in re.findall(r'(?:src|href)="([^"]+)"', page(name)):
            assert path == "data:," or (report / path).is_file(), (name, path)


def driver(width: int) -> Any:
    """A headless browser that keeps its log; the test is skipped where there is none."""
    from shutil import which

    webdriver = pytest.importorskip("selenium.webdriver")
    browser, control = which("chromium") or which("google-chrome"), which("chromedriver")
    if not browser or not control:
        pytest.skip("no headless browser: install chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--window-size={width},900",
    ):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(control))


@pytest.fixture(scope="module", params=[1280, 500], ids=["wide", "narrow"])
def browser(request: pytest.FixtureRequest) -> Iterator[Any]:
    opened = driver(request.param)
    yield opened
    opened.quit()


ADDRESSES = {
    "index.html": ("table.funnel tbody tr", 5),
    "programs.html": ("tbody tr", 24),
    f"program.html#{3:016x}": (".card mark", 2),
    "parties.html": ("tbody tr", 2),
    "party.html#PARTY": ("tbody tr", 2),
    "map.html": ("path.link", 5),
    "matrix.html": ("table.matrix td a", 5),
    "timeline.html": ("tbody tr", 20),
    "sectors.html": (".legend li", 12),
    "search.html#ha%20tinh": (".hits li", 40),
}


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_opens_from_disk_and_is_drawn(browser: Any, report: Path, address: str) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    selector, least = ADDRESSES[address]
    address = address.replace("PARTY", records(chunk(report, "programs"))[20]["parties"][0])
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(f"file://{report}/{address}")
    wait = WebDriverWait(browser, 20)
    wait.until(lambda page: count(page, selector) >= least)
    wait.until(lambda page: count(page, ".chart") == count(page, ".chart[data-done]"))
    assert [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []
    assert {
        url for url in requests(browser) if not url.startswith(("file://", "data:", "blob:", "about:"))
    } == set()
    assert not browser.execute_script("return window.harmed")
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def count(browser: Any, selector: str) -> int:
    return int(browser.execute_script("return document.querySelectorAll(arguments[0]).length", selector))


def requests(browser: Any) -> Iterator[str]:
    """Every address that the page asked for."""
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


@pytest.mark.slow
def test_no_page_has_a_serious_fault_of_accessibility(browser: Any, report: Path) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    script, party = axe_script(), records(chunk(report, "programs"))[20]["parties"][0]
    for theme in ("light", "dark"):
        for address, (selector, least) in ADDRESSES.items():
            browser.get("about:blank")
            browser.get(f"file://{report}/{address.replace('PARTY', party)}")
            browser.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
            wait = WebDriverWait(browser, 20)
            wait.until(lambda page, what=selector, most=least: count(page, what) >= most)
            assert faults(browser, script) == [], (theme, address)


@pytest.mark.slow
def test_language_theme_and_sorting_answer_the_keyboard(browser: Any, report: Path) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get(f"file://{report}/programs.html")
    assert browser.execute_script("return document.documentElement.lang") == "vi"
    browser.find_element(By.ID, "language").send_keys(Keys.ENTER)
    assert browser.find_element(By.TAG_NAME, "h1").text == "Programs"
    browser.find_element(By.ID, "theme").send_keys(Keys.ENTER)
    assert browser.execute_script("return document.documentElement.dataset.theme") in ("dark", "light")
    head = browser.find_elements(By.CSS_SELECTOR, "thead th")[4]
    head.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    days = [row.text for row in browser.find_elements(By.CSS_SELECTOR, "tbody td:nth-child(5)")]
    assert days == sorted(days)
    assert datetime.now(UTC).year >= int(days[0][:4])
    browser.find_element(By.ID, "language").send_keys(Keys.ENTER)


@pytest.mark.slow
def test_the_map_turns_with_the_year(browser: Any, report: Path) -> None:
    browser.get(f"file://{report}/map.html")
    assert count(browser, ".tile") == 34
    browser.execute_script("document.querySelector('input[type=checkbox]').click()")
    browser.execute_script(
        "const slider = document.querySelector('input[type=range]'); slider.value = 2019;"
        "slider.dispatchEvent(new Event('input'))"
    )
    assert count(browser, ".tile") == 63
    assert count(browser, ".inset") == 2
