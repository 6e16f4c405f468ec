# ruff: noqa: E501  # the stories are lines of a newspaper
"""Copies are found through every disguise that papers give them; reports in the same words stay apart."""

import io
import json
import random
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import transforms.dedup.shelf
from transforms.dedup import (
    Member,
    choose_primary,
    cluster,
    find_duplicates,
    judge,
    sign,
    sign_text,
    unpack,
    verify,
)
from transforms.dedup.filter import run
from transforms.dedup.tokens import read_tokens
from transforms.dedup.verify import Verdict
from warehouse.tables import Copy

STORY = """Hà Tĩnh mở rộng hợp tác đào tạo nghề với các trường phía Nam
Sáng nay, đoàn công tác của tỉnh đã làm việc với các trường cao đẳng về đào tạo và việc làm.
Theo kế hoạch, mỗi năm khoảng 450 học viên ở Kỳ Anh và Cẩm Xuyên được học nghề hàn, điện và du lịch trong 18 tháng.
Nhà trường thuỷ sản Hoà Bình nhận lo chỗ ở, còn tỉnh hỗ trợ tiền đi lại cho người học thuộc hộ nghèo, hộ cận nghèo.
Ông Trần Minh Hải cho biết những khóa trước có hơn 380 người tìm được việc ngay sau khi nhận bằng, lương từ 9 triệu đồng.
Hai bên sẽ cùng biên soạn giáo trình, đổi giảng viên và mở lớp ngắn hạn cho lao động sắp đi làm việc ở nước ngoài.
Cuối buổi, đoàn thăm xưởng thực hành và trao quà cho sinh viên quê Hương Khê đang theo học năm cuối."""

FORTUNE = """Tử vi hôm nay
Các vì sao nói gì về ngày mới của bạn.
Về công việc, hôm nay mọi chuyện {work}. Bạn nên sắp xếp lại thời gian biểu và lắng nghe ý kiến của những người đi trước để tránh sai lầm.
Về tình cảm, chuyện đôi lứa của bạn {love}. Hãy mở lòng và chân thành, bởi tình yêu luôn đến với những ai biết trân trọng.
Về tài chính, túi tiền của bạn {money}. Về sức khỏe, bạn nên chú ý đến {health} và duy trì thói quen tốt mỗi ngày."""


def sketch(name, text):
    signed = sign_text(name, text)
    return unpack(name, signed.exact, signed.sketch)


def copies(left, right):
    return verify(sketch("a", left), sketch("b", right))


def with_edits(text, share, seed=5):
    """Drops, adds and replaces words anywhere, as a careless rewrite does."""
    chance, words = random.Random(seed), []
    for word in text.split(" "):
        draw = chance.random()
        if draw < 0.5 * share:
            words.append(chance.choice(["cũng", "vẫn", "rất", "được", "theo", "trong", "lúc"]))
        elif draw < 0.75 * share:
            continue
        elif draw < share:
            words.extend([word, chance.choice(["đã", "đang", "thì", "mà"])])
        else:
            words.append(word)
    return " ".join(words)


HEAD, LEAD, *BODY = STORY.split("\n")
DISGUISES = {
    "reprint": STORY,
    "other Unicode form": unicodedata.normalize("NFD", STORY),
    "other tone style": STORY.replace("thuỷ", "thủy").replace("Hoà", "Hòa"),
    "capitals": STORY.upper(),
    "new headline and lead": "\n".join(
        ["Cơ hội cho lao động trẻ", "Nhiều trường nghề mở cửa đón học viên.", *BODY]
    ),
    "agency line": "\n".join([HEAD, f"(TTXVN) - {LEAD}", *BODY, "Theo TTXVN"]),
    "trimmed": "\n".join([HEAD, LEAD, *BODY[:2]]),
    "footer": STORY + "\nTin liên quan: Giá gạo tăng | Mưa lớn ở miền Trung | Xe buýt đổi tuyến",
    "edits": with_edits(STORY, 0.2),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_copy_is_found_through(disguise):
    assert copies(STORY, DISGUISES[disguise])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            ("Hà Tĩnh", "450", "Kỳ Anh", "380", "Trần Minh Hải"),
            ("Sơn La", "620", "Mộc Châu", "510", "Lê Thu Hà"),
        ),
        (("450", "18 tháng", "380", "9 triệu", "Kỳ Anh"), ("300", "24 tháng", "275", "7 triệu", "Nghi Xuân")),
    ],
)
def test_the_same_report_with_other_facts_stays_apart(old, new):
    other = STORY
    for before, after in zip(old, new, strict=True):
        other = other.replace(before, after)
    assert copies(STORY, other) is None


def test_the_same_report_with_other_plain_words_stays_apart():
    one = FORTUNE.format(work="rất thuận lợi", love="ngọt ngào đầm ấm", money="dồi dào", health="dạ dày")
    other = FORTUNE.format(
        work="có phần trì trệ", love="nhiều sóng gió", money="khá eo hẹp", health="đôi mắt"
    )
    assert copies(one, other) is None
    assert copies(one, with_edits(one, 0.1))


def test_a_shared_paragraph_makes_no_copy():
    other = "\n".join(
        ["Giá cà phê đi xuống", "Thị trường nông sản kém vui.", BODY[0],
         "Thương lái ở Tây Nguyên mua vào cầm chừng vì lo giá còn giảm, kho của nhiều đại lý đã đầy từ cuối vụ.",
         "Người trồng tính chuyện xen canh sầu riêng, hồ tiêu để đỡ phụ thuộc một loại cây trong những mùa tới."]
    )  # fmt: skip
    assert copies(STORY, other) is None


def test_case_unicode_form_and_tone_style_do_not_change_the_words():
    one, other = (
        read_tokens("", "Hoà Bình, thuỷ điện 1.500 MW!"),
        read_tokens("", "hòa bình thủy ĐIỆN 1.500 mw"),
    )
    assert one.codes.tolist() == other.codes.tolist()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_signed_and_is_its_own_copy(text):
    signed = sign("x", "", None, text)
    again = sign("y", "", None, unicodedata.normalize("NFC", text))
    assert signed.bands.tolist() == again.bands.tolist()
    assert len(set(signed.bands.tolist())) == len(signed.bands)
    copy = verify(sketch("a", text), sketch("b", text))
    assert copy is not None
    assert copy.kind == "exact"


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(chance):
    documents = list(DISGUISES.items())
    documents += [(f"fortune {work}", FORTUNE.format(work=work, love="êm đềm", money="tạm ổn", health="giấc ngủ"))
                  for work in ("thuận lợi", "trì trệ hơn trước", "bận rộn")]  # fmt: skip
    expected = find_duplicates(documents)
    chance.shuffle(documents)
    assert find_duplicates(documents) == expected


def test_keys_in_a_file_give_the_clusters_of_keys_in_memory(monkeypatch):
    documents = [*DISGUISES.items(), ("other", FORTUNE)]
    expected = find_duplicates(documents)
    monkeypatch.setattr(transforms.dedup.shelf, "_ROWS_HELD", 40)
    assert find_duplicates(documents) == expected


def test_one_false_copy_does_not_join_two_stories():
    def copy(left, right, similarity=0.95):
        return Copy(left_id=left, right_id=right, kind="near", similarity=similarity)

    true = [
        copy(*pair)
        for pair in (("a1", "a2"), ("a1", "a3"), ("a2", "a3"), ("b1", "b2"), ("b1", "b3"), ("b2", "b3"))
    ]
    members = [Member(article_id=f"{story}{number}") for story in "ab" for number in (1, 2, 3)]
    rows = cluster(members, [*true, copy("a1", "b1", 0.8)], lambda *_: Verdict(copy=False, share=0.3))
    assert {row.primary_article_id for row in rows} == {"a1", "b1"}


def test_a_blurred_copy_does_not_join_two_reports_in_the_same_words():
    one, other = (
        FORTUNE.format(work=f"{work} trong cả ngày", love=love, money="tạm ổn", health=health)
        for work, love, health in (("rất thuận lợi", "ngọt ngào", "dạ dày"), ("có phần trì trệ", "nhiều sóng gió", "đôi mắt"))
    )  # fmt: skip
    texts = {"one": one, "other": other, "blurred": with_edits(one, 0.1)}
    sketches = {name: sketch(name, text) for name, text in texts.items()}
    copies = [
        Copy(left_id="blurred", right_id="one", kind="near", similarity=0.9),
        Copy(left_id="blurred", right_id="other", kind="near", similarity=0.8),
    ]
    rows = cluster(
        [Member(article_id=name) for name in texts],
        copies,
        lambda left, right: judge(sketches[left], sketches[right]),
    )
    assert {row.article_id for row in rows} == {"blurred", "one"}


MIDNIGHT = datetime(2024, 5, 1, 17, tzinfo=UTC)  # in Vietnam
EARLY, NOON, LATE = (MIDNIGHT + timedelta(hours=hours) for hours in (10, 12, 16))


@pytest.mark.parametrize(
    ("original", "copy", "reason"),
    [
        (Member(article_id="z", published_at=LATE), Member(article_id="a", published_at=EARLY, credit="TTXVN"), "credit"),
        (
            Member(article_id="z", source="dantri", source_title="Dân trí", published_at=LATE),
            Member(article_id="a", source="other", published_at=EARLY, credit="Theo Dân Trí"),
            "credit",
        ),
        (Member(article_id="z", published_at=EARLY, first_seen_at=LATE), Member(article_id="a", published_at=NOON, first_seen_at=NOON), "published_at"),
        # A time after first sight is that of a later edit; a bare date is no early morning.
        (Member(article_id="z", published_at=LATE, first_seen_at=EARLY), Member(article_id="a", published_at=NOON, first_seen_at=NOON), "published_at"),
        (
            Member(article_id="z", host="www.dantri.example", canonical_host="dantri.example", published_at=LATE),
            Member(article_id="a", host="other.example", canonical_host="dantri.example", published_at=EARLY),
            "canonical",
        ),
        (Member(article_id="z", published_at=EARLY), Member(article_id="a", published_at=MIDNIGHT, first_seen_at=NOON), "published_at"),
        (Member(article_id="z", first_seen_at=EARLY), Member(article_id="a", first_seen_at=LATE), "first_seen_at"),
        (Member(article_id="a"), Member(article_id="z"), "id"),
    ],
)  # fmt: skip
def test_the_original_is_known_by(original, copy, reason):
    assert choose_primary([copy, original]) == (original, reason)


def lines(documents):
    return io.StringIO("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in documents))


def test_the_filter_answers_in_order():
    out = io.StringIO()
    run(lines([("alone", FORTUNE), ("two", DISGUISES["agency line"]), ("one", STORY)]), out)
    alone, two, one = (json.loads(line) for line in out.getvalue().splitlines())
    assert alone == {"id": "alone", "cluster_id": None, "is_primary": True, "similarity": None}
    assert (one["is_primary"], two["is_primary"]) == (True, False)
    assert one["cluster_id"] == two["cluster_id"]


def test_the_filter_explains():
    out = io.StringIO()
    run(lines([("one", STORY), ("two", STORY.replace("450", "700"))]), out, explain=("one", "two"))
    assert "450 | 700" in out.getvalue()


@pytest.mark.parametrize("line", ["{", '{"id": "a"}', "[]"])
def test_the_filter_names_a_bad_line(line):
    with pytest.raises(ValueError, match="line 1: expected a JSON object"):
        run(io.StringIO(line + "\n"), io.StringIO())
