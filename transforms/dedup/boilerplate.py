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
# One of these stands in every line of two cues that was seen; the look for each of the cues costs more.
_HINTS = ("iấy phép", "hi rõ nguồn", "ình luận", "ản quyền", "ơ quan chủ quản")


def own_text(text: str) -> str:
    """Returns the text (NFC) without its boilerplate lines; the whole text if nothing else is in it."""
    lines = text.split("\n")
    rights = any(hint in text for hint in _HINTS)
    kept = [line for line in lines if not (_LISTS.match(line) or (rights and _is_imprint(line)))]
    return text if len(kept) == len(lines) else "\n".join(kept) or text


def _is_imprint(line: str) -> bool:
    if not any(hint in line for hint in _HINTS):
        return False
    lowered = line.lower()
    return sum(cue in lowered for cue in _CUES) >= 2
