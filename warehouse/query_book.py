"""The query book: the analyst's questions as named SQL, read from ``warehouse/queries``."""

from functools import cache
from importlib import resources

from warehouse.record import record

FAMILIES = {
    1: "Pairs of parties",
    2: "Programs by year",
    3: "Renewal chains",
    4: "Before and after July 2025",
    5: "Sectors",
    6: "Hubs and regions",
    7: "Kinds of partner",
    8: "What the outlets show and miss",
    9: "Lag",
    10: "Follow-through",
    11: "Audit",
    12: "Sensitivity",
}


@record
class NamedQuery:
    """A question and its SQL; ``family`` is a key of ``FAMILIES``, ``notes`` say how the answer is made."""

    name: str
    question_vi: str
    question_en: str
    family: int
    notes: tuple[str, ...]
    sql: str


@cache
def named_queries() -> tuple[NamedQuery, ...]:
    """All queries of the book, by name."""
    folder = resources.files("warehouse") / "queries"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return tuple(_query(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files)


def _query(name: str, text: str) -> NamedQuery:
    lines = text.strip().splitlines()
    head = next(at for at, line in enumerate(lines) if not line.startswith("--"))
    comments = [line.removeprefix("--").strip() for line in lines[:head]]
    words = dict(comment.split(": ", 1) for comment in comments[:3])
    return NamedQuery(
        name=name, question_vi=words["vi"], question_en=words["en"], family=int(words["family"]),
        notes=tuple(comments[3:]), sql="\n".join(lines[head:]),
    )  # fmt: skip


def write_book() -> str:
    """The book as Markdown: each query under its family, with its question in two languages."""
    parts = [_OPENING, *(part for family in FAMILIES for part in _chapter(family))]
    return "\n\n".join(parts) + "\n"


_OPENING = """\
# Query book

Made from `warehouse/queries` by `python -m warehouse.query_book > docs/query-book.md`. Each query runs as it
stands, with `hoptac sql "$(cat warehouse/queries/01-pairs.sql)"` or from any DuckDB with the lake attached.
The tests run each of them on a small world whose answers were worked out by hand."""


def _chapter(family: int) -> list[str]:
    queries = [query for query in named_queries() if query.family == family]
    return [f"## {family}. {FAMILIES[family]}", *map(_section, queries)]


def _section(query: NamedQuery) -> str:
    notes = f"\n\n{' '.join(query.notes)}" if query.notes else ""
    return (
        f"### {query.name}\n\n{query.question_en}\n\n*{query.question_vi}*{notes}\n\n```sql\n{query.sql}\n```"
    )


if __name__ == "__main__":
    print(write_book(), end="")
