"""A small world of programs whose answers can be worked out by hand, in a real warehouse.

| id | parties as signed | life |
| --- | --- | --- |
| old | Hà Tĩnh, Nghệ An | 2018–2020, reviewed in May 2020; renewed by `new` |
| new | Hà Tĩnh, Nghệ An | 2021–2023, signed 2021-02-01, work in August 2021; over |
| inner | Quảng Bình, Quảng Trị | 2023–2024; one province since July 2025; told by one paper |
| before | Thái Bình, Khăm Muộn | 2020–2025, an agreement; signed again by `after` |
| after | Hưng Yên (new), Khăm Muộn | signed 2025-09-09 for 2026 on; told again ten days ago |
| company | Bình Dương, Công ty X | memorandum of 2024; told a month ago by two outlets and a state page |
| quiet | Hà Nội, Huế | told 800 days ago, runs for years, not heard of since |
| plan | Đà Nẵng, Huế | announced twenty days ago |
"""

from datetime import UTC, date, datetime, time, timedelta

from tests.articles import rows_of
from transforms.parties import all_parties, current_party_id, resolve_party
from transforms.programs.codes import sector_codes, stage_codes
from transforms.resolution.official import is_official
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
LATER = TODAY.year + 4
NOW = datetime.combine(TODAY, time(0), UTC)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def put_small_world(store: Store) -> None:
    """Commits the world in one transaction."""
    store.write("test", "small world", lambda tx: [tx.append(rows) for rows in _tables()])


def _tables() -> list[list]:
    told = [_told(*report) for report in REPORTS]
    return [
        [_facts(*program) for program in PROGRAMS],
        [row for program, names in PARTIES.items() for row in _parties(program, names)],
        [
            ProgramSector(program_id=program, sector=sector)
            for program, sectors in SECTORS.items()
            for sector in sectors
        ],
        [
            ProgramSignatory(
                program_id="after", name="Nguyễn Văn Thử", title="Chủ tịch", party_id="vn-33@2025"
            )
        ],
        *rows_of(article for article, _, _ in told),
        [mention for _, mention, _ in told],
        [link for _, _, link in told],
        list(all_parties()),
        list(sector_codes()),
        list(stage_codes()),
        [
            CoverageCount(
                run_id="r", source="baohatinh", day=date(2026, 1, day), outcome=outcome, pages=pages
            )
            for day, outcome, pages in (
                (1, "listed", 9),
                (1, "article", 7),
                (2, "failed", 3),
                (4, "article", 2),
            )
        ],
    ]


# id, instrument, stage, signed_on, start, end, renewal_of, last report, articles, outlets, official pages,
# confidence
PROGRAMS = [
    ("old", "program", "review", date(2018, 3, 1), 2018, 2020, None, date(2020, 5, 1), 2, 2, 0, 0.9),
    (
        "new",
        "program",
        "implementation",
        date(2021, 2, 1),
        2021,
        2023,
        "old",
        date(2021, 8, 1),
        2,
        1,
        0,
        0.99,
    ),
    ("inner", "program", "signed", date(2023, 3, 1), 2023, 2024, None, date(2023, 3, 2), 1, 1, 0, 0.7),
    ("before", "agreement", "signed", date(2020, 5, 5), 2020, 2025, None, date(2020, 5, 6), 1, 1, 0, 0.6),
    ("after", "agreement", "signed", date(2025, 9, 9), 2026, LATER, "before", days_ago(10), 2, 2, 0, 0.96),
    ("company", "mou", "review", date(2024, 6, 1), 2024, LATER, None, days_ago(30), 3, 3, 1, 0.99),
    ("quiet", "program", "signed", None, TODAY.year - 3, LATER, None, days_ago(800), 1, 1, 0, 0.8),
    ("plan", "program", "proposed", None, None, None, None, days_ago(20), 1, 1, 0, 0.5),
]
PARTIES = {
    "old": ["Hà Tĩnh", "Nghệ An"],
    "new": ["Hà Tĩnh", "Nghệ An"],
    "inner": ["Quảng Bình", "Quảng Trị"],
    "before": ["Thái Bình", "Khăm Muộn"],
    "after": ["Hưng Yên", "Khăm Muộn"],
    "company": ["Bình Dương", "Công ty X"],
    "quiet": ["Hà Nội", "Huế"],
    "plan": ["Đà Nẵng", "Huế"],
}
SECTORS = {
    "old": ["culture", "tourism"],
    "new": ["health", "tourism"],
    "inner": ["agriculture"],
    "before": ["trade"],
    "after": ["trade"],
    "company": ["digital"],
}
SIGNED_WITH_NEW_NAMES = {"after", "plan"}

# program, article, source, address, day, stage, original of a copy
REPORTS = [
    ("old", "o1", "baohatinh", "https://baohatinh.example/o1", date(2018, 3, 2), "signed", None),
    ("old", "o2", "baonghean", "https://baonghean.example/o2", date(2020, 5, 1), "review", None),
    ("new", "n1", "baohatinh", "https://baohatinh.example/n1", date(2021, 2, 1), "signed", None),
    ("new", "n2", "baohatinh", "https://baohatinh.example/n2", date(2021, 8, 1), "implementation", None),
    ("inner", "i1", "baoquangtri", "https://baoquangtri.example/i1", date(2023, 3, 2), "signed", None),
    ("before", "b1", "baothaibinh", "https://baothaibinh.example/b1", date(2020, 5, 6), "signed", None),
    ("after", "f1", "baohungyen", "https://baohungyen.example/f1", date(2025, 9, 10), "signed", None),
    ("after", "f2", "baovui", "https://baovui.example/f2", days_ago(10), "signed", None),
    ("company", "c1", "congbinhduong", "https://binhduong.gov.vn/c1", date(2024, 6, 5), "signed", None),
    ("company", "c2", "baovui", "https://baovui.example/c2", date(2024, 6, 2), "signed", None),
    ("company", "c3", "baolang", "https://baolang.example/c3", days_ago(30), "review", "c2"),
    ("quiet", "q1", "baovui", "https://baovui.example/q1", days_ago(800), "signed", None),
    ("plan", "p1", "baovui", "https://baovui.example/p1", days_ago(20), "proposed", None),
]


def _facts(
    program_id: str,
    instrument: str,
    stage: str,
    signed_on: date | None,
    start: int | None,
    end: int | None,
    renewal_of: str | None,
    last: date,
    articles: int,
    outlets: int,
    official: int,
    confidence: float,
) -> ProgramFacts:
    days = [report[4] for report in REPORTS if report[0] == program_id]
    return ProgramFacts(
        program_id=program_id,
        title=f"Chương trình {program_id}",
        instrument=instrument,
        stage=stage,
        signed_on=signed_on,
        period_start=start,
        period_end=end,
        place=None,
        renewal_of=renewal_of,
        first_reported_on=min(days),
        last_reported_on=last,
        article_count=articles,
        outlet_count=outlets,
        official_count=official,
        completeness=0.6,
        confidence=confidence,
    )


def _parties(program: str, names: list[str]) -> list[ProgramParty]:
    day = TODAY if program in SIGNED_WITH_NEW_NAMES else date(2020, 1, 1)
    found = [(name, resolve_party(name, None, day, country=_country(name))) for name in names]
    return [
        ProgramParty(
            program_id=program,
            party_id=party.party_id,
            name=name,
            country=_country(name),
            kind="company" if name.startswith("Công ty") else party.kind,
            current_party_id=current_party_id(party.party_id, TODAY),
        )
        for name, party in found
    ]


def _country(name: str) -> str:
    return "LA" if name == "Khăm Muộn" else "VN"


def _told(
    program: str, article: str, source: str, url: str, day: date, stage: str, original: str | None
) -> tuple[CurrentArticle, StoredMention, ProgramLink]:
    at = datetime.combine(day, time(3), UTC)
    quote = Evidence(field="period", part="title", start=0, end=3, text="Tin")
    return (
        CurrentArticle(
            article_id=article,
            url=url,
            canonical_url=url,
            source=source,
            title=f"Tin {article}",
            lead="Dẫn",
            body="Thân",
            captions=(),
            authors=(),
            published_at=at,
            published_from="rule",
            modified_at=None,
            section=None,
            tags=(),
            language="vi",
            credit=None,
            extractor="rule/1",
            version=1,
            seen_at=at,
            content_hash=article,
            word_count=2,
            first_seen_at=at,
            last_seen_at=at,
            cluster_id=original,
            is_primary=original is None,
        ),
        StoredMention(
            mention_id=f"{article}.1.0",
            article_id=article,
            source=source,
            title=f"Tin {article}",
            published_at=at,
            reader="reader/1",
            instrument="program",
            stage=stage,
            parties=(),
            signed_on=None,
            period_start=None,
            period_end=None,
            place=None,
            sectors=(),
            signatories=(),
            confidence=0.9,
            evidence=(quote,),
        ),
        ProgramLink(
            mention_id=f"{article}.1.0",
            program_id=program,
            article_id=article,
            stands=True,
            url=url,
            source=source,
            stage=stage,
            published_at=at,
            is_primary=original is None,
            is_official=is_official(url),
        ),
    )
