"""The filter answers line by line, in order, and outlives every page."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

from extractors.extract_filter import run

TEXT = "Hai bên thống nhất tăng cường hợp tác về giáo dục, y tế và giao thông, theo kế hoạch đã ký kết. "
HEAD = "<html lang=vi><title>Ký kết</title><h1>Hai tỉnh ký kết hợp tác</h1>"
HTML = f"{HEAD}<article><p>{TEXT}</p><p>{TEXT * 2}</p></article>"


def answers(lines: list[Any], jobs: int = 1) -> list[dict[str, Any]]:
    out = io.StringIO()
    run([line if isinstance(line, str) else json.dumps(line) for line in lines], out, jobs)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_plain_packed_and_given_pages_read_the_same(tmp_path: Path):
    plain, packed = tmp_path / "a.html", tmp_path / "a.html.gz"
    plain.write_text(HTML, encoding="utf-8")
    packed.write_bytes(gzip.compress(HTML.encode()))
    items = [{"id": 1, "html_path": str(plain)}, {"id": 1, "html_path": str(packed)}, {"id": 1, "html": HTML}]
    one, two, three = answers([{**item, "url": "https://a.vn/b-12345.html"} for item in items])
    assert one == two == three
    assert one["title"] == "Hai tỉnh ký kết hợp tác"
    assert one["text"].startswith("Hai bên thống nhất")
    assert one["published_at"] is None


def test_every_line_has_an_answer_in_its_place(tmp_path: Path):
    lines = [
        "no json",
        "[]",
        {"id": "a", "html_path": str(tmp_path / "none")},
        {"id": "b", "html": HTML, "url": "x"},
        {"id": 3},
    ]
    found = answers(lines)
    assert [row["id"] for row in found] == [None, None, "a", "b", 3]
    assert ["error" in row for row in found] == [True, True, True, False, True]


def test_processes_keep_the_order():
    lines = [
        {"id": number, "html": HTML if number % 3 else "", "url": "https://a.vn/"} for number in range(20)
    ]
    assert [row["id"] for row in answers(lines, jobs=2)] == list(range(20))
