"""Pages that answer 200 and are not the page are told from articles that merely talk about such things."""

# ruff: noqa: E501 - one page a line

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.capture import Capture
from extractors.classify import refusal

LONG = "".join(
    f"<p>Đoạn {number}: Ủy ban nhân dân tỉnh và Bộ đã ký kết chương trình phối hợp công tác trong năm nay.</p>"
    for number in range(20)
)


def capture(
    html: str | bytes, url: str = "https://a.vn/tin/bai-1.htm", final_url: str = "", **headers: str
) -> Capture:
    content = html.encode() if isinstance(html, str) else html
    return Capture(
        url=url, final_url=final_url or url, status=200, content=content,
        headers={"content-type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}},
        captured_at=datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip


CHALLENGES = [
    "<title>Just a moment...</title><div>Checking your browser</div><script>window._cf_chl_opt={cvId:'3'}</script>",
    "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
    "<title>Making sure you&#39;re not a bot!</title><p>Loading...</p>",
    "<title>DDoS-Guard</title><script src='/.well-known/ddos-guard/js-challenge/index.js'></script>",
    "<html><head><META NAME='robots'></head><iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful.</iframe></html>",
    "<title>a.vn</title><script src='https://ct.captcha-delivery.com/c.js'></script><p>Please enable JS</p>",
    "<title>Access to this page has been denied.</title><div id='px-captcha'></div>",
    "<title>Vercel Security Checkpoint</title>",
    "<html><script>document.cookie='D1N=3f1c; path=/';window.location.reload(true);</script></html>",
    "<title>Báo X</title><h1>Đang kiểm tra trình duyệt của bạn</h1><p>Vui lòng chờ 5 giây</p>",
    "<title>Xác minh bạn là con người</title><div class='g-recaptcha'></div>",
    "<html><body><script src='/aes.min.js'></script><script>slowAES.decrypt(1)</script></body></html>",
]
LOGINS = [
    "<title>Đăng nhập</title><form><input name=u><input type='password'></form>",
    "<title>Báo X</title><h2>Bạn cần đăng nhập để đọc tiếp bài này</h2>",
    '<title>X</title><form>Tên <input> Mật khẩu <input type="password"> <button>Vào</button></form>',
]
CONSENTS = [
    "<title>Báo X</title><h1>Chúng tôi sử dụng cookie</h1><p>Cookie giúp chúng tôi và đối tác.</p><button>Đồng ý</button>",
    "<title>Before you continue to Báo X</title><button>Accept all</button>",
    "<title>X</title><p>Chúng tôi và 800 đối tác lưu trữ cookie và dữ liệu cá nhân trên thiết bị của bạn.</p><a>Chấp nhận tất cả</a>",
]
LOST = [
    "<title>Không tìm thấy trang | Báo X</title><h1>Không tìm thấy trang</h1>" + LONG,
    "<title>404 - Báo X</title>" + LONG,
    "<title>Báo X</title><h1>404 Not Found</h1>",
    "<title>Báo X</title><h2>Trang bạn tìm kiếm không tồn tại hoặc đã bị xóa</h2>" + LONG,
    "<title>Báo X</title><h1>Rất tiếc! Không tìm thấy nội dung bạn yêu cầu.</h1>",
    "<title>Page not found - X</title>",
    "<title>Báo X</title><div>Bài viết không tồn tại</div><a href='/'>Về trang chủ</a>",
]
ARTICLES = [
    f"<title>Lỗi 404 là gì? Cách khắc phục | Báo X</title><h1>Lỗi 404 là gì? Cách khắc phục</h1>{LONG}",
    f"<title>Captcha làm khó người mù | Báo X</title><h1>Captcha làm khó người mù</h1><p>Xác minh bạn là con người</p>{LONG}",
    f"<h1>Cookie và quyền riêng tư</h1><p>Chúng tôi sử dụng cookie</p><button>Đồng ý</button>{LONG}",
    f"<title>Tin</title><h1>Tin</h1>{LONG}<form><input type='password'></form><h2>Đăng nhập</h2>",
    "<title>Trang không tồn tại vẫn trả về mã 200 | X</title><h1>Trang không tồn tại vẫn trả về mã 200</h1><p>Ngắn.</p>",
    f"<title>X</title><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><h1>Hợp tác</h1>{LONG}",
    "<title>Just a moment... | Báo X</title><meta property='article:published_time' content='2026-11-22'><p>Phim hay</p>",
    "<title>Access denied</title><script>{\"@type\": \"NewsArticle\"}</script><p>Phim hay</p>",
    "<h1>Tỉnh ký kết hợp tác</h1><p>Sáng 22/11, hai bên ký kết.</p>",
    "", "<html></html>", "\x00\x01\x02",
]  # fmt: skip


@pytest.mark.parametrize("html", CHALLENGES)
def test_challenges(html: str) -> None:
    assert refusal(capture(html)) == "challenge"


def test_a_challenge_that_its_server_declares() -> None:
    assert refusal(capture(LONG, cf_mitigated="challenge")) == "challenge"


@pytest.mark.parametrize("html", LOGINS)
def test_logins(html: str) -> None:
    assert refusal(capture(html)) == "login"


@pytest.mark.parametrize("html", CONSENTS)
def test_consent_walls(html: str) -> None:
    assert refusal(capture(html)) == "consent"


@pytest.mark.parametrize("html", LOST)
def test_soft_404s(html: str) -> None:
    assert refusal(capture(html)) == "soft_404"


@pytest.mark.parametrize("html", ARTICLES)
def test_articles_that_talk_about_such_things_pass(html: str) -> None:
    assert refusal(capture(html)) is None


@pytest.mark.parametrize(
    ("final_url", "outcome"),
    [
        ("https://a.vn/", "soft_404"),
        ("https://a.vn", "soft_404"),
        ("https://a.vn/index.html", "soft_404"),
        ("https://a.vn/404.html", "soft_404"),
        ("https://a.vn/dang-nhap?next=/tin/bai-1.htm", "login"),
        ("https://login.a.vn/x", "login"),
        ("https://consent.a.vn/x", "consent"),
        ("https://a.vn/cdn-cgi/challenge-platform/x", "challenge"),
        ("https://www.a.vn/tin/bai-1-sua.htm", None),
        ("http://a.vn/tin/bai-1.htm", None),
    ],
)
def test_what_a_redirect_gives_away(final_url: str, outcome: str | None) -> None:
    assert refusal(capture(LONG, final_url=final_url)) == outcome


def test_the_front_page_may_lead_to_itself() -> None:
    assert refusal(capture(LONG, url="http://a.vn/", final_url="https://www.a.vn/index.html")) is None


@pytest.mark.shared
def test_no_real_page_is_refused(shared: Path) -> None:
    for line in (shared / "pages/vn/index.jsonl").read_text().splitlines():
        entry = json.loads(line)
        content = gzip.decompress((shared / "pages/vn" / entry["file"]).read_bytes())
        assert refusal(capture(content, url=entry["url"])) is None, entry["file"]


@pytest.mark.shared
@pytest.mark.slow
def test_no_page_of_the_extraction_sets_is_refused(shared: Path) -> None:
    pages = sorted((shared / "bench/extract/sets").glob("*/pages/*.html.gz"))
    refused = [page.name for page in pages if refusal(capture(gzip.decompress(page.read_bytes())))]
    assert refused == []
