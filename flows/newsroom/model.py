"""What the newsroom knows of its papers and stories; markup is only a rendering of it."""

import unicodedata
import zlib
from datetime import datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from warehouse.record import record

VN = ZoneInfo("Asia/Ho_Chi_Minh")
PageKind = Literal[
    "article", "photo", "undated",
    "no_body", "cut", "challenge", "consent", "soft_404", "list", "robots", "gone",
]  # fmt: skip
Spelling = Literal["", "nfd", "new_tone", "windows-1258"]


@record
class Party:
    """A party of a program, as the labelling guide writes it."""

    name: str
    kind: str
    country: str | None


@record
class Signatory:
    name: str
    title: str
    party: str


@record
class Program:
    """A cooperation program as one story tells it: the truth for the reader of programs."""

    event: str
    instrument: str
    stage: str
    parties: tuple[Party, ...]
    signed_on: str | None
    period_start: int | None
    period_end: int | None
    sectors: tuple[str, ...]
    signatories: tuple[Signatory, ...]


@record
class Story:
    """One page of one paper: all that it says, and what a reader of the site should make of it."""

    key: str
    paper: str
    section: str
    title: str
    lead: str | None
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    credit: str | None = None
    published: datetime
    modified: datetime | None = None
    page: PageKind = "article"
    spelling: Spelling = ""
    edition: int = 1
    programs: tuple[Program, ...] = ()
    copy_of: str | None = None
    kind: str | None = None
    first_title: str

    @property
    def number(self) -> int:
        """Gives the page's number in its paper: it follows from the key, so new stories move no address."""
        return 100_000 + zlib.crc32(self.key.encode()) % 900_000

    @property
    def changed(self) -> datetime:
        return self.modified or self.published


@record
class Paper:
    """An invented outlet: its name and the addresses that it gives its pages."""

    name: str
    title: str
    article_path: str
    """Form of an article's address; may name number, slug, section and published."""
    reader: str
    """What the ``extractor`` column of its articles begins with: its own rules, or the generic ones."""

    def path(self, story: Story, headline: str | None = None) -> str:
        """Gives the story's address below the paper's root."""
        return self.article_path.format(
            number=story.number,
            slug=slug(headline or story.title),
            section=slug(story.section),
            published=story.published,
        )


_FORMS = (
    ("songxanh", "Báo Sông Xanh", "/{section}/{slug}-post{number}.html", "songxanh"),
    ("dongbang", "Thời báo Đồng Bằng", "/{slug}-{number}.htm", "generic"),
    ("binhhai", "Cổng thông tin điện tử tỉnh Bình Hải", "/tin-tuc/{slug}/{number}", "binhhai"),
    ("phuongnam", "Phương Nam 24 Giờ", "/{slug}-d{number}.html", "phuongnam"),
    ("langviet", "Nhịp Sống Làng Việt", "/bai-viet/{number}/{slug}", "langviet"),
    ("bamien", "Hãng tin Ba Miền", "/tin/{published:%Y/%m/%d}/{slug}.html", "bamien"),
)
PAPERS = {
    name: Paper(name=name, title=title, article_path=form, reader=reader)
    for name, title, form, reader in _FORMS
}


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Writes Vietnamese text as the papers' addresses do: no marks, words joined by hyphens."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "-".join(kept.split())[:90].rstrip("-")
