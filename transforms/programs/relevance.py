"""Which articles can be passed over, and why."""

import re
import unicodedata
from itertools import islice

from transforms.programs.anchors import Anchor
from transforms.programs.passage import Passage
from transforms.programs.patterns import cue
from transforms.programs.phrases import may_tell_of_work
from transforms.programs.records import Document

# An article that tells of a program names a document by itself, or a plain paper and the work it is about.
_DOCUMENTS = (
    "ghi nhớ", "thỏa thuận", "thoả thuận", "biên bản", "tuyên bố chung", "thông cáo chung", "quy chế", "liên tịch",  # noqa: E501
    "ý định thư", "kết nghĩa", "hiệp định", "ký tuyên bố", "vào tuyên bố", "tuyên bố hợp tác", "mou", "thỏa ước", "thoả ước",  # noqa: E501
)  # fmt: skip
_PAPERS = (
    "chương trình",
    "kế hoạch",
    "hợp đồng",
    "văn bản",
    "văn kiện",
    "cam kết",
    "ký",
    "kí kết",
    "thông tư",
    "khuôn khổ",
    "sơ kết",
    "tổng kết",
)
_WORK = (
    "cam kết với", "cam kết hỗ trợ", "ký cam kết", "cùng ký",
    "hợp tác", "phối hợp", "liên kết", "liên ngành", "bản cam kết", "hành động chung", "kết nối",
    "đồng hành",
)  # fmt: skip
_OPENING = 1_000  # code points in which headline and lead tell of work together
_DIGEST = cue("digest")
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def hopeless(document: Document) -> str | None:
    """Why an article needs no reading: no text, another language, or no word of cooperation in it."""
    body = [paragraph[:60_000] for paragraph in document.body]
    if not any(paragraph.strip() for paragraph in (document.lead or "", *body)):
        return "empty text"
    text = "\n".join((document.title, document.lead or "", *body, *document.captions))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    low = text.lower()
    if any(word in low for word in _DOCUMENTS):
        return None
    if any(word in low for word in _WORK) and any(word in low for word in _PAPERS):
        return None
    opening = len(document.title) + len(document.lead or "") + len(body[0] if body else "") + 2
    if may_tell_of_work(low[: min(opening, _OPENING)]):
        return None
    return "no words of cooperation" if _VIETNAMESE.search(low[:4000]) else "not in Vietnamese"


def refusal(passage: Passage, anchors: list[Anchor]) -> str | None:
    """Why an article with words of cooperation still tells of no program."""
    if not anchors:
        return "no document of cooperation named"
    if all(_is_headline_of_another(passage, anchor) for anchor in anchors):
        return "only the headline of another article"
    if _is_dispute(passage, anchors):
        return "dispute or crime, not cooperation"
    if _are_many(_MATCH, passage, 4):
        return "a sports match"
    title_start, title_end = passage.part_span("title")
    if _DIGEST.match(passage.low[title_start:title_end]):
        return "list, digest or question page"
    return None


_LONGEST_HEADLINE = 150


def _is_headline_of_another(passage: Passage, anchor: Anchor) -> bool:
    """Whether a document stands only in a paragraph without end mark at the end of a body: a related link."""
    start, end = anchor.sentence.start, anchor.sentence.end
    if anchor.sentence.part != "body" or passage.part_span("body")[1] > end + 2:
        return False
    lead = passage.part_span("lead")
    return end - start <= _LONGEST_HEADLINE and lead[1] > lead[0] and passage.norm[end - 1].isalnum()


_DISPUTE = cue("dispute")
_MATCH = cue("sports match")
_NEWS = 3  # sentences, headline included, in which an article says what it is about
_PRIVATE = ("agreement", "contract", "minutes", "unspecified")


def _is_dispute(passage: Passage, anchors: list[Anchor]) -> bool:
    """Whether papers are only named in the story of a case: words of the courts, none of a signing."""
    public = [a for a in anchors if a.instrument not in _PRIVATE or a.sense == "review"]
    if public or any(a.sentence.order < _NEWS for a in anchors):
        return False
    return _are_many(_DISPUTE, passage, 3)


def _are_many(words: re.Pattern[str], passage: Passage, many: int) -> bool:
    return len(list(islice(words.finditer(passage.low), many))) == many
