"""Writes the first inputs of every target: small, well-formed and of the kind that the reader expects.

``python -m tests.fuzz.seeds`` writes them anew; inputs that broke something are left alone.
"""

import json
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")

_DATA = {
    "@context": "https://schema.org", "@graph": [{
        "@type": "NewsArticle", "headline": "Hai tỉnh ký kết chương trình hợp tác",
        "datePublished": "2026-02-28T09:15:00+07:00", "dateModified": "2026-02-28 10:00",
        "author": [{"@type": "Person", "name": "Nguyễn Văn An"}, "Lê Bình"], "articleSection": "Chính trị",
        "keywords": "hợp tác, Hà Tĩnh", "description": "Sáng 27/2, hai tỉnh đã ký kết.", "articleBody": "…",
    }],
}  # fmt: skip
_PARAGRAPHS = [
    "Sáng 27/2, tại TP Hà Tĩnh, UBND tỉnh Hà Tĩnh và UBND tỉnh Hưng Yên ký kết chương trình hợp tác giai đoạn 2026 - 2030.",
    "Hai bên thống nhất phối hợp trong lĩnh vực nông nghiệp, du lịch, giáo dục và xúc tiến đầu tư.",
    "Ông Trần Văn Bình, Phó Chủ tịch UBND tỉnh Hà Tĩnh, và bà Lê Thị Cúc, Phó Chủ tịch UBND tỉnh Hưng Yên, ký biên bản.",
]
_PAGE = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Hai tỉnh ký kết - Báo</title>
<meta property="og:title" content="Hai tỉnh ký kết chương trình hợp tác"><meta name="author" content="An, Bình">
<meta property="article:published_time" content="2026-02-28T09:15:00+07:00"><link rel="canonical" href="/a-post1.html">
<script type="application/ld+json">{json.dumps(_DATA, ensure_ascii=False)}</script></head><body>
<nav><a href="/">Trang chủ</a></nav><article><h1>Hai tỉnh ký kết chương trình hợp tác</h1>
<time datetime="2026-02-28T09:15:00+07:00">Thứ bảy, 28/02/2026 09:15 (GMT+7)</time><p class="sapo">{_PARAGRAPHS[0]}</p>
<figure><img src="a.jpg"><figcaption>Lễ ký. Ảnh: An</figcaption></figure><div class="detail__content">
<p>{_PARAGRAPHS[1]}</p><p>{_PARAGRAPHS[2]}</p><ul><li>Một</li><li>Hai</li></ul><table><tr><td>1<td>2</table>
<p style="text-align:right"><strong>Nguyễn Văn An</strong></p></div></article>
<aside><h3><a href="/b-post2.html">Tin khác</a></h3></aside><footer>Giấy phép số 1</footer></body></html>"""
_RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Báo</title><item><title><![CDATA[Một]]></title>
<link>https://baohatinh.vn/mot-post1.html</link><guid isPermaLink="false">1</guid>
<pubDate>Sat, 28 Feb 2026 09:15:00 +0700</pubDate></item><item><title>Hai &amp; ba</title><link>/hai-post2.html</link>
<pubDate>2/28/2026 9:15:00 AM</pubDate></item></channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Một</title><link rel="alternate" href="/mot-post1.html"/>
<published>2026-02-28T09:15:00+07:00</published><updated>2026-02-28T09:20:00Z</updated></entry></feed>"""
_MAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>
<loc>https://baohatinh.vn/mot-post1.html</loc><lastmod>2026-02-28</lastmod><news:news>
<news:publication_date>2026-02-28T09:15:00+07:00</news:publication_date><news:title>Một</news:title></news:news></url>
</urlset>"""
_INDEX = """<sitemapindex><sitemap><loc>https://baohatinh.vn/s1.xml.gz</loc><lastmod>2026-02-28T01:00:00Z</lastmod></sitemap>
</sitemapindex>"""
_DATES = [
    "Thứ bảy, 28/02/2026 09:15 (GMT+7)",
    "ngày 28 tháng 2 năm 2026, 9 giờ 15",
    "28-2-2026 | 9h15",
    "2026-02-28T09:15:00+07:00",
    "Feb 28, 2026 9:15 AM",
    "Sat, 28 Feb 2026 09:15:00 GMT",
    "hôm qua 28.2",
    "20260228091500",
    "28 tháng Hai, 2026",
]
_ROBOTS = (
    "User-agent: *\nCrawl-delay: 2\nDisallow: /tim-kiem*\nAllow: /tin$\nSitemap: https://baohatinh.vn/s.xml\n"
)

SEEDS: dict[str, list[str]] = {
    "article": [
        "\x00" + _PAGE,
        "\x01" + _PAGE,
        "\x00" + _PAGE.replace("<p>", "<br><br>").replace("</p>", ""),
    ],
    "feed": [_RSS, _ATOM],
    "sitemap": [_MAP, _INDEX],
    "listing": [_PAGE],
    "dates": _DATES,
    "cleaning": ["Hoà\u200b bình  và\u00ad hòa\u0301 giải \u202e", "TIỂU SỬ i\u0307 ﬁ ß"],
    "programs": ["\n\n".join(["Hai tỉnh ký kết chương trình hợp tác", *_PARAGRAPHS, "Lễ ký kết. Ảnh: An"])],
    "robots": [_ROBOTS],
}


def main() -> None:
    for name, seeds in SEEDS.items():
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(seeds):
            (CORPUS / name / f"seed-{number}").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
