"""How pages that stand in for an article word and mark themselves, in Vietnamese and English.

Expressions are matched against a whole headline or block of text, never inside one: "Trang không tồn tại" is
a soft 404, "Vì sao trang không tồn tại vẫn trả về mã 200?" a headline.
"""

import re


def _any(*expressions: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(expressions)})[ .!?…:]*", re.IGNORECASE)


_SORRY = r"(?:(?:rất tiếc|xin lỗi|oops|whoops|sorry)[ ,.!:…-]{0,5})?(?:chúng tôi )?"
_CODE = r"(?:(?:lỗi|error|http|page|trang)?[ :#-]{0,3}404[ :.,!|–—-]{0,5})?"
_THING = (
    r"(?:trang|nội dung|bài viết|bài báo|đường dẫn|liên kết|địa chỉ|tin bài|chuyên mục|dữ liệu|url)"
    r"(?: web| tin| trang| này| bạn| mà| đang| cần| muốn| vừa| đã| yêu cầu| truy cập| tìm| kiếm| xem| chọn"
    r"| được)*"
)
_GONE = (
    r"(?:hiện )?(?:không (?:còn )?(?:tồn tại|tìm thấy|được tìm thấy|có sẵn|khả dụng|hợp lệ)"
    r"|(?:có thể )?đã bị (?:xóa|xoá|gỡ|gỡ bỏ|di chuyển))"
    r"(?: hoặc[\w ,]{0,60}| trên (?:hệ thống|máy chủ|website)[\w ]{0,20})?"
)
_PAGE = (
    r"(?:(?:the |this |that )?(?:requested )?(?:page|file|article|url|content|document)"
    r"(?: you[\w' ’]{0,40})?[ ,]{0,2})"
)

NOT_FOUND = _any(
    rf"{_CODE}{_SORRY}{_CODE}(?:không tìm thấy|không tồn tại) {_THING}",
    rf"{_CODE}{_SORRY}{_CODE}{_THING} {_GONE}",
    rf"{_CODE}{_SORRY}{_CODE}{_PAGE}?(?:was |is |could |can ?)?not (?:be )?(?:found|available)"
    r"[ .!-]{0,5}(?:404)?",
    rf"{_CODE}{_SORRY}{_CODE}{_PAGE}(?:does not|doesn['’]t|no longer) exists?",
    r"(?:lỗi|error|http|page|trang)?[ :#-]{0,3}404(?:[ .!:|–—-]{0,5}(?:error|lỗi|page))?",
)

CHALLENGE = _any(
    r"just a moment", r"one moment,? please", r"attention required", r"ddos-guard", r"access denied",
    r"security check(?:point)?", r"vercel security checkpoint", r"checking your browser[\w ,]*",
    r"making sure you['’]re not a bot",
    r"(?:are you|verify(?:ing)?(?: that)? you(?:['’]re| are)) (?:a |not a )?(?:human|robot|bot)[\w ,]*",
    r"(?:human|bot) verification", r"robot check", r"sucuri website firewall.*", r"pardon our interruption",
    r"access to this page has been denied[\w ]*", r"request unsuccessful.*", r"client challenge",
    r"(?:sorry, )?you have been blocked", r"(?:please )?enable javascript and cookies to continue",
    r"please (?:complete|solve) the (?:captcha|security check)[\w ,]*", r"(?:nhập mã )?captcha",
    r"(?:hệ thống )?(?:đang |vui lòng |xin )?(?:kiểm tra|xác minh|xác thực|xác nhận)(?: rằng)?"
    r" (?:trình duyệt|kết nối|bảo mật|truy cập|người dùng|bạn (?:không phải )?là)[\w ,]{0,50}",
    r"(?:truy cập )?(?:đã )?bị từ chối(?: truy cập)?", r"từ chối truy cập",
    r"tôi không phải (?:là )?(?:người máy|robot)",
)  # fmt: skip

LOGIN = _any(
    r"(?:bạn cần |(?:xin )?vui lòng |(?:xin )?mời )?(?:bạn )?(?:đăng nhập|log ?in|sign ?in)"
    r"(?: (?:để|vào|hệ thống|tài khoản|to|with|using)[\w ]{0,60})?",
    r"(?:please|you (?:must|need to)) (?:log|sign) ?in[\w ]{0,60}",
)

CONSENT = _any(
    r"before you continue.*", r"cookies?(?: (?:consent|settings|preferences|policy|wall|notice))?",
    r"(?:your )?privacy (?:choices|settings|preferences)", r"we (?:value|care about|respect) your privacy",
    r"(?:manage |your )?consent(?: required)?", r"(?:this (?:site|website)|we) uses? cookies[\w ]{0,60}",
    r"(?:chúng tôi|trang web này|website này|trang này)(?: có)? sử dụng cookies?[\w ]{0,60}",
    r"(?:thiết lập|cài đặt|chính sách|chấp nhận|đồng ý|thông báo)[\w ]{0,20} cookies?",
    r"(?:quyền riêng tư của bạn|chúng tôi (?:coi trọng|tôn trọng) quyền riêng tư[\w ]{0,30})",
)  # fmt: skip

ACCEPT = _any(
    r"(?:tôi )?(?:đồng ý|chấp nhận)(?: tất cả| và[\w ]{0,20})?",
    r"(?:i )?(?:accept|agree|allow)(?: all| and [\w ]{0,20})?(?: cookies)?",
    r"got it", r"ok",
)  # fmt: skip

ABOUT_CONSENT = re.compile(
    r"cookie|consent|privacy|quyền riêng tư|riêng tư|dữ liệu cá nhân|personal data|đối tác|partners|"
    r"đồng ý|chấp nhận|accept|từ chối|reject",
    re.IGNORECASE,
)

CHALLENGE_MARKS = (
    b"_cf_chl_opt", b"cf-browser-verification", b"cf_chl_", b"challenge-form", b"sucuri_cloudproxy_js",
    b"_Incapsula_Resource", b"px-captcha", b"captcha-delivery.com", b"AwsWafIntegration", b"gokuProps",
    b"/.ddos-guard/", b"anubis_challenge", b".within.website", b"slowAES", b"errors.edgesuite.net",
    b"/_sec/verify", b"KPSDK", b"hcaptcha.com/", b"/recaptcha/", b"challenges.cloudflare.com/turnstile",
    b"geetest",
)  # fmt: skip
"""What the scripts of bot walls leave in a page. Some stand on ordinary pages, too, as in contact forms."""

ARTICLE_MARKS = re.compile(
    rb"article:published_time|\"@type\"\s*:\s*\[?\s*\"(?:News|Blog|Reportage|Analysis|Opinion|Background)?"
    rb"(?:Article|Posting)\"|itemprop=[\"']?articleBody|content=[\"']article[\"']"
)
"""What says that a page holds an article: no wall states it."""
