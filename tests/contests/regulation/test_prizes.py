"""The rules say of prizes what the software does with them."""

from datetime import date

import pytest

from contests.awards import Listed
from contests.models import (
    CollectiveMeasure,
    CollectiveRule,
    Contest,
    Division,
    Prize,
    PrizeKind,
    PrizeLimit,
    PrizeTerms,
)
from contests.regulation.prizes import formula, prize_articles, prize_words, rate_gates, rule_words
from quizsite.accounts.models import UnitKind


def rules(*prizes, chain=("correct",), terms=None, units=()) -> str:
    terms = terms or PrizeTerms(contest=Contest(pk=1))
    return repr(prize_articles(Listed(prizes or [Prize(title="Nhất")], units), terms, chain=chain))


def rule(**facts) -> CollectiveRule:
    usual = {"pk": 1, "title": "Khối", "unit_kind": UnitKind(name="Sở, ngành"), "measure": "rate"}
    return CollectiveRule(**{**usual, **facts})


def test_a_prize_reads_as_offices_write_it():
    prize = Prize(title="Nhì", count=2, value_vnd=1_000_000, value_text="kèm giấy chứng nhận")
    assert prize_words(prize) == (
        "2 giải Nhì, mỗi giải 1.000.000 đồng, kèm giấy chứng nhận, mỗi bảng thi"
    )
    prize = Prize(
        title="Nhất",
        kind="praise",
        division=Division(name="Người dân"),
        unit_kind=UnitKind(name="cấp xã"),
        needs_all_correct=True,
    )
    assert prize_words(prize) == (
        "1 giấy khen Nhất, bảng Người dân, người của khối cấp xã, chỉ xét người trả lời đúng tất "
        "cả các câu"
    )


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (PrizeKind, lambda kind: prize_words(Prize(title="Nhất", kind=kind))),
        (PrizeLimit, lambda limit: rules(terms=PrizeTerms(limit=limit))),
        (CollectiveMeasure, lambda measure: rule_words(rule(measure=measure))),
    ],
)
def test_each_choice_reads_differently(choices, said):
    assert len({repr(said(one)) for one in choices.values}) == len(choices.values)


@pytest.mark.parametrize(
    "other",
    [
        {"terms": PrizeTerms(most_percent=50)},
        {"terms": PrizeTerms(checks_winners=False)},
        {"chain": ("correct", "lots")},
    ],
)
def test_each_term_changes_a_sentence(other):
    assert rules(**other) != rules()


@pytest.mark.parametrize(
    "other",
    [
        {"tie_chain": ["people"]},
        {"min_percent": 50},
        {"tiers": [[50, 30]]},
        {"min_people": 5},
        {"needs_winner": True},
        {"needs_quotas": True},
        {"headcount_on": date(2026, 9, 1)},
        {"unit_kind": UnitKind(name="Cấp xã")},
        {"tie_chain": ["prize_points"], "prize_points": [[1, 5]]},
    ],
)
def test_each_setting_of_a_collective_rule_changes_a_sentence(other):
    assert rule_words(rule(**other)) != rule_words(rule())


def test_the_formula_is_written_out():
    assert formula(rule(rate_weight=2, mean_weight=1, points_weight=1)) == (
        "Điểm tổng hợp = (2 × tỷ lệ tham gia (%) + 1 × điểm trung bình (thang 100) + 1 × điểm do "
        "ban tổ chức chấm) ÷ 4."
    )


def test_several_khoi_compare_on_one_sheet():
    both = rule(unit_kind=UnitKind(pk=1, name="Sở, ngành"))
    both.planned_kinds = [UnitKind(pk=2, name="Cấp xã")]
    assert rule_words(both)[:2] == [
        "Xét chung các đơn vị thuộc các khối Sở, ngành và Cấp xã, tính cả các đơn vị trực thuộc.",
        "Đơn vị trực thuộc một đơn vị khác trong bảng thì tính vào đơn vị đó, không xếp riêng.",
    ]


def test_the_points_of_each_prize_are_written_out():
    of_prizes = rule(measure="prize_points", prize_points=[[2, 3], [1, 5]])
    said = (
        "Mỗi giải cá nhân mang về cho đơn vị của người đạt giải số điểm theo bậc giải: bậc 1 (cao "
        "nhất): 5 điểm; bậc 2: 3 điểm; giải bậc khác không có điểm."
    )
    assert said in rule_words(of_prizes)
    weighed = rule(measure="weighted", prize_weight=2, prize_points=[[1, 5]])
    assert "2 × điểm theo bậc giải" in formula(weighed)


def test_tiers_read_from_small_to_large():
    assert rate_gates(rule(tiers=[[100, 25], [50, 30]], min_percent=20)) == [
        "dưới 50 biên chế: 30 %",
        "từ 50 đến dưới 100 biên chế: 25 %",
        "từ 100 biên chế: 20 %",
    ]
    assert rate_gates(rule(min_percent=50)) == ["50 %"]
    assert rate_gates(rule(min_people=2)) == []


def test_a_rule_comes_with_its_own_prizes():
    of_units = Prize(title="Cờ", collective=rule())
    articles = prize_articles(Listed([of_units], [rule()]), PrizeTerms(), chain=[])
    assert [(one.heading, one.steps) for one in articles] == [
        ("Giải tập thể: Khối", ("1 giải Cờ",))
    ]
