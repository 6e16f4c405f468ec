"""Which articles can be passed over, and why."""

import re

from transforms.programs.anchors import Anchor
from transforms.programs.passage import Passage
from transforms.programs.patterns import cue
from transforms.programs.records import Document
from transforms.text import one_tone_style

# One of these must be in any article that tells of a program; both tone styles, composed and not, are covered
# by looking for what stays the same in all of them.
_HINT = re.compile(
    r"hợp tác|phối hợp|kết nghĩa|ghi nhớ|th[oỏ][aả] thuận|biên bản|tuyên bố|quy chế|thông cáo|liên tịch|ý định thư|liên kết|kế hoạch|kí kết|ký kết|bản cam kết",
    re.IGNORECASE,
)
_DIGEST = cue("digest")
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def hopeless(document: Document) -> str | None:
    """Why an article needs no reading: no text, another language, or no word of cooperation in it."""
    body = [paragraph[:60_000] for paragraph in document.body]
    if not any(paragraph.strip() for paragraph in (document.lead or "", *body)):
        return "empty text"
    for text in (document.title, document.lead or "", *body, *document.captions):
        if _HINT.search(text):
            return None
    decomposed = one_tone_style(" ".join((document.title, document.lead or "", *body))[:60_000])
    if not decomposed.isascii() and "\u0323" in decomposed:
        return None
    return "no words of cooperation" if _VIETNAMESE.search(decomposed[:4000]) else "not in Vietnamese"


def refusal(passage: Passage, anchors: list[Anchor]) -> str | None:
    """Why an article with words of cooperation still tells of no program."""
    if not anchors:
        return "no document of cooperation named"
    title_start, title_end = passage.part_span("title")
    if _DIGEST.match(passage.low[title_start:title_end]):
        return "list, digest or question page"
    return None
