"""One spelling for one text: Unicode form, tone marks, invisible characters and blanks."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

# Characters that print nothing: soft hyphen, joiners, direction marks, byte order mark, NUL.
_INVISIBLE = re.compile(
    "[\x00\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
)

# Vietnamese sets the tone mark of oa, oe and uy on either vowel (hòa, hoà). One of the two is
# never a letter pair of another syllable, so the change needs no look at the word around it.
_TONES = {"o": "òóỏõọ", "u": "ùúủũụ", "a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ"}


def _tone_moves() -> dict[str, str]:
    moves = {}
    for first, second in ("oa", "oe", "uy"):
        for marked, target in zip(_TONES[first], _TONES[second], strict=True):
            moves[marked + second] = first + target
            moves[marked + second.upper()] = first + target.upper()
            moves[marked.upper() + second] = first.upper() + target
            moves[marked.upper() + second.upper()] = first.upper() + target.upper()
    return moves


_MOVES = _tone_moves()
_MOVABLE = re.compile("[òóỏõọÒÓỎÕỌ][aeAE]|[ùúủũụÙÚỦŨỤ][yY]")

# "(Dân trí) - ", "(Chinhphu.vn) – ", "TTO - ", "(TNO) ", "- ": the paper's name before the lead.
_DATELINE = re.compile(
    r"^\s*(?:\([^()\n]{2,40}\)\s*[-–—:.]*"
    r"|(?:TTO|TTCT|NLĐO|SGGPO|VOV\.VN|VTV\.vn|TTXVN|ANTĐ|PLO|TPO|VHO|HNMO)\s*[-–—:]+)\s*"
)  # fmt: skip


def nfc(text: str) -> str:
    """Returns the text in Unicode normal form C."""
    return unicodedata.normalize("NFC", text)


def one_tone_style(text: str) -> str:
    """Sets the tone mark of oa, oe and uy on the second vowel: ``hòa`` and ``hoà`` become ``hoà``.

    Expects NFC. Only for matching: the stored text keeps the page's style.
    """
    return _MOVABLE.sub(lambda found: _MOVES[found.group()], text)


def clean_text(text: str) -> str:
    """Returns one line of text as the page prints it: NFC, nothing invisible, single blanks."""
    text = " ".join(text.split())
    if not text.isprintable():  # quicker than the search for what prints nothing
        text = " ".join(_INVISIBLE.sub("", text).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)  # nfc() itself costs a call more


def match_form(text: str) -> str:
    """Returns the form in which two texts are compared: clean, one tone style, casefolded."""
    return match_form_of_clean(clean_text(text))


def match_form_of_clean(text: str) -> str:
    """``match_form`` of a text that is as ``clean_text`` gives it, such as a block's."""
    return text.lower() if text.isascii() else nfc(one_tone_style(text).casefold())


def without_dateline(lead: str) -> str:
    """Strips the paper's name and place from the front of a lead, for matching: ``(Dân trí) - ``."""
    return _DATELINE.sub("", lead, count=1) or lead


def content_hash(title: str, lead: str | None, body: str, captions: Iterable[str]) -> str:
    """Hash of what a version of an article says; blanks and invisible characters do not count."""
    parts = (title, lead or "", body, *captions)
    return _digest("\x1f".join(clean_text(part) for part in parts))


def exact_hash(lead: str | None, body: str) -> str:
    """Hash of lead and body in match form: equal for exact copies, wherever the lead ends."""
    return _digest(match_form(f"{lead or ''}\n{body}"))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
