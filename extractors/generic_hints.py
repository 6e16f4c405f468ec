"""What makers of pages call their parts, in class names and ids: one bit for each kind of name."""

import re
from functools import lru_cache

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
    "cookie consent gdpr ccpa onetrust |ot| didomi usercentrics sourcepoint |cmp| cmpbox cybot truste klaro",
    "hidden hide sr-only sronly visually invisible screenreader screen-reader |none| collapse",
)
HINT_COUNT = len(_NAMES)
_START = 3  # letters that every name has at least
_LONGEST = 200  # letters of a word that are looked at

_BITS = [(name, 1 << number) for number, names in enumerate(_NAMES) for name in names.split()]
_WHOLE = {name.strip("|"): bit for name, bit in _BITS if name[0] == "|" == name[-1]}
_OPENING = [(name[1:], bit) for name, bit in _BITS if name[0] == "|" != name[-1]]
_CLOSING = [(name[:-1], bit) for name, bit in _BITS if name[0] != "|" == name[-1]]
_HYPHENED = [(name, bit) for name, bit in _BITS if "-" in name]
_UNDERLINED = [(name, bit) for name, bit in _BITS if "_" in name]
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(rf"[a-z]{{{_START},}}")


def _by_start() -> dict[str, list[tuple[str, int]]]:
    """Names of letters alone by their first three."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name, bit in _BITS:
        if name.isalpha():
            found.setdefault(name[:_START], []).append((name, bit))
    return found


_STARTS = _by_start()


@lru_cache(maxsize=16384)
def hint_bits(hint: str) -> int:
    """The kinds of names in an element's class, id and itemprop (lower case); the first kind is bit 0.

    Each word is looked at once: sites share the words of their class names, though not the names.
    """
    bits = 0
    for word in _WORD.findall(hint):
        bits |= _word_bits(word)
    if "-" in hint:
        for name, bit in _HYPHENED:
            if name in hint:
                bits |= bit
    return bits


@lru_cache(maxsize=32768)
def _word_bits(word: str) -> int:
    """Bits of what stands between hyphens, blanks and other marks: the borders that a bar means."""
    bits = _WHOLE.get(word, 0)
    for letters in _LETTERS.findall(word[:_LONGEST]):
        bits |= _letter_bits(letters)
    for name, bit in _OPENING:
        if word.startswith(name):
            bits |= bit
    for name, bit in _CLOSING:
        if word.endswith(name):
            bits |= bit
    if "_" in word:
        for name, bit in _UNDERLINED:
            if name in word:
                bits |= bit
    return bits


@lru_cache(maxsize=32768)
def _letter_bits(letters: str) -> int:
    """Looks at each place: a search for each kind's pattern takes several times as long."""
    bits = 0
    for at in range(len(letters) - _START + 1):
        for name, bit in _STARTS.get(letters[at : at + _START], ()):
            if letters.startswith(name, at):
                bits |= bit
    return bits
