"""What surrounds an article on a paper's pages: menus, lists of other stories, scripts, footer."""

from html import escape

from flows.newsroom.model import Paper, Story, slug
from warehouse.record import record

SECTIONS = (
    "Thời sự", "Chính trị", "Kinh tế", "Nông nghiệp", "Giáo dục", "Y tế", "Văn hóa", "Du lịch", "Thể thao",
    "Pháp luật", "Môi trường", "Giao thông", "Khoa học", "Đời sống", "Bạn đọc", "Quốc tế", "Đối ngoại",
    "Chuyển đổi số", "Xây dựng Đảng", "Quốc phòng - An ninh",
)  # fmt: skip
PLACES = ("Thành phố", "Ven biển", "Vùng bãi", "Trung du", "Đồi núi", "Làng nghề", "Bến cảng", "Cửa khẩu")

WITH_SAPO = 8
"""How many of the teasers beside an article carry their sapo; the rest are headlines, as on real pages."""


@record
class Chrome:
    """Ready-made HTML for the parts of a page that are the same on all pages of a paper."""

    head: str
    menu: str
    aside: str
    foot: str


def chrome(paper: Paper, stories: tuple[Story, ...]) -> Chrome:
    """Builds a paper's surroundings, about 35 KB as on real news pages."""
    return Chrome(
        head=_styles(paper.name), menu=_menu(paper.name), aside=_aside(paper, stories), foot=_foot(paper)
    )


def _menu(prefix: str) -> str:
    return "\n".join(_menu_item(prefix, section) for section in SECTIONS)


def _menu_item(prefix: str, section: str) -> str:
    link = f'<a href="/chuyen-muc/{slug(section)}" title="{section}">{section}</a>'
    places = "".join(_submenu(section, place) for place in PLACES)
    return f'<li class="{prefix}-menu__item">{link}<ul>{places}</ul></li>'


def _submenu(section: str, place: str) -> str:
    return f'<li><a href="/chuyen-muc/{slug(section)}/{slug(place)}">{place}</a></li>'


def _aside(paper: Paper, stories: tuple[Story, ...]) -> str:
    shown = [story for story in stories if story.page == "article" and story.edition == 1]
    return "\n".join(_teaser(paper, story, place < WITH_SAPO) for place, story in enumerate(shown[:40]))


def _teaser(paper: Paper, story: Story, with_sapo: bool) -> str:
    link, title, box = paper.path(story, story.first_title), escape(story.first_title), f"{paper.name}-box"
    image = f'<img loading="lazy" width="180" height="120" src="/anh/{story.number}.jpg" alt="{title}">'
    sapo = f'<div class="{box}__sapo">{escape(story.lead or "")}</div>' if with_sapo else ""
    return (
        f'<div class="{box}__item" data-id="{story.number}"><a class="{box}__thumb" href="{link}">{image}</a>'
        f'<a class="{box}__link" href="{link}">{title}</a>'
        f"{sapo}</div>"
    )


def _styles(prefix: str) -> str:
    rules = (
        f".{prefix}-col-{n}{{float:left;width:{n * 8}px;margin:0 {n % 5}px {n % 7}px 0;box-sizing:unset}}"
        for n in range(1, 61)
    )
    return "<style>" + "\n".join(rules) + "</style>"


def _foot(paper: Paper) -> str:
    slots = ",".join(f'{{"slot":"zone-{n}","size":[300,{n * 10}],"lazy":true}}' for n in range(90))
    return (
        f'<script>window.__zones=[{slots}];window.__site={{"name":"{paper.name}","lang":"vi"}};'
        "for(var i=0;i<window.__zones.length;i++){var z=document.getElementById(window.__zones[i].slot);"
        'if(z){z.setAttribute("data-ready","1");}}</script>'
        f"<p>{escape(paper.title)} (ấn phẩm minh họa). Ghi rõ nguồn khi dùng lại thông tin.</p>"
        "<p>Tòa soạn: số 1, đường Ví Dụ. Điện thoại: 000.000.000. Thư điện tử: toasoan@news.example</p>"
    )
