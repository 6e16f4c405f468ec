"""What the reader promises whatever it is given: exact evidence, no crash, no invention, bounded time."""

import time
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.programs import Document, read_mentions

SEED = Document(
    doc_id="seed",
    url="https://paper.example/a",
    title="Hà Tĩnh cùng Hưng Yên hợp tác, phát triển kinh tế - xã hội",
    lead="Hai tỉnh Hà Tĩnh và Hưng Yên hợp tác về phát triển kinh tế - xã hội và an ninh.",
    body=(
        "Chiều 17/8/2023, tại tỉnh Hưng Yên, hai Tỉnh ủy Hưng Yên và Hà Tĩnh ký kết chương trình hợp tác "
        "giai đoạn 2023 - 2025.",
        "Theo nội dung ký kết, hai tỉnh trao đổi kinh nghiệm về xây dựng Đảng, nông nghiệp và du lịch.",
    ),
    captions=(),
    published_at=datetime(2023, 8, 18, 16, 27, tzinfo=UTC),
)


def with_text(**changes: object) -> Document:
    fields = {name: getattr(SEED, name) for name in SEED.__slots__}
    return Document(**{**fields, **changes})


def parts(document: Document) -> dict[str, str]:
    return {
        "title": document.title,
        "lead": document.lead or "",
        "body": "\n".join(document.body),
        "captions": "\n".join(document.captions),
    }


def assert_evidence_is_exact(document: Document) -> None:
    for mention in read_mentions(document).mentions:
        for item in mention.evidence:
            assert item.text
            assert parts(document)[item.part][item.start : item.end] == item.text


def test_seed_article() -> None:
    (mention,) = read_mentions(SEED).mentions
    assert (mention.instrument, mention.stage) == ("program", "signed")
    assert {party.party_id for party in mention.parties} == {"vn-42@2008", "vn-33@2008"}
    assert str(mention.signed_on) == "2023-08-17"
    assert (mention.period_start, mention.period_end) == (2023, 2025)
    assert mention.place == "Hưng Yên"
    assert {"party_building", "agriculture", "tourism"} <= set(mention.sectors)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_evidence_is_a_slice_of_the_text_as_given(form: str) -> None:
    def put(text: str) -> str:
        return unicodedata.normalize(form, text).replace("Hòa", "Hoà")  # type: ignore[arg-type]

    document = with_text(title=put(SEED.title), lead=put(SEED.lead or ""), body=tuple(map(put, SEED.body)))
    assert len(read_mentions(document).mentions) == 1
    assert_evidence_is_exact(document)


def test_each_paper_of_a_day_of_signings_is_a_program() -> None:
    body = (
        "Sáng 4/11, tại Paris, các bên trao 29 văn kiện hợp tác trong nhiều lĩnh vực.",
        "VinFast và Tập đoàn EDF thỏa thuận hợp tác về thiết bị sạc.",
        "Đại diện FPT và Airbus hợp tác về chuyển đổi số.",
        "HDBank ký với Proparco về tín dụng xanh; ký với DEG về phát triển bền vững.",
    )
    mentions = read_mentions(with_text(title="Việt - Pháp ký loạt thỏa thuận", lead="", body=body)).mentions
    assert [{party.name for party in mention.parties} for mention in mentions] == [
        {"VinFast", "Tập đoàn EDF"}, {"Tập đoàn FPT", "Airbus"}, {"HDBank", "Proparco"}, {"HDBank", "DEG"},
    ]  # fmt: skip
    assert {mention.stage for mention in mentions} == {"signed"}


def test_a_firm_signs_with_each_of_many_that_are_counted() -> None:
    body = ("Ngày 25/3/2023, 3 tỉnh gồm Tây Ninh, Hà Tĩnh, Thanh Hóa ký bản ghi nhớ hợp tác với VSIP.",)
    mentions = read_mentions(with_text(title="VSIP và ba tỉnh", lead="", body=body)).mentions
    told = [{party.name for party in mention.parties} for mention in mentions]
    assert told == [{"VSIP", "Tây Ninh"}, {"VSIP", "Hà Tĩnh"}, {"VSIP", "Thanh Hóa"}]


def test_the_headline_of_another_article_in_a_feed_item_tells_of_nothing() -> None:
    body = ("Hưng Yên bàn về quy hoạch.", "Hà Tĩnh ký Quy chế phối hợp với Hưng Yên", '<a href="https://b')
    assert not read_mentions(with_text(title="Hưng Yên họp", lead="", body=body)).relevant


def test_a_year_comes_from_the_article_and_never_from_the_clock() -> None:
    body = ("Sáng 17/8, UBND tỉnh Hà Tĩnh và UBND tỉnh Hưng Yên ký kết chương trình hợp tác.",)
    dated = read_mentions(with_text(title="Ký kết", lead="", body=body)).mentions[0]
    undated = read_mentions(with_text(title="Ký kết", lead="", body=body, published_at=None)).mentions[0]
    assert str(dated.signed_on) == "2023-08-17"
    assert undated.signed_on is None


@pytest.mark.parametrize(
    "body",
    [
        (),
        ("",),
        ("The two provinces signed a cooperation agreement in Tokyo on Monday.",),
        ("Hợp tác xã ký hợp đồng mua bán gạo.",),
        ("\ud800\udfff\x00 ký kết \ufffd" * 50,),
        (">> Ký kết chương trình hợp tác giữa Hà Nội và Hải Phòng",),
        ("ký" * 10_000,),
    ],
)
def test_no_program_is_invented(body: tuple[str, ...]) -> None:
    result = read_mentions(with_text(title="Tin", lead="", body=body))
    assert not result.relevant
    assert result.mentions == ()
    assert result.reason


@pytest.mark.parametrize(
    "paragraph",
    [
        "ký kết hợp tác giữa Hà Nội và ",
        "ký thỏa thuận (",
        "giai đoạn 2020-2025 đến năm ",
        "Sở Y tế và ",
        "biên bản mà ",
    ],
)
def test_huge_text_takes_bounded_time(paragraph: str) -> None:
    huge = with_text(body=(paragraph * (5_000_000 // len(paragraph)),))
    started = time.process_time()
    read_mentions(huge)
    assert time.process_time() - started < 10


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*SEED.body[0].split(), *SEED.body[1].split(), "\n", "(", "“", "Hoà", "e\u0301", "𝒳"]
        ),
        max_size=60,
    )
)
def test_any_mixture_of_words_gives_exact_evidence(words: list[str]) -> None:
    assert_evidence_is_exact(with_text(body=tuple(" ".join(words).split("\n"))))
