"""Commits what was read: new articles, newer and older versions, and articles that were seen unchanged.

Versions follow from all observations of an article in order of capture, whatever the order of arrival: an
observation that says the same as the one before it makes no version. A capture older than the newest known
one (backfill) thus never overwrites the newest, and later versions are renumbered. A second reading of the
same capture (rebuild with mended rules) takes the place of the first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from warehouse.record import TABLES, columns_of, record
from warehouse.schema import arrow_schema, to_arrow
from warehouse.tables import Article, ArticleVersion, Head
from warehouse.transaction import Transaction, id_table

if TYPE_CHECKING:
    import pyarrow as pa

_VERSIONS = TABLES["article_versions"]
_HEAD = tuple(columns_of(Head))
_HEAD_COLUMNS = ", ".join(_HEAD)
_TEXT_COLUMNS = [
    name for name in columns_of(ArticleVersion) if name not in ("article_id", "version", "seen_at")
]


@record
class Reading:
    """One article as read from one capture."""

    article_id: str
    article: Article
    content_hash: str
    word_count: int
    captured_at: datetime


@record
class Written:
    """What a commit did, as ids of articles; each article is in one of the first three, or unchanged."""

    new: tuple[str, ...]
    changed: tuple[str, ...]  # known, and the newest version is another now
    older: tuple[str, ...]  # known, with more or other versions before the newest
    unchanged: int  # how many were only seen again
    versions: Mapping[str, int] = field(default_factory=dict)  # of known articles, that were not there

    @property
    def new_versions(self) -> int:
        return sum(self.versions.values())

    @property
    def read_again(self) -> tuple[str, ...]:
        """Articles whose newest text is new: their signatures and mentions must be made."""
        return self.new + self.changed


NOTHING_WRITTEN = Written(new=(), changed=(), older=(), unchanged=0)


def write_articles(tx: Transaction, readings: Iterable[Reading]) -> Written:
    """Writes readings to ``article_versions`` and ``state.heads``. The same readings twice change nothing.

    New articles stand alone (no cluster, primary) until duplicates are looked for.
    """
    observed: dict[tuple[str, datetime], Reading] = {}
    for reading in sorted(readings, key=lambda each: (each.article.url, each.content_hash), reverse=True):
        observed[reading.article_id, reading.captured_at] = reading
    if not observed:
        return NOTHING_WRITTEN
    return write_versions(tx, to_arrow(ArticleVersion, map(_as_version, observed.values())))


def _as_version(reading: Reading) -> ArticleVersion:
    article = {name: getattr(reading.article, name) for name in columns_of(Article)}
    return ArticleVersion(
        **article,
        article_id=reading.article_id,
        version=0,
        seen_at=reading.captured_at,
        content_hash=reading.content_hash,
        word_count=reading.word_count,
    )


def write_versions(tx: Transaction, observed: "pa.Table") -> Written:
    """The same from an Arrow table with the columns of ``ArticleVersion``.

    One row per article and ``seen_at``; ``version`` is not looked at.
    """
    with tx.given(observed) as incoming, tx.given(_numbered(observed)) as numbered:
        _meet(tx, numbered, _is_unique(observed))
        _open_known(tx, incoming)
        _plan(tx)
        written = _outcome(tx)
        if _rewritten(tx):
            _rewrite_versions(tx, incoming)
        _append_versions(tx, observed)
        _write_heads(tx)
    for name in ("met", "fresh", "open_rows", "open_heads", "open_known", "plan", "rewritten"):
        tx.execute(f"DROP TABLE temp.{name}")
    return written


def _numbered(observed: "pa.Table") -> "pa.Table":
    """What is compared of the rows, and the place of each in the table."""
    import numpy as np
    import pyarrow as pa

    narrow = observed.select(["article_id", "seen_at", "content_hash"])
    return narrow.append_column("place", pa.array(np.arange(observed.num_rows)))


def _is_unique(observed: "pa.Table") -> bool:
    """Whether no article comes twice."""
    import pyarrow.compute as pc

    return bool(pc.count_distinct(observed["article_id"]).as_py() == observed.num_rows)


def _meet(tx: Transaction, numbered: str, unique: bool) -> None:
    """Sorts rows by what there is to do: almost all are fresh in a first load, and settled in a later one.

    Makes temp.met, rows of known articles with their heads, ``settled`` where they only were seen again;
    temp.fresh, single rows of articles that are not known; temp.open_rows, the others, which need a look at
    the order of versions; and temp.open_heads, the heads of theirs.
    """
    once = "true" if unique else "count(*) OVER (PARTITION BY article_id) = 1"
    heads = ", ".join(f"c.{name}" for name in _HEAD)
    # By IN, not by a join alone: of few articles that reads a few row groups, and not all of both tables.
    wanted = f"WHERE article_id IN (SELECT article_id FROM {numbered})"
    tx.execute(
        f"""CREATE OR REPLACE TEMP TABLE met AS
        SELECT {heads}, i.place, i.seen_at, i.once AND c.last_seen_at < i.seen_at
            AND v.content_hash IS NOT DISTINCT FROM i.content_hash AS settled
        FROM (SELECT *, {once} AS once FROM {numbered}) i
        JOIN (FROM state.heads {wanted}) c ON c.article_id = i.article_id
        LEFT JOIN (SELECT article_id, version, content_hash FROM article_versions {wanted}) v
            ON v.article_id = c.article_id AND v.version = c.version"""
    )
    tx.execute(
        f"""CREATE OR REPLACE TEMP TABLE fresh AS
        SELECT * EXCLUDE (once) FROM (SELECT *, {once} AS once FROM {numbered}) i
        ANTI JOIN temp.met USING (place) WHERE once"""
    )
    tx.execute(
        f"""CREATE OR REPLACE TEMP TABLE open_rows AS FROM {numbered}
        ANTI JOIN (SELECT place FROM temp.met WHERE settled UNION ALL SELECT place FROM temp.fresh)
        USING (place)"""
    )
    tx.execute(
        f"""CREATE OR REPLACE TEMP TABLE open_heads AS
        SELECT DISTINCT {_HEAD_COLUMNS} FROM temp.met WHERE NOT settled"""
    )


def _open_known(tx: Transaction, incoming: str) -> None:
    """Makes temp.open_known: their stored versions; ``same`` where an incoming row says nothing else."""
    same = " AND ".join(f'i."{name}" IS NOT DISTINCT FROM v."{name}"' for name in _TEXT_COLUMNS)
    tx.execute(
        """CREATE OR REPLACE TEMP TABLE open_known AS
        SELECT article_id, version, seen_at, content_hash, false AS same FROM article_versions
        WHERE article_id IN (SELECT article_id FROM temp.open_heads)"""
    )
    if tx.rows("SELECT 1 FROM temp.open_known SEMI JOIN temp.open_rows USING (article_id, seen_at) LIMIT 1"):
        tx.execute(
            f"""UPDATE temp.open_known k SET same = true FROM (
                SELECT article_id, seen_at FROM article_versions v JOIN {incoming} i
                USING (article_id, seen_at) WHERE {same}) e
            WHERE k.article_id = e.article_id AND k.seen_at = e.seen_at"""
        )


def _plan(tx: Transaction) -> None:
    """Makes temp.plan: the versions that each open article will have, and where the text of each comes from.

    ``old_version`` null: from the incoming row at ``place``.
    """
    tx.execute(
        """CREATE OR REPLACE TEMP TABLE plan AS
        WITH observed AS (
            SELECT article_id, seen_at, content_hash, version AS old_version, NULL AS place
            FROM temp.open_known k
            WHERE same OR NOT EXISTS (
                FROM temp.open_rows i WHERE i.article_id = k.article_id AND i.seen_at = k.seen_at)
            UNION ALL
            SELECT article_id, seen_at, content_hash, NULL, place FROM temp.open_rows i
            WHERE NOT EXISTS (
                FROM temp.open_known k WHERE k.same AND i.article_id = k.article_id AND i.seen_at = k.seen_at)
            UNION ALL
            -- The newest version was seen again at last_seen_at: a capture between the two does not end it.
            SELECT c.article_id, c.last_seen_at, k.content_hash, c.version, NULL
            FROM temp.open_heads c JOIN temp.open_known k USING (article_id, version)
            WHERE c.last_seen_at > k.seen_at AND NOT EXISTS (
                FROM temp.open_rows i WHERE i.article_id = c.article_id AND i.seen_at = c.last_seen_at)
        ), begun AS (
            FROM observed
            QUALIFY content_hash IS DISTINCT FROM
                lag(content_hash) OVER (PARTITION BY article_id ORDER BY seen_at, old_version)
        )
        SELECT *, row_number() OVER (PARTITION BY article_id ORDER BY seen_at, old_version) AS version
        FROM begun"""
    )


def _outcome(tx: Transaction) -> Written:
    found = tx.rows(
        """WITH newest AS (FROM temp.plan QUALIFY version = max(version) OVER (PARTITION BY article_id)),
        touched AS (
            SELECT article_id, bool_or(old_version IS DISTINCT FROM version) AS moved
            FROM temp.plan GROUP BY article_id),
        had AS (SELECT article_id, count(*) AS versions FROM temp.open_known GROUP BY article_id)
        SELECT n.article_id,
            CASE WHEN c.article_id IS NULL THEN 'new'
                WHEN n.old_version IS DISTINCT FROM c.version THEN 'changed'
                WHEN t.moved OR n.version <> h.versions THEN 'older' ELSE 'unchanged' END,
            CASE WHEN c.article_id IS NULL THEN n.version - 1 ELSE greatest(n.version - h.versions, 0) END
        FROM newest n JOIN touched t USING (article_id)
        LEFT JOIN temp.open_heads c USING (article_id) LEFT JOIN had h USING (article_id)"""
    )
    fresh = tx.execute("SELECT article_id FROM temp.fresh").to_arrow_table()
    by_fate: dict[str, list[str]] = {"new": fresh["article_id"].to_pylist()}
    for article_id, fate, _ in found:
        by_fate.setdefault(fate, []).append(article_id)
    (settled,) = tx.rows("SELECT count(*) FROM temp.met WHERE settled")[0]
    fates = {fate: tuple(sorted(by_fate.get(fate, ()))) for fate in ("new", "changed", "older")}
    return Written(
        **fates, unchanged=len(by_fate.get("unchanged", ())) + settled,
        versions={name: count for name, _, count in found if count},
    )  # fmt: skip


def _rewritten(tx: Transaction) -> bool:
    """Makes temp.rewritten: articles of which a stored version gets another number, time or text, or goes."""
    tx.execute(
        """CREATE OR REPLACE TEMP TABLE rewritten AS SELECT DISTINCT article_id FROM temp.open_known k
        FULL JOIN (FROM temp.plan WHERE old_version IS NOT NULL) p USING (article_id, version, seen_at)
        WHERE k.content_hash IS NULL OR p.old_version IS DISTINCT FROM version"""
    )
    return bool(tx.rows("SELECT count(*) FROM temp.rewritten")[0][0])


def _rewrite_versions(tx: Transaction, incoming: str) -> None:
    """Makes the versions of these articles anew; those that stay as they are keep their place."""
    made = tx.execute(
        f"""WITH p AS (FROM temp.plan SEMI JOIN temp.rewritten USING (article_id))
        SELECT s.* REPLACE (p.version AS version, p.seen_at AS seen_at)
        FROM {incoming} s
        JOIN p ON p.article_id = s.article_id AND p.seen_at = s.seen_at AND p.old_version IS NULL
        UNION ALL BY NAME
        SELECT s.* REPLACE (p.version AS version, p.seen_at AS seen_at)
        FROM article_versions s
        JOIN p ON p.article_id = s.article_id AND p.old_version = s.version"""
    ).to_arrow_table()
    made = made.select(list(columns_of(ArticleVersion))).cast(arrow_schema(ArticleVersion))
    tx.execute(
        """DELETE FROM article_versions v WHERE article_id IN (FROM temp.rewritten) AND NOT EXISTS (
            FROM temp.plan p WHERE p.article_id = v.article_id AND p.version = v.version)"""
    )
    tx.merge_arrow(_VERSIONS, made)


def _append_versions(tx: Transaction, observed: "pa.Table") -> None:
    """Adds the rows that begin a version, from Arrow to the files as they are: no text passes a join."""
    import numpy as np
    import pyarrow as pa

    begun = tx.execute(
        """SELECT place, version FROM temp.plan WHERE old_version IS NULL
        AND article_id NOT IN (FROM temp.rewritten)
        UNION ALL SELECT place, 1 FROM temp.fresh ORDER BY place"""
    ).to_arrow_table()
    if not begun.num_rows:
        return
    chosen = observed
    if begun.num_rows < observed.num_rows:
        wanted = np.zeros(observed.num_rows, bool)
        wanted[begun["place"].to_numpy()] = True
        chosen = observed.filter(pa.array(wanted))
    field = observed.schema.field("version")
    chosen = chosen.set_column(observed.schema.get_field_index("version"), field, begun["version"])
    tx.append_arrow(_VERSIONS, chosen)


def _write_heads(tx: Transaction) -> None:
    """Brings ``state.heads`` to the newest versions, and to when the articles at hand were last seen."""
    changes = " OR ".join(f"n.{name} IS DISTINCT FROM c.{name}" for name in _HEAD[1:])
    tx.execute(
        f"""CREATE OR REPLACE TEMP TABLE changed_heads AS
        WITH newest AS (
            SELECT article_id, max(version) AS version, max(seen_at) AS begun_at,
                min(seen_at) AS first_seen_at
            FROM temp.plan GROUP BY article_id
        ), seen AS (
            SELECT article_id, max(seen_at) AS seen_at FROM temp.open_rows GROUP BY article_id
        ), n AS (
            SELECT article_id, newest.version, newest.first_seen_at,
                greatest(seen.seen_at, newest.begun_at, c.last_seen_at) AS last_seen_at,
                c.cluster_id, coalesce(c.is_primary, true) AS is_primary, c.article_id IS NOT NULL AS known
            FROM newest JOIN seen USING (article_id) LEFT JOIN temp.open_heads c USING (article_id)
        )
        SELECT n.* FROM n LEFT JOIN temp.open_heads c USING (article_id) WHERE NOT known OR {changes}"""
    )
    tx.execute(
        f"""INSERT INTO state.heads ({_HEAD_COLUMNS})
        SELECT {_HEAD_COLUMNS} FROM temp.changed_heads WHERE NOT known
        UNION ALL SELECT article_id, 1, seen_at, seen_at, NULL, true FROM temp.fresh"""
    )
    known = f"""SELECT {_HEAD_COLUMNS} FROM temp.changed_heads WHERE known
        UNION ALL SELECT {_HEAD_COLUMNS.replace("last_seen_at", "seen_at")} FROM temp.met WHERE settled"""
    if tx.rows(f"FROM ({known}) LIMIT 1"):
        values = ", ".join(f"{name} = n.{name}" for name in _HEAD[1:])
        tx.execute(
            f"UPDATE state.heads AS h SET {values} FROM ({known}) n WHERE h.article_id = n.article_id"
        )
    tx.execute("DROP TABLE temp.changed_heads")


def confirm_articles(tx: Transaction, seen_at: Mapping[str, datetime]) -> None:
    """Notes that articles (by id) were seen unchanged at a time, as a 304 response tells."""
    import pyarrow as pa

    if not seen_at:
        return
    stamps = pa.array(list(seen_at.values()), pa.timestamp("us", tz="UTC"))
    with tx.given(pa.table({"article_id": pa.array(list(seen_at), pa.string()), "at": stamps})) as name:
        tx.execute(
            f"""UPDATE state.heads AS h SET last_seen_at = g.at FROM {name} g
            WHERE h.article_id = g.article_id AND h.last_seen_at < g.at"""
        )


def withdraw_articles(tx: Transaction, article_ids: Iterable[str]) -> None:
    """Removes articles and all that was drawn from them alone; programs are for resolution to mend."""
    from warehouse.tables import Copy, Duplicate, StoredMention, StoredSketch

    ids = list(article_ids)
    with tx.given(id_table(ids)) as given:
        numbers = f"SELECT number FROM state.sketches WHERE article_id IN (FROM {given})"
        tx.execute(f"DELETE FROM state.postings WHERE number IN ({numbers})")
    for record_type in (Head, ArticleVersion, Duplicate, StoredSketch, StoredMention):
        tx.delete(record_type, "article_id", ids)
    for side in ("left_id", "right_id"):
        tx.delete(Copy, side, ids)
