"""The live report: real HTTP on loopback, the same guard as `hoptac sql`, and nothing for other sites."""

import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as parquet
import pytest
import requests
import uvicorn

from flows.report.server import MOST_ROWS, make_app
from tests.flows.accessibility import axe_script, faults
from tests.flows.report_world import make_world
from tests.flows.test_report import count, driver
from warehouse.connect import Lake
from warehouse.query import Console
from warehouse.search import index_articles
from warehouse.store import Store

OWN = {"content-type": "application/json", "x-hoptac": "1"}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    home = make_world(tmp_path_factory.mktemp("live"))
    with Store.open(home / "catalog.sqlite", home) as store:
        index_articles(store, "made")
    return Lake(catalog=str(home / "catalog.sqlite"), store=str(home))


@pytest.fixture(scope="module")
def site(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Console(lake, seconds=5) as console, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = make_app(console, tmp_path_factory.mktemp("assets"))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def post(site: str, what: str, body: dict[str, Any], **headers: str) -> requests.Response:
    return requests.post(f"{site}/api/{what}", data=json.dumps(body), headers={**OWN, **headers}, timeout=30)


def test_the_pages_and_their_data_come_from_the_warehouse(site: str) -> None:
    assert 'data-live="yes"' in requests.get(f"{site}/", timeout=30).text
    assert requests.get(f"{site}/data/programs.js", timeout=30).text.startswith('hoptac.put("programs",')
    assert '"cards":[{' in requests.get(f"{site}/data/cards-{3:016x}.js", timeout=30).text
    assert requests.get(f"{site}/data/nothing.js", timeout=30).status_code == 404
    assert requests.get(f"{site}/assets/core.js", timeout=30).ok


def test_a_query_is_answered_with_columns_and_rows(site: str) -> None:
    found = post(site, "query", {"sql": "SELECT count(*) AS n, '<b>' AS text FROM articles"})
    assert "<" not in found.text
    assert found.json()["columns"] == ["n", "text"]
    assert found.json()["rows"] == [[60, "<b>"]]


def test_a_long_answer_is_cut_and_says_so(site: str) -> None:
    found = post(site, "query", {"sql": "SELECT range, repeat('x', 5000) AS x FROM range(10000)"}).json()
    assert (len(found["rows"]), found["more"], len(found["rows"][0][1])) == (MOST_ROWS, True, 2001)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM articles", "refused"),
        ("SELECT * FROM read_text('/etc/passwd')", "refused"),
        ("COPY articles TO '/tmp/x.csv'", "refused"),
        ("SELECT * FROM artcles", "did you mean articles"),
        ("SELEC 1", "syntax error"),
        ("", "empty"),
        pytest.param(
            "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range < b.range",
            "longer than 5 s", marks=pytest.mark.slow,
        ),
    ],
)  # fmt: skip
def test_what_hoptac_sql_refuses_is_refused_here(site: str, sql: str, words: str) -> None:
    for what in ("query", "download"):
        found = post(site, what, {"sql": sql, "format": "csv"})
        assert found.status_code == 400
        assert words in found.json()["error"]


def test_downloads_have_all_rows(site: str) -> None:
    asked = {"sql": "SELECT range AS n FROM range(5000) ORDER BY n"}
    csv = post(site, "download", {**asked, "format": "csv"})
    assert csv.text.splitlines()[:2] == ["n", "0"]
    assert len(csv.text.splitlines()) == 5001
    assert "attachment" in csv.headers["content-disposition"]
    table = parquet.read_table(io.BytesIO(post(site, "download", {**asked, "format": "parquet"}).content))
    assert table.num_rows == 5000
    assert len(post(site, "download", {**asked, "format": "json"}).json()) == 5000
    assert post(site, "download", {**asked, "format": "exe"}).status_code == 400


def test_search_finds_words_without_marks_and_their_programs(site: str) -> None:
    found = post(site, "search", {"words": "ha tinh nghe an"}).json()
    assert found[0]["title"].startswith("Hà Tĩnh và Nghệ An")
    assert any(hit["programs"] for hit in found)


def test_other_sites_and_other_names_are_refused(site: str) -> None:
    port = site.rpartition(":")[2]
    asked = {"sql": "SELECT 1"}
    assert post(site, "query", asked, Host=f"rebound.example:{port}").status_code == 421
    assert post(site, "query", asked, Origin="https://evil.example").status_code == 403
    assert post(site, "query", asked, Origin="null").status_code == 403
    assert post(site, "query", asked, Origin=site).status_code == 200
    for headers in ({"content-type": "text/plain", "x-hoptac": "1"}, {"content-type": "application/json"}):
        refused = requests.post(f"{site}/api/query", data='{"sql":"SELECT 1"}', headers=headers, timeout=30)
        assert refused.status_code == 403
    embedded = requests.get(f"{site}/data/programs.js", headers={"sec-fetch-site": "cross-site"}, timeout=30)
    assert embedded.status_code == 403
    assert requests.get(site, headers={"sec-fetch-site": "cross-site"}, timeout=30).ok  # a link may lead here


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"sql": 1}', '{"words": "x"}', '{"sql": "' + "x" * 200_000 + '"}']
)
def test_a_request_that_is_none_is_refused(site: str, body: str) -> None:
    found = requests.post(f"{site}/api/query", data=body, headers=OWN, timeout=30)
    assert found.status_code in (400, 413)
    assert found.json()["error"]


def test_answers_may_not_be_embedded_framed_or_kept(site: str) -> None:
    headers = requests.get(f"{site}/data/summary.js", timeout=30).headers
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"


def test_new_batches_are_seen_without_a_new_start(site: str, lake: Lake) -> None:
    with Store.open(lake.catalog, lake.store) as store:
        store.write("later", "a run", lambda tx: tx.execute("INSERT INTO quality_checks VALUES ('r', 'late', 's', true, NULL, NULL, now())"))  # fmt: skip # noqa: E501
    found = post(site, "query", {"sql": "SELECT count(*) FROM quality_checks WHERE name = 'late'"})
    assert found.json()["rows"] == [[1]]


@pytest.mark.slow
def test_the_console_answers_in_a_browser(site: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select, WebDriverWait

    browser = driver(1280)
    try:
        browser.get(f"{site}/console.html")
        wait = WebDriverWait(browser, 30)
        Select(browser.find_element(By.ID, "saved")).select_by_value("10-hubs")
        wait.until(lambda page: count(page, "#answer tbody tr") >= 10)
        wait.until(lambda page: count(page, ".chart[data-done]") == 1)
        assert faults(browser, axe_script()) == []
        text = browser.find_element(By.ID, "sql")
        text.clear()
        text.send_keys("SELECT nothing FROM articles", Keys.CONTROL + Keys.ENTER)
        wait.until(lambda page: count(page, "p.error") == 1)
        browser.get(f"{site}/search.html#du%20lich")
        wait.until(lambda page: count(page, ".hits li") >= 10)
        browser.get(f"{site}/program.html#{3:016x}")
        wait.until(lambda page: count(page, ".card mark") >= 2)
        severe = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
        assert [entry for entry in severe if "400 (Bad Request)" not in entry["message"]] == []
    finally:
        browser.quit()
