"""Reads what a page says about its article in JSON-LD."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from extractors.page import Script
from transforms.text import clean_text
from warehouse.record import record

_ARTICLE_TYPES = (
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "backgroundnewsarticle",
    "reviewnewsarticle", "askpublicnewsarticle", "liveblogposting", "blogposting", "socialmediaposting",
    "report",
    "article", "scholarlyarticle", "techarticle", "advertisercontentarticle", "satiricalarticle",
    "newsmediaarticle", "claimreview", "webpage",
)  # fmt: skip
_FREE = "isAccessibleForFree"
_MOST_CHARS = 2_000_000
_DEEPEST = 12
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TAG = re.compile(r"<[^<>]{1,200}>")


@record
class JsonLd:
    """The article object of a page's JSON-LD, as far as it is there. Dates are as printed."""

    headline: str | None = None
    description: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    body: str | None = None
    url: str | None = None
    language: str | None = None
    is_free: bool | None = None
    is_article: bool = False
    lists: bool = False  # the page calls itself a list of other pages


def read_jsonld(scripts: list[Script]) -> JsonLd:
    """Finds the article object in the data scripts; an empty ``JsonLd`` if there is none. Never raises."""
    objects = [item for script in scripts if script.is_json_ld for item in _objects(script.text)]
    named: dict[str, dict[str, Any]] = {}
    for item in objects:
        if isinstance(item.get("@id"), str):
            named.setdefault(item["@id"], {}).update(item)
    best = min(((_rank(item), item) for item in objects), key=lambda pair: pair[0], default=(99, {}))
    lists = any(_types(item) & {"collectionpage", "itemlist", "searchresultspage"} for item in objects)
    if best[0] >= len(_ARTICLE_TYPES):
        return JsonLd(lists=lists)
    return _article(best[1], named, lists)


def _article(item: dict[str, Any], named: dict[str, dict[str, Any]], lists: bool) -> JsonLd:
    is_article = "webpage" not in _types(item) or _rank(item) < _ARTICLE_TYPES.index("webpage")
    return JsonLd(
        headline=_text(item.get("headline")) or (_text(item.get("name")) if is_article else None),
        description=_text(item.get("description")),
        published=_text(item.get("datePublished")) or _text(item.get("dateCreated")),
        modified=_text(item.get("dateModified")),
        authors=tuple(_authors(item, named)),
        publisher=next(_names(item.get("publisher"), named), None),
        section=next((text for value in _many(item.get("articleSection")) if (text := _text(value))), None),
        keywords=tuple(_keywords(item.get("keywords"))),
        body=_long_text(item.get("articleBody")),
        url=_text(item.get("url")),
        language=_text(item.get("inLanguage")),
        is_free=_is_free(item),
        is_article=is_article,
        lists=lists,
    )


def _is_free(item: dict[str, Any]) -> bool | None:
    """``isAccessibleForFree`` of the article and its parts: false where one is not, None if not said."""
    holders = (item, *(part for part in _many(item.get("hasPart")) if isinstance(part, dict)))
    said = [str(holder[_FREE]).lower() for holder in holders if holder.get(_FREE) is not None]
    if any(text.endswith("false") for text in said):
        return False
    return True if said and said[0].endswith("true") else None


def _authors(item: dict[str, Any], named: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Names of authors; of a ClaimReview they are those of the house."""
    found = list(_names(item.get("author"), named)) or list(_names(item.get("creator"), named))
    yield from () if "claimreview" in _types(item) else found


def _objects(source: str) -> Iterator[dict[str, Any]]:
    data = _loaded(source[:_MOST_CHARS].strip())
    queue = [(data, 0)]
    while queue:
        value, depth = queue.pop()
        if isinstance(value, list):
            queue += [(part, depth + 1) for part in reversed(value) if depth < _DEEPEST]
        elif isinstance(value, dict):
            if "@type" in value:
                yield value
            if depth < _DEEPEST:
                inner = (value.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"))
                queue += [(part, depth + 1) for part in inner if isinstance(part, dict | list)]


def _loaded(source: str) -> Any:
    """Parses JSON as publishers write it: raw line breaks, trailing commas, comment marks around it."""
    source = source.removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    for mended in (
        lambda text: text,
        lambda text: _TRAILING_COMMA.sub("", _CONTROL.sub(" ", text)),
        html.unescape,
    ):
        try:
            return json.loads(mended(source).strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _types(item: dict[str, Any]) -> set[str]:
    return {str(value).rpartition("/")[2].lower() for value in _many(item.get("@type"))}


def _rank(item: dict[str, Any]) -> int:
    types = _types(item)
    ranks = [rank for rank, name in enumerate(_ARTICLE_TYPES) if name in types]
    return min(ranks, default=len(_ARTICLE_TYPES))


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return clean_text(unescaped(value)) or None if isinstance(value, str) else None


def _long_text(value: Any) -> str | None:
    text = " ".join(part for part in _many(value) if isinstance(part, str))
    if "<" in text or "&" in text:
        text = _TAG.sub(" ", unescaped(text))
    return text or None


def unescaped(text: str) -> str:
    """Undoes character references, also doubled ones."""
    for _ in range(3):
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


def _names(value: Any, named: dict[str, dict[str, Any]]) -> Iterator[str]:
    for part in _many(value):
        if isinstance(part, dict):
            if "name" not in part and isinstance(part.get("@id"), str):
                part = named.get(part["@id"], {})
            for name in _many(part.get("name")):
                if text := _text(name):
                    yield text
        elif text := _text(part):
            yield text


def _keywords(value: Any) -> Iterator[str]:
    for part in _many(value):
        text = _text(part) or ""
        pieces = text.split(",") if isinstance(value, str) or len(_many(value)) == 1 else [text]
        yield from (clean for piece in pieces if (clean := piece.strip()))
