"""Finds the copies of a batch's texts and groups what they touch, inside the transaction of the batch."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from flows.find_copies import known_sketches, replace_texts
from transforms.dedup import Member, asked, cluster, judge, number_of, sign, unpack
from warehouse.articles import articles_among
from warehouse.neighbourhood import component, stored_sketches
from warehouse.tables import CurrentArticle, Duplicate
from warehouse.transaction import Transaction, id_table


def load_duplicates(
    tx: Transaction, current: Sequence[CurrentArticle], source_titles: Mapping[str, str]
) -> list[str]:
    """Signs articles whose text is new, and brings clusters up to date.

    Gives the ids of the articles whose cluster or primary changed. ``source_titles`` names the papers
    as others credit them.
    """
    signed = [sign(each.article_id, each.title, each.lead, each.body) for each in current]
    old = known_sketches(tx, (each.article_id for each in current))
    touched = component(tx, [row.article_id for row in old.values()])[0] if old else frozenset[str]()
    return _regroup(tx, touched | replace_texts(tx, signed, old), source_titles)


def _regroup(tx: Transaction, touched: Iterable[str], source_titles: Mapping[str, str]) -> list[str]:
    reached, copies = component(tx, touched)
    if not reached:
        return []
    before = _standing(tx, reached, source_titles)
    texts = {
        row.article_id: unpack(row.article_id, row.exact, row.sketch)
        for row in stored_sketches(tx, map(number_of, asked(copies)))
    }
    clusters = cluster(
        [member for member, _ in before], copies, lambda left, right: judge(texts[left], texts[right])
    )
    rows = {row.article_id: row for row in clusters}
    tx.replace(Duplicate, "article_id", reached, rows.values())
    after = {member.article_id: _grouping(rows.get(member.article_id)) for member, _ in before}
    changed = [member.article_id for member, grouping in before if grouping != after[member.article_id]]
    _write_groups(tx, {article_id: after[article_id] for article_id in changed})
    return changed


def _write_groups(tx: Transaction, after: Mapping[str, tuple[str | None, bool]]) -> None:
    """One statement for all: each rewrites the files that it touches."""
    import pyarrow as pa

    if not after:
        return
    clusters, primary = zip(*after.values(), strict=True)
    columns = {"id": list(after), "cluster_id": pa.array(clusters, pa.string()), "is_primary": list(primary)}
    with tx.given(pa.table(columns)) as given:
        tx.execute(
            f"UPDATE state.heads SET cluster_id = g.cluster_id, is_primary = g.is_primary "
            f"FROM {given} g WHERE article_id = g.id"
        )


def _grouping(row: Duplicate | None) -> tuple[str | None, bool]:
    return (row.cluster_id, row.article_id == row.primary_article_id) if row else (None, True)


def _standing(
    tx: Transaction, ids: Iterable[str], titles: Mapping[str, str]
) -> list[tuple[Member, tuple[str | None, bool]]]:
    """What tells the original of each article, and the cluster that it is in; texts are not read."""
    with tx.given(id_table(ids)) as given:
        rows = tx.rows(
            f"""SELECT article_id, published_at, first_seen_at, source, credit, url, canonical_url,
                cluster_id, is_primary
            FROM {articles_among(given)}"""
        )
    return [
        (
            Member(
                article_id=article_id,
                published_at=published_at,
                first_seen_at=first_seen_at,
                source=source,
                source_title=titles.get(source, ""),
                credit=credit,
                host=urlsplit(url).netloc,
                canonical_host=urlsplit(canonical_url).netloc,
            ),
            (cluster_id, is_primary),
        )
        for (
            article_id, published_at, first_seen_at, source, credit, url, canonical_url,
            cluster_id, is_primary,
        ) in rows
    ]  # fmt: skip
