"""One declaration gives the DDL, the Arrow schema, the rows and the dictionary."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.dictionary import as_markdown, describe_tables
from warehouse.record import TABLES, record
from warehouse.schema import SchemaError, create_table, optional, sql_type, table_of, to_arrow
from warehouse.store import Store
from warehouse.tables import Evidence, MentionParty, ProgramFacts, Run, StoredMention, StoredSketch

AT = datetime(2026, 1, 1, 12, 30, 0, 123456, tzinfo=UTC)
DICTIONARY = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"

RUN = Run(
    run_id="r1", kind="ingest", started_at=AT, finished_at=None, state="running", fetched=1, new_articles=0,
    new_versions=0, failed=0, holder="here:1", detail=None,
)  # fmt: skip


def test_types_of_python_become_types_of_sql() -> None:
    assert sql_type(str) == "VARCHAR"
    assert sql_type(int | None) == "BIGINT"
    assert sql_type(datetime) == "TIMESTAMPTZ"
    assert sql_type(tuple[str, ...]) == "VARCHAR[]"
    assert sql_type(tuple[Evidence, ...]).startswith('STRUCT("field" VARCHAR, "part" VARCHAR, "start" BIGINT')
    assert sql_type(tuple[Evidence, ...]).endswith(")[]")


def test_only_what_may_be_missing_is_nullable() -> None:
    statement = create_table(TABLES["runs"])
    assert '"run_id" VARCHAR NOT NULL' in statement
    assert '"finished_at" TIMESTAMPTZ,' in statement


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.qualified_name)
def test_every_declared_table_has_a_key_of_its_columns_and_comments(table) -> None:  # type: ignore[no-untyped-def]
    columns = table.columns()
    assert set(table.key) <= set(columns)
    assert not any(optional(columns[part][0])[1] for part in table.key)
    assert table.comment
    assert all(comment for _, comment in columns.values())
    assert table_of(table.record) is table


def test_records_come_back_from_the_warehouse_as_they_went_in(store: Store) -> None:
    quote = Evidence(field="place", part="body", start=0, end=7, text="Hà Tĩnh 'x'")
    party = MentionParty(name="Hà Tĩnh", kind="province", country="VN", party_id="vn-42")
    told = StoredMention(
        instrument="mou", stage="signed", parties=(party, party), signed_on=None, period_start=2025,
        period_end=None, place="Hà Nội", sectors=("trade",), signatories=(), confidence=0.5,
        evidence=(quote,),
        mention_id="m1", article_id="a", source="baodoi", title="t", published_at=AT, reader="r/1",
    )  # fmt: skip
    silent = replace(told, mention_id="m2", evidence=(), parties=(), published_at=None)
    program = ProgramFacts(
        program_id="p", title="t", instrument="mou", stage="signed", signed_on=date(2025, 9, 1),
        period_start=2025, period_end=None, place=None, renewal_of=None, first_reported_on=None,
        last_reported_on=None, article_count=1, outlet_count=1, official_count=0, completeness=0.2,
        confidence=0.9,
    )  # fmt: skip
    sketch = StoredSketch(article_id="a", number=-1, exact=5, facts=b"\x00", sketch=b"\x00\xff'")
    with store.transaction("r1", "all kinds of types") as tx:
        for rows in ([RUN], [told, silent], [program], [sketch]):
            tx.append(rows)
    assert store.records(Run) == [RUN]
    assert store.records(StoredMention, "true ORDER BY mention_id") == [told, silent]
    assert store.records(ProgramFacts) == [program]
    assert store.records(StoredSketch, "article_id = ?", ["a"]) == [sketch]
    assert store.records(Run)[0].started_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("fetched", "many", "runs.fetched"),
        ("fetched", True, "runs.fetched"),
        ("run_id", None, "runs.run_id: row 1 is null"),
        ("run_id", 7, "runs.run_id"),
        ("started_at", datetime(2026, 1, 1), "no time zone"),  # noqa: DTZ001
    ],
)
def test_a_row_against_its_schema_raises(field: str, value: object, words: str) -> None:
    with pytest.raises(SchemaError, match=words):
        to_arrow(Run, [replace(RUN, **{field: value})])


def test_a_table_that_is_no_table_is_not_found() -> None:
    @record
    class Stray:
        a: str

    with pytest.raises(KeyError):
        table_of(Stray)


def test_the_written_data_dictionary_is_current(store: Store) -> None:
    """If this fails: `python -m warehouse.dictionary > docs/data-dictionary.md`."""
    assert DICTIONARY.read_text(encoding="utf-8") == as_markdown(describe_tables(store.rows, count=False))


def test_one_table_is_described_with_its_rows(store: Store) -> None:
    store.write("r1", "one run", lambda tx: tx.append([RUN]))
    (described,) = describe_tables(store.rows, "runs")
    assert (described.rows, described.key) == (1, ("run_id",))
    assert described.columns[0].comment == "run"
    assert describe_tables(store.rows, "no_such") == []
