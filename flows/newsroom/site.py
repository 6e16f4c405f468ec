"""One paper's addresses and what stands behind each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import parse_qsl, urlsplit

from flows.newsroom import feeds, filler
from flows.newsroom.chrome import Chrome, chrome
from flows.newsroom.feeds import Entry
from flows.newsroom.model import VN, Paper, Story, slug
from flows.newsroom.pages import article_page, list_page, notice_page
from flows.newsroom.response import Response, compressed

PAGE_SIZE = 10
FEED_SIZE = 12
FILLER_SITEMAP_SIZE = 500
OPENED_AT = datetime(2020, 1, 1, tzinfo=VN)
TRACKING = ("utm_", "fbclid", "gclid", "zarsrc")
FORBIDDEN = {"songxanh": ("/noi-bo/", "/tim-kiem")}
CRAWL_DELAY = {"songxanh": "0", "langviet": "0.01"}
LISTING = {
    "songxanh": "/tin-moi/?page={page}",
    "binhhai": "/tin-tuc?trang={page}",
    "phuongnam": "/moi-nhat/trang-{page}.html",
}
ARCHIVE = {"songxanh": "/ngay/%d-%m-%Y", "langviet": "/luu-tru/%Y/%m/%d", "binhhai": "/ngay/%d-%m-%Y"}
NO_PAGE = ("soft_404", "gone")
"""Pages that listings and sitemaps still name but feeds do not: the story is gone."""

Route = Callable[[], Response]


class Site:
    """A paper's web site in one edition: gives a response for each path, made when first asked for."""

    def __init__(self, paper: Paper, stories: Sequence[Story], base: str, extra: int = 0) -> None:
        self.paper, self.base, self.extra = paper, base, extra
        self.stories = tuple(story for story in stories if story.paper == paper.name)
        self._around: Chrome = chrome(paper, self.stories)
        self._routes: dict[str, Route] = dict(self._find_routes())
        self._made: dict[str, tuple[Response, bytes]] = {}

    def answer(self, target: str) -> tuple[Response, bytes]:
        """Gives the response for a request target and its compressed body."""
        path = _without_tracking(target)
        if path in self._made:
            return self._made[path]
        made = self._make(path)
        if path in self._routes:
            self._made[path] = made
        return made

    def advertised(self) -> tuple[str, ...]:
        """Gives the fixed addresses of the site: pages, feeds, sitemaps, listings."""
        return tuple(self._routes)

    def link(self, story: Story) -> str:
        """Gives a story's canonical address."""
        return self.base + self.paper.path(story, story.first_title)

    def _make(self, path: str) -> tuple[Response, bytes]:
        response = self._routes[path]() if path in self._routes else self._unlisted(path)
        return response, compressed(response.body)

    def _unlisted(self, path: str) -> Response:
        if path.startswith(("/ngay/", "/luu-tru/")):
            return self._list((), f"Tin ngày {path.split('/', 2)[2]}")
        if self.extra and (story := filler.story_at(self.paper, path, self.extra)):
            return self._article(story)
        if (page := self._list_page_beyond(path)) is not None:
            return page
        if moved := self._moved(path):
            return Response(status=301, location=moved)
        return Response(status=404, body=notice_page("not_found", self.paper, self.base, path))

    # --- what there is ------------------------------------------------------------------------

    def _find_routes(self) -> Iterator[tuple[str, Route]]:
        yield "/robots.txt", self._robots
        yield "/", partial(self._list, self.stories[:30], "Trang chủ")
        for story in self.stories:
            yield self.paper.path(story, story.first_title), partial(self._page, story)
        yield from self._find_listings()
        yield from self._find_days()
        yield from self._find_feeds()
        if self.extra:
            yield from self._find_filler_sitemaps()

    def _find_listings(self) -> Iterator[tuple[str, Route]]:
        form = LISTING.get(self.paper.name, "")
        for page, shown in enumerate(_chunks(self.stories, PAGE_SIZE), start=1) if form else ():
            yield form.format(page=page), partial(self._list, shown, f"Tin mới, trang {page}")

    def _find_days(self) -> Iterator[tuple[str, Route]]:
        form = ARCHIVE.get(self.paper.name, "")
        for day in sorted({story.published.date() for story in self.stories}) if form else ():
            shown = [story for story in self.stories if story.published.date() == day]
            yield format(day, form), partial(self._list, shown, f"Tin ngày {day:%d/%m/%Y}")

    def _find_feeds(self) -> Iterator[tuple[str, Route]]:
        name = self.paper.name
        if name == "songxanh":
            yield "/rss/home.rss", partial(self._rss, feeds.gmt_plus_7)
        elif name == "bamien":
            yield "/rss", partial(self._rss, feeds.gmt)
            yield from self._find_sitemaps()
        elif name == "langviet":
            yield "/feed", partial(self._rss, feeds.bare)
            yield "/sitemap.xml.gz", partial(self._gzip_file, self._sitemap_of(self.stories))
        elif name == "phuongnam":
            yield "/atom.xml", self._atom
            for story in self.stories:
                yield "/amp" + self.paper.path(story, story.first_title), partial(self._page, story, amp=True)
        elif name == "dongbang":
            yield from self._find_sitemaps()

    def _find_sitemaps(self) -> Iterator[tuple[str, Route]]:
        parts = dict(self._by_year())
        index = [(self.base + path, max(story.changed for story in shown)) for path, shown in parts.items()]
        newest = self._entries(self._live()[:FEED_SIZE])
        yield "/sitemap.xml", partial(self._xml, feeds.sitemap_index(index))
        yield "/sitemap-news.xml", partial(self._xml, feeds.news_sitemap(self.paper, newest))
        for path, shown in parts.items():
            yield path, partial(self._gzip_file, self._sitemap_of(shown))

    def _by_year(self) -> Iterator[tuple[str, list[Story]]]:
        for year in sorted({story.published.year for story in self.stories}):
            shown = [story for story in self.stories if story.published.year == year]
            yield f"/sitemaps/{year}.xml.gz", shown

    def _find_filler_sitemaps(self) -> Iterator[tuple[str, Route]]:
        starts = range(0, filler.share(self.paper, self.extra), FILLER_SITEMAP_SIZE)
        links = [(f"{self.base}/kho/{start}.xml.gz", OPENED_AT) for start in starts]
        yield "/kho.xml", partial(self._xml, feeds.sitemap_index(links))
        for start in starts:
            yield f"/kho/{start}.xml.gz", partial(self._filler_sitemap, start)

    # --- pages --------------------------------------------------------------------------------

    def _page(self, story: Story, *, amp: bool = False) -> Response:
        path = self.paper.path(story, story.first_title)
        if story.page == "gone":
            return Response(status=404, body=notice_page("not_found", self.paper, self.base, path))
        if story.page == "list":
            return self._list(self.stories[:8], story.title)
        if story.page in ("challenge", "consent", "soft_404"):
            return Response(body=notice_page(story.page, self.paper, self.base, path))
        return self._article(story, amp=amp)

    def _article(self, story: Story, *, amp: bool = False) -> Response:
        return Response(
            body=article_page(self.paper, story, self.base, self._around, amp=amp),
            content_type="text/html" if self.paper.name == "binhhai" else "text/html; charset=utf-8",
            changed=story.changed,
            cut=story.page == "cut",
        )

    def _list(self, shown: Sequence[Story], heading: str) -> Response:
        rows = [(story, self._as_listed(story)) for story in shown]
        return Response(body=list_page(self.paper, rows, self.base, self._around, heading))

    def _list_page_beyond(self, path: str) -> Response | None:
        """Repeats the last page for a page number past it, as many content systems do."""
        if self.paper.name != "songxanh" or not path.startswith("/tin-moi/?page="):
            return None
        return self._list(_chunks(self.stories, PAGE_SIZE)[-1], "Tin mới")

    def _as_listed(self, story: Story) -> str:
        path = self.paper.path(story, story.first_title)
        return f"{path}?utm_source=trang-chu&utm_medium=box" if self.paper.name == "phuongnam" else path

    def _moved(self, path: str) -> str | None:
        """Gives the present address of a page whose address carries its number and an older slug."""
        if self.paper.name != "langviet" or not path.startswith("/bai-viet/"):
            return None
        number = path.split("/")[2]
        return next((self.link(story) for story in self.stories if str(story.number) == number), None)

    # --- feeds --------------------------------------------------------------------------------

    def _live(self) -> tuple[Story, ...]:
        return tuple(story for story in self.stories if story.page not in NO_PAGE)

    def _entries(self, shown: Iterable[Story]) -> list[Entry]:
        return [self._entry(story, self.link(story)) for story in shown]

    def _entry(self, story: Story, link: str) -> Entry:
        summary = story.lead or ""
        return Entry(
            link=link, title=story.title, summary=summary, published=story.published, changed=story.changed
        )

    def _rss(self, stamp: Callable[[datetime], str]) -> Response:
        shown = self._live()[:FEED_SIZE]
        entries = [self._entry(story, self._in_feed(story)) for story in shown]
        return self._xml(feeds.rss(self.paper, self.base, entries, stamp))

    def _in_feed(self, story: Story) -> str:
        """Gives the address that the paper's feed prints: for some papers another form of the true one."""
        if self.paper.name == "langviet" and story.number % 3 == 0:
            return f"{self.base}/bai-viet/{story.number}/{slug(story.first_title)[:12]}"
        if self.paper.name == "phuongnam" and story.number % 3 == 0:
            return f"{self.base}/amp{self.paper.path(story, story.first_title)}"
        if self.paper.name == "phuongnam":
            return f"{self.link(story)}?utm_source=atom&utm_campaign=moi#binh-luan"
        return self.link(story)

    def _atom(self) -> Response:
        entries = [self._entry(story, self._in_feed(story)) for story in self._live()[:FEED_SIZE]]
        return self._xml(feeds.atom(self.paper, self.base, entries))

    def _sitemap_of(self, shown: Iterable[Story]) -> bytes:
        return feeds.sitemap(self._entries(shown))

    def _filler_sitemap(self, start: int) -> Response:
        until = min(start + FILLER_SITEMAP_SIZE, filler.share(self.paper, self.extra))
        shown = (filler.story(self.paper, place) for place in range(start, until))
        return self._gzip_file(self._sitemap_of(shown))

    def _xml(self, body: bytes) -> Response:
        newest = max((story.changed for story in self.stories), default=OPENED_AT)
        return Response(body=body, content_type="application/xml; charset=utf-8", changed=newest)

    def _gzip_file(self, body: bytes) -> Response:
        newest = max((story.changed for story in self.stories), default=OPENED_AT)
        return Response(body=compressed(body), content_type="application/gzip", changed=newest)

    def _robots(self) -> Response:
        name = self.paper.name
        maps = [self.base + path for path in ("/sitemap.xml", "/sitemap.xml.gz") if path in self._routes]
        body = feeds.robots(FORBIDDEN.get(name, ()), maps, CRAWL_DELAY.get(name))
        return Response(body=body, content_type="text/plain")


def _chunks(items: Sequence[Story], size: int) -> list[Sequence[Story]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _without_tracking(target: str) -> str:
    parts = urlsplit(target)
    kept = [f"{key}={value}" for key, value in parse_qsl(parts.query) if not key.startswith(TRACKING)]
    return parts.path + ("?" + "&".join(kept) if kept else "")
