"""Finds the article addresses of a source: reads its feeds, sitemaps, listings and day archives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from extractors.entries import (
    Document,
    Limits,
    fetch_document,
    page_address,
    read_any_sitemap,
    read_links,
    reading_of_failure,
    reading_of_links,
    reading_of_unchanged,
)
from extractors.feeds import FeedError
from extractors.listed import EntryReading, Fetch, Link, Validators
from extractors.source_spec import Entry, Source
from warehouse.record import record
from warehouse.tables import FeedState

_ORDER = {"rss": 0, "sitemap": 1, "listing": 2, "archive": 3}
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_UNDATED_READ = 2


@record
class Discovery:
    """What one round of discovery goes by."""

    source: Source
    fetch: Fetch
    states: Mapping[str, FeedState]
    day: date | None = None
    deep: bool = False
    gap: bool = False
    """A feed has lost items: listings are walked to their end to find them."""
    known: Callable[[str], bool] | None = None
    limits: Limits = Limits()
    since: date | None = None

    def state_of(self, address: str) -> FeedState | None:
        """What the last poll left of a document; nothing where everything is to be read."""
        return None if self.deep or self.day else self.states.get(address)


def find_listed(
    source: Source,
    fetch: Fetch,
    feed_states: Mapping[str, FeedState],
    day: date | None = None,
    deep: bool = False,
    known: Callable[[str], bool] | None = None,
    limits: Limits | None = None,
    since: date | None = None,
) -> Iterator[EntryReading]:
    """Reads every entry of a source and yields what each document of it names.

    feed_states: by address, as the last poll left them; a document that names what it named then is
        ``unchanged`` and lists nothing.
    day: reads the archives of that day instead, and what sitemaps date to it; feeds and listings know none.
    deep: reads everything there is, whatever the last poll left. After a feed that has lost items the
        listings are walked to their end without being told; sitemaps name all that is new anyway.
    since: leaves out sitemaps of an index that did not change since that day.
    known: tells canonical URLs that need no second look; a listing is walked until a page brings only these.

    Never raises on what a site sends: an entry that cannot be read is a reading with ``ok=False``.
    """
    round_ = Discovery(
        source=source,
        fetch=fetch,
        states=feed_states,
        day=day,
        deep=deep,
        known=known,
        limits=limits or Limits(),
        since=since,
    )
    for entry in sorted(source.discover, key=lambda entry: _ORDER[entry.kind]):
        for reading in _find_readings(round_, entry):
            yield reading
            round_ = replace(round_, gap=round_.gap or reading.lost)


def _find_readings(round_: Discovery, entry: Entry) -> Iterator[EntryReading]:
    if entry.kind == "sitemap":
        yield from _find_sitemaps(round_, entry)
    elif (entry.kind == "archive") != (round_.day is not None):
        return
    elif entry.kind == "rss":
        yield _read_feed(round_, entry)
    else:
        yield _walk_listing(round_, entry)


def _read_feed(round_: Discovery, entry: Entry) -> EntryReading:
    state = round_.state_of(entry.address)
    document = fetch_document(round_.fetch, entry.address, state, round_.limits)
    try:
        links = read_links(document, round_.source, entry) if document.text is not None else ()
    except FeedError as error:
        return reading_of_failure(entry.address, entry, str(error))
    return _reading(round_, entry, document, links, state)


def _reading(
    round_: Discovery, entry: Entry, document: Document, links: tuple[Link, ...], state: FeedState | None
) -> EntryReading:
    if document.unchanged:
        return reading_of_unchanged(document, entry, state)
    if document.text is None:
        return reading_of_failure(document.address, entry, document.error or "nothing came")
    return reading_of_links(document, round_.source, entry, links, state, round_.limits.urls)


# --- sitemaps ---------------------------------------------------------------------------------


def _find_sitemaps(round_: Discovery, entry: Entry) -> Iterator[EntryReading]:
    """The entry's sitemap and, if it is an index, those below it: the newest first, within the limits."""
    waiting, seen = [(Link(url=entry.address), 0)], {entry.address}
    room, listed = round_.limits.sitemaps, 0
    while waiting:
        link, depth = waiting.pop(0)
        room -= 1
        reading, below = _read_sitemap(round_, entry, link.url, round_.limits.urls - listed)
        reading = replace(reading, stamp=link.stamp)
        listed += len(reading.listed)
        due = [link for link in _due_sitemaps(round_, below) if link.url not in seen]
        seen.update(link.url for link in due)
        waiting += [(link, depth + 1) for link in due]
        cut = _cut(round_.limits, waiting, depth, room, listed)
        if cut:
            yield replace(reading, truncated=cut)
            return
        yield reading


def _cut(limits: Limits, waiting: list[tuple[Link, int]], depth: int, room: int, listed: int) -> str | None:
    """Which limit forbids to go on, in words."""
    if not waiting:
        return None
    if depth >= limits.sitemap_depth:
        return f"sitemaps nested deeper than {limits.sitemap_depth}"
    if room <= 0:
        return f"more than {limits.sitemaps} sitemaps"
    return f"more than {limits.urls} addresses" if listed >= limits.urls else None


def _read_sitemap(
    round_: Discovery, entry: Entry, address: str, most: int
) -> tuple[EntryReading, tuple[Link, ...]]:  # fmt: skip
    state = round_.state_of(address)
    document = fetch_document(round_.fetch, address, state, round_.limits)
    if document.text is None:
        return _reading(round_, entry, document, (), state), ()
    try:
        found = read_any_sitemap(document, round_.source)
    except FeedError as error:
        return reading_of_failure(address, entry, str(error)), ()
    pages = tuple(link for link in found.pages if _is_of_day(round_, link))
    reading = reading_of_links(document, round_.source, entry, pages, state if pages else None, most)
    if found.sitemaps:
        # An index may stay as it is while the sitemaps below it change: it is asked for anew every time.
        reading = replace(reading, validators=Validators(), content_hash=None)
    return reading, found.sitemaps


def _due_sitemaps(round_: Discovery, links: tuple[Link, ...]) -> list[Link]:
    """Those that may hold something new, the newest first; without dates, the last of the index first."""
    spared = _spared_sitemaps(round_, links)
    due = [link for link in reversed(links) if _is_due(round_, link) and link.url not in spared]
    return sorted(due, key=lambda link: link.stamp or _LONG_AGO, reverse=True)


def _spared_sitemaps(round_: Discovery, links: tuple[Link, ...]) -> set[str]:
    """Sitemaps without a lastmod that were read before, but those with the newest pages, and the ends."""
    states = [round_.state_of(link.url) for link in links if link.stamp is None]
    kept = [state for state in states if state is not None]
    by_age = sorted(kept, key=lambda state: state.newest_at or _LONG_AGO)
    ends = {state.entry for state in (*kept[:1], *kept[-1:])}
    return {state.entry for state in by_age[:-_UNDATED_READ]} - ends


def _is_due(round_: Discovery, link: Link) -> bool:
    if not round_.source.same_site(link.url):
        return False
    if link.stamp is None:
        return True
    if (oldest := round_.day or round_.since) is not None:
        return link.stamp.astimezone(round_.source.zone).date() >= oldest
    state = round_.state_of(link.url)
    if state is None or state.listed_stamp is None or link.stamp > state.listed_stamp:
        return True
    return state.polled_at < link.stamp + _DAY


def _is_of_day(round_: Discovery, link: Link) -> bool:
    at = link.published_at or link.stamp
    return round_.day is None or (at is not None and at.astimezone(round_.source.zone).date() == round_.day)


# --- listings and archives --------------------------------------------------------------------


def _walk_listing(round_: Discovery, entry: Entry) -> EntryReading:
    """Page after page until one brings nothing new, as one reading; its state is that of the first."""
    state = None if round_.gap else round_.state_of(entry.address)
    first = _read_page(round_, entry, entry.start, state)
    if not first.ok or first.unchanged:
        return first
    found = {listed.url: listed for listed in first.listed}
    requests, refused, last = 1, first.refused, first
    fresh = set(found)
    pages = entry.pages if "{page}" in entry.address else 1
    while requests < pages and not _is_end(round_, fresh):
        last = _read_page(round_, entry, entry.start + requests, None)
        requests, refused = requests + 1, refused + last.refused
        fresh = {listed.url for listed in last.listed} - found.keys()
        found |= {listed.url: listed for listed in last.listed if listed.url in fresh}
    return replace(first, listed=tuple(found.values()), requests=requests, refused=refused, error=last.error)


def _read_page(round_: Discovery, entry: Entry, page: int, state: FeedState | None) -> EntryReading:
    address = page_address(entry.address, page, round_.day)
    document = fetch_document(round_.fetch, address, state, round_.limits)
    try:
        links = read_links(document, round_.source, entry) if document.text is not None else ()
    except FeedError as error:
        return replace(reading_of_failure(address, entry, str(error)), entry=entry.address)
    return replace(_reading(round_, entry, document, links, state), entry=entry.address)


def _is_end(round_: Discovery, fresh: set[str]) -> bool:
    """Whether a page that brought these addresses for the first time is the last to be read."""
    if not fresh:
        return True
    if round_.deep or round_.gap or round_.known is None:
        return False
    return all(round_.known(url) for url in fresh)
