"""Which of the named sectors a program is taken to cover."""

from transforms.programs import read_mentions
from transforms.programs.filter import document_of
from transforms.programs.syllables import is_vietnamese


def sectors(text: str) -> set[str]:
    article = {"doc_id": "s", "url": "https://bao.example/s", "title": "Hai tỉnh ký kết", "body": text}
    return set(read_mentions(document_of({**article, "published_at": "2024-05-10"})).mentions[0].sectors)


SIGNED = "Ngày 9/5, UBND tỉnh Hà Nam và UBND tỉnh Sơn La ký thỏa thuận hợp tác về du lịch và giáo dục. "


def test_sectors_named_for_the_document_are_covered() -> None:
    assert {"tourism", "education"} <= sectors(SIGNED)


def test_brands_are_told_from_vietnamese_words() -> None:
    assert all(map(is_vietnamese, ("Nghiêng", "Khoái", "Huế", "quyền", "giỏi")))
    assert not any(map(is_vietnamese, ("Nokia", "Becamex", "Merck", "KiotViet")))
