# ruff: noqa: E501  (one statement a line)
"""What `hoptac sql` refuses, and what it answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.connect import Lake
from warehouse.query import Answer, Console, QueryError, RefusedQuery
from warehouse.record import TABLES
from warehouse.schema import views

HOSTILE = """
DELETE FROM articles
UPDATE articles SET title = 'x'
INSERT INTO runs SELECT * FROM runs
MERGE INTO articles USING articles a ON false WHEN NOT MATCHED THEN INSERT
TRUNCATE articles
DROP TABLE articles
DROP VIEW programs
ALTER TABLE articles ADD COLUMN x INT
CREATE TABLE x AS SELECT 1
CREATE TEMP TABLE x AS SELECT 1
CREATE OR REPLACE VIEW articles AS SELECT 1
CREATE MACRO f() AS 1
CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
COMMENT ON TABLE articles IS 'x'
COPY articles TO '{home}/out.csv'
COPY articles TO '{home}/lake/out.parquet'
COPY (SELECT 1) TO '/dev/stdout'
EXPORT DATABASE '{home}/out'
IMPORT DATABASE '{home}/out'
ATTACH '{home}/other.db' AS other
ATTACH ':memory:' AS other
DETACH lake
USE memory
INSTALL httpfs
LOAD httpfs
FORCE INSTALL spatial
SET memory_limit = '100GB'
RESET memory_limit
SET enable_external_access = true
PRAGMA enable_external_access = true
PRAGMA database_list
PRAGMA import_database('{home}')
CALL lake.set_option('parquet_compression', 'zstd')
CALL ducklake_expire_snapshots('lake', older_than => now())
CALL ducklake_cleanup_old_files('lake', cleanup_all => true)
CHECKPOINT
VACUUM
BEGIN
EXECUTE x
PREPARE x AS DELETE FROM articles
EXPLAIN DELETE FROM articles
EXPLAIN ANALYZE COPY articles TO '{home}/out.csv'
explain/**/analyze insert into runs from runs
SELECT 1; DELETE FROM articles
SELECT 1; SELECT 2
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_text('/etc/hostname')
SELECT * FROM read_blob('{home}/catalog.sqlite')
SELECT * FROM read_json('/etc/passwd')
SELECT * FROM read_parquet('{home}/lake/main/articles/*.parquet')
SELECT * FROM parquet_metadata('{home}/lake/main/articles/*.parquet')
SELECT * FROM glob('/etc/*')
SELECT * FROM sniff_csv('/etc/passwd')
SELECT * FROM read_text('https://example.org/')
SELECT * FROM sqlite_scan('{home}/catalog.sqlite', 'ducklake_table')
SELECT * FROM sqlite_query('{home}/catalog.sqlite', 'SELECT 1')
SELECT * FROM postgres_query('lake', 'SELECT 1')
SELECT * FROM __ducklake_metadata_lake.ducklake_data_file
SELECT * FROM __ducklake_metadata_lake.main.ducklake_table
SELECT getenv('HOME')
SELECT current_setting('temp_directory')
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_databases()
SELECT * FROM which_secret('s3://x', 's3')
SELECT * FROM pg_catalog.pg_settings
SELECT * FROM query('SELECT 1')
SELECT * FROM query_table('articles')
SELECT * FROM json_execute_serialized_sql('{{}}')
SELECT * FROM ducklake_list_files('lake', 'articles')
SELECT * FROM ducklake_settings('lake')
SELECT * FROM ducklake_add_data_files('lake', 'articles', '/etc/passwd')
SELECT * FROM ducklake_flush_inlined_data('lake')
SELECT * FROM ducklake_set_option('lake', 'parquet_compression', 'zstd')
SELECT * FROM checkpoint()
SELECT (SELECT content FROM read_text('/etc/hostname'))
WITH x AS (SELECT * FROM read_csv('/etc/passwd')) SELECT * FROM x
SELECT * FROM articles WHERE title IN (SELECT content FROM read_text('/etc/hostname'))
SELECT 1 UNION ALL SELECT length(content) FROM read_text('/etc/hostname')
SELECT list_transform([1], x -> getenv('HOME'))
DESCRIBE SELECT * FROM read_csv('/etc/passwd')
SUMMARIZE SELECT * FROM read_csv('/etc/passwd')
SELECT sleep_ms(100000)
SELECT write_log('x')
"""

UNKNOWN = """
SELECT * FROM '/etc/passwd'
FROM '{home}/lake/main/articles/x.parquet'
SELECT * FROM "https://example.org/x.csv"
DESCRIBE '/etc/passwd'
SUMMARIZE '/etc/passwd'
SELECT * FROM no_such_table
SELECT no_such_column FROM articles
SELEC 1
SELECT 'a' + 1
"""

ORDINARY = """
SELECT 1
select 'a;b' AS text, "id" FROM (SELECT 2 AS id)
VALUES (1, 'a'), (2, 'b')
TABLE articles
FROM articles
FROM articles SELECT title LIMIT 1
(SELECT 1)
SELECT count(*) FROM articles
SELECT count(*) FROM lake.articles
SELECT count(*) FROM main.articles
SELECT count(*) FROM lake.main.articles
SELECT count(*) FROM state.urls
-- how many?\\nSELECT count(*) FROM articles -- so many
/* how many? */ SELECT count(*) FROM articles;
SELECT source, count(*) AS n FROM articles GROUP BY ALL ORDER BY n DESC
SELECT source, count(*) FROM articles GROUP BY source HAVING count(*) > 1
SELECT DISTINCT source FROM articles
SELECT title FROM articles WHERE title ILIKE '%tin%' ORDER BY published_at DESC LIMIT 10 OFFSET 0
SELECT title FROM articles WHERE strip_accents(lower(title)) LIKE '%tin%'
SELECT title FROM articles WHERE regexp_matches(title, 'a[0-9]')
SELECT date_trunc('day', published_at) AS day, count(*) FROM articles GROUP BY 1
SELECT published_at AT TIME ZONE 'Asia/Ho_Chi_Minh' FROM articles
SELECT published_at + INTERVAL 7 HOUR FROM articles
SELECT extract(year FROM published_at), year(published_at) FROM articles
SELECT strftime(published_at, '%d/%m/%Y') FROM articles
SELECT now() - max(last_seen_at) FROM articles
SELECT today(), current_date, current_timestamp
SELECT authors[1], len(authors), list_contains(authors, 'An') FROM articles
SELECT unnest(authors) AS author, title FROM articles
SELECT author FROM articles, unnest(authors) AS u(author)
SELECT list_transform(authors, a -> upper(a)) FROM articles
SELECT list_filter(tags, t -> t <> '') FROM articles
SELECT [a FOR a IN authors IF a <> 'An'] FROM articles
SELECT array_to_string(authors, ', ') FROM articles
SELECT string_agg(title, '; ' ORDER BY title) FROM articles
SELECT list(title ORDER BY title) FROM articles
SELECT {{'title': title, 'n': word_count}} FROM articles
SELECT map([1], ['a'])
SELECT evidence[1].text FROM program_mentions
SELECT unnest(evidence, recursive := true) FROM program_mentions
SELECT a.title, v.version FROM articles a JOIN article_versions v USING (article_id)
SELECT a.title FROM articles a LEFT JOIN duplicates d USING (article_id) WHERE d.article_id IS NULL
SELECT * FROM articles a SEMI JOIN article_versions v USING (article_id)
SELECT * FROM articles a ANTI JOIN duplicates d USING (article_id)
SELECT * FROM articles ASOF JOIN article_versions ON articles.article_id = article_versions.article_id AND articles.last_seen_at >= article_versions.seen_at
SELECT * FROM articles a CROSS JOIN range(2) r
SELECT * FROM articles a, LATERAL (SELECT count(*) FROM article_versions v WHERE v.article_id = a.article_id) c
SELECT title FROM articles WHERE article_id IN (SELECT article_id FROM article_versions WHERE version > 1)
SELECT title FROM articles a WHERE EXISTS (SELECT 1 FROM article_versions v WHERE v.article_id = a.article_id)
SELECT title, (SELECT max(version) FROM article_versions v WHERE v.article_id = a.article_id) FROM articles a
SELECT row_number() OVER (PARTITION BY source ORDER BY published_at) FROM articles
SELECT title, lag(title) OVER w FROM articles WINDOW w AS (ORDER BY published_at)
SELECT title FROM articles QUALIFY row_number() OVER (PARTITION BY source ORDER BY published_at) = 1
SELECT sum(word_count) FILTER (source = 'baodoi') FROM articles
SELECT median(word_count), quantile_cont(word_count, 0.9), stddev(word_count), mode(source) FROM articles
SELECT approx_count_distinct(source), arg_max(title, published_at) FROM articles
SELECT source, language, count(*) FROM articles GROUP BY GROUPING SETS ((source), (language), ())
SELECT source, language, count(*) FROM articles GROUP BY ROLLUP (source, language)
SELECT source, language, count(*) FROM articles GROUP BY CUBE (source, language)
WITH a AS (SELECT * FROM articles) SELECT count(*) FROM a
WITH a AS (FROM articles), b AS (FROM a) FROM b SELECT title
WITH a AS MATERIALIZED (FROM articles) SELECT * FROM a
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n
SELECT source FROM articles UNION SELECT source FROM rejects
SELECT source FROM articles INTERSECT SELECT source FROM article_versions
SELECT source FROM articles EXCEPT SELECT source FROM rejects
SELECT * EXCLUDE (body) FROM articles
SELECT * REPLACE (upper(title) AS title) FROM articles
SELECT COLUMNS('.*_at') FROM articles
SELECT COLUMNS(c -> c LIKE 'title%') FROM articles
SELECT CASE WHEN word_count > 3 THEN 'long' ELSE 'short' END FROM articles
SELECT coalesce(lead, left(body, 10)), nullif(title, ''), ifnull(section, '-') FROM articles
SELECT title COLLATE NOCASE FROM articles ORDER BY 1
SELECT word_count::DOUBLE / 2, word_count // 2, word_count % 2, round(1.234, 2) FROM articles
SELECT TRY_CAST('x' AS INTEGER), CAST('2026-01-01' AS DATE), DATE '2026-01-01'
SELECT split_part(url, '/', 3), regexp_extract(url, 'https?://([^/]+)', 1) FROM articles
SELECT jaccard('abc', 'abd'), levenshtein('abc', 'abd'), jaro_winkler_similarity('abc', 'abd')
SELECT md5(title), hash(title), sha256(title) FROM articles
SELECT to_json(authors), json_extract('{{"a": 1}}', '$.a'), json_object('a', 1) FROM articles
SELECT * FROM json_each('[1, 2]')
SELECT histogram(word_count) FROM articles
SELECT bar(word_count, 0, 100, 10) FROM articles
SELECT * FROM range(10)
SELECT * FROM generate_series(DATE '2026-01-01', DATE '2026-01-05', INTERVAL 1 DAY)
SELECT d::DATE, count(article_id) FROM generate_series(DATE '2026-01-01', DATE '2026-01-05', INTERVAL 1 DAY) g(d) LEFT JOIN articles ON published_at::DATE = d::DATE GROUP BY 1
SELECT * FROM articles USING SAMPLE 10 ROWS
SELECT * FROM articles ORDER BY ALL
PIVOT (SELECT source, language FROM articles) ON language IN ('vi', 'en') USING count(*)
UNPIVOT (SELECT article_id, word_count, version FROM articles) ON word_count, version INTO NAME n VALUE v
SELECT * FROM (PIVOT articles ON source IN ('baodoi') USING count(*) GROUP BY language)
SELECT * FROM articles AT (VERSION => {snapshot})
SELECT * FROM ducklake_snapshots('lake')
SELECT * FROM lake.snapshots()
SELECT * FROM ducklake_table_changes('lake', 'main', 'article_versions', {snapshot}, {snapshot})
SELECT * FROM lake.table_changes('article_versions', {snapshot}, {snapshot})
SELECT table_name FROM information_schema.tables
SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'articles'
SELECT schema_name FROM information_schema.schemata
SELECT table_name, comment FROM duckdb_tables()
SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'articles'
SELECT view_name FROM duckdb_views()
SELECT function_name FROM duckdb_functions() LIMIT 3
SHOW TABLES
SHOW ALL TABLES
DESCRIBE
DESCRIBE SELECT 1 AS a
SUMMARIZE SELECT word_count FROM articles
EXPLAIN SELECT * FROM articles
EXPLAIN ANALYZE SELECT count(*) FROM articles
EXPLAIN (FORMAT json) SELECT 1
PRAGMA table_info('articles')
PRAGMA show_tables
PRAGMA version
SELECT version()
SELECT typeof(title), pg_typeof(title) FROM articles
SELECT random() < 2, uuid() IS NOT NULL
SELECT 'DROP TABLE articles' AS text
SELECT 'read_csv(''/etc/passwd'')' AS text
SELECT title AS "delete", url AS "copy" FROM articles
SELECT 1 AS getenv
SELECT NULL, true, 1e10, 170141183460469231731687303715884105727, 'é', 'Hà Tĩnh'
SELECT greatest(1, 2), least(1, 2), abs(-1), ceil(1.5), sqrt(4), pi()
SELECT * FROM (VALUES (1, 'a')) AS t(n, s)
SELECT * FROM articles LIMIT 0
SELECT ''
"""


def _lines(text: str, home: Path, snapshot: int = 2) -> list[str]:
    return [
        line.format(home=home, snapshot=snapshot).replace("\\n", "\n") for line in text.strip().splitlines()
    ]


@pytest.fixture(scope="module")
def console(small: Path) -> Iterator[Console]:
    with Console(Lake(catalog=str(small / "catalog.sqlite"), store=str(small)), seconds=20) as opened:
        yield opened


def answer(console: Console, sql: str) -> tuple[Answer, list[tuple[object, ...]]]:
    with console.ask(sql) as found:
        return found, list(found.rows())


def test_hostile_statements_are_refused(console: Console, small: Path) -> None:
    before = sorted(small.rglob("*"))
    statements = _lines(HOSTILE, small)
    assert len(statements) >= 40
    for sql in statements:
        with pytest.raises((RefusedQuery, QueryError)) as caught:
            answer(console, sql)
        assert isinstance(caught.value, RefusedQuery) or "MERGE" in sql, f"{sql}: {caught.value}"
    assert sorted(small.rglob("*")) == before
    assert answer(console, "SELECT count(*) FROM articles")[1] == [(3,)]


def test_files_and_wrong_names_are_errors(console: Console, small: Path) -> None:
    for sql in _lines(UNKNOWN, small):
        with pytest.raises(QueryError):
            answer(console, sql)


def test_ordinary_statements_are_answered(console: Console, small: Path) -> None:
    snapshot = answer(console, "SELECT max(snapshot_id) FROM ducklake_snapshots('lake')")[1][0][0]
    statements = _lines(ORDINARY, small, int(str(snapshot)))
    relations = [*TABLES, *(view.name for view in views())]
    statements += [f"SELECT * FROM {name} LIMIT 3" for name in relations]
    statements += [f"DESCRIBE {name}" for name in relations]
    statements += [f"SELECT count(*) AS n FROM {name.upper()}" for name in TABLES]
    assert len(statements) >= 200
    for sql in statements:
        assert answer(console, sql)[0].columns, sql


def test_the_second_wall_holds_without_the_first(console: Console, small: Path) -> None:
    """Even if the guard let a statement through, the connection could not read other files or write."""
    for sql in (
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/etc/*')",
        f"COPY (SELECT 1) TO '{small}/out.csv'",
        "DELETE FROM article_versions",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "LOAD aws",
        "SELECT * FROM read_csv('http://127.0.0.1:9/a.csv')",
        "SELECT * FROM read_parquet('s3://bucket/a.parquet')",
    ):
        with pytest.raises(Exception, match=r"disabled|read-only|locked"):
            console._connection.cursor().execute(f"USE lake; {sql}")


def test_a_misspelt_name_gets_a_suggestion(console: Console) -> None:
    with pytest.raises(QueryError, match="did you mean articles"):
        answer(console, "SELECT * FROM artcles")
    with pytest.raises(QueryError, match=r'"title"'):
        answer(console, "SELECT titel FROM articles")


def test_a_query_ends_at_its_time_limit(small: Path) -> None:
    lake = Lake(catalog=str(small / "catalog.sqlite"), store=str(small))
    with Console(lake, seconds=0.3) as console, pytest.raises(QueryError, match=r"took longer than 0\.3 s"):
        answer(
            console, "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range < b.range"
        )


def test_an_earlier_snapshot_is_read_by_number_and_by_time(small: Path) -> None:
    lake = Lake(catalog=str(small / "catalog.sqlite"), store=str(small))
    with Console(lake) as console:
        snapshots = answer(
            console, "SELECT snapshot_id, snapshot_time FROM lake.snapshots() WHERE commit_message = 'first'"
        )[1]
    for at in (str(snapshots[0][0]), snapshots[0][1].isoformat()):
        with Console(lake, at=at) as console:
            assert answer(console, "SELECT max(version) FROM article_versions")[1] == [(1,)]
    with pytest.raises(QueryError, match="no snapshot"):
        Console(lake, at="2001-01-01")
    with pytest.raises(QueryError, match="snapshot number or a time"):
        Console(lake, at="yesterday")
