"""Every query of the book on a small world, against answers that were worked out by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_world import LATER, TODAY, days_ago, put_small_world

from warehouse.query_book import FAMILIES, named_queries, write_book
from warehouse.store import Store

BOOK = Path(__file__).parents[2] / "docs" / "query-book.md"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("world")
    with Store.open(home / "catalog.sqlite", home) as store:
        put_small_world(store)
        yield store


def ask(store: Store, name: str) -> list[dict[str, object]]:
    """Rows of the named query as dicts."""
    sql = next(query.sql for query in named_queries() if query.name == name)
    with store.reader() as connection:
        found = connection.execute(sql)
        columns = [column[0] for column in found.description or []]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def picked(rows: list[dict[str, object]], *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_the_book_is_as_the_queries_make_it() -> None:
    assert BOOK.read_text(encoding="utf-8") == write_book(), (
        "run: python -m warehouse.query_book > docs/query-book.md"
    )


def test_every_family_of_questions_has_a_query() -> None:
    assert {query.family for query in named_queries()} == set(FAMILIES)


def test_programs_have_a_status_and_the_rule_that_gave_it(world: Store) -> None:
    found = world.rows("SELECT program_id, status, status_rule FROM programs ORDER BY program_id")
    assert found == [
        ("after", "active", "period_runs"),
        ("before", "renewed", "signed_renewal"),
        ("company", "active", "period_runs"),
        ("inner", "expired", "period_ended"),
        ("new", "expired", "period_ended"),
        ("old", "renewed", "signed_renewal"),
        ("plan", "proposed", "not_reported_as_signed"),
        ("quiet", "silent", "period_runs_without_report_for_730_days"),
    ]


def test_health_adds_up_outlets_official_pages_completeness_and_freshness(world: Store) -> None:
    # company: 0.35 * 3/3 + 0.15 + 0.3 * 0.6 + 0.2 * (1 - 30/1826) = 0.877
    # quiet: 0.35 * 1/3 + 0.3 * 0.6 + 0.2 * (1 - 800/1826) = 0.409
    found = dict(
        world.rows("SELECT program_id, health FROM programs WHERE program_id IN ('company', 'quiet')")
    )
    assert found == {"company": 0.88, "quiet": 0.41}


def test_active_programs_name_their_parties(world: Store) -> None:
    found = world.rows("SELECT program_id, parties FROM active_programs ORDER BY program_id")
    assert found == [("after", "Hưng Yên – Khăm Muộn"), ("company", "Bình Dương – Công ty X")]


def test_pairs_as_signed(world: Store) -> None:
    rows = ask(world, "01-pairs")
    assert len(rows) == 7
    columns = ("pair", "programs", "active_programs", "first_year", "last_year")
    assert picked(rows[:1], *columns) == [("Nghệ An – Hà Tĩnh", 2, 0, 2018, 2021)]


def test_pairs_of_today_join_programs_from_before_and_after_the_merger(world: Store) -> None:
    rows = {row["pair"]: row for row in ask(world, "02-pairs-today")}
    hung_yen = next(row for pair, row in rows.items() if "Hưng Yên" in str(pair))
    assert (hung_yen["programs"], hung_yen["first_year"], hung_yen["last_year"]) == (2, 2020, 2025)
    assert rows["Quảng Trị – Quảng Trị"]["internal"]
    assert sum(bool(row["internal"]) for row in rows.values()) == 1


def test_pairs_never_seen_are_the_rest_of_the_34(world: Store) -> None:
    # 34 * 33 / 2 = 561 pairs; seen: Hà Tĩnh – Nghệ An, Hà Nội – Huế, Đà Nẵng – Huế.
    rows = ask(world, "03-pairs-never-seen")
    assert len(rows) == 558
    assert ("Hà Tĩnh", "Nghệ An") not in picked(rows, "left_name", "right_name")


def test_programs_by_year(world: Store) -> None:
    rows = {row["year"]: row for row in ask(world, "04-active-by-year")}
    # 2020: old (2018–2020, reviewed that May) and before (2020–2025).
    assert picked([rows[2020]], "running", "began", "ended", "reviewed_share") == [(2, 1, 1, 0.5)]
    assert picked([rows[2019]], "running", "began", "ended", "reviewed_share") == [(1, 0, 0, 0.0)]
    assert max(rows) == TODAY.year


def test_silent_programs(world: Store) -> None:
    rows = ask(world, "05-silent-programs")
    assert picked(rows, "program_id", "last_reported_on", "quiet_days") == [("quiet", days_ago(800), 800)]


def test_renewal_chains(world: Store) -> None:
    rows = ask(world, "06-renewal-chains")
    columns = ("chain_id", "step", "program_id", "gap_years", "sectors_gained", "sectors_lost")
    assert picked(rows, *columns) == [
        ("before", 1, "before", None, [], []),
        ("before", 2, "after", 1, [], []),
        ("old", 1, "old", None, [], []),
        ("old", 2, "new", 1, ["health"], ["culture"]),
    ]


def test_programs_that_became_internal(world: Store) -> None:
    rows = ask(world, "07-became-internal")
    assert picked(rows, "program_id", "parties_signed", "parties_today") == [
        ("inner", ["Quảng Bình", "Quảng Trị"], ["Quảng Trị"])
    ]


def test_programs_of_merged_provinces_and_their_new_papers(world: Store) -> None:
    rows = ask(world, "08-signed-again-after-merger")
    assert picked(rows, "program_id", "signed_again", "renewal_id", "signed_by")[0] == (
        "before", True, "after", "Nguyễn Văn Thử",
    )  # fmt: skip
    assert [row["program_id"] for row in rows if not row["signed_again"]][:1] == ["company"]


def test_sector_mix_sets_a_region_against_the_country(world: Store) -> None:
    rows = ask(world, "09-sector-mix")
    assert {row["sector"] for row in rows} == {
        "culture",
        "tourism",
        "health",
        "agriculture",
        "trade",
        "digital",
    }
    for region in {row["region"] for row in rows}:
        assert sum(float(str(row["share"])) for row in rows if row["region"] == region) == pytest.approx(
            1, abs=0.01
        )


def test_hubs(world: Store) -> None:
    rows = ask(world, "10-hubs")
    assert picked(rows[:1], "name", "partners", "links", "province_partners") == [("Huế", 2, 2, 2)]
    assert {row["name"]: row["links"] for row in rows}["Hưng Yên"] == 2


def test_kinds_of_partner(world: Store) -> None:
    rows = ask(world, "11-partner-kinds")
    assert picked(rows, "partner_kind", "country", "programs", "active_programs") == [
        ("province", "VN", 5, 0),
        ("foreign_region", "LA", 2, 1),
        ("company", "VN", 1, 1),
    ]


def test_how_much_a_province_is_told_by_its_own_papers(world: Store) -> None:
    rows = {row["name"]: row for row in ask(world, "12-outlet-bias")}
    assert picked([rows["Hà Tĩnh"]], "reports", "own_reports", "own_share", "outlets") == [(4, 3, 0.75, 2)]
    assert picked([rows["Hà Nội"]], "reports", "own_reports", "own_share") == [(1, None, 0.0)]


def test_programs_that_no_outlet_told(world: Store) -> None:
    rows = {row["year"]: row for row in ask(world, "13-unseen-programs")}
    # 2018: one program, told by two outlets: nothing unseen. 2020: one program, told once: 1 * 0 / 2 = 0.
    assert picked([rows[2018]], "seen", "seen_once", "seen_twice", "unseen_at_least") == [(1, 0, 1, 0.0)]
    assert picked([rows[2020]], "seen", "seen_once", "unseen_at_least", "seen_share_at_most") == [
        (1, 1, 0.0, 1.0)
    ]


def test_days_without_an_article(world: Store) -> None:
    rows = ask(world, "14-days-without-coverage")
    assert [(str(row["day"]), row["pages_lost"], row["not_visited"]) for row in rows] == [
        ("2026-01-03", 0, True),
        ("2026-01-02", 3, False),
    ]


def test_lag_from_signing_to_report(world: Store) -> None:
    rows = {row["year"]: row for row in ask(world, "15-lag")}
    assert picked([rows[2018]], "programs", "median_days", "with_official_page") == [(1, 1.0, 0)]
    # company: signed on 1 June, told on the 2nd, by a page of the state on the 5th.
    assert picked([rows[2024]], "median_days", "with_official_page", "median_official_days") == [
        (1.0, 1, 4.0)
    ]


def test_follow_through(world: Store) -> None:
    rows = {row["year"]: row for row in ask(world, "16-follow-through")}
    columns = ("signed", "share_within_12_months", "share_within_24_months")
    assert picked([rows[2021]], *columns) == [(1, 1.0, 1.0)]
    # old: signed in March 2018, first heard of again in May 2020, 26 months later.
    assert picked([rows[2018]], *columns) == [(1, 0.0, 0.0)]


def test_audit_goes_back_to_the_words(world: Store) -> None:
    rows = ask(world, "17-audit")
    assert picked(rows, "program_id", "quote", "source", "reader") == [
        ("new", "Tin", "baohatinh", "reader/1"),
        ("new", "Tin", "baohatinh", "reader/1"),
        ("old", "Tin", "baohatinh", "reader/1"),
        ("old", "Tin", "baonghean", "reader/1"),
    ]


def test_sensitivity_to_confidence_and_single_sources(world: Store) -> None:
    rows = {(row["threshold"], row["single_source"]): row for row in ask(world, "18-sensitivity")}
    assert rows[0.0, "with"]["programs"] == 8
    assert rows[0.95, "with"]["programs"] == 3
    assert rows[0.95, "without"]["programs"] == 2
    assert rows[0.95, "without"]["active_programs"] == 2


def test_provinces_of_one_region_against_others(world: Store) -> None:
    rows = ask(world, "19-network-distance")
    assert sum(int(str(row["possible_pairs"])) for row in rows) == 561
    assert sum(int(str(row["programs"])) for row in rows) == 4


def test_codes_of_sectors_and_stages(world: Store) -> None:
    found = world.rows(
        "SELECT sector, crs_code, cameo_code, plover_event FROM program_codes WHERE program_id = 'inner'"
    )
    assert found == [("agriculture", "31120", "057", "SUPPORT")]


def test_source_health_has_a_row_for_each_source(world: Store) -> None:
    found = dict(world.rows("SELECT source, articles FROM source_health"))
    assert found["baohatinh"] == 3
    assert len(found) == 8


def test_views_work_under_another_name_of_the_lake(world: Store) -> None:
    import duckdb

    from warehouse.connect import load_extension

    with duckdb.connect(config={"allow_unsigned_extensions": True}) as connection:
        for name in ("ducklake", "sqlite_scanner"):
            load_extension(connection, name)
        connection.execute(f"ATTACH 'ducklake:sqlite:{world.lake.catalog_file}' AS other (READ_ONLY)")
        assert connection.execute("SELECT count(*) FROM other.programs").fetchone() == (8,)
        assert connection.execute("SELECT count(*) FROM other.programs_today").fetchone() == (8,)


def test_the_period_of_a_program_that_runs_shows_in_its_pair(world: Store) -> None:
    assert world.rows(
        "SELECT runs_until FROM party_pairs WHERE right_kind = 'company' OR left_kind = 'company'"
    ) == [(LATER,)]
