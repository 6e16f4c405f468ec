"""Reads what a page states of its article outside the text: authors, section, tags, language."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from extractors.authors import Byline, is_person, read_byline, signatures
from extractors.jsonld import JsonLd
from extractors.page import Page
from extractors.title import is_vietnamese

_AUTHOR_META = (
    "author", "article:author", "articleauthor", "og:article:author", "dable:author", "dc.creator",
    "dcterms.creator", "sailthru.author", "parsely-author", "cxenseparse:author", "byl", "byline",
    "article.author", "citation_author",
)  # fmt: skip


def description(page: Page) -> str | None:
    return page.meta_text("og:description", "description", "twitter:description")


def canonical_link(page: Page) -> str | None:
    """The address that the page states as its own."""
    node = page.tree.css_first("link[rel=canonical][href]")
    return (node.attributes.get("href") if node else None) or page.meta_text("og:url")


# --- people, section, tags, language --------------------------------------------------------------


def read_stated_authors(page: Page, data: JsonLd) -> Byline:
    """Authors by JSON-LD, else by meta tags; the publisher itself and addresses are no authors.

    On pages that are not Vietnamese agencies sign beside people ("Jane Roe, Reuters"): there all names count.
    """
    house, vietnamese = _House(page, data), is_vietnamese(page)
    for names in filter(None, (data.authors, *_meta_names(page))):
        byline = read_byline(names) if vietnamese else Byline(authors=signatures(names))
        authors = tuple(name for name in byline.authors if not house.is_called(name))
        if names is not data.authors:
            authors = tuple(name for name in authors if is_person(name) or _is_uncased(name))
        if authors:
            return Byline(authors=authors, credit=byline.credit)
    return Byline()


def _meta_names(page: Page) -> Iterator[list[str]]:
    """Names by meta tags; those beside a label are how WordPress tells people who wrote (twitter:data1)."""
    for key in _AUTHOR_META:
        yield page.meta.get(key, [])
    for key, labels in page.meta.items():
        if key.startswith("twitter:label") and _WRITTEN_BY.fullmatch(labels[0]):
            yield page.meta.get(key.replace("label", "data"), [])
        elif key.startswith("twitter:misc:") and _WRITTEN_BY.fullmatch(key.rpartition(":")[2]):
            yield labels


_WRITTEN_BY = re.compile(
    r"written by|author|verfasst von|geschrieben von|autor|écrit par|escrito por|scritto da|geschreven door"
    r"|(?:được )?(?:viết|đăng) bởi|tác giả|skriven av|skrevet av|yazan|napisane przez",
    re.IGNORECASE,
)


def read_signing_house(page: Page, data: JsonLd) -> tuple[str, ...]:
    """Publishers and agencies that JSON-LD names as authors, for pages that name no person.

    Vietnamese pages always name their publisher there, which says nothing.
    """
    return () if is_vietnamese(page) else tuple(dict.fromkeys(data.authors))


def _is_uncased(name: str) -> bool:
    """Whether a name is in a script without capitals, where no form tells a person's name."""
    return name[:1].isalpha() and name.upper() == name.lower()


class _House:
    """What the publisher of a page is called: by the page, and by its host."""

    def __init__(self, page: Page, data: JsonLd) -> None:
        self._stated = (data.publisher, *page.meta.get("og:site_name", ()))
        host = urlsplit(page.url).netloc.removeprefix("www.")
        self._label = max(host.split(".")[:-1] or [""], key=len)

    @cached_property
    def _names(self) -> set[str]:
        return {squeezed_ascii(name) for name in self._stated if name}

    def is_called(self, name: str) -> bool:
        """Whether a name is the publisher's, or an address or a kind of publisher."""
        plain, label = squeezed_ascii(name), self._label
        if plain in self._names or _DOMAIN.search(name) or _PUBLISHER.match(name):
            return True
        return len(label) >= 4 and (label in plain or (len(plain) >= 5 and plain in label))


def squeezed_ascii(text: str) -> str:
    """Letters and digits without marks, as in host names: Dân trí, dantri."""
    bare = text.lower()
    if not bare.isascii():
        bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalnum())


_DOMAIN = re.compile(r"\.\w{2,4}$")
_PUBLISHER = re.compile(
    r"(?:báo|tạp chí|đài|cổng|trang|website|ban biên tập|tòa soạn|toà soạn|thông tấn xã)\b|.*\b(?:online"
    r"|news|newspaper|media|tv)$",
    re.IGNORECASE,
)


def read_section(page: Page, data: JsonLd) -> str | None:
    return page.meta_text("article:section", "articlesection", "section") or data.section


def read_tags(page: Page, data: JsonLd) -> tuple[str, ...]:
    """Tags stated by meta tags or JSON-LD, in order, each once."""
    stated = page.meta.get("article:tag") or page.meta.get("news_keywords") or page.meta.get("keywords")
    pieces = [piece.strip() for text in stated or () for piece in re.split(r"[,;]", text)] or list(
        data.keywords
    )
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


_TIERS = ("article:content_tier", "content_tier", "og:article:content_tier", "cxenseparse:content-tier")
_CLOSED = ("locked", "metered", "premium", "paid", "plus", "subscriber", "subscription")


def read_paywall(page: Page, data: JsonLd) -> bool | None:
    """Whether a part of the article is for subscribers, as JSON-LD or a meta tag says; None if none does."""
    if data.is_free is not None:
        return not data.is_free
    tier = (page.meta_text(*_TIERS) or "").lower()
    return tier in _CLOSED if tier in (*_CLOSED, "free", "open", "public") else None


_VIETNAMESE_LETTERS = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def read_language(page: Page, text: str, expected: str | None) -> str:
    """ISO 639-1 code: Vietnamese by its letters, else what the page states, else what the source expects."""
    sample = text[:2000].lower()
    enough = int(0.03 * len(sample))
    if next(islice(_VIETNAMESE_LETTERS.finditer(sample), enough, None), None):
        return "vi"
    stated = (
        page.html_language or (page.meta_text("og:locale", "content-language", "inlanguage") or "").lower()
    )
    code = re.match(r"[a-z]{2}(?![a-z])", stated)
    if code and code[0] != "vi":
        return code[0]
    return expected or "en"
