"""Lines that say nothing of the story: publishing licence, rights, read-more lists."""

import re

# What Vietnamese news sites print below and between articles: lists that announce themselves ...
_LISTS = re.compile(
    r"\W*(?:(?:tin|bài)(?: viết)? (?:liên quan|cùng chuyên mục|khác|đọc nhiều)"
    r"|xem thêm|mời bạn đọc|đọc thêm)\b|>>",
    re.I,
)
# ... and imprints and rights, of which two different cues must stand in one line.
_CUES = (
    "cơ quan chủ quản",
    "giấy phép",
    "gp-bttt",
    "tổng biên tập",
    "ghi rõ nguồn",
    "phát hành lại",
    "tòa soạn",
    "toà soạn",
    "đường dây nóng",
    "hộp thư",
    "bình luận",
    "tiếng việt có dấu",
    "thuần phong mỹ tục",
    "bản quyền",
    "liên hệ quảng cáo",
    "website này",
    "mời bạn đọc",
    "tin tức mới nhất",
)
# A look for these in the whole text is cheaper than the search line by line that they call for.
_HINTS = (
    "iên quan:", "in khác", "ài khác", "ùng chuyên mục", "ọc nhiều", "em thêm", "ời bạn đọc", "ọc thêm", ">>",
    "iấy phép", "hi rõ nguồn", "ình luận", "ản quyền", "ơ quan chủ quản",
)  # fmt: skip


def own_text(text: str) -> str:
    """Returns the text (NFC) without its boilerplate lines; the whole text if nothing else is in it."""
    if not any(hint in text for hint in _HINTS):
        return text
    return "\n".join(line for line in text.split("\n") if not is_boilerplate(line)) or text


def is_boilerplate(line: str) -> bool:
    """Says whether a line is a read-more list or a publisher's imprint."""
    if _LISTS.match(line):
        return True
    lowered = line.lower()
    return sum(cue in lowered for cue in _CUES) >= 2
