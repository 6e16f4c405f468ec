"""Blocks of a page, and which of them are text."""

import numpy as np

from extractors.generic import _is_subheading, find_text, find_wholes
from extractors.generic_context import describe_context
from extractors.generic_features import Clues, describe
from extractors.page import Page
from extractors.page_depth import MAX_DEPTH, bounded_depth

NO_CLUES = Clues([], "", "")


WORDS = "Đoàn công tác làm việc với tỉnh bạn về giáo dục, y tế và giao thông, rồi ký biên bản ghi nhớ. "
BODY = "".join(f"<p>{number}. {WORDS}</p>" for number in range(5))
BODY_AFTER = "".join(f"<p>{number}. {WORDS}</p>" for number in range(5, 9))


def found_texts(html: str) -> list[str]:
    page = Page(html, "https://a.vn/ky-bien-ban-123456.html")
    found = find_text(page.blocks, Clues(["Ký biên bản"], "", ""), page.url)
    return [page.blocks[number].text for number in found.chosen]


def texts(html: str) -> list[str]:
    return [block.text for block in Page(html, "https://a.vn/").blocks]


def test_blocks_are_paragraphs_in_the_order_of_reading():
    html = "<div>Một <b>hai</b><p>Ba</p>bốn<ul><li>năm</li></ul></div><script>không</script><!-- không -->"
    assert texts(html) == ["Một hai", "Ba", "bốn", "năm"]


def test_two_line_breaks_part_paragraphs_and_one_does_not():
    assert texts("<p>Một<br>hai<br> <br>ba</p>") == ["Một hai", "ba"]


def test_links_are_counted():
    (block,) = Page("<p>Một <a href=x>hai ba</a></p>", "https://a.vn/").blocks
    assert (block.links, block.link_chars) == (1, 6)


def test_every_block_has_a_row_of_the_same_width():
    blocks = Page("<h1>Một</h1><p>Hai</p>", "https://a.vn/").blocks
    one, two = describe(blocks[:1], NO_CLUES).features, describe(blocks, NO_CLUES).features
    assert (one.shape[0], two.shape[0]) == (1, 2)
    assert one.shape[1] == two.shape[1]


def test_neighbours_of_the_article_are_left_out():
    words = "Đoàn công tác làm việc với tỉnh bạn về giáo dục, y tế và giao thông, rồi ký biên bản ghi nhớ. "
    body = "".join(f"<p>{number}. {words}</p>" for number in range(8))
    links = "".join(
        f"<li><a href=/{n}>Một bài báo khác số {n} cùng chuyên mục thời sự</a></li>" for n in range(8)
    )
    related = f"<div class=related><h3>Tin liên quan</h3><ul>{links}</ul></div>"
    html = f"<article><h1>Ký biên bản</h1>{body}</article>{related}"
    page = Page(html, "https://a.vn/ky-bien-ban-123456.html")
    found = find_text(page.blocks, Clues(["Ký biên bản"], "", ""), page.url)
    assert [page.blocks[number].text[:2] for number in found.chosen] == [f"{number}." for number in range(8)]
    assert not found.is_list


def test_the_second_look_has_a_row_of_numbers_for_every_block_whatever_the_first_found():
    blocks = Page("<h1>Một</h1><p>Hai</p><p>Ba</p>", "https://a.vn/").blocks
    page, one = describe(blocks, NO_CLUES), describe(blocks[:1], NO_CLUES)
    for shares in ([0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.2, 0.9, 0.6]):
        rows = describe_context(page, np.array(shares, dtype=np.float32))
        assert rows.shape[0] == 3
        assert np.isfinite(rows).all()
        assert rows.shape[1] == describe_context(one, np.array(shares[:1], dtype=np.float32)).shape[1]


def test_a_heading_beside_the_paragraphs_is_text_and_one_of_a_box_is_not():
    section = "<section><h2>Vì sao hai tỉnh cần nhau?</h2></section>"
    box = "<section><div><div><h2>Bài được đọc nhiều</h2></div></div></section>"
    inner = "".join(f"<section>{part}</section>" for part in BODY.replace("</p>", "</p>|").split("|") if part)
    after = "".join(f"<section>{part}</section>" for part in BODY_AFTER.replace("</p>", "</p>|").split("|"))
    blocks = Page(f"<article>{inner}{section}{after}{box}{after}</article>", "https://a.vn/").blocks
    place = {block.text: number for number, block in enumerate(blocks)}
    wanted, other = place["Vì sao hai tỉnh cần nhau?"], place["Bài được đọc nhiều"]
    assert _is_subheading(blocks, wanted, wanted - 1, wanted + 1)
    assert not _is_subheading(blocks, other, other - 1, other + 1)


def test_the_paragraph_between_headline_and_picture_opens_the_text():
    lead = "Sáng nay hai tỉnh gặp nhau bên sông để bàn chuyện cầu và chuyện học"
    picture = "<figure><img src=a.jpg><figcaption>Quang cảnh buổi ký. Ảnh: Báo Ví Dụ</figcaption></figure>"
    html = f"<article><h1>Ký biên bản</h1><div>{lead}</div>{picture}<div>{BODY}</div></article>"
    page = Page(html, "https://a.vn/ky-bien-ban-123456.html")
    found = find_text(page.blocks, Clues(["Ký biên bản"], "", ""), page.url)
    opening = {found.opening, *found.chosen}
    assert lead in [page.blocks[number].text for number in opening if number is not None]


def test_embedded_posts_and_consent_dialogs_are_no_text():
    post = (
        "<blockquote class=twitter-tweet><p>Chúng tôi vừa ký biên bản ghi nhớ với tỉnh bạn!</p></blockquote>"
    )
    ask = f"<div id=onetrust-pc-sdk><p>Chúng tôi dùng cookie để {WORDS}</p></div>"
    texts = found_texts(f"<article><h1>Ký biên bản</h1>{BODY}{post}{BODY_AFTER}</article>{ask}")
    assert texts
    assert not any("Chúng tôi" in text for text in texts)


def test_what_stands_thrice_is_no_text():
    notice = (
        "<p>Nội dung bên ngoài không hiển thị vì thiết lập riêng tư của bạn không cho phép hiện nó ở đây.</p>"
    )
    texts = found_texts(
        f"<article><h1>Ký biên bản</h1>{notice.join([BODY, BODY_AFTER, BODY_AFTER, ''])}</article>"
    )
    assert not any(text.startswith("Nội dung bên ngoài") for text in texts)


def test_a_copy_of_the_whole_text_is_found():
    paragraphs = [f"Đoạn {number}. {WORDS * 2}" for number in range(6)]
    html = "".join(f"<p>{text}</p>" for text in paragraphs) + f"<div>{' '.join(paragraphs)}</div>"
    blocks = Page(html, "https://a.vn/").blocks
    assert find_wholes(blocks, list(range(7))) == [6]
    assert find_wholes(blocks, list(range(6))) == []


def test_nothing_is_chosen_where_nothing_stands():
    assert find_text([], NO_CLUES).chosen == ()


def test_deep_pages_lose_tags_and_keep_text():
    flat = bounded_depth("<div>" * 5000 + "đáy" + "</div>" * 5000 + "<p>cuối</p>")
    assert flat.count("<div>") == MAX_DEPTH
    assert "đáy" in flat
    assert flat.endswith("<p>cuối</p>")


def test_shallow_pages_stay_as_they_are():
    html = "<div><p>Một</p></div>" * 2000
    assert bounded_depth(html) == html


def test_links_in_the_midst_of_links_are_not_looked_at():
    links = "".join(f"<li><a href=/{number}>Mục {number}</a></li>" for number in range(20))
    blocks = Page(f"<ul>{links}</ul><article>{BODY}</article>", "https://a.vn/").blocks
    page = describe(blocks, NO_CLUES)
    assert [number for number in range(len(blocks)) if number not in page.kept] == list(range(15))
    assert page.spread(page.features[:, 0], 0)[15:].tolist() == [len(block.text) for block in blocks[15:]]
    assert len(describe(blocks, NO_CLUES, every=True).kept) == len(blocks)
    assert len(describe(blocks[:20], NO_CLUES).kept) == 20  # nothing but links: a list is told from all of it
