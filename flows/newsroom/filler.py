"""Generated ordinary articles, for runs over thousands of pages."""

import random
from datetime import datetime, timedelta
from functools import lru_cache

from flows.newsroom.model import PAPERS, VN, Paper, Story
from flows.newsroom.stock import headline, lead, paragraph

FIRST_AT = datetime(2026, 6, 10, 23, 0, tzinfo=VN)
MINUTES_APART = 37


def share(paper: Paper, extra: int) -> int:
    """Says how many of ``extra`` generated articles a paper carries."""
    place = list(PAPERS).index(paper.name)
    return len(range(place, extra, len(PAPERS)))


@lru_cache(maxsize=4096)
def story(paper: Paper, place: int) -> Story:
    """Makes a paper's generated article number ``place``: the same one each time."""
    draw = random.Random(f"{paper.name}/{place}")
    title = headline(draw, place)
    return Story(
        key=f"kho-{paper.name}-{place}", paper=paper.name, section="Đời sống", title=title, first_title=title,
        lead=lead(draw), paragraphs=tuple(paragraph(draw) for _ in range(draw.randint(5, 9))),
        authors=("Ban Biên tập",), published=FIRST_AT - timedelta(minutes=MINUTES_APART * place),
    )  # fmt: skip


def story_at(paper: Paper, path: str, extra: int) -> Story | None:
    """Finds the generated article behind an address, by the number in its headline."""
    digits = _place_in(path)
    if digits is None or digits >= share(paper, extra):
        return None
    found = story(paper, digits)
    return found if paper.path(found) == path else None


def _place_in(path: str) -> int | None:
    marker = "-ban-tin-so-"
    if marker not in path:
        return None
    digits = path.split(marker)[1].split("-")[0].split(".")[0].split("/")[0]
    return int(digits) if digits.isdigit() else None
