"""Finds copies of new texts in the store, and groups what they touch, inside the transaction of a batch.

The copies kept are always those of the stored articles as a set, whatever the order they came in: equal
texts are joined to the smallest id among them, and other pairs count if they share enough keys that are not
hot now. When a batch makes a key hot, the copies that rested on it go; when it makes one cool, its pairs are
looked at.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from transforms.dedup import (
    FEWEST_SHARED,
    HOT_BUCKET,
    Member,
    Signed,
    Sketch,
    bands_of,
    cluster,
    exact_band,
    facts_agree,
    sign,
    unpack,
    verify,
)
from warehouse.neighbourhood import (
    buckets,
    candidate_pairs,
    component,
    copies_within,
    drop_copies,
    hot_keys,
)
from warehouse.tables import Band, Copy, CurrentArticle, Duplicate, Signature
from warehouse.transaction import Transaction, id_table

_Pair = tuple[str, str]


def load_duplicates(
    tx: Transaction, current: Sequence[CurrentArticle], source_titles: Mapping[str, str]
) -> list[str]:
    """Signs articles whose text is new, and brings clusters up to date.

    Gives the ids of the articles whose cluster or primary changed. ``source_titles`` names the papers
    as others credit them.
    """
    ids = [article.article_id for article in current]
    signed = [sign(each.article_id, each.title, each.lead, each.body) for each in current]
    touched = component(tx, ids)[0]  # what an older version of the text was joined to
    touched |= _replace_texts(tx, signed, _signatures(tx, ids))
    return _regroup(tx, touched, source_titles)


def _replace_texts(tx: Transaction, signed: Sequence[Signed], old: Mapping[str, Signature]) -> set[str]:
    """Makes the copies those of the store with the new texts; gives the ends of what came and went."""
    new = [each for each in signed if _row(each) != old.get(each.article_id)]
    gone = [old[each.article_id] for each in new if each.article_id in old]
    keys = {key for each in new for key in each.bands}.union(*(_keys(row) for row in gone))
    hot_before = hot_keys(tx, keys, most_texts=HOT_BUCKET)
    bands = [Band(band=key, article_id=each.article_id) for each in new for key in each.bands]
    _store(tx, new, bands, [row.article_id for row in gone])
    hot = hot_keys(tx, keys, most_texts=HOT_BUCKET)
    touched = _link_equal(tx, {exact_band(row.exact_hash) for row in (*gone, *map(_row, new))})
    touched |= _drop_hot(tx, hot - hot_before)
    bands += _bands_again(tx, hot_before - hot, {each.article_id for each in new})
    copies = _verified(tx, _candidates(tx, bands))
    tx.merge(copies)
    return touched.union(*((copy.left_id, copy.right_id) for copy in copies))


def _store(tx: Transaction, new: Sequence[Signed], bands: Sequence[Band], known: Collection[str]) -> None:
    for column in ("left_id", "right_id"):
        tx.delete(Copy, column, known)
    tx.delete(Band, "article_id", known)
    tx.append(bands)
    tx.replace(Signature, "article_id", known, [_row(each) for each in new])


def _row(signed: Signed) -> Signature:
    return Signature(article_id=signed.article_id, exact_hash=signed.exact_hash, sketch=signed.sketch)


def _keys(row: Signature) -> set[int]:
    return set(bands_of(row.exact_hash, row.sketch))


def _link_equal(tx: Transaction, keys: Iterable[int]) -> set[str]:
    """Joins the articles of each text to the one with the smallest id, however many there are."""
    sets = [members for members in buckets(tx, keys).values() if len(members) > 1]
    centres, others = [first for first, *_ in sets], [one for _, *rest in sets for one in rest]
    with tx.given(id_table(others)) as given:
        tx.execute(f"DELETE FROM state.copies WHERE kind = 'exact' AND left_id IN (FROM {given})")
    pairs = [(first, one) for first, *rest in sets for one in rest]
    tx.merge(Copy(left_id=left, right_id=right, kind="exact", similarity=1.0) for left, right in pairs)
    return {*centres, *others}


def _drop_hot(tx: Transaction, turned_hot: Collection[int]) -> set[str]:
    """Drops copies that no longer share enough keys; gives their ends."""
    pairs = copies_within(tx, turned_hot) if turned_hot else []
    if not pairs:
        return set()
    rows = _signatures(tx, {end for pair in pairs for end in pair})
    keys = {article_id: _keys(row) for article_id, row in rows.items()}
    shared = {pair: keys[pair[0]] & keys[pair[1]] for pair in pairs}
    hot = hot_keys(tx, set().union(*shared.values()), most_texts=HOT_BUCKET)
    dropped = [pair for pair in pairs if len(shared[pair] - hot) < FEWEST_SHARED]
    drop_copies(tx, dropped)
    return {end for pair in dropped for end in pair}


def _bands_again(tx: Transaction, cooled: Collection[int], new: Collection[str]) -> list[Band]:
    """All keys of the older articles that have a key which is no longer hot."""
    if not cooled:
        return []
    ids = {one for members in buckets(tx, cooled).values() for one in members}.difference(new)
    return [Band(band=key, article_id=one) for one, row in _signatures(tx, ids).items() for key in _keys(row)]


def _candidates(tx: Transaction, bands: Sequence[Band]) -> list[_Pair]:
    if not bands:
        return []
    hot = hot_keys(tx, {band.band for band in bands}, most_texts=HOT_BUCKET)
    return candidate_pairs(tx, bands, hot=hot, fewest_shared=FEWEST_SHARED)


def _verified(tx: Transaction, pairs: Sequence[_Pair]) -> list[Copy]:
    """The copies among pairs of different texts."""
    rows = _signatures(tx, {end for pair in pairs for end in pair}) if pairs else {}
    pairs = [(one, other) for one, other in pairs if rows[one].exact_hash != rows[other].exact_hash]
    if not pairs:
        return []
    agree = facts_agree([rows[left].sketch for left, _ in pairs], [rows[right].sketch for _, right in pairs])
    likely = [pair for pair, does in zip(pairs, agree, strict=True) if does]
    sketches = {end: _sketch(rows[end]) for end in {end for pair in likely for end in pair}}
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
    if not reached:
        return []
    before = _articles(tx, reached)
    members = [_member(article, source_titles) for article in before]
    rows = {row.article_id: row for row in cluster(members, copies)}
    tx.replace(Duplicate, "article_id", reached, rows.values())
    after = {article.article_id: _grouping(rows.get(article.article_id)) for article in before}
    changed = [a.article_id for a in before if (a.cluster_id, a.is_primary) != after[a.article_id]]
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
            f"UPDATE articles SET cluster_id = g.cluster_id, is_primary = g.is_primary "
            f"FROM {given} g WHERE article_id = g.id"
        )


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
