"""Boxes of other articles beside and instead of an article."""

import pytest

from extractors.generic import find_text
from extractors.generic_cards import find_cards
from extractors.generic_features import Clues
from extractors.generic_hints import hint_bits
from extractors.page import Page

NO_CLUES = Clues([], "", "")
SENTENCE = "Đoàn công tác làm việc với tỉnh bạn về giáo dục, y tế và giao thông, rồi ký biên bản ghi nhớ."


def card(number: int) -> str:
    link = f"<a href=/{number}>Một bài báo khác số {number} cùng chuyên mục</a>"
    lines = f'<div class="khung__sapo">{number}. {SENTENCE}</div>'
    return f'<div class="khung__tin"><div>{link}</div>{lines}</div>'


def found(html: str):
    page = Page(html, "https://a.vn/ky-bien-ban-123456.html")
    text = find_text(page.blocks, NO_CLUES, page.url)
    return [page.blocks[number].text for number in text.chosen], text.is_list


def test_a_card_holds_a_linked_title_and_lines_and_has_siblings_of_its_make():
    blocks = Page("".join(map(card, range(3))), "https://a.vn/").blocks
    assert len(find_cards(blocks)) == 3
    assert find_cards(blocks[:4]) == set()


def test_a_text_with_links_to_other_articles_is_no_card():
    also = "<p><a href=/1>Một bài báo khác cùng chuyên mục thời sự</a></p>"
    html = "<div>" + "".join(f"<p>{n}. {SENTENCE}</p>{also}" for n in range(5)) + "</div>"
    assert find_cards(Page(html, "https://a.vn/").blocks) == set()


def test_lines_of_other_articles_are_no_text_of_this_one():
    article = "".join(f"<p>Đoạn {number}. {SENTENCE}</p>" for number in range(5))
    html = f"<article><h1>Ký biên bản</h1>{article}</article><div>{''.join(map(card, range(6)))}</div>"
    texts, is_list = found(html)
    assert {text for text in texts if "Đoạn" not in text} <= {"Ký biên bản"}  # no head confirms the headline
    assert sum("Đoạn" in text for text in texts) == 5
    assert not is_list


def test_a_page_of_nothing_but_cards_is_a_list():
    assert found(f"<h1>Chủ đề</h1><div>{''.join(map(card, range(6)))}</div>")[1]


@pytest.mark.parametrize(("hint", "alike"), [
    ("article-body", "x articlebody"),
    ("main-caption", "caption main"),
    ("ads", "x-ad-1"),
])  # fmt: skip
def test_names_count_wherever_they_stand(hint: str, alike: str):
    assert hint_bits(hint) == hint_bits(alike) > 0


@pytest.mark.parametrize("hint", ["", "q3t a8", "shadow", "x_ad_y"])
def test_other_names_say_nothing(hint: str):
    assert hint_bits(hint) == 0
