"""People correct resolution, and stay right at the next run."""

import pytest
import yaml
from telling import articles_by_program, tell

from transforms.resolution import Decisions, DecisionsError, read_decisions, resolve

SIGNED = [
    tell("a", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17"),
    tell("b", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17"),
    tell("c", "2023-08-20", "Hà Tĩnh", "Hưng Yên"),
]
ELSEWHERE = tell("d", "2023-08-18", "Hà Tĩnh", "Thái Bình", signed="2023-08-17")


def decide(text: str) -> Decisions:
    return read_decisions(yaml.safe_load(text))


def test_a_split_keeps_two_articles_apart() -> None:
    split = decide(
        "decisions: [{split: ['https://paper.example/a', 'https://paper.example/b'], why: two papers}]"
    )
    assert articles_by_program(SIGNED, split) in (
        {frozenset("ac"), frozenset("b")},
        {frozenset("a"), frozenset("bc")},
    )


def test_a_split_stays_when_more_articles_come() -> None:
    split = decide("decisions: [{split: ['https://paper.example/a', 'https://paper.example/b']}]")
    more = [tell(name, "2023-08-19", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17") for name in "efg"]
    assert not any({"a", "b"} <= told for told in articles_by_program([*SIGNED, *more], split))


def test_a_merge_joins_programs_across_parties() -> None:
    merge = decide("decisions: [{merge: ['https://paper.example/a', 'https://paper.example/d']}]")
    assert articles_by_program([*SIGNED, ELSEWHERE], merge) == {frozenset("abcd")}


def test_a_merge_may_name_programs_by_id() -> None:
    ids = [made.facts.program_id for made in resolve([*SIGNED, ELSEWHERE]).programs]
    merge = decide(f"decisions: [{{merge: ['{ids[0]}', '{ids[1]}']}}]")
    assert articles_by_program([*SIGNED, ELSEWHERE], merge) == {frozenset("abcd")}


def test_a_merge_names_one_program_of_an_article_by_its_number() -> None:
    second = tell("a", "2023-08-18", "Hà Tĩnh", "Thái Bình", signed="2023-08-17", position=1)
    merge = "decisions: [{merge: ['https://paper.example/a%s', 'https://paper.example/d']}]"
    with pytest.raises(DecisionsError, match="say which one is meant"):
        resolve([*SIGNED, second, ELSEWHERE], decide(merge % ""))
    assert frozenset("ad") in articles_by_program([*SIGNED, second, ELSEWHERE], decide(merge % "#2"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "give a list of entries under 'decisions:'"),
        ("decisions: [merge]", "entry 1: give 'merge:' or 'split:' with a list"),
        ("decisions: [{merge: [a, b], split: [a, b]}]", "entry 1: give either 'merge' or 'split'"),
        ("decisions: [{merge: [a, a]}]", "entry 1: 'merge' needs two different names"),
        ("decisions: [{merge: 17}]", "entry 1: 'merge' needs a list"),
        ("decisions: [{split: [9f86d081, 'https://x.example/a']}]", "takes the addresses of articles"),
        ("decisions: [{merge: [a, b], becuase: x}]", "unknown word 'becuase'; known: merge, split, why"),
        (
            "decisions: [{merge: ['u://a', 'u://b']}, {split: ['u://b', 'u://a']}]",
            "merges u://a and u://b, another splits",
        ),
    ],
)
def test_a_wrong_file_says_what_to_mend(text: str, message: str) -> None:
    with pytest.raises(DecisionsError, match=message):
        decide(text)


def test_an_empty_file_decides_nothing() -> None:
    assert decide("").judgements == ()
