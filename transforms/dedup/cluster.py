"""Copies to clusters: the articles of one text, with the one that stands for them."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from transforms.dedup.direction import Member, choose_primary
from transforms.dedup.verify import NEAR_SHARE, Verdict
from warehouse.tables import Copy, Duplicate

# Gives the verdict on two articles by id, from their texts alone.
Look = Callable[[str, str], Verdict]

# Two texts that share a third one but little with each other share a passage of it, or are excerpts of its
# parts: a vote against, but one that weighs no more than that of two which share little more than they must.
_EXPECTED_MOST = 0.7
# A vote counts for more the less two texts differ, since edits blur what sets two reports apart.
_VOTE_DIFFERENCE = 0.05
# So many texts of each group are looked at, those joined first; bounds the work on a large group.
_TEXTS_ASKED = 8


def cluster(members: Sequence[Member], copies: Sequence[Copy], look: Look) -> tuple[Duplicate, ...]:
    """Clusters the articles of one or more connected components of copies.

    Args:
        members: every article that a copy names.
        copies: every verified copy between them.
        look: compares two of the members that no copy joins.

    Returns:
        One row for each article in a cluster of two or more, by article id. The result depends on
        the sets of members and copies only.
    """
    by_id = {member.article_id: member for member in members}
    ordered = sorted(copies, key=_best_first)
    text_of = _texts(copy for copy in ordered if copy.kind == "exact")
    between = _text_copies(ordered, text_of)
    groups = group_copies(ordered, look)
    rows = [row for group in groups for row in _rows([by_id[one] for one in group], between, text_of)]
    return tuple(sorted(rows, key=lambda row: row.article_id))


def asked(copies: Iterable[Copy]) -> set[str]:
    """The articles that ``cluster`` may ask to look at: those in chains of three texts or more."""
    ordered = sorted(copies, key=_best_first)
    links = _text_links(ordered, _texts(copy for copy in ordered if copy.kind == "exact"))
    middle = [text for text, near in links.items() if len(near) > 1]
    return {*middle, *(other for text in middle for other in links[text])}


def _best_first(copy: Copy) -> tuple[float, str, str, str]:
    return -copy.similarity, copy.left_id, copy.right_id, copy.kind


def group_copies(copies: Iterable[Copy], look: Look) -> list[list[str]]:
    """Groups articles by text: exact copies are one text, then the best copies of texts first.

    Two groups join if the pairs across speak for it: an edited copy of one report may pass for a copy of
    another in the same words, but the two reports themselves, side by side, do not.
    """
    ordered = sorted(copies, key=_best_first)
    text_of = _texts(copy for copy in ordered if copy.kind == "exact")
    links = _text_links(ordered, text_of)
    group_of: dict[str, list[str]] = {}
    for copy in ordered:
        texts = (text_of.get(article, article) for article in (copy.left_id, copy.right_id))
        left, right = (group_of.setdefault(text, [text]) for text in texts)
        if left is not right and _belong(left, right, links, look):
            left.extend(right)
            group_of.update(dict.fromkeys(right, left))
    articles: dict[int, list[str]] = defaultdict(list)
    for article in {article for copy in ordered for article in (copy.left_id, copy.right_id)}:
        articles[id(group_of[text_of.get(article, article)])].append(article)
    return [sorted(group) for group in articles.values() if len(group) > 1]


def _texts(exact: Iterable[Copy]) -> dict[str, str]:
    """Maps each article of a set of exact copies to the one with the smallest id."""
    sets: dict[str, list[str]] = {}
    for copy in exact:
        left, right = (sets.setdefault(article, [article]) for article in (copy.left_id, copy.right_id))
        if left is not right:
            left.extend(right)
            sets.update(dict.fromkeys(right, left))
    return {article: min(group) for article, group in sets.items()}


def _text_links(ordered: Iterable[Copy], text_of: dict[str, str]) -> dict[str, dict[str, float]]:
    links: dict[str, dict[str, float]] = defaultdict(dict)
    for copy in ordered:
        left, right = text_of.get(copy.left_id, copy.left_id), text_of.get(copy.right_id, copy.right_id)
        if left != right:
            best = max(copy.similarity, links[left].get(right, 0.0))
            links[left][right] = links[right][left] = best
    return links


def _belong(left: list[str], right: list[str], links: dict[str, dict[str, float]], look: Look) -> bool:
    if len(left) == len(right) == 1:
        return True
    votes = (_vote(one, other, links, look) for one in left[:_TEXTS_ASKED] for other in right[:_TEXTS_ASKED])
    return sum(votes) > 0


def _vote(one: str, other: str, links: dict[str, dict[str, float]], look: Look) -> float:
    """Above 0 if the two texts are copies, below 0 if they are not; 0 if they share too little to say."""
    if other in links[one]:
        return _weight(links[one][other])
    found = look(one, other)
    if found.copy or found.share >= NEAR_SHARE:
        return _weight(found.share) if found.copy else -_weight(found.share)
    expected = _expected(one, other, links)
    return -_weight(min(expected, _EXPECTED_MOST)) if expected >= NEAR_SHARE else 0.0


def _weight(share: float) -> float:
    return (1 - share + _VOTE_DIFFERENCE) ** -2


def _expected(one: str, other: str, links: dict[str, dict[str, float]]) -> float:
    """The share that two texts have if both are copies of a third; 0 if no text links them."""
    via = links[one].keys() & links[other].keys()
    return max((links[one][text] * links[text][other] for text in via), default=0.0)


def _rows(
    group: list[Member], copies: dict[tuple[str, str], Copy], text_of: dict[str, str]
) -> list[Duplicate]:
    primary, reason = choose_primary(group)
    digest = hashlib.blake2b(primary.article_id.encode(), digest_size=8).hexdigest()
    texts = {text_of.get(member.article_id, member.article_id) for member in group}
    original = text_of.get(primary.article_id, primary.article_id)
    seen = {text: _seen_from(original, text, copies, texts) for text in texts}
    return [
        Duplicate(
            article_id=member.article_id,
            cluster_id=digest,
            primary_article_id=primary.article_id,
            kind=seen[text_of.get(member.article_id, member.article_id)][0],
            similarity=seen[text_of.get(member.article_id, member.article_id)][1],
            reason=reason,
        )
        for member in group
    ]


def _seen_from(
    original: str, text: str, copies: dict[tuple[str, str], Copy], texts: set[str]
) -> tuple[str, float]:
    """Kind and similarity of a text to the original, by way of a third text if they are no copies."""
    if text == original:
        return "exact", 1.0
    if found := copies.get(_pair(original, text)):
        return found.kind, found.similarity
    steps = ((copies.get(_pair(original, via)), copies.get(_pair(via, text))) for via in texts)
    return "near", round(
        max((near.similarity * far.similarity for near, far in steps if near and far), default=0.0), 4
    )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _text_copies(ordered: Iterable[Copy], text_of: dict[str, str]) -> dict[tuple[str, str], Copy]:
    """The best copy between every two texts; ``ordered`` has the best first."""
    best: dict[tuple[str, str], Copy] = {}
    for copy in ordered:
        left, right = text_of.get(copy.left_id, copy.left_id), text_of.get(copy.right_id, copy.right_id)
        if left != right:
            best.setdefault(_pair(left, right), copy)
    return best
