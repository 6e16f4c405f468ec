"""What the pages of one source show together, and how it helps to read the next."""

import dataclasses
import json
import random
from datetime import UTC, date, datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.article import Rejected, fit_article, observe_article, read_article
from extractors.capture import Capture
from extractors.site_knowledge import Observation, SiteKnowledge, as_json, from_json, learn
from extractors.source import Source
from warehouse.tables import Article

DAY = date(2026, 11, 25)
TOWNS = ("Vinh", "Huế", "Lào Cai", "Cần Thơ", "Hạ Long", "Đà Lạt", "Nam Định", "Mỹ Tho", "Sơn La", "Tây Ninh",
         "Cao Lãnh", "Kon Tum", "Hà Giang", "Phan Thiết")  # fmt: skip
APPEAL = "Bạn đọc quan tâm có thể gửi ý kiến, bài viết và ảnh về tòa soạn để chúng tôi đăng trong số tới."
LEADS = {
    town: f"Sáng thứ hai, {town} ký với hai trường đại học một chương trình hợp tác dài năm năm."
    for town in TOWNS
}


def page(town: str, looks: str = "") -> str:
    """An article of an imagined paper: a lead without a name, an appeal in the text, teasers at the side."""
    lines = [
        f"Lãnh đạo {town} cho biết phần lớn kinh phí dành cho học bổng và phòng thí nghiệm dùng chung.",
        f"Các trường sẽ đưa sinh viên về {town} thực tập, mỗi khóa kéo dài từ ba đến sáu tháng.",
        f"Từ năm sau, {town} mở thêm hai trung tâm đào tạo nghề cho người lao động trong vùng.",
        f"Hai bên hẹn gặp lại tại {town} sau một năm để xem lại những việc đã làm và chưa làm.",
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    teasers = "".join(
        f'<div class="o{looks}"><a href="/{at}">{at}</a><p>{LEADS[at]}</p></div>' for at in TOWNS[:4]
    )
    return f"""<html lang="vi"><head><title>{town} ký chương trình hợp tác đào tạo năm năm</title></head>
    <body><div class="main{looks}"><h1>{town} ký chương trình hợp tác đào tạo năm năm</h1>
    <div class="k1{looks}"><div>{LEADS[town]}</div></div>
    <div class="than{looks}">{paragraphs}<p>{APPEAL}</p></div></div>
    <div class="canh{looks}">{teasers}</div></body></html>"""


def capture(town: str, looks: str = "") -> Capture:
    url, at = f"https://baomau.vn/{TOWNS.index(town)}-hop-tac.html", datetime(2026, 1, 1, tzinfo=UTC)
    html = page(town, looks).encode()
    return Capture(url=url, final_url=url, status=200, headers={}, content=html, captured_at=at)


def shown(towns: tuple[str, ...]) -> list[Observation]:
    seen = (observe_article(capture(town), None) for town in towns)
    return [found[2] for found in seen if found]


@cache
def six_pages() -> list[Observation]:
    return shown(TOWNS[:6])


@pytest.fixture(scope="module")
def site() -> SiteKnowledge:
    return learn(shown(TOWNS[:10]), DAY)


def read(town: str, site: SiteKnowledge | None = None) -> Article:
    found = read_article(capture(town), None, site)
    assert not isinstance(found, Rejected), found
    return found


def test_what_repeats_in_one_place_is_left_out_of_the_next_page(site: SiteKnowledge):
    assert APPEAL in read(TOWNS[-1]).body
    assert APPEAL not in read(TOWNS[-1], site).body


def test_a_lead_that_other_pages_print_as_teaser_is_kept(site: SiteKnowledge):
    found = read(TOWNS[0], site)
    assert LEADS[TOWNS[0]] in f"{found.lead}\n{found.body}"
    assert LEADS[TOWNS[1]] not in f"{found.lead}\n{found.body}"


def test_articles_name_what_helped_to_read_them(site: SiteKnowledge):
    assert (read(TOWNS[0]).extractor, read(TOWNS[0], site).extractor) == (
        "generic/1",
        "generic/1+pages20261125",
    )


def test_two_pages_tell_nothing():
    site = learn(shown(TOWNS[:2]), DAY)
    assert (site.noise, dict(site.priors), site.container) == (frozenset(), {}, None)


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_pages_does_not_matter(dice: random.Random):
    seen = six_pages()
    mixed = dice.sample(seen, len(seen))
    assert json.dumps(as_json(learn(mixed, DAY))) == json.dumps(as_json(learn(seen, DAY)))


def test_knowledge_comes_back_from_its_file_as_it_was(site: SiteKnowledge):
    assert from_json(json.loads(json.dumps(as_json(site)))) == site


@pytest.mark.parametrize("broken", [{}, {"noise": []}, {"priors": []}, {"priors": {"p": 1}, "noise": []}])
def test_other_files_are_refused(broken: dict[str, object]):
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        from_json(broken)


def test_new_looks_do_not_fit(site: SiteKnowledge):
    source = Source.model_validate({
        "name": "baomau", "title": "Báo Mẫu", "homepage": "https://baomau.vn/",
        "discover": [{"rss": "https://baomau.vn/rss"}],
    }).knowing({"": site})  # fmt: skip
    same, other = fit_article(capture(TOWNS[-1]), source), fit_article(capture(TOWNS[-1], "-moi"), source)
    assert same is not None
    assert other is not None
    assert same.container_found
    assert not other.container_found
    assert same.noise_share > 0.2 > other.noise_share
    assert same.places_known > 0.9 > 0.3 > other.places_known


def test_a_source_reads_its_pages_with_what_it_knows(site: SiteKnowledge):
    source = Source.model_validate({
        "name": "baomau", "title": "Báo Mẫu", "homepage": "https://baomau.vn/",
        "discover": [{"rss": "https://baomau.vn/rss"}], "layouts": [{"until": "2025-12-31"}],
    })  # fmt: skip
    now, past = source.knowing({"": site}), source.knowing({"2025-12-31": site})
    found = [read_article(capture(TOWNS[-1]), each) for each in (source, now, past)]
    assert [APPEAL in each.body for each in found if isinstance(each, Article)] == [True, False, True]


def test_a_title_that_all_pages_state_is_the_sites():
    def portal(town: str) -> Capture:
        html = page(town).replace(
            f"<title>{town} ký chương trình hợp tác đào tạo năm năm", "<title>Cổng thông tin Mẫu"
        )
        html = html.replace("<h1>", "<div class=tieude>").replace("</h1>", "</div>")
        return dataclasses.replace(capture(town), content=html.encode())

    seen = [found[2] for town in TOWNS[:5] if (found := observe_article(portal(town), None))]
    found = read_article(portal("Huế"), None, learn(seen, DAY))
    assert isinstance(found, Article)
    assert found.title == "Huế ký chương trình hợp tác đào tạo năm năm"
