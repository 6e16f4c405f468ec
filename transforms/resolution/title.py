"""The Vietnamese title of a program: instrument, parties, period."""

from collections.abc import Sequence

_WORDS = {
    "program": "Chương trình hợp tác",
    "mou": "Bản ghi nhớ",
    "agreement": "Thỏa thuận hợp tác",
    "minutes": "Biên bản hợp tác",
    "plan": "Kế hoạch hợp tác",
    "twinning": "Kết nghĩa",
    "regulation": "Quy chế phối hợp",
    "contract": "Hợp đồng hợp tác",
    "declaration": "Tuyên bố chung",
}
MOST_NAMED = 5


def make_title(
    instrument: str, names: Sequence[str], start: int | None, end: int | None, signed_year: int | None
) -> str:
    """For example ``Chương trình hợp tác Hà Tĩnh – Hưng Yên, giai đoạn 2023–2025``."""
    words = _WORDS.get(instrument, "Hợp tác")
    named = " – ".join(names[:MOST_NAMED]) + (" và các bên khác" if len(names) > MOST_NAMED else "")
    return ", ".join(filter(None, (f"{words} {named}", _period(start, end, signed_year))))


def _period(start: int | None, end: int | None, signed_year: int | None) -> str:
    if start is not None and end is not None:
        return f"năm {start}" if start == end else f"giai đoạn {start}–{end}"
    if end is not None:
        return f"đến năm {end}"
    if start is not None:
        return f"từ năm {start}"
    return f"ký năm {signed_year}" if signed_year else ""
