"""A made warehouse for the report, of any size, some of whose headlines mean harm."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, islice
from pathlib import Path

from tests.articles import rows_of
from transforms.parties import all_parties, current_party_id
from warehouse.store import Store
from warehouse.tables import (
    CoverageCount,
    CurrentArticle,
    Evidence,
    ProgramFacts,
    ProgramLink,
    ProgramParty,
    ProgramSector,
    ProgramSignatory,
    StoredMention,
)

TODAY = datetime.now(UTC).date()
HOSTILE = (
    "<script>window.harmed = 1</script>",
    '"><img src=x onerror="window.harmed = 1">',
    "</script><script>window.harmed = 1</script>",
    "\u202egnp.exe \u2066đảo chiều",
    "عنوان من اليمين إلى اليسار",
    "dài " * 1250,
    "rộng" * 1250,
    "xuống\u2028dòng\u2029 'nháy' \"kép\" `ngược` ${1} \\u003c",
    "=HYPERLINK(1)",
)
HOSTILE_URLS = ("javascript:window.harmed=1", "data:text/html,<script>1</script>", " https://x.example/ a")
SECTORS = (
    "tourism",
    "trade",
    "health",
    "education",
    "transport",
    "culture",
    "digital",
    "energy",
    "social",
    "agriculture",
    "industry",
    "justice",
)
BODY = "Ngày 1/3, hai tỉnh ký chương trình hợp tác về du lịch.\n" + "Đoạn sau nói chuyện khác. " * 20


def make_world(home: Path, programs: int = 24, articles: int = 60) -> Path:
    """A warehouse in ``home``: programs between provinces, two articles on each, and other articles."""
    with Store.open(home / "catalog.sqlite", home) as store:
        store.write("made", "a world", lambda tx: [tx.append(rows) for rows in _tables(programs, articles)])
    return home


def _tables(programs: int, articles: int) -> list[list]:
    provinces = [
        party
        for party in all_parties()
        if party.kind == "province" and party.valid_from and party.valid_from.year in (2008, 2025)
    ]
    pairs = list(islice(_forever(list(combinations(provinces, 2))), programs))
    told = [_article(number) for number in range(articles)]
    mentions = [_mention(number, number % articles) for number in range(min(2 * programs, articles))]
    return [
        [_facts(number) for number in range(programs)],
        [row for number, pair in enumerate(pairs) for row in _parties(number, pair)],
        [
            ProgramSector(program_id=_id(number), sector=SECTORS[(number * 7 + step) % len(SECTORS)])
            for number in range(programs)
            for step in range(1 + number % 3)
        ],
        [
            ProgramSignatory(
                program_id=_id(number), name=f"Nguyễn Văn {number}", title="Chủ tịch", party_id=None
            )
            for number in range(0, programs, 2)
        ],
        *rows_of(told),
        mentions,
        [
            ProgramLink(
                mention_id=row.mention_id,
                program_id=_id(number % programs),
                article_id=row.article_id,
                stands=True,
                url=told[number % articles].url,
                source=row.source,
                stage=row.stage,
                published_at=told[number % articles].published_at,
                is_primary=True,
                is_official=False,
            )
            for number, row in enumerate(mentions)
        ],
        list(all_parties()),
        list(_coverage()),
    ]


def _forever(pairs: list) -> Iterator:
    while True:
        yield from pairs[:: max(1, len(pairs) // 997)]


def _id(number: int) -> str:
    return f"{number:016x}"


def _facts(number: int) -> ProgramFacts:
    start = 2015 + number % 11
    title = HOSTILE[number] if number < len(HOSTILE) else f"Chương trình hợp tác số {number}"
    return ProgramFacts(
        program_id=_id(number),
        title=title,
        instrument="program",
        stage="review" if number % 4 == 0 else "signed",
        signed_on=date(start, 1 + number % 12, 5),
        period_start=start,
        period_end=None if number % 3 == 0 else start + 5,
        place="Hà Tĩnh",
        renewal_of=None,
        first_reported_on=date(start, 3, 1),
        last_reported_on=TODAY - timedelta(days=number % 900),
        article_count=2,
        outlet_count=1 + number % 3,
        official_count=0,
        completeness=0.6,
        confidence=0.9,
    )


def _parties(number: int, pair: tuple) -> list[ProgramParty]:
    return [
        ProgramParty(
            program_id=_id(number),
            party_id=party.party_id,
            name=party.name,
            kind=party.kind,
            country="VN",
            current_party_id=current_party_id(party.party_id, TODAY),
        )
        for party in pair
    ]


def _article(number: int) -> CurrentArticle:
    hostile = number < len(HOSTILE)
    day = datetime.combine(TODAY - timedelta(days=number % 1500), time(8), UTC)
    url = HOSTILE_URLS[number] if number < len(HOSTILE_URLS) else f"https://bao{number % 20}.example/{number}"
    return CurrentArticle(
        url=url,
        canonical_url=url,
        source=f"bao{number % 20}",
        title=HOSTILE[number] if hostile else f"Hà Tĩnh và Nghệ An ký kết hợp tác, tin số {number}",
        lead=HOSTILE[-1 - number]
        if hostile
        else f"Lễ ký kết diễn ra trong buổi sáng, theo bản tin {number}.",
        body=BODY,
        captions=(),
        authors=(),
        published_at=day,
        published_from="meta",
        modified_at=None,
        section=None,
        tags=(),
        language="vi",
        credit=None,
        extractor="generic/1",
        article_id=_id(number),
        version=1,
        seen_at=day,
        content_hash=str(number),
        word_count=120,
        first_seen_at=day,
        last_seen_at=day,
        cluster_id=None,
        is_primary=True,
    )


def _mention(number: int, article: int) -> StoredMention:
    quote = "chương trình hợp tác"
    spot = BODY.index(quote)
    evidence = [Evidence(field="instrument", part="body", start=spot, end=spot + len(quote), text=quote)]
    if article < len(HOSTILE):
        title = HOSTILE[article]
        evidence.append(
            Evidence(field=f"party:{title[:40]}", part="title", start=0, end=len(title), text=title)
        )
    return StoredMention(
        instrument="program",
        stage="review" if number % 4 == 0 else "signed",
        parties=(),
        signed_on=None,
        period_start=None,
        period_end=None,
        place=None,
        sectors=(),
        signatories=(),
        confidence=0.9,
        evidence=tuple(evidence),
        mention_id=f"{_id(article)}.1.0",
        article_id=_id(article),
        source=f"bao{article % 20}",
        title="",
        published_at=None,
        reader="rules/1",
    )


def _coverage() -> Iterator[CoverageCount]:
    for back in range(120):
        for source in range(6):
            if (back + source) % 7 == 0:
                continue
            for outcome, pages in (
                ("listed", 30),
                ("fetched", 26),
                ("failed", back % 2),
                ("article", 20 + source),
                ("reject:list_page", 3),
                ("relevant", 4),
            ):
                if pages:
                    yield CoverageCount(
                        run_id="made",
                        source=f"bao{source}",
                        day=TODAY - timedelta(days=back),
                        outcome=outcome,
                        pages=pages,
                    )
