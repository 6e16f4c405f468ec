"""What robots.txt says, and what follows where it cannot be read."""

import pytest

from extractors.robots import Robots, RobotsCache, read_robots, robots_of


def rules(text: str) -> Robots:
    return read_robots(text.encode(), longest_delay=300)


def test_rules_for_this_program_come_before_those_for_all() -> None:
    robots = rules(
        "User-agent: *\nDisallow: /\n\nUser-agent: hoptac\nDisallow: /tim-kiem\nAllow: /tim-kiem/tin\n"
    )
    assert robots.refusal("https://a.vn/tin.htm") is None
    assert robots.refusal("https://a.vn/tim-kiem?q=x") == "robots.txt forbids it"
    assert robots.refusal("https://a.vn/tim-kiem/tin") is None


def test_wildcards_and_ends() -> None:
    robots = rules("User-agent: *\nDisallow: /*.pdf$\nDisallow: /a*z\n")
    assert robots.refusal("https://a.vn/x.pdf")
    assert robots.refusal("https://a.vn/x.pdf?1") is None
    assert robots.refusal("https://a.vn/abcz1")


@pytest.mark.parametrize(
    ("line", "delay"),
    [("Crawl-delay: 10", 10.0), ("Crawl-delay: 0.5", 0.5), ("Request-rate: 1/5s", 5.0),
     ("Request-rate: 2/10s", 5.0), ("Crawl-delay: 2\nRequest-rate: 1/5s", 5.0), ("Crawl-delay: x", 0.0),
     ("Crawl-delay: nan", 0.0),
     ("Crawl-delay: -5", 0.0), ("Crawl-delay: 1e999", 0.0), ("Request-rate: 0/5s", 0.0), ("", 0.0)],
)  # fmt: skip
def test_the_longer_of_the_delays_that_it_asks_for(line: str, delay: float) -> None:
    assert rules(f"User-agent: *\n{line}\n").delay == delay


def test_a_host_that_asks_for_more_than_is_waited_is_closed() -> None:
    assert rules("User-agent: *\nCrawl-delay: 86400").refusal("https://a.vn/") == (
        "robots.txt asks for 86400 s between requests"
    )


def test_sitemaps_are_named_once() -> None:
    text = (
        "Sitemap: https://a.vn/s.xml\nUser-agent: *\nDisallow:\nSitemap: https://a.vn/s.xml\nsitemap: /t.xml"
    )
    assert rules(text).sitemaps[0] == "https://a.vn/s.xml"


@pytest.mark.parametrize(
    "text", ["\x00" * 5000, "<html>không có</html>", "Disallow: /\n", "\ufeffUser-agent: *", "a" * 99999]
)
def test_what_is_no_robots_txt_forbids_nothing(text: str) -> None:
    assert rules(text).refusal("https://a.vn/tin.htm") is None


@pytest.mark.parametrize(
    ("outcome", "status", "allowed"),
    [("ok", 200, True), ("not_found", 404, True), ("client_error", 403, True), ("rate_limited", 429, False),
     ("server_error", 500, False), ("timeout", None, False), ("connection_error", None, False),
     ("blocked_address", None, False), ("truncated", 200, False), ("redirect_refused", 302, True),
     ("too_many_redirects", 302, True), ("too_large", 200, True)],
)  # fmt: skip
def test_no_file_allows_and_no_answer_forbids(outcome: str, status: int | None, allowed: bool) -> None:
    robots = robots_of(outcome, status, b"", longest_delay=300)
    assert (robots.refusal("https://a.vn/tin.htm") is None) == allowed


def test_rules_are_fetched_again_when_they_are_old_and_sooner_when_they_failed() -> None:
    now, fetched = [0.0], []
    cache = RobotsCache(clock=lambda: now[0])

    def fetch(robots: Robots) -> Robots:
        fetched.append(now[0])
        return robots

    for at in (0.0, 3500.0, 3700.0):
        now[0] = at
        cache.get("https://a.vn", lambda: fetch(rules("")))
    for at in (0.0, 200.0, 400.0):
        now[0] = at
        cache.get("https://b.vn", lambda: fetch(Robots(closed="no answer")))
    assert fetched == [0.0, 3700.0, 0.0, 400.0]
