"""What makers of pages call their parts, in class names and ids: one bit for each kind of name."""

import re
from functools import lru_cache

_LONGEST = 200  # letters of a token that are looked at

# A bar stands for the border of a word. Names run together (articlebody), so words are sought anywhere.
_NAMES = (
    "articlebody article-body article_body articlecontent article-content article_content articletext"
    " article-text article_text bodycontent body-content storybody story-body postcontent post-content"
    " entrycontent entry-content richtext detailcontent detail-content detail_content",
    "content article story post entry main detail",
    "paragraph |text| copy absatz prose",
    "caption bildunter legende credit copyright chuthich chu-thich picture image media gallery photo video"
    " player",
    "lead lede sapo teasertext teaser-text summary abstract standfirst intro description excerpt subtitle"
    " subhead deck dek| chapeau kicker",
    "author byline autor writer contributor tacgia tac-gia |bio",
    "date time publish meta info",
    "related lienquan lien-quan more mehr also tin-khac doc-them xem-them recommend similar weiter next read"
    " interest suggest",
    "teaser card promo list item feed grid latest popular trending most ranking carousel slider",
    "comment kommentar binhluan binh-luan discuss disqus forum reply",
    "share social follow facebook twitter whatsapp bookmark print tool",
    "newsletter subscri abo| paywall signup sign-up register login premium plus piano offer",
    "|ad| |ads| advert anzeige sponsor werbung banner commercial outbrain taboola partner affiliate",
    "nav menu breadcrumb header topbar masthead search",
    "footer sidebar aside side column copyright impressum legal cookie consent privacy gdpr modal popup"
    " overlay",
    "tag| tags| topic keyword category section label chude chu-de",
    "box infobox widget embed faq factbox quote pull highlight table live ticker",
    "title headline heading |head|",
    "tweet twitter instagram youtube tiktok iframe datawrapper external extern",
    "hidden hide sr-only sronly visually invisible screenreader screen-reader |none| collapse",
)
HINT_COUNT = len(_NAMES)
_START = 3  # letters that every name without a border has at least


def _by_start() -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for number, names in enumerate(_NAMES):
        for name in names.split():
            if "|" not in name:
                found.setdefault(name[:_START], []).append((name, 1 << number))
    return found


def _bordered() -> tuple[re.Pattern[str], tuple[int, ...]]:
    """A pattern of one group for each name with a border, and the bits of the groups."""
    named = [(name, 1 << at) for at, names in enumerate(_NAMES) for name in names.split() if "|" in name]
    pattern = "|".join(f"({name.replace('|', chr(92) + 'b')})" for name, _ in named)
    return re.compile(pattern), (0, *(bit for _, bit in named))


_STARTS = _by_start()
_BORDERED, _BORDERED_BITS = _bordered()


@lru_cache(maxsize=16384)
def hint_bits(hint: str) -> int:
    """The kinds of names in an element's class, id and itemprop (lower case); the first kind is bit 0."""
    bits = 0
    for token in hint.split():
        bits |= _token_bits(token)
    return bits


@lru_cache(maxsize=65536)
def _token_bits(token: str) -> int:
    """Looks at each place of the token: a search for each kind's pattern takes several times as long."""
    bits = 0
    for at in range(min(len(token), _LONGEST) - _START + 1):
        for name, bit in _STARTS.get(token[at : at + _START], ()):
            if token.startswith(name, at):
                bits |= bit
    for found in _BORDERED.finditer(token):
        bits |= _BORDERED_BITS[found.lastindex or 0]
    return bits
