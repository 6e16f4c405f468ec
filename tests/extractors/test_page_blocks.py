"""A page as blocks of text, whole or around one element."""

from itertools import islice

import pytest

from extractors.page import Page
from extractors.page_blocks import read_surroundings

HTML = """<body><ul class=menu><li><a href=/1>Tin</a><li>Thể <b>thao</b></ul><!-- nothing -->
<main><header>Thứ hai<br><br>Hà Nội</header> Bên <i>ngoài</i> đoạn<p>Sapo <a href=/2>dài</a></p>
<article id=text><p>Một<p>Hai<br>hai<script>var x</script></article>
<p>Tác giả</p>Không có <span>thẻ</span><div><div>Sâu</div></div></main><footer>Tòa soạn</footer></body>"""


def shown(blocks):
    return [
        (block.text, block.link_chars, block.links, [box.tag for box in block.box.around()])
        for block in blocks
    ]


def test_blocks_are_in_the_order_of_reading():
    assert [block.text for block in Page(HTML, "https://a.vn/").blocks] == [
        "Tin", "Thể thao", "Thứ hai", "Hà Nội", "Bên ngoài đoạn", "Sapo dài", "Một", "Hai hai", "Tác giả",
        "Không có thẻ", "Sâu", "Tòa soạn",
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "wanted"), [
    (99, 99, slice(0, 12)), (3, 99, slice(3, 12)), (6, 1, slice(0, 9)), (0, 2, slice(6, 10)),
])  # fmt: skip
def test_the_surroundings_of_an_element_are_a_stretch_of_the_page(before: int, after: int, wanted: slice):
    page = Page(HTML, "https://a.vn/")
    found = read_surroundings(page.find("#text"), lambda above: list(islice(above, before)), after)
    assert found is not None
    assert shown(found) == shown(page.blocks[wanted])
    assert len({box for block in found for box in block.box.around() if box.tag == "main"}) == 1


@pytest.mark.parametrize("selector", ["i", "p", ".none"])
def test_inline_elements_and_several_have_no_surroundings(selector: str):
    assert read_surroundings(Page(HTML, "https://a.vn/").find(selector), list, 9) is None


@pytest.mark.parametrize(("tiny", "least", "most"), [
    ("<p>ab</p>", 1000, 1010), ("<li>5</li>", 1000, 1010), ("a<br><br>", 500, 510),
])  # fmt: skip
def test_of_very_many_short_blocks_the_late_ones_are_left_out_and_paragraphs_stay(
    tiny: str, least: int, most: int
):
    paragraph = "Hai tỉnh ký biên bản ghi nhớ về giáo dục và y tế."
    blocks = Page(f"<body>{tiny * 5000}<p>{paragraph}</p><p>ab</p></body>", "https://a.vn/").blocks
    assert least <= len(blocks) <= most
    assert paragraph in [block.text for block in blocks]
