"""Articles of invented papers, as a reader would have read them."""

from datetime import UTC, datetime, timedelta

from warehouse.commit import Reading
from warehouse.tables import Article

DAWN = datetime(2026, 1, 1, tzinfo=UTC)


def make_reading(
    name: str, text: str = "Hai tỉnh ký kết hợp tác.", *, day: int = 0, source: str = "baodoi"
) -> Reading:
    """An article of an invented paper, captured on a day after the first of January 2026."""
    article = Article(
        url=f"https://baodoi.example/{name}", canonical_url=f"https://baodoi.example/{name}", source=source,
        title=f"Tin {name}", lead=None, body=text, captions=("Ảnh",), authors=("An", "Bình"),
        published_at=DAWN + timedelta(days=day), published_from="jsonld", modified_at=None, section=None,
        tags=(), language="vi", credit=None, extractor="baodoi/1",
    )  # fmt: skip
    return Reading(
        article_id=name, article=article, content_hash=f"hash of {text}", word_count=len(text.split()),
        captured_at=DAWN + timedelta(days=day),
    )  # fmt: skip
