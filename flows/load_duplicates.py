"""Finds copies of new texts in the store, and groups what they touch, inside the transaction of a batch."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from transforms.dedup.candidates import facts_agree
from transforms.dedup.cluster import cluster
from transforms.dedup.direction import Member
from transforms.dedup.sign import Signed, sign
from transforms.dedup.sketch import Sketch, unpack
from transforms.dedup.verify import verify
from warehouse.neighbourhood import candidate_pairs, component
from warehouse.tables import Band, Copy, CurrentArticle, Duplicate, Signature
from warehouse.transaction import Transaction, id_table


def load_duplicates(
    tx: Transaction, current: Sequence[CurrentArticle], source_titles: Mapping[str, str]
) -> list[str]:
    """Signs articles whose text is new, and brings clusters up to date.

    Gives the ids of the articles whose cluster or primary changed. ``source_titles`` names the papers
    as others credit them.
    """
    ids = [article.article_id for article in current]
    touched = component(tx, ids)[0]  # what an older version of the text was joined to
    signed = [sign(each.article_id, each.title, each.lead, each.body) for each in current]
    bands = _replace_signatures(tx, ids, signed)
    copies = _verified(tx, candidate_pairs(tx, bands))
    tx.append(copies)
    touched |= {end for copy in copies for end in (copy.left_id, copy.right_id)}
    return _regroup(tx, touched, source_titles)


def _replace_signatures(tx: Transaction, ids: Sequence[str], signed: Sequence[Signed]) -> list[Band]:
    bands = [Band(band=key, article_id=each.article_id) for each in signed for key in each.bands]
    for side in ("left_id", "right_id"):
        tx.delete(Copy, side, ids)
    tx.delete(Band, "article_id", ids)
    tx.append(bands)
    rows = [Signature(article_id=s.article_id, exact_hash=s.exact_hash, sketch=s.sketch) for s in signed]
    tx.replace(Signature, "article_id", ids, rows)
    return bands


def _verified(tx: Transaction, pairs: Sequence[tuple[str, str]]) -> list[Copy]:
    if not pairs:
        return []
    rows = _signatures(tx, {end for pair in pairs for end in pair})
    agree = facts_agree([rows[left].sketch for left, _ in pairs], [rows[right].sketch for _, right in pairs])
    likely = [pair for pair, does in zip(pairs, agree, strict=True) if does]
    sketches = {end: _sketch(rows[end]) for pair in likely for end in pair}
    found = (verify(sketches[left], sketches[right]) for left, right in likely)
    return [copy for copy in found if copy]


def _signatures(tx: Transaction, ids: Iterable[str]) -> dict[str, Signature]:
    with tx.given(id_table(ids)) as given:
        rows = tx.records(Signature, f"article_id IN (FROM {given})")
    return {row.article_id: row for row in rows}


def _sketch(row: Signature) -> Sketch:
    return unpack(row.article_id, row.exact_hash, row.sketch)


def _regroup(tx: Transaction, touched: Iterable[str], source_titles: Mapping[str, str]) -> list[str]:
    reached, copies = component(tx, touched)
    if len(reached) < 2:
        return []
    before = _articles(tx, reached)
    members = [_member(article, source_titles) for article in before]
    rows = {row.article_id: row for row in cluster(members, copies)}
    tx.replace(Duplicate, "article_id", reached, rows.values())
    after = {article.article_id: _grouping(rows.get(article.article_id)) for article in before}
    changed = [a.article_id for a in before if (a.cluster_id, a.is_primary) != after[a.article_id]]
    for article_id in changed:
        tx.execute(
            "UPDATE articles SET cluster_id = ?, is_primary = ? WHERE article_id = ?",
            [*after[article_id], article_id],
        )
    return changed


def _grouping(row: Duplicate | None) -> tuple[str | None, bool]:
    return (row.cluster_id, row.article_id == row.primary_article_id) if row else (None, True)


def _articles(tx: Transaction, ids: Iterable[str]) -> list[CurrentArticle]:
    with tx.given(id_table(ids)) as given:
        return tx.records(CurrentArticle, f"article_id IN (FROM {given})")


def _member(article: CurrentArticle, source_titles: Mapping[str, str]) -> Member:
    return Member(
        article_id=article.article_id,
        published_at=article.published_at,
        first_seen_at=article.first_seen_at,
        source=article.source,
        source_title=source_titles.get(article.source, ""),
        credit=article.credit,
        host=urlsplit(article.url).netloc,
        canonical_host=urlsplit(article.canonical_url).netloc,
    )
