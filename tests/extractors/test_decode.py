"""Any bytes become text, in the charset that they are in rather than the one they claim."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.capture import Capture
from extractors.decode import text

SENTENCE = "Ủy ban nhân dân tỉnh Hà Tĩnh ký kết chương trình hợp tác. "


def capture(content: bytes, content_type: str = "text/html") -> Capture:
    return Capture(
        url="http://a.vn/", final_url="http://a.vn/", status=200, headers={"content-type": content_type},
        content=content, captured_at=datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    "claimed", ["", "; charset=utf-8", "; charset=iso-8859-1", "; charset=rot13", "; charset="]
)
def test_utf_8_is_read_as_such_whatever_is_claimed(claimed: str) -> None:
    assert text(capture(SENTENCE.encode(), f"text/html{claimed}")) == SENTENCE


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_charsets_are_read_by_mark_or_header(charset: str) -> None:
    assert text(capture(SENTENCE.encode(charset), f"text/html; charset={charset}")) == SENTENCE


def test_older_charsets_are_read_by_header_or_meta_tag() -> None:
    words = "Đội tuyển Đà Nẵng"
    russian = "Подписано соглашение о сотрудничестве"
    vietnamese = "Đư\u0301c, Ba\u0300 Nă\u0301ng"  # windows-1258 writes tone marks as letters of their own
    assert text(capture(vietnamese.encode("cp1258"), "text/html; charset=windows-1258")) == vietnamese
    assert russian in text(capture(b'<meta charset="windows-1251">' + russian.encode("cp1251")))
    assert words in text(capture(b"\xef\xbb\xbf" + words.encode(), "text/html; charset=windows-1251"))


def test_a_charset_that_nobody_states_is_guessed() -> None:
    russian = "Подписано соглашение о сотрудничестве между провинциями. " * 20
    assert text(capture(russian.encode("cp1251"))) == russian


def test_a_few_broken_bytes_do_not_spoil_a_page() -> None:
    broken = (SENTENCE * 20).encode() + b"\xff\xfe" + SENTENCE.encode()
    assert text(capture(broken)).count("\ufffd") == 2
    assert text(capture(SENTENCE.encode()[:-20] + "ký".encode()[:-1])).startswith("Ủy ban nhân dân")


def test_nul_and_lone_surrogates_do_not_come_through() -> None:
    assert text(capture(b"a\x00b")) == "ab"
    assert "\ud800" not in text(capture(b"ab\xed\xa0\x80cd"))


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "unicode_escape", "utf-7", "zlib", "hex", "raw_unicode_escape"]
)
def test_codecs_that_are_no_charsets_are_not_used(charset: str) -> None:
    content = b"a-" * 200_000 + b"\xe9\\ud800"
    before = time.process_time()
    assert "\ud800" not in text(capture(content, f"text/html; charset={charset}"))
    assert time.process_time() - before < 1


def test_only_so_much_is_read() -> None:
    assert text(capture(b"x" * 100), max_bytes=10) == "x" * 10


@settings(deadline=None)  # the first guess of a charset loads its tables
@given(
    st.binary(max_size=400),
    st.sampled_from(["", "utf-8", "utf-16", "gb18030", "hz", "iso-2022-jp", "shift_jis", "x"]),
)
def test_any_bytes_become_text_that_can_be_stored(content: bytes, charset: str) -> None:
    found = text(capture(content, f"text/html; charset={charset}"))
    assert "\x00" not in found
    found.encode("utf-8")


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\ufeff"), min_size=1))
def test_utf_8_comes_back_as_it_was(words: str) -> None:
    assert text(capture(b"<p>" + words.encode() + b"</p>")) == f"<p>{words}</p>"
