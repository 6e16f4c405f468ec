"""Lines that say nothing of the story: publishing licence, rights, read-more lists."""

import re

# What Vietnamese news sites print below and between articles. One cue is enough in a list that
# announces itself; elsewhere two different ones must stand in the same line.
_LISTS = re.compile(
    r"^\W*(?:(?:tin|bài)(?: viết)? (?:liên quan|cùng chuyên mục|khác|đọc nhiều)|xem thêm|mời bạn đọc|đọc thêm)\b|^>>",
    re.I,
)
_CUES = re.compile(
    r"cơ quan chủ quản|giấy phép (?:hoạt động|số|thiết lập)|GP-BT+TT|tổng biên tập|ghi rõ nguồn"
    r"|phát hành lại thông tin|tòa soạn|toà soạn|đường dây nóng|hộp thư|bình luận|tiếng việt có dấu"
    r"|thuần phong mỹ tục|bản quyền|liên hệ quảng cáo|website này|mời bạn đọc|tin tức mới nhất",
    re.I,
)  # fmt: skip
# A look for these in the whole text is cheaper than the search line by line that they call for.
_HINTS = ("iên quan", "hi rõ nguồn", "iấy phép", "ình luận", "ời bạn đọc", "em thêm", ">>", "ản quyền", "ọc thêm")


def own_text(text: str) -> str:
    """Returns the text (NFC) without its boilerplate lines; the whole text if nothing else is in it."""
    if not any(hint in text for hint in _HINTS):
        return text
    return "\n".join(line for line in text.split("\n") if not is_boilerplate(line)) or text


def is_boilerplate(line: str) -> bool:
    """Says whether a line is a read-more list or a publisher's imprint."""
    return bool(_LISTS.search(line)) or len({found.lower() for found in _CUES.findall(line)}) >= 2
