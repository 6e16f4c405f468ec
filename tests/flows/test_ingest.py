"""The whole path, as an operator runs it: the newsroom's pages in, its truth out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.newsroom import Newsroom
from flows.newsroom.truth import (
    ExpectedArticle,
    expected_articles,
    expected_clusters,
    expected_rejects,
)
from tests.flows.runs import Desk, desk_for
from transforms.text import match_form

# The three runs of the fixture count as the set-up of the first test.
pytestmark = pytest.mark.timeout(600)

ARTICLES = "SELECT * FROM articles"
COUNTS = """
    SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM article_versions) AS versions,
           (SELECT count(*) FROM programs) AS programs, (SELECT count(*) FROM rejects) AS rejects"""
VERSIONS_OF_EDITED = """
    SELECT version FROM article_versions
    WHERE article_id IN (SELECT article_id FROM articles WHERE version = 2) ORDER BY version"""


@dataclass
class Days:
    """Three runs over the newsroom: its first edition twice, then its second."""

    desk: Desk
    bases: dict[str, str]
    exit_codes: list[int]
    requests: list[int]
    counts: list[dict[str, int]]
    first_articles: dict[str, dict]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path_factory.mktemp("days"))
        told = Days(desk, {name: newsroom.base(name) for name in newsroom.sites}, [], [], [], {})
        for edition in (1, 1, 2):
            if edition == 2:
                newsroom.turn_to(2)
            newsroom.forget_requests()
            told.exit_codes.append(desk.run("ingest").returncode)
            told.requests.append(len(newsroom.requests()))
            told.counts += desk.rows(COUNTS)
            if len(told.counts) == 1:
                told.first_articles = {row["canonical_url"]: row for row in desk.rows(ARTICLES)}
        yield told


def _expected(days: Days) -> dict[str, ExpectedArticle]:
    return {days.bases[article.source] + article.path: article for article in expected_articles()}


def test_every_article_of_the_newsroom_arrives_and_nothing_else(days: Days) -> None:
    assert days.exit_codes[0] == 0
    assert set(days.first_articles) == set(_expected(days))


def test_articles_say_what_their_pages_say(days: Days) -> None:
    for url, truth in _expected(days).items():
        row = days.first_articles[url]

        assert row["title"] == truth.title, url
        assert row["authors"] == list(truth.authors), url
        assert (row["published_at"] and datetime.fromisoformat(row["published_at"])) == (
            truth.published_at and truth.published_at.astimezone(UTC)
        ), url
        assert match_form(f"{row['lead'] or ''} {row['body']}") == match_form(
            f"{truth.lead or ''} {truth.body}"
        ), url


def test_every_other_page_has_a_recorded_reason(days: Days) -> None:
    rejects = days.desk.rows("SELECT url, reason FROM rejects")
    fetches = days.desk.rows("SELECT url, outcome AS reason FROM fetches")
    reasons = {(row["url"], row["reason"]) for row in [*rejects, *fetches]}

    for expected in expected_rejects():
        assert (days.bases[expected.source] + expected.path, expected.reason) in reasons


def test_copies_cluster_and_their_original_is_primary(days: Days) -> None:
    rows = days.desk.rows(
        """SELECT a.canonical_url AS url, p.canonical_url AS primary FROM duplicates d
           JOIN articles a ON a.article_id = d.article_id
           JOIN articles p ON p.article_id = d.primary_article_id"""
    )
    primary = {row["url"]: row["primary"] for row in rows}

    for cluster in expected_clusters():
        original = days.bases[cluster.original[0]] + cluster.original[1]
        for source, path, _ in cluster.copies:
            assert primary.get(days.bases[source] + path) == original


def test_an_unchanged_site_adds_no_rows_and_is_asked_little(days: Days) -> None:
    assert days.counts[1] == days.counts[0]
    assert days.requests[1] <= 0.3 * days.requests[0]


def test_an_edited_article_becomes_version_2_and_new_ones_arrive(days: Days) -> None:
    assert days.counts[2]["articles"] == len(expected_articles(2))
    assert days.counts[2]["versions"] == len(expected_articles(2)) + 1

    versions = days.desk.rows(VERSIONS_OF_EDITED)
    assert [row["version"] for row in versions] == [1, 2]


def test_runs_are_on_record_with_their_numbers(days: Days) -> None:
    runs = days.desk.rows("SELECT * FROM runs ORDER BY started_at")

    assert [run["state"] for run in runs] == ["completed"] * 3
    assert [run["kind"] for run in runs] == ["ingest"] * 3
    assert runs[0]["new_articles"] == len(expected_articles())
    assert runs[2]["new_versions"] == 1


def test_evidence_is_the_very_words_of_the_article(days: Days) -> None:
    rows = days.desk.rows(
        """SELECT e.part, e.start, e."end", e.text, a.title, a.lead, a.body, a.captions
           FROM program_mentions m JOIN articles a USING (article_id), unnest(m.evidence) AS t(e)"""
    )
    assert rows
    for row in rows:
        part = "\n".join(row["captions"]) if row["part"] == "captions" else row[row["part"]]
        assert part[row["start"] : row["end"]] == row["text"]


def test_captures_hold_every_response(days: Days) -> None:
    missing = days.desk.rows("SELECT url FROM fetches WHERE status IS NOT NULL AND warc_file IS NULL")
    files = {
        row["warc_file"]
        for row in days.desk.rows("SELECT DISTINCT warc_file FROM fetches")
        if row["warc_file"]
    }

    assert missing == []
    assert all((days.desk.home / file).is_file() for file in files)


@pytest.mark.parametrize(
    "words", [["status"], ["status", "--gaps"], ["tables"], ["tables", "programs"], ["sources", "list"]]
)
def test_what_there_is_can_be_looked_at(days: Days, words: list[str]) -> None:
    done = days.desk.run(*words)

    assert done.returncode == 0, done.stderr
    assert "songxanh" in done.stdout or words[0] == "tables"


def test_programs_go_out_as_an_iati_file(days: Days, tmp_path: Path) -> None:
    done = days.desk.run(
        "export", str(tmp_path / "out"), "--format", "iati", "--publisher", "XX-1", "Phòng thử"
    )

    assert done.returncode == 0, done.stderr
    text = (tmp_path / "out" / "programs.iati.xml").read_text(encoding="utf-8")
    assert text.count("<iati-activity ") == days.counts[2]["programs"]
    assert (tmp_path / "out" / "articles.parquet").is_file()


def test_the_warehouse_of_yesterday_can_still_be_asked(days: Days) -> None:
    (first,) = days.desk.rows("SELECT finished_at FROM runs ORDER BY started_at LIMIT 1")
    (then,) = days.desk.rows("SELECT count(*) AS n FROM articles", "--at", first["finished_at"])

    assert then["n"] >= len(expected_articles()) - 1
