"""Which reports tell of one program: the rules, one by one."""

from telling import articles_by_program, one_program, tell

from transforms.resolution import resolve


def programs_of(*reports):
    return {"".join(sorted(told)) for told in articles_by_program(reports)}


def test_two_outlets_that_report_one_signing_are_one_program() -> None:
    made = one_program(
        [
            tell("a", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17", period=(2023, 2025)),
            tell("b", "2023-08-18", "Hưng Yên", "Hà Tĩnh", period=(2023, 2025), sectors=["tourism"]),
        ]
    )
    assert str(made.facts.signed_on) == "2023-08-17"
    assert made.facts.title == "Chương trình hợp tác Hà Tĩnh – Hưng Yên, giai đoạn 2023–2025"
    assert made.facts.outlet_count == 2


def test_parties_are_kept_as_signed_and_as_of_today() -> None:
    made = one_program([tell("a", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17")])
    assert {row.party_id: row.current_party_id for row in made.parties} == {
        "vn-33@2008": "vn-33@2025",
        "vn-42@2008": "vn-42@2025",
    }


def test_the_next_period_of_a_pair_is_a_new_program_that_renews_the_first() -> None:
    made = resolve(
        [
            tell("a", "2018-03-02", "Hà Tĩnh", "Nghệ An", signed="2018-03-01", period=(2018, 2020)),
            tell("b", "2021-02-03", "Hà Tĩnh", "Nghệ An", signed="2021-02-01", period=(2021, 2025)),
            tell("c", "2023-12-20", "Hà Tĩnh", "Nghệ An", stage="review", period=(2021, 2025)),
        ]
    )
    old, new = sorted(made.programs, key=lambda program: program.facts.signed_on)
    assert (old.facts.renewal_of, new.facts.renewal_of) == (None, old.facts.program_id)
    assert new.facts.article_count == 2


def test_a_review_two_years_later_joins_the_last_signing_before_it() -> None:
    reports = [
        tell("a", "2016-05-11", "Hải Phòng", "Quảng Ninh", signed="2016-05-10"),
        tell("b", "2021-05-11", "Hải Phòng", "Quảng Ninh", signed="2021-05-10"),
        tell("c", "2023-06-01", "Quảng Ninh", "Hải Phòng", stage="review"),
    ]
    assert programs_of(*reports) == {"a", "bc"}


def test_a_review_after_the_program_ended_long_ago_is_of_another() -> None:
    reports = [
        tell("a", "2012-05-11", "Hải Phòng", "Quảng Ninh", signed="2012-05-10", period=(2012, 2015)),
        tell("b", "2020-06-01", "Quảng Ninh", "Hải Phòng", stage="review"),
    ]
    assert programs_of(*reports) == {"a", "b"}


def test_an_announcement_joins_the_signing_that_follows() -> None:
    reports = [
        tell("a", "2023-08-22", "Đồng Nai", "Gyeonggi (KR)", stage="proposed", instrument="mou"),
        tell("b", "2024-05-17", "Đồng Nai", "Gyeonggi (KR)", instrument="mou", signed="2024-05-15"),
    ]
    assert programs_of(*reports) == {"ab"}


def test_a_review_that_announces_the_next_term_tells_of_two_programs() -> None:
    reports = [
        tell("a", "2022-08-16", "Hà Tĩnh", "Bến Tre", signed="2022-08-16", period=(None, 2025)),
        tell("b", "2024-12-19", "Hà Tĩnh", "Bến Tre", stage="review"),
        tell("b", "2024-12-19", "Hà Tĩnh", "Bến Tre", stage="proposed", period=(2026, 2030), position=1),
    ]
    assert programs_of(*reports) == {"ab", "b"}


def test_three_papers_of_one_ceremony_are_three_programs() -> None:
    reports = [
        tell("a", "2024-12-01", "Cần Thơ", "Công ty X", signed="2024-11-30", instrument="mou"),
        tell("a", "2024-12-01", "Cần Thơ", "Công ty Y", signed="2024-11-30", instrument="mou", position=1),
        tell(
            "a", "2024-12-01", "Cần Thơ", "Công ty Z", signed="2024-11-30", instrument="contract", position=2
        ),
        tell("b", "2024-12-01", "Cần Thơ", "Công ty Y", signed="2024-11-30", instrument="mou"),
    ]
    assert len(articles_by_program(reports)) == 2
    assert len(resolve(reports).programs) == 3


def test_one_pair_and_day_with_a_memorandum_and_a_program_are_two() -> None:
    reports = [
        tell("a", "2024-06-27", "Hà Tĩnh", "Khăm Muộn (LA)", signed="2024-06-26", instrument="mou"),
        tell("b", "2024-06-27", "Hà Tĩnh", "Khăm Muộn (LA)", signed="2024-06-26", instrument="program"),
    ]
    assert programs_of(*reports) == {"a", "b"}


def test_one_pair_day_and_instrument_on_other_subjects_are_two() -> None:
    reports = [
        tell("a", "2024-06-27", "Huế", "Công ty X", signed="2024-06-26", sectors=["tourism", "culture"]),
        tell("b", "2024-06-27", "Huế", "Công ty X", signed="2024-06-26", sectors=["health"]),
    ]
    assert programs_of(*reports) == {"a", "b"}


def test_words_that_outlets_confuse_are_one_paper_when_something_else_agrees() -> None:
    first = tell(
        "a", "2024-06-27", "Huế", "Công ty X", signed="2024-06-26", instrument="mou", sectors=["digital"]
    )
    alike = tell(
        "b",
        "2024-06-27",
        "Huế",
        "Công ty X",
        signed="2024-06-26",
        instrument="agreement",
        sectors=["digital"],
    )
    bare = tell("b", "2024-06-27", "Huế", "Công ty X", signed="2024-06-26", instrument="agreement")
    assert programs_of(first, alike) == {"ab"}
    assert programs_of(first, bare) == {"a", "b"}


def test_spellings_of_a_foreign_party_are_one() -> None:
    reports = [
        tell("a", "2024-06-27", "Quảng Trị", "Savannakhet (LA)", signed="2024-06-26"),
        tell("b", "2024-06-27", "Quảng Trị", "Xa-vẳn-na-khẹt (LA)", signed="2024-06-26"),
    ]
    assert programs_of(*reports) == {"ab"}


def test_a_review_under_the_name_of_the_successor_joins_the_program() -> None:
    made = one_program(
        [
            tell("a", "2023-11-14", "Hà Giang", "Vân Nam (CN)", signed="2023-11-14", instrument="minutes"),
            tell(
                "b",
                "2025-11-07",
                "Tuyên Quang",
                "Vân Nam (CN)",
                stage="review",
                signed="2023-11-14",
                instrument="minutes",
            ),
        ]
    )
    assert "vn-02@2008" in {row.party_id for row in made.parties}


def test_parties_that_merged_later_had_programs_of_their_own() -> None:
    reports = [
        tell("a", "2023-11-15", "Hà Giang", "Lai Châu", signed="2023-11-14"),
        tell("b", "2023-11-15", "Tuyên Quang", "Lai Châu", signed="2023-11-14"),
    ]
    assert programs_of(*reports) == {"a", "b"}


def test_a_program_that_became_internal_keeps_both_parties() -> None:
    made = one_program([tell("a", "2023-03-02", "Quảng Bình", "Quảng Trị", signed="2023-03-01")])
    assert [row.party_id for row in made.parties] == ["vn-44@2008", "vn-45@2008"]
    assert {row.current_party_id for row in made.parties} == {"vn-44@2025"}


def test_a_party_in_a_late_review_is_the_one_of_the_day_of_signing() -> None:
    made = one_program(
        [
            tell(
                "a",
                "2025-11-01",
                "Hà Tĩnh",
                "Hưng Yên",
                stage="review",
                signed="2023-08-17",
                period=(2023, 2025),
            )
        ]
    )
    assert [row.party_id for row in made.parties] == ["vn-33@2008", "vn-42@2008"]


def test_an_outlet_that_leaves_out_a_party_joins_the_others_of_that_day() -> None:
    trio = ("Hải Phòng", "Đà Nẵng", "Cần Thơ")
    made = one_program(
        [
            tell("a", "2022-10-01", *trio, signed="2022-09-30"),
            tell("b", "2022-10-01", *trio, signed="2022-09-30"),
            tell("c", "2022-10-01", "Cần Thơ", "Đà Nẵng", signed="2022-09-30"),
        ]
    )
    assert len(made.parties) == 3


def test_a_guest_whom_one_outlet_takes_for_a_party_is_outvoted() -> None:
    made = one_program(
        [
            tell("a", "2022-10-01", "Hải Phòng", "Đà Nẵng", signed="2022-09-30"),
            tell("b", "2022-10-01", "Hải Phòng", "Đà Nẵng", signed="2022-09-30"),
            tell("c", "2022-10-01", "Hải Phòng", "Đà Nẵng", "Huế", signed="2022-09-30"),
        ]
    )
    assert [row.name for row in made.parties] == ["Hải Phòng", "Đà Nẵng"]


def test_an_article_that_tells_two_sets_apart_keeps_them_apart() -> None:
    reports = [
        tell("a", "2022-10-01", "Hải Phòng", "Đà Nẵng", "Cần Thơ", signed="2022-09-30"),
        tell("a", "2022-10-01", "Hải Phòng", "Đà Nẵng", signed="2022-09-30", position=1),
        tell("b", "2022-10-01", "Hải Phòng", "Đà Nẵng", signed="2022-09-30"),
    ]
    assert {len(made.links) for made in resolve(reports).programs} == {1, 2}


def test_copies_are_one_voice_but_all_articles() -> None:
    made = one_program(
        [
            tell("a", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17", copy_of="a"),
            tell("b", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17", copy_of="a"),
            tell("c", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17"),
        ]
    )
    assert (made.facts.article_count, made.facts.outlet_count) == (3, 2)


def test_a_fact_is_what_most_voices_say() -> None:
    made = one_program(
        [
            tell("a", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-18", copy_of="a"),
            tell("b", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-18", copy_of="a"),
            tell("c", "2023-08-18", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17"),
            tell("d", "2023-08-19", "Hà Tĩnh", "Hưng Yên", signed="2023-08-17"),
        ]
    )
    assert str(made.facts.signed_on) == "2023-08-17"


def test_no_reports_are_no_programs() -> None:
    assert resolve([]).programs == ()
