"""What is ruled is said in the rules of the contest, and nothing of what is not."""

from datetime import date

import pytest

from contests.eligibility.rules import Places
from contests.eligibility.settings import divisions_with_rules
from contests.eligibility.words import rule_in_words
from contests.models import AskedDetail, Division, DivisionRule, UnitAsked
from contests.quotas.sentences import eligibility_of
from contests.regulation.contest import contest_regulation
from contests.regulation.versions import current_regulation
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    DivisionRuleFactory,
    QuotaFactory,
    UnitFactory,
)


def said_of(**fields):
    return rule_in_words(DivisionRule(division=Division(name="A"), **fields), Places())


def test_a_division_without_a_rule_says_nothing():
    assert said_of() == []


def test_each_way_to_ask_for_a_unit_reads_differently():
    said = {repr(said_of(unit_asked=one)) for one in UnitAsked.values}
    assert len(said) == len(UnitAsked.values)


def test_ages_name_their_day():
    assert said_of(min_age=14, age_on=date(2026, 12, 31))[0] == (
        "Bảng A nhận người từ đủ 14 tuổi, tính đến ngày 31/12/2026."
    )
    assert said_of(max_age=35)[0] == ("Bảng A nhận người đến hết 35 tuổi, tính đến ngày đăng ký.")


@pytest.mark.django_db
def test_the_rules_of_the_contest_say_who_what_and_how_many():
    contest = ContestFactory()
    division = DivisionFactory(contest=contest, name="Cán bộ")
    rule = DivisionRuleFactory(division=division, min_age=18, categories=["lanh-dao"])
    rule.within.add(UnitFactory(name="Tỉnh Đắk Lắk"))
    AskedDetail.objects.create(contest=contest, kind="phone", purpose="liên hệ trao giải")
    QuotaFactory(contest=contest, at_least=1)
    QuotaFactory(contest=contest, category="truong-pho-phong", at_least=None, percent=50)

    divisions = divisions_with_rules(contest)
    eligibility = eligibility_of(contest, divisions)
    articles = {
        one.heading: " ".join(one.sentences)
        for one in contest_regulation(contest, divisions=divisions, eligibility=eligibility)
    }

    who = articles["Ai được dự thi"]
    assert "Bảng Cán bộ nhận người từ đủ 18 tuổi, tính đến ngày đăng ký." in who
    assert "Bảng Cán bộ dành cho: lãnh đạo, quản lý" in who
    assert "chỉ nhận người của Tỉnh Đắk Lắk và các đơn vị trực thuộc" in who
    asked = articles["Khi đăng ký"]
    assert "phải ghi ngày sinh, dùng để xét đúng độ tuổi của bảng thi" in asked
    assert "có thể ghi số điện thoại liên hệ, dùng để liên hệ trao giải" in asked
    assert "xóa 90 ngày sau khi chốt kỳ cuối cùng" in asked
    quotas = articles["Chỉ tiêu dự thi của đơn vị"]
    assert "phải có ít nhất 1 lãnh đạo, quản lý dự thi" in quotas
    assert "phải có ít nhất 50 % trưởng phòng, phó trưởng phòng dự thi" in quotas


@pytest.mark.django_db
def test_the_announced_rules_say_it_too():
    rule = DivisionRuleFactory(min_age=18)
    said = [
        sentence for one in current_regulation(rule.division.contest) for sentence in one.sentences
    ]
    assert any("từ đủ 18 tuổi" in sentence for sentence in said)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_reading_them_takes_the_same_queries_whatever_the_divisions(
    django_assert_num_queries, count
):
    contest = ContestFactory()
    for _ in range(count):
        DivisionRuleFactory(division__contest=contest)
    with django_assert_num_queries(5):
        eligibility_of(contest, divisions_with_rules(contest))
