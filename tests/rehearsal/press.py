"""Made-up papers on one loopback port, told apart by host, that print news and have their troubles."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from flows.newsroom import stock
from flows.newsroom.model import slug

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FEED_ITEMS = 40
FEW_ITEMS = 3
"""Items of a feed that is too short for what is printed between two polls."""


@dataclass(frozen=True)
class Trouble:
    """Something wrong with a paper from one moment to another."""

    paper: str
    kind: str
    first: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.first <= at < self.end


@dataclass(frozen=True)
class Story:
    number: int
    published_at: datetime
    title: str
    lead: str | None
    paragraphs: tuple[str, ...]
    author: str | None

    @property
    def path(self) -> str:
        return f"/{slug(self.title)}-{self.number}.html"


@dataclass(frozen=True)
class Paper:
    """A paper: how much it prints on each weekday, and how often it leaves a lead or an author out."""

    name: str
    seed: int
    per_day: float
    weekdays: tuple[float, ...]
    holidays: frozenset[date] = frozenset()

    @property
    def host(self) -> str:
        return f"{self.name}.vn"

    def stories(self, day: date) -> tuple[Story, ...]:
        """What it prints on a day, oldest first."""
        return _stories(self, day)

    def until(self, at: datetime, count: int) -> list[Story]:
        """The last stories that were printed by a moment, newest first."""
        found: list[Story] = []
        day = at.astimezone(ZONE).date()
        for back in range(30):
            printed = [each for each in self.stories(day - timedelta(days=back)) if each.published_at <= at]
            found += reversed(printed)
            if len(found) >= count:
                break
        return found[:count]


@lru_cache(maxsize=4096)
def _stories(paper: Paper, day: date) -> tuple[Story, ...]:
    draw = random.Random(f"{paper.seed} {day}")
    rate = paper.per_day * paper.weekdays[day.weekday()] * (0.25 if day in paper.holidays else 1.0)
    busy = draw.gammavariate(10, rate / 10)
    minutes = sorted(min(1439, int(draw.triangular(300, 1380, 620))) for _ in range(_poisson(draw, busy)))
    return tuple(_story(draw, day, minute, place) for place, minute in enumerate(minutes))


def _poisson(draw: random.Random, mean: float) -> int:
    count, left = 0, mean
    while (left := left - draw.expovariate(1.0)) > 0:
        count += 1
    return count


def _story(draw: random.Random, day: date, minute: int, place: int) -> Story:
    at = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZONE).astimezone(UTC)
    number = day.toordinal() * 1000 + place
    return Story(
        number=number,
        published_at=at,
        title=stock.headline(draw, number),
        lead=stock.lead(draw) if draw.random() > 0.02 else None,
        paragraphs=tuple(stock.paragraph(draw) for _ in range(draw.randint(4, 8))),
        author=draw.choice(("Lan Chi", "Minh Trí", "Hải Yến")) if draw.random() > 0.15 else None,
    )  # fmt: skip


@dataclass
class Press:
    """Serves the papers as they are at ``clock()``."""

    papers: dict[str, Paper]
    clock: Callable[[], datetime]
    troubles: list[Trouble] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    effects: dict[Trouble, datetime] = field(default_factory=dict)
    """When each trouble first made a difference to somebody who asked."""
    _asked_at: dict[str, datetime] = field(default_factory=dict)

    def __enter__(self) -> Self:
        press = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = self.headers.get("Host", "").partition(":")[0]
                press.requests.append((host, self.path))
                if press.touched("*", "network"):
                    self.close_connection = True
                    return
                status, kind, body = press.answer(host.removesuffix(".vn"), self.path)
                content = body.encode()
                self.send_response_only(status)
                self.send_header("Date", format_datetime(press.shown_time(), usegmt=True))
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def shown_time(self) -> datetime:
        """The time as the servers tell it: true, whatever the clock of the reader says."""
        skew = timedelta(hours=2) if self.touched("*", "our_clock") else timedelta()
        return (self.clock() - skew).replace(microsecond=0)

    def has(self, paper: str, kind: str) -> bool:
        at = self.clock()
        return any(each.paper == paper and each.kind == kind and each.holds(at) for each in self.troubles)

    def touched(self, paper: str, kind: str) -> bool:
        """Whether the trouble holds; it has had its effect then."""
        for each in self.troubles:
            if each.paper == paper and each.kind == kind and each.holds(self.clock()):
                self.effects.setdefault(each, self.clock())
                return True
        return False

    def answer(self, name: str, path: str) -> tuple[int, str, str]:
        """Status, media type and body."""
        if path == "/robots.txt":
            return 200, "text/plain", "User-agent: *\nAllow: /\n"
        paper = self.papers[name]
        if self.touched(name, "down"):
            return 503, "text/html", "<p>Hệ thống đang bảo trì</p>"
        if self.touched(name, "blocked"):
            return 403, "text/html", "<h1>403 Forbidden</h1>"
        if path == "/rss":
            return self._feed(paper)
        if path.startswith("/ngay/"):
            day = date.fromisoformat(path.removeprefix("/ngay/"))
            return 200, "text/html", _list(self._printed(paper, day))
        return self._page(paper, path)

    def _printed(self, paper: Paper, day: date) -> list[Story]:
        return [each for each in paper.stories(day) if each.published_at <= self.clock()]

    def _feed(self, paper: Paper) -> tuple[int, str, str]:
        if self.touched(paper.name, "feed_gone"):
            return 404, "text/html", "<p>Không tìm thấy trang</p>"
        stories, before = paper.until(self.clock(), FEED_ITEMS), self._asked_at.get(paper.name)
        new = [each for each in stories if before is None or each.published_at > before]
        frozen = [t for t in self.troubles if t.paper == paper.name and t.kind == "feed_frozen"]
        if holding := next((each for each in frozen if each.holds(self.clock())), None):
            stories = paper.until(holding.first, FEED_ITEMS)
            if new and new[0] not in stories:
                self.touched(paper.name, "feed_frozen")
        if self.has(paper.name, "feed_short"):
            stories = stories[:FEW_ITEMS]
            if len(new) > FEW_ITEMS:
                self.touched(paper.name, "feed_short")
        self._asked_at[paper.name] = self.clock()
        return 200, "application/rss+xml", _rss(paper, stories)

    def _page(self, paper: Paper, path: str) -> tuple[int, str, str]:
        number = path.rpartition("-")[2].removesuffix(".html")
        day = date.fromordinal(int(number) // 1000) if number.isdigit() else None
        story = next((each for each in paper.stories(day) if each.path == path), None) if day else None
        if story is None or story.published_at > self.clock():
            return 404, "text/html", "<p>Không tìm thấy trang</p>"
        kinds = {
            each.kind for each in self.troubles if each.paper == paper.name and each.holds(self.clock())
        }
        shown = page(paper, story, kinds)
        if shown != page(paper, story, set()):
            for kind in kinds:
                self.touched(paper.name, kind)
        return 200, "text/html", shown


def _rss(paper: Paper, stories: Sequence[Story]) -> str:
    items = "".join(
        f"<item><title>{each.title}</title><link>https://{paper.host}{each.path}</link>"
        f"<pubDate>{format_datetime(each.published_at, usegmt=True)}</pubDate></item>"
        for each in stories
    )
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{paper.name}</title>'
    return f"{head}{items}</channel></rss>"


def _list(stories: Sequence[Story]) -> str:
    links = "".join(f'<h3><a href="{each.path}">{each.title}</a></h3>' for each in stories)
    return f"<html><head><title>Tin trong ngày</title></head><body><main>{links}</main></body></html>"


BOXES = tuple(
    f"Chuyên mục số {number} của tòa soạn hân hạnh giới thiệu cùng bạn đọc gần xa những câu chuyện hay nhất "
    "trong tuần, mời bạn theo dõi và gửi bài cộng tác về hộp thư của chúng tôi mỗi ngày."
    for number in range(6)
)


def page(paper: Paper, story: Story, troubles: set[str]) -> str:
    """A page in the form that the troubles leave it in."""
    return "".join(_pieces(paper, story, troubles))


def _pieces(paper: Paper, story: Story, troubles: set[str]) -> Iterator[str]:
    new = "redesign" in troubles
    title, lead, body, time, author = (
        ("tua-bai", "mo-bai", "than-bai", "gio-dang", "ky-ten") if new
        else ("tieu-de", "sapo", "noi-dung", "ngay", "tac-gia")
    )  # fmt: skip
    yield f"<html lang='vi'><head><title>{story.title} - {paper.name}</title></head><body>"
    yield "<nav><a href='/'>Trang chủ</a> <a href='/ngay/2026-01-01'>Lưu trữ</a></nav><main>"
    yield f"<h1 class='{title}'>{story.title}</h1>"
    if "no_date" not in troubles:
        local = story.published_at.astimezone(ZONE)
        yield f"<div class='{time}'>{local:%H:%M} {local:%d/%m/%Y}</div>"
    if story.lead and "no_lead" not in troubles:
        yield f"<p class='{lead}'>{story.lead}</p>"
    yield f"<div class='{body}'>"
    shown = story.paragraphs[:1] if "teaser" in troubles else story.paragraphs
    for paragraph in () if "empty" in troubles else shown:
        yield f"<p>{paragraph}</p>"
    for box in BOXES if "boxes" in troubles else ():
        yield f"<p>{box}</p>"
    yield "</div>"
    if story.author:
        yield f"<div class='{author}'>{story.author}</div>"
    yield "</main></body></html>"


OLD_RULES = {
    "title": "h1.tieu-de", "lead": ".sapo", "body": ".noi-dung", "author": ".tac-gia", "published": ".ngay",
}  # fmt: skip
NEW_RULES = {
    "title": "h1.tua-bai", "lead": ".mo-bai", "body": ".than-bai", "author": ".ky-ten",
    "published": ".gio-dang",
}  # fmt: skip


def source_file(paper: Paper, redesigned_on: date | None = None) -> dict[str, object]:
    """The source file of a paper, with the rules of its new form once that is known."""
    pattern = {"url_pattern": r"-(?P<id>\d+)\.html$"}
    made: dict[str, object] = {
        "name": paper.name,
        "title": f"Báo {paper.name}",
        "homepage": f"https://{paper.host}/",
        "discover": [
            {"rss": f"https://{paper.host}/rss"},
            {"archive": f"https://{paper.host}/ngay/{{date:%Y-%m-%d}}", "link": "h3 a"},
        ],
        "article": pattern | (NEW_RULES if redesigned_on else OLD_RULES),
        "polite": {"delay": 0.0},
        "recheck_days": 0,
    }
    if redesigned_on:
        made["layouts"] = [{"until": redesigned_on - timedelta(days=1), **OLD_RULES}]
    return made
