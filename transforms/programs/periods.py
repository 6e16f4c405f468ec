"""Terms of a program: "giai đoạn 2023 - 2025", "đến hết năm 2028", "năm 2025"."""

import re
from dataclasses import dataclass

from transforms.programs.patterns import cue, pattern

_YEAR = r"(?:19[6-9]\d|20[0-4]\d)"
_ANY_YEAR = re.compile(r"(?<!\d)(?:19[6-9]|20[0-4])\d(?!\d)")
_RANGE = pattern(
    rf"(?:(?:giai đoạn|nhiệm kỳ|thời kỳ|thời hạn|thời gian[^.;]{{0,40}}?|hiệu lực[^.;]{{0,30}}?|trong|từ|niên khóa|năm)\s*:?\s*)?"  # noqa: E501
    rf"(?:từ )?(?:tháng \d+/)?(?:năm )?\(?(?<![\d/.])(?P<a>{_YEAR})\s?(?:-|đến(?: hết)?(?: cuối)?(?: năm)?(?: tháng \d+/)?|tới(?: năm)?|và)\s?(?:tháng \d+/)?(?P<b>{_YEAR})(?!\d)\)?"  # noqa: E501
)
_UNTIL = pattern(
    rf"(?P<lead>(?:hiệu lực|thời hạn|thời gian|hết hạn|kéo dài|từ nay|cam kết|hợp tác|phối hợp|chiến lược|thỏa thuận|quan hệ|chương trình|kế hoạch|ký|kết thúc|hoàn thành)?[^.;\n]{{0,45}}?)"  # noqa: E501
    rf"(?:đến|tới|vào|hết)(?: hết| cuối| giữa| khi[^.;]{{0,40}}?)*(?: tháng \d+[/ ]| ngày \d+/\d+/)?(?: ?năm| quý \w+)?[ /]?(?P<b>{_YEAR})(?!\d)(?P<tail>[^.;\n]{{0,50}})"  # noqa: E501
)
_OUTLOOK = cue("outlook")
_ANNUAL = pattern(
    rf"(?:(?:kế hoạch|chương trình|quy chế|biên bản|thỏa thuận|ghi nhớ)(?: hành động)?(?: về(?: việc)?)? (?:hợp tác|phối hợp|liên tịch|liên ngành|hoạt động)[^.;\n]{{0,110}}?|huyện ủy[^.;\n]{{0,20}})\bnăm (?P<y>{_YEAR})(?! ?-)(?!\d)"  # noqa: E501
)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last year of a term, and where the text gives it."""

    first: int | None
    last: int | None
    start: int
    end: int
    strength: int


def find_periods(low: str, start: int, end: int) -> list[Period]:
    """Terms named between two offsets, the surest kinds first."""
    if not _ANY_YEAR.search(low, start, end):
        return []
    found = [*_ranges(low, start, end)]
    taken = [(period.start, period.end) for period in found]
    # The words that lead to an end would reach back over a term: "giai đoạn A - B thêm hai năm, đến hết C".
    behind = max((period.end for period in found), default=start)
    untils = [*_untils(low, start, end), *(_untils(low, behind, end) if found else ())]
    found += [period for period in untils if not _overlaps(period, taken)]
    if not found:
        found += [
            Period(int(match["y"]), int(match["y"]), match.start(), match.end(), 1)
            for match in _ANNUAL.finditer(low, start, end)
            if not low[: match.start("y")].endswith(_NO_TERM)
        ]
    return found


def _overlaps(period: Period, taken: list[tuple[int, int]]) -> bool:
    return any(period.start < end and start < period.end for start, end in taken)


def _ranges(low: str, start: int, end: int) -> list[Period]:
    found = []
    for match in _RANGE.finditer(low, start, end):
        first, last = int(match["a"]), int(match["b"])
        led = not match.group().strip("( ")[0].isdigit() or match.group().startswith("(")
        if first < last <= first + 30 and (
            led
            or low[max(start, match.start() - 30) : match.start()].rstrip().endswith(("dự kiến", ":", ","))
        ):
            found.append(Period(first, last, match.start(), match.end(), 3))
        elif first < last <= first + 12:
            found.append(Period(first, last, match.start(), match.end(), 2))
    return found


def _untils(low: str, start: int, end: int) -> list[Period]:
    found = []
    for match in _UNTIL.finditer(low, start, end):
        text = match.group()
        told = text[: match.end("b") - match.start()] + match["tail"].split(",")[0]
        if _OUTLOOK.search(told) or _IS_A_DAY.search(text) or not _binding(match):
            continue
        begin = match.start() + (len(match["lead"]) - len(match["lead"].lstrip(" ,:")))
        found.append(Period(None, int(match["b"]), begin, match.start("tail"), 2))
    return found


_NO_TERM = (
    "ký năm ",
    "cuối năm ",
    "đầu năm ",
    "giữa năm ",
    "từ năm ",
    "hồi năm ",
    "vào năm ",
    "đến năm ",
    "tới năm ",
)
_IS_A_DAY = cue("day of an event")
_BINDING = cue("binding term")


# Code points in front of the lead in which the document may stand: its sectors are named in between.
_NEAR = 110


def _binding(match: re.Match[str]) -> bool:
    return bool(_BINDING.search(match.string, max(match.start() - _NEAR, 0), match.end()))
