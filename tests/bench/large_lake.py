# ruff: noqa: E501  (one clause of SQL a line)
"""A large made-up warehouse, written by SQL in bulk: seconds, not hours, for a million articles."""

from pathlib import Path

from transforms.parties import all_parties
from transforms.programs.codes import sector_codes, stage_codes
from warehouse.schema import to_arrow
from warehouse.store import Store
from warehouse.tables import Party
from warehouse.transaction import Transaction

ARTICLES_AT_ONCE = 50_000
SOURCES = 200
DAYS = 1500

# Syllables of Vietnamese prose by rough frequency: word number n is drawn in proportion to 1 / n.
_ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x".split()  # noqa: SIM905
_RIMES = """a à á ả ã ạ an ang anh ao ăn âm ân ây e en eo ê ên i in inh iên iêu o on ong ô ôn ông ơ ơn u un ung
    ư ưng ương ươi ác át ấp ật iệc iệt ộc ội ợp ục ức ực ường ình ịnh ĩnh ính""".split()  # noqa: SIM905
SYLLABLES = [onset + rime for rime in _RIMES for onset in _ONSETS]


def make_large_lake(home: Path, *, articles: int, programs: int, words: int) -> None:
    """Articles of ``words`` syllables from 200 sources over four years; each program has two parties and four reports."""
    with Store.open(home / "catalog.sqlite", home, memory_limit="2GB") as store:
        for first in range(0, articles, ARTICLES_AT_ONCE):
            last = min(articles, first + ARTICLES_AT_ONCE)
            store.write("made", "articles", lambda tx, a=first, b=last: _articles(tx, a, b, words))
        store.write("made", "programs", lambda tx: _programs(tx, programs, articles))
        store.write("made", "coverage", _coverage)


def _articles(tx: Transaction, first: int, last: int, words: int) -> None:
    tx.execute(f"SET VARIABLE syllables = {SYLLABLES!r}")
    count = len(SYLLABLES)
    draw = f"getvariable('syllables')[1 + (exp(random() * ln({count})))::INTEGER % {count}]"
    tx.execute(f"""CREATE OR REPLACE TEMP TABLE made AS
        WITH drawn AS (
            SELECT number, string_agg({draw}, ' ') AS text
            FROM range({first}, {last}) AS numbers (number), range({words}) AS places (place) GROUP BY number
        )
        SELECT number, text,
            CASE WHEN number % 97 = 0 THEN 'Hà Tĩnh và Nghệ An ' ELSE '' END || left(text, 60) AS title,
            TIMESTAMPTZ '2026-11-01 00:00:00+00' - to_minutes((number * 7919 % ({DAYS} * 1440))::BIGINT) AS day
        FROM drawn""")
    version = f"""printf('%016x', number) AS article_id, 1 AS version, day AS seen_at,
        'https://bao' || (number % {SOURCES}) || CASE WHEN number % {SOURCES} < 20 THEN '.gov.vn/' ELSE '.example/' END
            || number AS url, url AS canonical_url, 'bao' || (number % {SOURCES}) AS source,
        title, left(text, 120) AS lead, text AS body, [] AS captions, [] AS authors, day AS published_at,
        'meta' AS published_from, NULL AS modified_at, NULL AS section, [] AS tags, 'vi' AS language,
        NULL AS credit, 'generic/1' AS extractor, number::VARCHAR AS content_hash, {words} AS word_count"""
    tx.execute(f"INSERT INTO article_versions BY NAME SELECT {version} FROM made")
    tx.execute("""INSERT INTO state.heads BY NAME SELECT printf('%016x', number) AS article_id, 1 AS version,
        day AS first_seen_at, day AS last_seen_at, NULL AS cluster_id, number % 10 <> 0 AS is_primary FROM made""")


def _programs(tx: Transaction, programs: int, articles: int) -> None:
    for rows in (all_parties(), sector_codes(), stage_codes()):
        tx.append(rows)
    with tx.given(to_arrow(Party, [p for p in all_parties() if p.kind == "province"])) as provinces:
        tx.execute(f"""CREATE OR REPLACE TEMP TABLE provinces AS
            SELECT row_number() OVER (ORDER BY party_id) - 1 AS slot, * FROM {provinces}""")
    tx.execute("""CREATE OR REPLACE TEMP TABLE sides AS
        SELECT slot, party_id, name, kind, 'VN' AS country, coalesce(successor_id, party_id) AS current_party_id
        FROM provinces UNION ALL
        SELECT 1000 + n, printf('party%05d', n), 'Công ty ' || n, 'company', 'VN', printf('party%05d', n)
        FROM range(5000) AS numbers (n)""")
    (provinces_count,) = tx.rows("SELECT count(*) FROM provinces")[0]
    tx.execute(f"""INSERT INTO state.programs BY NAME
        SELECT printf('%016x', n) AS program_id, 'Chương trình hợp tác số ' || n AS title, 'program' AS instrument,
            ['signed', 'review', 'implementation', 'proposed'][1 + n % 4] AS stage,
            DATE '2012-01-01' + (n * 37 % 5000)::INTEGER AS signed_on, year(signed_on) AS period_start,
            CASE WHEN n % 3 > 0 THEN year(signed_on) + 5 END AS period_end, 'Hà Tĩnh' AS place,
            CASE WHEN n % 5 = 0 AND n >= 5000 THEN printf('%016x', n - 5000) END AS renewal_of,
            signed_on AS first_reported_on, DATE '2026-10-01' - (n % 1500)::INTEGER AS last_reported_on,
            4 AS article_count, 1 + n % 4 AS outlet_count, n % 2 AS official_count,
            (n % 6) / 5.0 AS completeness, 0.4 + (n % 60) / 100.0 AS confidence
        FROM range({programs}) AS numbers (n)""")
    tx.execute(f"""INSERT INTO program_parties BY NAME
        WITH seats AS (
            SELECT printf('%016x', n) AS program_id, CASE WHEN side = 1 AND n % 4 = 0 THEN 1000 + n % 5000
                ELSE (hash(n * 2 + side) % {provinces_count})::BIGINT END AS slot
            FROM range({programs}) AS numbers (n), range(2) AS places (side)
        )
        SELECT DISTINCT ON (program_id, party_id) program_id, party_id, name, kind, country, current_party_id
        FROM seats JOIN sides USING (slot)""")
    tx.execute(f"""INSERT INTO program_sectors BY NAME
        SELECT DISTINCT printf('%016x', n) AS program_id, sector
        FROM range({programs}) AS numbers (n), range(2) AS places (place)
        JOIN (SELECT row_number() OVER (ORDER BY sector) - 1 AS slot, sector FROM sector_codes)
            ON slot = (n * 7 + place * 5) % 20""")
    tx.execute(f"""INSERT INTO program_signatories BY NAME
        SELECT printf('%016x', n) AS program_id, 'Nguyễn Văn ' || n AS name, 'Chủ tịch' AS title, NULL AS party_id
        FROM range(0, {programs}, 2) AS numbers (n)""")
    tx.execute(f"""CREATE OR REPLACE TEMP TABLE links AS
        SELECT n, printf('%016x', n % {programs}) AS program_id, printf('%016x', n * 5 % {articles}) AS article_id,
            article_id || '.1.0' AS mention_id
        FROM range(least(4 * {programs}, {articles} // 5)) AS numbers (n)""")
    tx.execute("""INSERT INTO state.program_mentions BY NAME
        SELECT mention_id, program_id, article_id, true AS stands, url, source, published_at, is_primary,
            ['signed', 'review', 'implementation', 'proposed'][1 + n % 4] AS stage,
            contains(url, '.gov.vn/') AS is_official
        FROM links JOIN articles USING (article_id)""")
    tx.execute("""INSERT INTO state.mentions BY NAME
        SELECT 'program' AS instrument, ['signed', 'review', 'implementation', 'proposed'][1 + n % 4] AS stage,
            [] AS parties, NULL AS signed_on, NULL AS period_start, NULL AS period_end, NULL AS place, [] AS sectors,
            [] AS signatories, 0.9 AS confidence,
            [{'field': f, 'part': 'lead', 'start': 0, 'end': 20, 'text': 'chương trình hợp tác'}
                FOR f IN ['instrument', 'stage', 'party:Hà Tĩnh', 'period']] AS evidence,
            mention_id, article_id, 'bao' || n % 200 AS source, 'tin' AS title, now() AS published_at, 'rules/1' AS reader
        FROM links""")


def _coverage(tx: Transaction) -> None:
    tx.execute(f"""INSERT INTO state.coverage_counts BY NAME
        SELECT 'made' AS run_id, 'bao' || s AS source, DATE '2026-11-01' - d::INTEGER AS day, outcome, 20 AS pages
        FROM range({SOURCES}) AS sources (s), range(365) AS days (d),
            (VALUES ('listed'), ('fetched'), ('article'), ('relevant'), ('failed')) AS outcomes (outcome)
        WHERE (s + d) % 11 > 0""")
