"""Where an article speaks of a document of cooperation, and in what sense: signed, planned, reviewed, at work."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from transforms.programs.dates import find_days, old_month
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import pattern, read_rows

# A signing that lies further back than this is history: what the article reports is what came of it.
# The longest lag between a signing and its own report in the tuning articles was 5 days.
FRESH = timedelta(days=31)

SIGN = pattern(
    r"(?<!đăng )(?<!chữ )(?<!thư )(?<!nhật )(?<!học )(?<!phó )(?<!thời )(?<![\w])(?:ký kết|ký|kí kết|kí)(?![\w])"
    r"(?! (?:túc|ức|hiệu|tự|giả|sự|quỹ|gửi|sinh|họa|danh|ninh|xác nhận|chè|cà|gạo|thịt|quả|thuê|giao ước|nhận|sổ|miệng))"
)
_SOON = pattern(
    r"(?:sẽ|dự kiến|chuẩn bị|tiến tới|hướng tới|tiến đến|đi đến|sắp|muốn|đề xuất|đề nghị|xem xét|mong(?: muốn)?|kỳ vọng|chờ|trước khi|"
    r"tham mưu|thống nhất chủ trương|chủ trương|hoàn thiện|hoàn tất|xây dựng|soạn thảo|cho ý kiến|thúc đẩy|sớm|bàn việc|bàn về việc|trao đổi về việc|nghiên cứu|tính đến|lên kế hoạch|dời|có thể)"
    r" (?:[^\s.;,:]+ ){0,7}?$"
)
_SOON_AFTER = pattern(r"^[^.;]{0,60}?(?:trong thời gian tới|thời gian tới|trong quý|vào quý|vào năm sau|sang năm(?! cuối| thứ)|năm tới(?!,)|tháng tới|tuần tới|vào đầu tháng|vào cuối tháng|vào giữa năm tới|dự kiến)")
_PUT_OFF = pattern(
    r"lễ ký[^.]{0,140}(?:dự kiến|được dời|bị hoãn|hoãn lại|sẽ (?:được )?(?:diễn ra|tổ chức|tiến hành))|(?:dời|hoãn|chuẩn bị) lễ ký"
)
_DRAFT = pattern(r"dự thảo (?:nội dung )?(?:\w+ ){0,3}$")
_NOT = pattern(r"(?:không|chưa|chẳng|không hề|chưa từng|không tham gia) (?:\w+ )?$")
_EARLIER = pattern(r"(?:trước đó,|trước đây|từng|tương tự|trước kia|năm ngoái|năm trước|hồi năm|ngày ấy|năm xưa|lâu nay)")
_REVIEW = pattern(
    r"sơ kết|tổng kết|đánh giá (?:lại )?(?:kết quả|việc|tình hình|hiệu quả|\w+ năm|giữa kỳ|quá trình)|kiểm điểm|rà soát|nhìn lại|điểm lại|đánh giá,|họp đánh giá|kiểm tra việc thực hiện|"
    r"(?:sau )?(?:gần |hơn )?(?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nửa) (?:năm|tháng) (?:thực hiện|triển khai|hợp tác|phối hợp|ký kết|kết nghĩa|bắt tay)|kết quả (?:thực hiện|triển khai|hợp tác|phối hợp)"
)
AT_WORK = pattern(
    r"(?:theo|khuôn khổ|nằm trong|thuộc|kết quả của|kết quả từ|nhờ|thực hiện|triển khai|từ|hoạt động của|trong|hưởng ứng|sản phẩm của|cụ thể hóa|nội dung của|căn cứ|trên cơ sở|nội dung|tiếp nối|duy trì)"
    r" (?:\"|các |nội dung |hoạt động |những |một |bản |việc thực hiện |nguồn |hiệu quả |tốt |có hiệu quả |khuôn khổ |của )*$"
)

# Declarations are adopted and twinnings held rather than signed.
_ADOPTED = pattern(
    r"(?:thông qua|ra|công bố|đưa ra) (?:bản )?(?:tuyên bố|thông cáo) chung|kết nghĩa (?:từ|vào) (?:ngày|hôm)|"
    r"(?:tổ chức|làm|diễn ra) (?:lễ )?(?:công bố )?kết nghĩa"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A phrase that names a document of cooperation, and what the words around it say happened to it."""

    instrument: str
    start: int
    end: int
    sentence: Sentence
    sense: str  # signed, proposed, review, implementation, earlier, named
    strong: bool
    verb: tuple[int, int] | None = None
    signed_on: date | None = None
    signed_span: tuple[int, int] | None = None


@cache
def _instruments() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    rows = list(read_rows("instruments.tsv"))
    names = {f"{row['instrument']}_{row['strength']}": row["instrument"] for row in rows}

    def joined(strength: str) -> re.Pattern[str]:
        return re.compile(r"(?<!\w)(?:" + "|".join(
            f"(?P<{row['instrument']}_{strength}>{row['pattern']})" for row in rows if row["strength"] == strength
        ) + r")(?!\w)")  # fmt: skip

    return joined("strong"), joined("weak"), names


# A plain noun that a relative clause says was signed: "biên bản mà bốn tỉnh đã ký", "văn bản được ký trong tối 19/3".
_RELATIVE = pattern(
    r"(?<!\w)(?:biên bản|thỏa thuận|văn bản|văn kiện|quy chế|chương trình|kế hoạch|hợp đồng|cam kết) (?:\w+ ){0,3}?"
    r"(?:mà [^.;]{3,140}?|do [^.;,]{3,90}?|được (?:[^.;,]{3,70}? )?|vừa (?:được )?|đã (?:được )?|sẽ (?:được )?)(?:ký kết|ký)(?!\w)"
)
_SALES = pattern(r"hợp đồng (?:hợp tác )?(?:kinh doanh|lao động|mua|bán|thi công|xây|tư vấn|tín dụng|góp vốn)|thỏa thuận giữ chỗ|thỏa thuận mua|hợp đồng bcc|biên bản (?:vi phạm|xử phạt|bàn giao|nghiệm thu|kiểm tra)")
_GOVERNS = pattern(r"^(?: (?:kết|bản|các|những|một|vào|văn bản|liền|tiếp|lại|mới|\d+|hai|ba|bốn|năm|nội dung|lễ|vui|loạt|nhiều|với [^,.;]{3,80}|thành công|bộ|dự thảo|và trao|công bố|ban hành|thông qua)){0,6} ?\"?$")


def find_anchors(passage: Passage, published: date | None, year: int | None) -> list[Anchor]:
    """Every document of cooperation that the article names, in reading order."""
    strong, weak, names = _instruments()
    found: list[Anchor] = []
    for sentence in passage.sentences:
        if _is_link(passage, sentence):
            continue
        low = passage.low
        taken: list[tuple[int, int]] = []
        for match in strong.finditer(low, sentence.start, sentence.end):
            if _SALES.match(low, match.start()):
                continue
            taken.append(match.span())
            found.append(_anchor(passage, sentence, match, names, True, published, year))
        for match in _RELATIVE.finditer(low, sentence.start, sentence.end):
            inner = weak.match(low, match.start())
            if inner and not any(start < inner.end() and inner.start() < end for start, end in taken):
                taken.append(inner.span())
                found.append(_anchor(passage, sentence, inner, names, False, published, year))
        verbs = list(SIGN.finditer(low, sentence.start, sentence.end))
        for verb in verbs:
            match = weak.search(low, verb.end(), min(verb.end() + 110, sentence.end))
            if match and not any(start <= match.start() < end + 1 or verb.end() <= start <= match.start() for start, end in taken):
                if _GOVERNS.match(low[verb.end() : match.start()]) and not _SALES.match(low, match.start()):
                    taken.append(match.span())
                    found.append(_anchor(passage, sentence, match, names, False, published, year))
    return _without_doubles(sorted(found, key=lambda anchor: anchor.start), passage)


def _is_link(passage: Passage, sentence: Sentence) -> bool:
    return passage.norm.startswith((">>", "»", "• ", "Xem thêm", "Tin liên quan", "Đọc thêm"), sentence.start)


def _without_doubles(anchors: list[Anchor], passage: Passage) -> list[Anchor]:
    """One anchor for one noun phrase: "thỏa thuận thiết lập quan hệ kết nghĩa" is a twinning."""
    kept: list[Anchor] = []
    for anchor in anchors:
        last = kept[-1] if kept else None
        if last and last.sentence.order == anchor.sentence.order and anchor.instrument == "twinning" and _joins(passage.low[last.end : anchor.start]):
            kept[-1] = last if last.instrument == "mou" else _as_twinning(last, anchor)
            continue
        kept.append(anchor)
    return kept


def _as_twinning(last: Anchor, anchor: Anchor) -> Anchor:
    return Anchor("twinning", last.start, anchor.end, last.sentence, last.sense, True, last.verb, last.signed_on, last.signed_span)


_JOIN = pattern(r"^(?: (?:về|việc|thiết|lập|quan|hệ|mối|hữu|nghị|thực|hiện|cam|kết|hợp|tác|giao|lưu|hai|bên|cụm|dân|cư|nội|dung)|,)* ?$")


def _joins(between: str) -> bool:
    return bool(_JOIN.match(between))


def _anchor(
    passage: Passage, sentence: Sentence, match: re.Match[str], names: dict[str, str], strong: bool,
    published: date | None, year: int | None,
) -> Anchor:  # fmt: skip
    instrument = names[str(match.lastgroup)]
    verb = _verb_of(passage.low, sentence, match.start(), match.end())
    sense, signed_on, span = _sense(passage, sentence, match.start(), match.end(), verb, published, year)
    return Anchor(instrument, match.start(), match.end(), sentence, sense, strong, verb, signed_on, span)


def _verb_of(low: str, sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """The signing verb that goes with a document: the last one before it, else the first behind it."""
    left = max(low.rfind(";", sentence.start, start), sentence.start)
    right = low.find(";", end, sentence.end)
    right = sentence.end if right < 0 else right
    before = [verb.span() for verb in SIGN.finditer(low, left, start)]
    after = next((verb.span() for verb in SIGN.finditer(low, end, right)), None)
    if before and start - before[-1][1] <= 140:
        return before[-1]
    return after if after and after[0] - end <= 170 else (before[-1] if before else None)


def _sense(
    passage: Passage, sentence: Sentence, start: int, end: int, verb: tuple[int, int] | None,
    published: date | None, year: int | None,
) -> tuple[str, date | None, tuple[int, int] | None]:  # fmt: skip
    low = passage.low
    lead = low[max(sentence.start, start - 60) : start]
    if _DRAFT.search(lead):
        return "proposed", None, None
    if verb:
        sense, on, span = _signing(passage, sentence, verb, start, published, year)
        if sense:
            return sense, on, span
    if _ADOPTED.search(low, max(sentence.start, start - 40), min(sentence.end, end + 20)):
        return "signed", None, None
    if _REVIEW.search(low, sentence.start, sentence.end):
        return "review", None, None
    if AT_WORK.search(lead):
        return "implementation", None, None
    return "named", None, None


def _signing(
    passage: Passage, sentence: Sentence, verb: tuple[int, int], start: int, published: date | None, year: int | None
) -> tuple[str | None, date | None, tuple[int, int] | None]:
    low = passage.low
    before = low[max(sentence.start, verb[0] - 70) : verb[0]]
    if _NOT.search(before):
        return None, None, None
    near = find_days(low, max(sentence.start, verb[0] - 4), min(verb[1] + 90, sentence.end), published, year)
    for day in near:
        if (published and published - day.on > FRESH) or (published is None and year is not None and day.on.year < year):
            return "earlier", day.on, (day.start, day.end)
    if not near and old_month(low, verb[1], min(verb[1] + 60, sentence.end), published):
        return "earlier", None, None
    if _PUT_OFF.search(low, max(sentence.start, verb[0] - 12), sentence.end):
        return "proposed", None, None
    if (_SOON.search(before) and not before.rstrip().endswith(("đã", "vừa"))) or _SOON_AFTER.match(low[verb[1] : sentence.end]):
        return "proposed", None, None
    if _EARLIER.search(low, sentence.start, verb[0]) and not near:
        return "earlier", None, None
    day = near[0] if near else None
    return "signed", day.on if day else None, (day.start, day.end) if day else None
