"""The filter: lines in, lines out, whatever they hold."""

import io
import json
from typing import Any

from transforms.programs.filter import run


def filtered(*lines: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    run(io.StringIO("\n".join(lines) + "\n"), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_line_in_gives_one_line_out() -> None:
    article = {
        "doc_id": "a",
        "url": "https://paper.example/a",
        "title": "Ký kết",
        "body": "Ngày 5/6, UBND tỉnh Hà Nam và UBND tỉnh Nam Định ký kết quy chế phối hợp.\nHết.",
        "published_at": "2024-06-06T08:00:00+07:00",
    }
    (label,) = filtered(json.dumps(article))
    (program,) = label["programs"]
    assert label["relevant"]
    assert label["published_on"] == "2024-06-06"
    assert program["instrument"] == "regulation"
    assert program["signed_on"] == "2024-06-05"
    for item in program["evidence"]:
        if item["part"] == "body":
            assert article["body"][item["start"] : item["end"]] == item["text"]


def test_a_list_of_paragraphs_counts_as_joined_by_newlines() -> None:
    body = ["Mở đầu.", "Ngày 5/6, UBND tỉnh Hà Nam và UBND tỉnh Nam Định ký kết quy chế phối hợp."]
    (label,) = filtered(json.dumps({"doc_id": "a", "title": "x", "body": body, "published_at": "2024-06-06"}))
    assert all(
        "\n".join(body)[item["start"] : item["end"]] == item["text"]
        for item in label["programs"][0]["evidence"]
        if item["part"] == "body"
    )


def test_bad_lines_give_an_error_and_the_rest_goes_on() -> None:
    labels = filtered("{", "[]", '{"doc_id": "b", "title": 5}', '{"doc_id": "c"}')
    assert [bool(label.get("error")) for label in labels] == [True, True, True, False]
    assert labels[3]["reason"] == "empty text"
