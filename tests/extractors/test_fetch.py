"""What a fetch gives: a capture or a word for why not, and one row per request."""

import gzip
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from extractors.bounds import Bounds
from extractors.fetch import Fetcher, identity
from tests.faults.catalogue import Exchange
from tests.faults.server import FaultServer, Page, page
from tests.faults.sites import Polite, Site
from warehouse.archive import CaptureWriter, find_fetches, get

QUICK = Bounds(backoff_seconds=0.001)
ROBOTS = Polite(respect_robots=True)


def fetcher_for(server: FaultServer, **options: object) -> Fetcher:
    given: dict[str, object] = {"bounds": QUICK, "allow_hosts": [f"127.0.0.1:{server.port}"], **options}
    return Fetcher(run_id="run-1", **given)  # type: ignore[arg-type]


def moved(to: str, status: int = 302) -> Page:
    return Page(body=b"", status=status, headers={"Location": to})


def robots(text: str) -> Page:
    return Page(body=text.encode(), headers={"Content-Type": "text/plain"})


def test_a_page_arrives_whole_with_its_row() -> None:
    with FaultServer({"/tin": page("<h1>Ký kết hợp tác</h1>", ETag='"1"')}) as server:
        with fetcher_for(server, user_agent="hoptac/1 (+mail@example.vn)") as fetcher:
            found = fetcher.fetch(server.url("/tin"), Site(homepage=server.url("/")))
    assert found.outcome == "ok"
    assert found.capture is not None
    assert found.capture.content.decode() == "<h1>Ký kết hợp tác</h1>"
    assert found.capture.headers["etag"] == '"1"'
    (row,) = found.rows
    assert (row.run_id, row.source, row.url, row.status) == ("run-1", "site", server.url("/tin"), 200)
    assert (row.bytes, row.error) == (len(found.capture.content), None)
    assert server.seen[0].headers["user-agent"] == "hoptac/1 (+mail@example.vn)"


def test_the_program_says_who_it_is() -> None:
    assert identity("https://example.vn/bot").startswith("hoptac")
    assert identity("https://example.vn/bot").endswith("(+https://example.vn/bot)")


def test_unchanged_pages_are_not_sent_again() -> None:
    with FaultServer({"/tin": page("x", ETag='"1"')}) as server, fetcher_for(server) as fetcher:
        site = Site(homepage=server.url("/"))
        same = fetcher.fetch(
            server.url("/tin"), site, etag='"1"', last_modified="Sun, 22 Nov 2026 08:00:00 GMT"
        )
        other = fetcher.fetch(server.url("/tin"), site, etag='"0"')
    assert (same.outcome, same.capture, same.rows[0].status) == ("unchanged", None, 304)
    assert other.outcome == "ok"
    assert server.seen[0].headers["if-modified-since"] == "Sun, 22 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "outcome", "requests"),
    [(404, "not_found", 1), (410, "not_found", 1), (403, "client_error", 1), (418, "client_error", 1),
     (429, "rate_limited", 3), (500, "server_error", 3), (503, "server_error", 3)],
)  # fmt: skip
def test_errors_have_words_and_passing_ones_are_tried_again(status: int, outcome: str, requests: int) -> None:
    bounds = Bounds(tries=3, backoff_seconds=0.001)
    with FaultServer({"/tin": Page(body=b"", status=status)}) as server:
        with fetcher_for(server, bounds=bounds) as fetcher:
            found = fetcher.fetch(server.url("/tin"), Site(homepage=server.url("/")))
    assert [row.outcome for row in found.rows] == [outcome] * requests
    assert len(server.seen) == requests


def test_every_hop_of_a_redirect_is_a_row() -> None:
    pages = {"/1": moved("/2", 301), "/2": moved("3?a=b#part"), "/3?a=b": page("đích")}
    with FaultServer(pages) as server, fetcher_for(server) as fetcher:
        found = fetcher.fetch(server.url("/1"), Site(homepage=server.url("/")))
    assert [(row.url, row.status, row.outcome) for row in found.rows] == [
        (server.url("/1"), 301, "ok"), (server.url("/2"), 302, "ok"), (server.url("/3?a=b"), 200, "ok"),
    ]  # fmt: skip
    assert found.capture is not None
    assert (found.capture.url, found.capture.final_url) == (server.url("/1"), server.url("/3?a=b"))


def test_a_redirect_to_another_site_stands_under_the_address_that_sent_it() -> None:
    with (
        FaultServer({"/1": moved("https://elsewhere.example.vn/x")}) as server,
        fetcher_for(server) as fetcher,
    ):
        found = fetcher.fetch(server.url("/1"), Site(homepage=server.url("/")))
    (row,) = found.rows
    assert (row.url, row.outcome, row.status) == (server.url("/1"), "redirect_refused", 302)
    assert row.error is not None
    assert "https://elsewhere.example.vn/x" in row.error


def test_redirects_are_followed_to_hosts_that_the_source_declares() -> None:
    with FaultServer({"/2": page("đích")}) as second, FaultServer({"/1": moved(second.url("/2"))}) as first:
        site = Site(homepage=first.url("/"), ports=(second.port,), others=(f"127.0.0.1:{second.port}",))
        with Fetcher(run_id="run", allow_hosts=["127.0.0.1"], bounds=QUICK) as fetcher:
            assert fetcher.fetch(first.url("/1"), site).outcome == "ok"


def test_five_redirects_are_followed_and_no_more() -> None:
    with FaultServer(lambda path: moved(f"/{int(path[1:]) + 1}")) as server, fetcher_for(server) as fetcher:
        found = fetcher.fetch(server.url("/0"), Site(homepage=server.url("/")))
    assert [row.outcome for row in found.rows] == ["ok"] * 5 + ["too_many_redirects"]


def test_a_deep_address_that_ends_on_the_front_page_is_a_soft_404() -> None:
    pages = {"/tin/bai-1.htm": moved("/"), "/": page("Trang chủ")}
    with FaultServer(pages) as server, fetcher_for(server) as fetcher:
        found = fetcher.fetch(server.url("/tin/bai-1.htm"), Site(homepage=server.url("/")))
    assert [row.outcome for row in found.rows] == ["ok", "soft_404"]
    assert found.capture is None


def test_cookies_and_credentials_are_not_kept() -> None:
    pages = {"/1": page("x", Set_Cookie="id=1; Path=/"), "/2": page("y")}
    with FaultServer(pages) as server, fetcher_for(server) as fetcher:
        site = Site(homepage=server.url("/"))
        fetcher.fetch(server.url("/1"), site)
        fetcher.fetch(server.url("/2"), site)
        asked = fetcher.fetch(server.url("/2").replace("http://", "http://user:secret@"), site)
    assert asked.outcome == "blocked_address"
    assert all(
        not {"cookie", "authorization", "proxy-authorization"} & seen.headers.keys() for seen in server.seen
    )


def test_settings_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    with FaultServer({"/": page("x")}) as server, fetcher_for(server) as fetcher:
        assert fetcher.fetch(server.url("/"), Site(homepage=server.url("/"))).outcome == "ok"
    assert "authorization" not in server.seen[0].headers


def test_gzipped_files_are_unpacked_where_a_feed_is_asked_for() -> None:
    packed = Page(body=gzip.compress(b"<urlset/>"), headers={"Content-Type": "application/x-gzip"})
    with FaultServer({"/sitemap.xml.gz": packed}) as server, fetcher_for(server) as fetcher:
        site = Site(homepage=server.url("/"))
        feed = fetcher.fetch(server.url("/sitemap.xml.gz"), site, accept="xml")
        as_page = fetcher.fetch(server.url("/sitemap.xml.gz"), site)
    assert feed.capture is not None
    assert feed.capture.content == b"<urlset/>"
    assert as_page.outcome == "bad_type"


# --- robots.txt -------------------------------------------------------------------------------


def test_robots_txt_is_read_once_and_refuses_with_a_row() -> None:
    pages = {
        "/robots.txt": robots("User-agent: *\nDisallow: /rieng\n"),
        "/tin": page("x"),
        "/rieng": page("y"),
    }
    with FaultServer(pages) as server, fetcher_for(server) as fetcher:
        site = Site(homepage=server.url("/"), polite=ROBOTS)
        first = fetcher.fetch(server.url("/tin"), site)
        second = fetcher.fetch(server.url("/rieng"), site)
    assert [row.url for row in first.rows] == [server.url("/robots.txt"), server.url("/tin")]
    assert [(row.url, row.outcome, row.status) for row in second.rows] == [
        (server.url("/rieng"), "robots", None)
    ]
    assert server.paths() == ["/robots.txt", "/tin"]


def test_robots_txt_speaks_to_this_program_by_name() -> None:
    text = "User-agent: hoptac\nAllow: /\nCrawl-delay: 0.1\nUser-agent: *\nDisallow: /\nSitemap: https://a.vn/s.xml"
    with (
        FaultServer({"/robots.txt": robots(text), "/tin": page("x")}) as server,
        fetcher_for(server) as fetcher,
    ):
        site = Site(homepage=server.url("/"), polite=ROBOTS)
        assert fetcher.fetch(server.url("/tin"), site).outcome == "ok"
        rules, rows = fetcher.robots(server.url("/"), site)
    assert (rules.delay, rules.sitemaps, rows) == (0.1, ("https://a.vn/s.xml",), ())


@pytest.mark.parametrize(("status", "outcome"), [(404, "ok"), (403, "ok"), (500, "robots"), (429, "robots")])
def test_a_missing_robots_txt_allows_and_a_broken_one_forbids_for_now(status: int, outcome: str) -> None:
    pages = {"/robots.txt": Page(body=b"", status=status), "/tin": page("x")}
    with FaultServer(pages) as server, fetcher_for(server) as fetcher:
        found = fetcher.fetch(server.url("/tin"), Site(homepage=server.url("/"), polite=ROBOTS))
    assert found.outcome == outcome


def test_robots_txt_holds_for_the_target_of_a_redirect_too() -> None:
    pages = {"/robots.txt": robots("User-agent: *\nDisallow: /rieng\n"), "/tin": moved("/rieng")}
    with FaultServer(pages) as server, fetcher_for(server) as fetcher:
        found = fetcher.fetch(server.url("/tin"), Site(homepage=server.url("/"), polite=ROBOTS))
    assert [row.outcome for row in found.rows] == ["ok", "ok", "robots"]


def test_an_endless_robots_txt_is_read_in_part() -> None:
    text = b"User-agent: *\nDisallow: /rieng\n" + b"# " + b"x" * 600_000

    def endless(to: Exchange) -> None:
        to.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + text)
        to.flood(iter([b"x" * 100_000] * 1000))

    with (
        FaultServer({"/tin": page("x")}, faults={"/robots.txt": endless}) as server,
        fetcher_for(server) as fetcher,
    ):
        site = Site(homepage=server.url("/"), polite=ROBOTS)
        assert fetcher.fetch(server.url("/rieng"), site).outcome == "robots"
        assert fetcher.fetch(server.url("/tin"), site).outcome == "ok"


# --- pace and patience ------------------------------------------------------------------------


def test_any_two_requests_to_a_host_keep_their_distance() -> None:
    pages = {"/robots.txt": robots(""), "/1": moved("/2"), "/2": page("x"), "/3": Page(body=b"", status=500)}
    bounds = Bounds(tries=2, backoff_seconds=0.001)
    with FaultServer(pages) as server, fetcher_for(server, bounds=bounds) as fetcher:
        site = Site(homepage=server.url("/"), polite=Polite(delay=0.1, concurrency=3, respect_robots=True))
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(lambda path: fetcher.fetch(server.url(path), site), ["/1", "/2", "/3"]))
    times = sorted(seen.at for seen in server.seen)
    assert len(times) == 6
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps) > 0.09


def test_no_more_requests_at_once_than_the_source_allows() -> None:
    def slow(to: Exchange) -> None:
        to.stopped.wait(0.05)
        to.send(to.good)

    pages = {f"/{number}": page("x") for number in range(12)}
    with FaultServer(pages, faults=dict.fromkeys(pages, slow)) as server, fetcher_for(server) as fetcher:
        site = Site(homepage=server.url("/"), polite=Polite(concurrency=2))
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda path: fetcher.fetch(server.url(path), site), pages))
    assert {one.outcome for one in found} == {"ok"}
    assert server.most_at_once == 2


def test_retry_after_holds_back_the_whole_host() -> None:
    def busy_once(to: Exchange) -> None:
        first = len(server.seen) == 1
        to.send(b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n" if first else to.good)

    with FaultServer({"/1": page("x"), "/2": page("y")}, faults={"/1": busy_once}) as server:
        with fetcher_for(server) as fetcher, ThreadPoolExecutor(2) as threads:
            site = Site(homepage=server.url("/"), polite=Polite(concurrency=1))
            first = threads.submit(fetcher.fetch, server.url("/1"), site)
            while not server.seen:
                pass
            second = threads.submit(fetcher.fetch, server.url("/2"), site)
            assert (first.result().outcome, second.result().outcome) == ("ok", "ok")
    times = [seen.at for seen in server.seen]
    assert times[1] - times[0] >= 0.95


def test_a_host_that_asks_for_a_long_wait_is_left_alone() -> None:
    pages = {"/1": Page(body=b"", status=429, headers={"Retry-After": "86400"}), "/2": page("y")}
    with FaultServer(pages) as server, fetcher_for(server) as fetcher:
        site = Site(homepage=server.url("/"))
        first = fetcher.fetch(server.url("/1"), site)
        second = fetcher.fetch(server.url("/2"), site)
    assert [row.outcome for row in first.rows] == ["rate_limited"]
    assert (second.outcome, second.rows) == ("blocked", ())


def test_a_host_that_refuses_again_and_again_is_left_alone() -> None:
    with FaultServer(lambda _: Page(body=b"", status=403)) as server, fetcher_for(server) as fetcher:
        site = Site(homepage=server.url("/"))
        found = [fetcher.fetch(server.url(f"/{number}"), site) for number in range(30)]
    assert [one.outcome for one in found] == ["client_error"] * 10 + ["blocked"] * 20
    assert len(server.seen) == 10


def test_a_dead_host_costs_few_requests() -> None:
    with FaultServer({}) as server:
        site = Site(homepage=server.url("/"))
    with fetcher_for(server) as fetcher:
        found = [fetcher.fetch(server.url(f"/{number}"), site) for number in range(30)]
    assert sum(len(one.rows) for one in found) == 4 * QUICK.tries + 6
    assert {row.outcome for one in found for row in one.rows} == {"connection_error"}


# --- saved pages under their own names --------------------------------------------------------


def test_a_saved_page_is_served_from_loopback_under_its_own_name() -> None:
    with FaultServer({"/tin.htm": page("bài báo")}) as server:
        site = Site(homepage="https://baohatinh.example.vn/", polite=ROBOTS)
        mapped = {"baohatinh.example.vn": ("127.0.0.1", server.port)}
        with fetcher_for(server, resolve=mapped) as fetcher:
            found = fetcher.fetch("https://baohatinh.example.vn/tin.htm", site)
        with fetcher_for(server, resolve=mapped, allow_hosts=[]) as fetcher:
            unnamed = fetcher.fetch("https://baohatinh.example.vn/tin.htm", Site(homepage=site.homepage))
    assert found.outcome == "ok"
    assert [row.url for row in found.rows] == [
        "https://baohatinh.example.vn/robots.txt", "https://baohatinh.example.vn/tin.htm",
    ]  # fmt: skip
    assert {seen.headers["host"] for seen in server.seen} == {"baohatinh.example.vn"}
    assert unnamed.outcome == "blocked_address"


# --- captures ---------------------------------------------------------------------------------


def test_every_answer_is_captured_and_every_row_comes_back(tmp_path: Path) -> None:
    pages: Mapping[str, Page] = {
        "/robots.txt": robots("User-agent: *\nDisallow: /rieng"), "/1": moved("/2"), "/2": page("đích"),
        "/4": page("<title>Just a moment...</title>"), "/5": page("x", ETag='"5"'),
    }  # fmt: skip
    with FaultServer(pages, faults={"/6": "hang_up", "/7": "truncated"}) as server:
        site = Site(homepage=server.url("/"), polite=ROBOTS)
        with CaptureWriter(tmp_path, "site", "run-1") as sink, fetcher_for(server, sink=sink) as fetcher:
            found = [fetcher.fetch(server.url(f"/{path}"), site, etag='"5"' if path == 5 else None)
                     for path in (1, 3, 4, 5, 6, 7, "rieng")]  # fmt: skip
    rows = [row for one in found for row in one.rows]
    assert [row.outcome for row in rows[:6]] == ["ok", "ok", "ok", "not_found", "challenge", "unchanged"]
    assert all((row.warc_file is not None) == (row.status is not None) for row in rows)
    assert list(find_fetches(tmp_path, root=tmp_path)) == rows
    capture = found[0].capture
    assert capture is not None
    assert capture.warc_file is not None
    assert capture.warc_offset is not None
    assert get(tmp_path, capture.warc_file, capture.warc_offset) == capture
