"""One spelling for one text."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from transforms.text import clean_text, content_hash, exact_hash, match_form, one_tone_style, without_dateline

LETTERS = "aăâeêioôơuưyđ AĂÂEÊIOÔƠUƯYĐ hgnctmp\n"
vietnamese = st.text(alphabet=LETTERS + "\u0300\u0301\u0303\u0309\u0323\u200b\u00a0\u00ad")
anything = st.one_of(vietnamese, st.text())


def test_both_tone_styles_match():
    assert one_tone_style("Hòa Bình, HÒA BÌNH, khỏe, Thủy") == "Hoà Bình, HOÀ BÌNH, khoẻ, Thuỷ"
    assert match_form("Hoà Bình") == match_form("hòa  bình")


def test_diphthongs_with_one_style_stay():
    assert one_tone_style("của, mùa, gìa, hoàn, quý, huỳnh") == "của, mùa, gìa, hoàn, quý, huỳnh"


def test_decomposed_text_matches_composed():
    assert match_form(unicodedata.normalize("NFD", "Hợp tác Việt – Lào")) == match_form("Hợp tác Việt – Lào")


def test_clean_text_drops_what_does_not_print_and_keeps_the_tone_style():
    assert clean_text(" hợp\u200b tác\u00a0\n\tHòa\u00ad Bình\ufeff ") == "hợp tác Hòa Bình"


def test_dateline_goes_for_matching_only():
    assert without_dateline("(Dân trí) - Giá vàng giảm.") == "Giá vàng giảm."
    assert without_dateline("TTO - Giá vàng giảm.") == "Giá vàng giảm."
    assert without_dateline("(Chinhphu.vn) – Giá vàng giảm.") == "Giá vàng giảm."
    assert without_dateline("Ông Long (áo trắng) - người dẫn đầu.") == "Ông Long (áo trắng) - người dẫn đầu."


def test_hashes_do_not_see_blanks_but_see_words():
    assert content_hash("a", None, "b  c", ()) == content_hash("a", "", "b c", [])
    assert content_hash("a", "b", "c", ()) != content_hash("a", "b", "d", ())
    assert content_hash("a", "b", "", ()) != content_hash("a", "", "b", ())


def test_exact_copies_have_one_hash():
    assert exact_hash("HÒA Bình", "ký kết") == exact_hash("hoà bình", " ký  kết ")
    assert exact_hash(None, "lead\nbody") == exact_hash("lead", "body")


@given(anything)
def test_cleaning_twice_is_cleaning_once(text: str):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(anything)
def test_match_form_of_a_match_form_is_itself(text: str):
    assert match_form(match_form(text)) == match_form(text)


@given(anything)
def test_clean_text_is_composed_and_on_one_line(text: str):
    clean = clean_text(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert "\n" not in clean
    assert clean == clean.strip()
