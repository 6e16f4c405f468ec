"""One address for one page: canonical form, and the id that follows from it."""

import re
from hashlib import sha256
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from extractors.source_spec import Source, plain_host, site_host

MAX_URL = 2048
"""Longest address that is taken, in characters."""

# Parameters that say where a reader came from, or which of one page's dresses to show; none picks an article.
_TRACKING = frozenset(
    {
        "_ga", "_gl", "dclid", "fb_action_ids", "fb_comment_id", "fb_source", "fbadid", "fbclid", "from",
        "gbraid", "gclid", "gclsrc", "gidzl", "gsource", "igsh", "igshid", "mc_cid", "mc_eid", "mibextid",
        "msclkid", "phpsessid", "ref", "ref_src", "ref_url", "refer", "referer", "referrer", "s_cid",
        "sessionid", "source", "spm", "src", "twclid", "utm", "wbraid", "yclid", "zalo_src", "zarsrc",
        "zclid",
    }
)  # fmt: skip
_TRACKING_PREFIX = re.compile(r"(?:utm|vn|vnn|itm|pk|hsa|mtm|at|ns|stm|oly|vero)_", re.IGNORECASE)
_AMP_QUERY = frozenset(
    {"amp", "amp_js_v", "amp_gsa", "usqp", "outputtype=amp", "view=amp", "view=mobile", "type=amp"}
)
_AMP_CACHE = re.compile(r"https?://[^/]+\.cdn\.ampproject\.org/[a-z]/(s/)?(.+)", re.IGNORECASE | re.DOTALL)
_AMP_PATHS = (
    (re.compile(r"^/amp(?=/.)"), ""),
    (re.compile(r"(?<=.)/amp/?$"), ""),
    (re.compile(r"\.amp(?=(?:\.\w{2,5})?/?$)"), ""),
)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34])$", re.I
)
_NO_ARTICLE = re.compile(
    r"/(?:tags?|tac-gia|authors?|search|tim-kiem|chuyen-de|chuyen-muc|category|su-kien|topics?|rss|login|dang-nhap"
    r"|lien-he|gioi-thieu|contact|about|page|trang)(?:[/.-]|$)|-tag\d*(?:\.|$)",
    re.IGNORECASE,
)
_NAMES_ARTICLE = re.compile(r"(?:^|[?&])(?:\w*id|p|articleid|newsid|itemid)=\d{3,}(?:&|$)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_SLASHES = re.compile(r"(?<!:)/{2,}")
_RESTLESS = re.compile(r"[;\[\]]")
_CONTROL = re.compile(r"[\x00-\x20\x7f\u200b-\u200f\u2028-\u202f\ufeff]+")


def canonical_url(url: str, source: Source | None = None) -> str:
    """The form under which an address is known: one for all the ways a site writes it.

    Scheme and host in lower case, hosts in ASCII, no default port, fragment, password or tracking parameter,
    parameters sorted, one percent-encoding, AMP and mobile forms as the plain page, no trailing slash. With
    ``source``, an address on its site also takes the homepage's scheme and its spelling of the host, keeps
    parameters that ``url_pattern`` names, and keeps the slash if only so the pattern matches. Idempotent.
    Raises ValueError for anything but an http(s) address of at most ``MAX_URL`` characters.
    """
    text = _CONTROL.sub(lambda found: "" if found[0] != " " else "%20", url.strip())
    cached = _AMP_CACHE.fullmatch(text)
    if cached:
        text = f"{'https' if cached[1] else 'http'}://{cached[2]}"
    _check(text)
    form = _form(text, source)
    # What w3lib does to path parameters and brackets needs a second look to come to rest.
    return _form(_form(form, source), source) if _RESTLESS.search(form) else form


# Lower-case host, no port, letters that need no percent sign: the form that w3lib would give it.
_PLAIN = re.compile(r"https?://[a-z\d][a-z\d.-]*[a-z](?:/(?!\.)[\w.~-]*)+", re.ASCII)


def _canonicalized(url: str) -> str:
    return url if _PLAIN.fullmatch(url) else canonicalize_url(url)


def _form(url: str, source: Source | None) -> str:
    parts = urlsplit(_canonicalized(url))
    scheme, host = _site(parts.scheme.lower(), parts.netloc, source)
    path = _plain_path(parts.path)
    query = _plain_query(parts.query, source)
    return _slash_rule(scheme, host, path, query, source)


def _check(text: str) -> None:
    if len(text) > MAX_URL:
        raise ValueError(f"address longer than {MAX_URL} characters: {text[:80]}...")
    parts = urlsplit(text)
    if parts.scheme.lower() not in ("http", "https") or not site_host(text):
        raise ValueError(f"not an http(s) address: {text[:80]!r}")


def _site(scheme: str, netloc: str, source: Source | None) -> tuple[str, str]:
    """Scheme and host of the plain page: the homepage's own where the address is on its host."""
    url = f"{scheme}://{netloc.rpartition('@')[2]}"
    host = _ascii(site_host(url))
    plain = _ascii(plain_host(url))
    if source is not None and source.same_site(f"{scheme}://{host}"):
        home = urlsplit(source.homepage).scheme
        return home, source.host if plain == source.plain_host else host
    mobile = host.split(".")[0] in ("m", "mobile", "amp", "wap")
    return scheme, plain if mobile else host


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    name, _, port = host.partition(":")
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(f"not a host name: {host[:80]!r}") from error
    return f"{name}:{port}" if port else name


def _plain_path(path: str) -> str:
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if ";" in path:
        path = _SESSION.sub("", path)
    if "amp" in path:
        for form, plain in _AMP_PATHS:
            path = form.sub(plain, path)
    return path or "/"


def _plain_query(query: str, source: Source | None) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if _counts(name, value, source)
    ]
    return urlencode(sorted(kept))


def _counts(name: str, value: str, source: Source | None) -> bool:
    """Whether a parameter picks the page."""
    if source is not None and source.article.url_pattern and f"{name}=" in source.article.url_pattern:
        return True
    low = name.lower()
    if low in _AMP_QUERY or f"{low}={value.lower()}" in _AMP_QUERY:
        return False
    return low not in _TRACKING and not _TRACKING_PREFIX.match(low)


def _slash_rule(scheme: str, host: str, path: str, query: str, source: Source | None) -> str:
    bare = urlunsplit((scheme, host, path.rstrip("/") or "/", query, ""))
    pattern = source.url_pattern if source is not None and source.same_site(bare) else None
    if pattern is None or path == "/" or pattern.search(bare):
        return bare
    slashed = urlunsplit((scheme, host, path.rstrip("/") + "/", query, ""))
    return slashed if pattern.search(slashed) else bare


def is_article_url(canonical: str, source: Source | None = None) -> bool:
    """Whether a canonical URL is an article's: by the source's ``url_pattern``, else by its shape.

    The shape is taken narrowly: a last step of six words, or of three words and a number of four digits, or a
    query that holds an id of three digits; no file, tag, author, search or section address.
    """
    pattern = source.url_pattern if source is not None else None
    if pattern is not None:
        return bool(pattern.search(canonical))
    parts = urlsplit(canonical)
    if _NO_PAGE.search(parts.path) or _NO_ARTICLE.search(parts.path):
        return False
    slug = (
        parts.path.rstrip("/").rpartition("/")[2].rpartition(".")[0]
        or parts.path.rstrip("/").rpartition("/")[2]
    )
    words = [word for word in re.split(r"[-_]+", slug) if word]
    numbered = len(words) >= 3 and re.search(r"\d{4}", slug) is not None
    return len(words) >= 6 or numbered or bool(_NAMES_ARTICLE.search(parts.query))


def article_id(canonical: str, source: Source | None = None) -> str:
    """Stable id of the article at a canonical URL: 16 hex digits of a SHA-256.

    Where the source's ``url_pattern`` has a group named ``id``, the site and that id name the article, so it
    outlives a changed slug or section. Else the address does, without scheme and without a leading www.
    """
    return sha256(_identity(canonical, source).encode()).hexdigest()[:16]


def _identity(canonical: str, source: Source | None) -> str:
    pattern = source.url_pattern if source is not None and source.same_site(canonical) else None
    found = pattern.search(canonical) if pattern is not None and "id" in pattern.groupindex else None
    if source is not None and found is not None and found["id"]:
        return f"{plain_host(source.homepage)} {found['id']}"
    parts = urlsplit(canonical)
    return f"{plain_host(canonical)}{parts.path.rstrip('/')}{f'?{parts.query}' if parts.query else ''}"


def page_canonical(page_url: str, stated: str | None, source: Source | None = None) -> str:
    """The address that names a page, in canonical form: what it states itself if to be trusted, else its own.

    ``stated`` (rel=canonical, og:url) counts on the same site, with a path of its own: neither the front page
    nor a folder above the page, and an article address by ``url_pattern`` if the page's is one.
    """
    own = canonical_url(page_url, source)
    if not stated or stated == page_url:
        return own
    try:
        claimed = canonical_url(urljoin(page_url, stated), source)
    except ValueError:
        return own
    return claimed if _may_name(claimed, own, source) else own


def _may_name(claimed: str, own: str, source: Source | None) -> bool:
    same = source.same_site(claimed) if source is not None else plain_host(claimed) == plain_host(own)
    path, own_path = unquote(urlsplit(claimed).path).rstrip("/"), unquote(urlsplit(own).path).rstrip("/")
    if not same or not path or own_path.startswith(f"{path}/"):
        return False
    pattern = source.url_pattern if source is not None else None
    return pattern is None or not pattern.search(own) or bool(pattern.search(claimed))
