"""What the newsroom knows of its papers and stories; markup is only a rendering of it."""

import unicodedata
import zlib
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from warehouse.record import record

VN = ZoneInfo("Asia/Ho_Chi_Minh")
PageKind = Literal[
    "article", "photo", "undated", "no_body", "cut", "challenge", "consent", "soft_404", "list", "robots", "gone"
]
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
    """Prefix of the ``extractor`` column that its articles should carry: its own rules, or the generic ones."""

    def path(self, story: Story, headline: str | None = None) -> str:
        """Gives the story's address below the paper's root."""
        return self.article_path.format(
            number=story.number,
            slug=slug(headline or story.title),
            section=slug(story.section),
            published=story.published,
        )


PAPERS = {
    paper.name: paper
    for paper in (
        Paper(name="songxanh", title="Báo Sông Xanh", article_path="/{section}/{slug}-post{number}.html",
              reader="songxanh"),
        Paper(name="dongbang", title="Thời báo Đồng Bằng", article_path="/{slug}-{number}.htm", reader="generic"),
        Paper(name="binhhai", title="Cổng thông tin điện tử tỉnh Bình Hải", article_path="/tin-tuc/{slug}/{number}",
              reader="binhhai"),
        Paper(name="phuongnam", title="Phương Nam 24 Giờ", article_path="/{slug}-d{number}.html",
              reader="phuongnam"),
        Paper(name="langviet", title="Nhịp Sống Làng Việt", article_path="/bai-viet/{number}/{slug}",
              reader="langviet"),
        Paper(name="bamien", title="Hãng tin Ba Miền", article_path="/tin/{published:%Y/%m/%d}/{slug}.html",
              reader="bamien"),
    )
}  # fmt: skip


def slug(text: str) -> str:
    """Writes Vietnamese text as the papers' addresses do: no marks, words joined by hyphens."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "-".join(kept.split())[:90].rstrip("-")
