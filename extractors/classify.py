"""Recognises answers that are not the page: challenges, consent walls, logins, soft 404s.

Every rule needs two witnesses: words or scripts of a wall, and that there is no article beside them. So an
article about captchas, or under a cookie banner, stays an article.
"""

import re
from functools import cached_property
from html import unescape
from itertools import islice
from unicodedata import normalize
from urllib.parse import urlsplit

from extractors import walls
from extractors.capture import Capture
from extractors.decode import text

SHORT_TEXT = 1500
"""Characters of visible text: walls have less, news pages with their menus more."""

TINY_TEXT = 500
"""Characters of visible text of pages that are nothing but a script at work."""

SMALL_PAGE = 40_000
"""Bytes up to which the text of a page is always looked at; beyond, only if something points at a wall."""

LARGEST_WALL = 400_000
"""Bytes beyond which a page is no wall by its text; the scripts of known ones stay below 100 KB."""

MOST_LINKS = 40
"""Links of a wall; the menus of news pages have more."""

MOST_PARAGRAPHS = 30
"""Paragraphs of a wall; consent walls have up to 20."""

MOST_HEADINGS = 8
LONGEST_LINE = 200


def refusal(capture: Capture) -> str | None:
    """``challenge``, ``consent``, ``login``, ``soft_404``, or ``None`` for what may be the page."""
    if capture.headers.get("cf-mitigated", "").lower() == "challenge":
        return "challenge"
    return _by_address(capture.url, capture.final_url) or _by_page(_Page(capture))


# --- by address -------------------------------------------------------------------------------

_HOME = re.compile(r"/?(?:(?:index|home|trang-chu|default)(?:\.\w+)?)?/?", re.IGNORECASE)
_PATHS = (
    ("challenge", r"/(?:cdn-cgi/challenge|captcha|_sec/verify|\.within\.website)"),
    ("login", r"/(?:dang-?nhap|log-?in|sign-?in|sso|oauth2?|wp-login|account/login)\b"),
    ("consent", r"/(?:consent|cookie-?wall|privacy-?(?:wall|gate)|zustimmung)\b"),
    ("soft_404", r"/(?:404|error-?404|(?:page-?)?not-?found|khong-tim-thay)(?:\.\w+)?/?$"),
)
_HOSTS = (
    ("login", r"^(?:login|sso|accounts?|auth|id)\."),
    ("consent", r"^(?:consent|guce|cmp|privacywall)\."),
)


def _by_address(asked: str, final: str) -> str | None:
    """What a redirect gives away; an address that leads to itself gives away nothing."""
    if asked == final:
        return None
    (asked_host, asked_path), (host, path) = _host_and_path(asked), _host_and_path(final)
    for before, after, rules in ((asked_path, path, _PATHS), (asked_host, host, _HOSTS)):
        for outcome, rule in rules:
            if re.search(rule, after, re.IGNORECASE) and not re.search(rule, before, re.IGNORECASE):
                return outcome
    return "soft_404" if _HOME.fullmatch(path) and not _HOME.fullmatch(asked_path) else None


def _host_and_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.hostname or "", parts.path


# --- by page ----------------------------------------------------------------------------------


def _by_page(page: "_Page") -> str | None:
    if any(map(walls.NOT_FOUND.fullmatch, page.headlines)) and not page.holds_article:
        return "soft_404"
    if not page.may_be_wall or page.holds_article or page.length > SHORT_TEXT:
        return None
    for outcome, words in (
        ("challenge", walls.CHALLENGE),
        ("login", walls.LOGIN),
        ("consent", walls.CONSENT),
    ):
        if any(map(words.fullmatch, page.headlines)):
            return outcome
    return _by_blocks(page)


def _by_blocks(page: "_Page") -> str | None:
    """Reads a short page that has no telling headline."""
    if any(map(walls.CHALLENGE.fullmatch, page.lines)) or (page.length <= TINY_TEXT and page.runs_script):
        return "challenge"
    if page.asks_password and page.length <= TINY_TEXT:
        return "login"
    if any(map(walls.ACCEPT.fullmatch, page.lines)) and page.is_about_consent:
        return "consent"
    return "soft_404" if any(map(walls.NOT_FOUND.fullmatch, page.lines)) else None


_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_HEADING = re.compile(rb"<h[12]\b[^<>]{0,300}>", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<(script|style|template|svg|select)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^<>]*>")
_INLINE = re.compile(r"</?(?:a|b|i|em|strong|span|u|font|br|code|small)\b[^<>]*>", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—·»-]+\s+|\s*\|\s*")


class _Page:
    """What the rules ask of a page, read no sooner than it is asked for."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._content = capture.content

    @cached_property
    def headlines(self) -> list[str]:
        """The title, its parts, and the first headings."""
        title = _TITLE.search(self._content, 0, 200_000)
        found = [_plain(title[1])] if title else []
        found += [part for one in found for part in _SEPARATOR.split(one)]
        starts = islice(_HEADING.finditer(self._content, 0, LARGEST_WALL), MOST_HEADINGS)
        found += [_plain(self._heading(start.end())) for start in starts]
        return [headline for headline in found if 0 < len(headline) <= LONGEST_LINE]

    def _heading(self, at: int) -> bytes:
        end = self._content.find(b"</h", at, at + 600)
        return self._content[at : max(end, at)]

    @cached_property
    def holds_article(self) -> bool:
        return bool(walls.ARTICLE_MARKS.search(self._content))

    @cached_property
    def may_be_wall(self) -> bool:
        """Whether the text is worth a look: a cheap first sieve."""
        size = len(self._content)
        if size > LARGEST_WALL or self._content.count(b"<a ") > MOST_LINKS:
            return False
        if self._content.count(b"<p") > MOST_PARAGRAPHS:
            return False
        return size <= SMALL_PAGE or self._is_marked

    @cached_property
    def _is_marked(self) -> bool:
        return any(mark in self._content for mark in walls.CHALLENGE_MARKS) or self.asks_password

    @cached_property
    def asks_password(self) -> bool:
        return b'type="password"' in self._content or b"type='password'" in self._content

    @cached_property
    def runs_script(self) -> bool:
        """Whether a script that tells bots from browsers is on the page."""
        if any(mark in self._content for mark in walls.CHALLENGE_MARKS):
            return True
        sets_cookie = b"document.cookie" in self._content
        return sets_cookie and (b"location.reload" in self._content or b"location.href" in self._content)

    @cached_property
    def blocks(self) -> list[str]:
        """Visible text between block tags."""
        shown = _INLINE.sub("", _HIDDEN.sub(" ", text(self._capture, max_bytes=LARGEST_WALL)))
        pieces = normalize("NFC", unescape(_TAG.sub("\x00", shown))).split("\x00")
        return [block for piece in pieces if (block := " ".join(piece.split()))]

    @cached_property
    def lines(self) -> list[str]:
        """Blocks that are short enough to be a wall's whole say."""
        return [block for block in self.blocks if len(block) <= LONGEST_LINE]

    @cached_property
    def length(self) -> int:
        return sum(map(len, self.blocks))

    @cached_property
    def is_about_consent(self) -> bool:
        """Whether most of the running text is about cookies and consent."""
        running = [block for block in self.blocks if len(block) >= 40]
        about = sum(len(block) for block in running if walls.ABOUT_CONSENT.search(block))
        return bool(running) and about >= 0.7 * sum(map(len, running))


def _plain(markup: bytes) -> str:
    return _clean(_TAG.sub(" ", markup.decode("utf-8", "replace")))


def _clean(markup: str) -> str:
    return " ".join(normalize("NFC", unescape(markup)).split())
