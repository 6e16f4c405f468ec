"""Articles as a test writes them, as the rows of the tables that ``articles`` is a view of."""

from collections.abc import Iterable
from typing import Any

from warehouse.record import columns_of
from warehouse.tables import ArticleVersion, CurrentArticle, Head


def rows_of(articles: Iterable[CurrentArticle]) -> list[list[Any]]:
    """Their versions, and their heads."""
    listed = list(articles)
    return [
        [kind(**{name: getattr(article, name) for name in columns_of(kind)}) for article in listed]
        for kind in (ArticleVersion, Head)
    ]
