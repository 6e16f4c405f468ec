"""Chooses the layout whose rules read a page: that of its day, else another one whose text element is there.

Sites keep old articles in their old looks for years, and archives hold what was captured long ago.
"""

from datetime import date

from extractors.page import Page
from extractors.rules import find_any
from extractors.source import ArticleRules, Source


def fitting_layout(page: Page, source: Source, day: date) -> tuple[str, ArticleRules]:
    """Name (its last day, empty for today's) and rules of the layout of a page captured on ``day``."""
    turns = source.layouts_in_turn(day)
    if len(turns) == 1:
        return turns[0]
    return next((turn for turn in turns if find_any(page, turn[1].body)), turns[0])
