"""Watches the pages of a source while they are loaded: what breaks is dated, and bad pages are kept out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from flows.ask_again import Mended, find_mended
from flows.batch import BLOCKED, Batch
from flows.page_facts import PAGE_FAULTS, SPOILING, fact, judged, texts_of
from flows.plan import QUARANTINED, RETRY_OUTCOMES
from flows.reading import Reading
from transforms.change_point import change_point
from transforms.debounce import debounced
from transforms.drift import advance, fresh, rate, usual_length
from transforms.repeated import Remembered, Repeated, find_repeated, remember
from warehouse.tables import Baseline, KnownUrl, PageFact, QualityCheck, Watch
from warehouse.transaction import Transaction, id_table

_SERIES_DAYS = 56
"""Days among which the first day of a break is looked for."""

_FAILING = RETRY_OUTCOMES - BLOCKED - {"client_error", "rate_limited"}
_REFUSED = BLOCKED | {"client_error", "rate_limited"}

Baselines = Mapping[str, Baseline]


def watch(
    tx: Transaction, batches: Sequence[Batch], known: Mapping[str, KnownUrl]
) -> tuple[list[Batch], list[Mended]]:  # fmt: skip
    """Writes what the pages say of their sources; gives the batches without the pages that are spoilt.

    Also what was broken and is sound again, for ``ask_again``.

    ``known`` is the state of the addresses before. Batches of one source come oldest first.
    """
    names = list({batch.name for batch in batches if batch.readings or batch.polled})
    if not names:
        return list(batches), []
    stored = tx.records(Watch, "source IN (SELECT unnest($names))", {"names": names})
    before = {name: _unwatched(name) for name in names} | {each.source: each for each in stored}
    now, made = dict(before), []
    mended: list[Mended] = []
    facts: dict[str, list[PageFact]] = {name: [] for name in names}
    for batch in batches:
        if batch.name in now:
            last = now[batch.name]
            now[batch.name], batch = _watch_batch(tx, last, batch, known, facts[batch.name])
            mended += find_mended(batch, last, now[batch.name])
        made.append(batch)
    _write_facts(tx, batches, facts)
    tx.merge([each for name, each in now.items() if each != before[name]])
    return made, mended


def _unwatched(source: str) -> Watch:
    return Watch(source=source, baselines=(), level=None, pages=(), texts=())


def _watch_batch(
    tx: Transaction, watch: Watch, batch: Batch, known: Mapping[str, KnownUrl], earlier: list[PageFact]
) -> tuple[Watch, Batch]:  # fmt: skip
    """The state of the source after a batch, and what of that is published; its facts join ``earlier``."""
    facts, watch = _facts(batch, watch, known)
    facts = _counted_as_before(tx, batch, facts)
    before = {each.fault: each for each in watch.baselines}
    now = _dated(tx, batch, before, _advanced(batch, before, facts), [*earlier, *facts])
    spoilt = {each.url for each in facts if _is_spoilt(each, now)}
    earlier += [replace(each, quarantined=each.url in spoilt) for each in facts]
    checks = (*batch.checks, *_checks(batch, before, now))
    kept = tuple(_kept_out(each, now, facts) if each.url in spoilt else each for each in batch.readings)
    return (
        replace(watch, baselines=tuple(now[fault] for fault in sorted(now))),
        replace(batch, readings=kept, checks=checks),
    )


# --- facts ------------------------------------------------------------------------------------


def _facts(
    batch: Batch, watch: Watch, known: Mapping[str, KnownUrl]
) -> tuple[list[PageFact], Watch]:  # fmt: skip
    readings = judged(batch.readings)
    texts = {each.url: texts_of(each.article) for each in readings if each.article}
    remembered = Remembered(pages=watch.pages, texts=watch.texts)
    repeated = dict(zip(texts, find_repeated(list(texts.values()), remembered), strict=True))

    def is_new(url: str) -> bool:
        state = known.get(url)
        return state is None or not (state.outcome or "").startswith(("article", "reject:"))

    nothing = Repeated(title=False, share=0.0)
    facts = [
        fact(batch, each, repeated.get(each.url, nothing), watch.level, is_new) for each in readings
    ]  # fmt: skip
    if not batch.incremental:
        return facts, watch
    now = remember(remembered, list(texts.values()))
    level = usual_length(watch.level, [each.words for each in facts if each.counted])
    return facts, replace(watch, pages=now.pages, texts=now.texts, level=level)


def _counted_as_before(tx: Transaction, batch: Batch, facts: list[PageFact]) -> list[PageFact]:
    """The facts of captures that are read again, counted for drift if they were the first time."""
    if not batch.reread:
        return facts
    counted = {
        (url, read_at)
        for url, read_at in tx.rows(
            "SELECT url, read_at FROM state.page_facts WHERE source = ? AND counted", [batch.name]
        )
    }
    return [replace(each, counted=(each.url, each.read_at) in counted) for each in facts]


def _write_facts(tx: Transaction, batches: Sequence[Batch], facts: Mapping[str, Sequence[PageFact]]) -> None:
    """Adds facts by source; those of captures that are read again take the place of the first."""
    for name in {batch.name for batch in batches if batch.reread and facts.get(batch.name)}:
        with tx.given(id_table(each.read_at for each in facts[name])) as times:
            tx.execute(f"DELETE FROM state.page_facts WHERE source = ? AND read_at IN (FROM {times})", [name])
    tx.append(each for found in facts.values() for each in found)


# --- baselines --------------------------------------------------------------------------------


def _advanced(batch: Batch, before: Baselines, facts: Sequence[PageFact]) -> dict[str, Baseline]:
    now = dict(before)
    learn = not batch.reread
    for fault in PAGE_FAULTS:
        for day, pages in _by_day(_trials(fault, facts)).items():
            now[fault] = advance(now.get(fault) or fresh(fault), day, pages, learn=learn)
    if batch.incremental and learn:
        for fault, outcomes in (("blocked", _REFUSED), ("failing", _FAILING)):
            for day, pages in _by_day(_answers(batch, outcomes)).items():
                now[fault] = advance(now.get(fault) or fresh(fault), day, pages)
        now |= _entries(batch, now)
    return now


def _trials(fault: str, facts: Sequence[PageFact]) -> Iterable[tuple[date, bool]]:
    """For each page that could have the fault: when it was read, and whether it has it."""
    for each in facts:
        if each.counted and (fault == "article" or each.outcome == "article"):
            yield each.day, fault in each.faults


def _answers(batch: Batch, outcomes: Iterable[str]) -> Iterable[tuple[date, bool]]:
    for each in batch.readings:
        yield each.read_at.astimezone(batch.source.zone).date(), each.outcome in outcomes


def _by_day(trials: Iterable[tuple[date, bool]]) -> dict[date, list[bool]]:
    days: dict[date, list[bool]] = {}
    for day, bad in trials:
        days.setdefault(day, []).append(bad)
    return days


def _entries(batch: Batch, now: Baselines) -> dict[str, Baseline]:
    """The state of feeds, sitemaps and listings that cannot be read, or could not be lately."""
    day = batch.polled_at.astimezone(batch.source.zone).date()
    found = {f"entry {each.entry}": not each.readable for each in batch.polled}
    return {
        fault: debounced(now.get(fault) or fresh(fault), day, bad)
        for fault, bad in found.items()
        if bad or fault in now
    }


def _dated(
    tx: Transaction, batch: Batch, before: Baselines, now: dict[str, Baseline], facts: Sequence[PageFact]
) -> dict[str, Baseline]:  # fmt: skip
    """The same with the first day of what broke just now, by the change point of its daily series."""
    for fault in PAGE_FAULTS:
        known = now.get(fault)
        if known and known.broken_since and not _is_broken(before.get(fault)):
            day = _first_day(tx, batch, fault, facts, known.broken_since)
            now[fault] = replace(known, broken_since=day)
    return now


def _first_day(tx: Transaction, batch: Batch, fault: str, facts: Sequence[PageFact], noticed: date) -> date:
    rows = tx.rows(
        """SELECT day, count(*) FILTER (list_contains(faults, $fault)), count(*) FROM state.page_facts
        WHERE source = $source AND counted AND day >= $since AND (outcome = 'article' OR $fault = 'article')
        GROUP BY day""",
        {"fault": fault, "source": batch.name, "since": noticed - timedelta(days=_SERIES_DAYS)},
    )
    series = {day: (bad, pages) for day, bad, pages in rows}
    for day, found in _by_day(_trials(fault, facts)).items():
        bad, pages = series.get(day, (0, 0))
        series[day] = (bad + sum(found), pages + len(found))
    days = sorted(series)
    at = change_point([series[day][0] for day in days], [series[day][1] for day in days])
    return noticed if at is None else days[at]


def _is_broken(known: Baseline | None) -> bool:
    return known is not None and known.broken_since is not None


# --- quarantine -------------------------------------------------------------------------------


def _is_spoilt(each: PageFact, now: Baselines) -> bool:
    return each.outcome == "article" and bool(_spoilt_by(each, now))


def _spoilt_by(each: PageFact, now: Baselines) -> list[str]:
    """Faults of the page that are broken since its day or earlier."""
    return [
        fault
        for fault in each.faults
        if fault in SPOILING
        and (known := now.get(fault))
        and known.broken_since
        and known.broken_since <= each.day
    ]


def _kept_out(reading: Reading, now: Baselines, facts: Sequence[PageFact]) -> Reading:
    page = next(each for each in facts if each.url == reading.url)
    broken = ", ".join(f"{fault} since {now[fault].broken_since}" for fault in _spoilt_by(page, now))
    return replace(reading, outcome=QUARANTINED, article=None, mentions=(), detail=f"broken: {broken}")


def _checks(batch: Batch, before: Baselines, now: Baselines) -> Iterable[QualityCheck]:
    """A failed check for each fault that is broken, and a passed one for each that was."""
    for fault, known in now.items():
        if known.broken_since is None and not _is_broken(before.get(fault)):
            continue
        if not batch.readings and not fault.startswith("entry "):
            continue
        yield QualityCheck(
            run_id=batch.run_id, name=f"drift:{fault}" if fault in PAGE_FAULTS else fault.split(" ")[0],
            subject=f"{batch.name} {fault.partition(' ')[2]}".strip(), passed=known.broken_since is None,
            value=told(known), expected=f"{rate(known):.0%} of pages", checked_at=batch.polled_at,
        )  # fmt: skip


def told(known: Baseline) -> str:
    """How broken a fault is, in words."""
    if known.broken_since is None:
        return "as usual"
    if known.fault.startswith("entry "):
        return f"unreadable since {known.broken_since}"
    pages = known.broken_bad + known.broken_good
    return f"{known.broken_bad} of {pages} pages since {known.broken_since}"
