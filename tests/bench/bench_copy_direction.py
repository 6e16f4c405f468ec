"""Prints how often the original of a cluster is named, on made clusters whose evidence has gaps and errors.

bench_copy_direction.py [CLUSTERS] [SEED]      (default 20,000 and 1)

A story runs first in one paper or at an agency, then in one to three others after 5 minutes to a day
(log-uniform). What pages say of it is drawn; the shares are assumed, not measured: a copy credits where it
comes from in half of the cases, in one of the usual forms; one in twenty names the original as canonical; one
time in eight is a bare date, one in twenty is missing, one in thirty is that of a later edit; one original in
thirty credits a foreign agency itself. Articles are seen within an hour, one in eight only days later.
"""

import sys
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from extractors.authors import read_byline
from transforms.dedup import Member, choose_primary

PAPERS = {
    "songlam": "Báo Sông Lam", "datviet": "Tin Đất Việt", "nuihong": "Báo Núi Hồng",
    "nhipcau": "Nhịp Cầu Mới", "cualo": "Báo Cửa Lò", "ngaymoi": "Ngày Mới",
    "thoisubien": "Thời Sự Biển", "vietnamplus": "VietnamPlus",
}  # fmt: skip
CREDITS = ("Theo {0}", "(Theo {0})", "Nguồn: {0}", "{1} (Theo {0})", "{1} - {0}", "{1} (tổng hợp theo {0})")
START = datetime(2026, 3, 1, tzinfo=UTC)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def published(g: Random, truly: datetime) -> datetime | None:
    draw = g.random()
    if draw < 1 / 20:
        return None
    if draw < 1 / 20 + 1 / 30:
        return truly + timedelta(hours=g.uniform(0.5, 24))
    if draw < 1 / 20 + 1 / 30 + 1 / 8:
        return datetime.combine(truly.astimezone(HERE).date(), time(), HERE)
    return truly


def first_seen(g: Random, truly: datetime) -> datetime:
    return truly + (timedelta(days=g.uniform(2, 9)) if g.random() < 1 / 8 else timedelta(hours=g.random()))


def member(g: Random, number: int, source: str, truly: datetime, credit: str | None, origin: str) -> Member:
    host = f"{source}.example"
    return Member(
        article_id=f"{g.getrandbits(64):016x}{number}", source=source, source_title=PAPERS[source],
        published_at=published(g, truly), first_seen_at=first_seen(g, truly), host=host,
        credit=read_byline([credit]).credit if credit else None,
        canonical_host=f"{origin}.example" if origin != source and g.random() < 1 / 20 else host,
    )  # fmt: skip


def made(g: Random) -> list[Member]:
    """The members of a cluster, the original first."""
    origin, *others = g.sample(list(PAPERS), g.randint(2, 4))
    began = START + timedelta(minutes=g.uniform(0, 500_000))
    name = "TTXVN" if origin == "vietnamplus" and g.random() < 0.8 else PAPERS[origin]
    foreign = "Theo Reuters" if g.random() < 1 / 30 else None
    members = [member(g, 0, origin, began, foreign, origin)]
    for number, source in enumerate(others, 1):
        later = began + timedelta(minutes=5 * 288 ** g.random())
        credit = g.choice(CREDITS).format(name, "Trần Minh Lan") if g.random() < 1 / 2 else None
        members.append(member(g, number, source, later, credit, origin))
    return members


def main(clusters: int = 20_000, seed: int = 1) -> None:
    g = Random(seed)
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for _ in range(clusters):
        original, *copies = made(g)
        primary, reason = choose_primary(g.sample([original, *copies], 1 + len(copies)))
        asked[reason] += 1
        right[reason] += primary is original
    print(f"{clusters} clusters: original named in {right.total() / clusters:.3f}")
    for reason, count in asked.most_common():
        print(f"  decided by {reason}: {count}, right {right[reason] / count:.3f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
