"""A template meets a site: what the bank and the units lack is told, and never made up."""

from dataclasses import replace
from datetime import date

import pytest

from contests.contest_templates.adapting import adapted, read_site, spread
from contests.contest_templates.catalogue import TEMPLATES
from contests.contest_templates.civil_service import DAK_LAK, HUE
from contests.contest_templates.everybody import WARD
from contests.contest_templates.making import usual_first_day
from tests.factories import AxisFactory, LegalDocumentFactory, QuestionFactory, RevisionFactory

MONDAY = date(2027, 3, 1)


def test_questions_are_dealt_to_axes_in_turn_and_never_more_than_there_are():
    assert spread(8, {"1": 9, "2": 1, "3": 9}) == {"1": 4, "2": 1, "3": 3}
    assert spread(8, {"1": 2, "2": 0}) == {"1": 2, "2": 0}
    assert spread(8, {}) == {}


def papers(found, division):
    sections = found.outline.rounds[0].sections
    return sum(one.settings["count"] for one in sections if one.division == division)


def test_a_bank_that_is_too_small_makes_the_paper_smaller_and_says_so(site):
    few = {key: 1 for key in site.questions if key[0] == "cbccvc"}
    found = adapted(WARD, replace(site, questions=site.questions | few), organiser_name="X")
    assert (papers(found, 0), papers(found, 1)) == (6, 10)
    assert found.notes[0] == (
        "Bảng Cán bộ, công chức, viên chức: mẫu có 10 câu, ngân hàng chỉ đủ 6 câu nên đề còn 6 "
        "câu. Hãy thêm câu hỏi rồi sửa ma trận đề."
    )
    assert "chia cho 6 trục có câu hỏi: 2, 2, 2, 2, 1, 1." in found.notes[2]


def test_a_site_without_a_block_gets_no_rule_about_it_and_is_told(site):
    kinds = [kind for kind in site.kinds if kind.code == "so"]
    found = adapted(DAK_LAK, replace(site, kinds=kinds), organiser_name="X")
    assert {one.unit_kind for one in found.outline.eligibility.quotas} == {"so"}
    assert [one.kind for one in found.outline.award.rules] == ["so"]
    assert found.notes[-2] == "Khối sở, ngành của mẫu là khối trên trang này: Sở, ngành."
    assert found.notes[-1] == (
        "Trang này chưa có khối phường, xã, đặc khu, nên điều kiện, chỉ tiêu và giải tập thể của "
        "khối đó chưa có. Hãy thêm khối rồi đặt lại."
    )


def test_a_block_that_is_several_kinds_here_has_a_rule_and_prizes_for_each(site):
    award = adapted(HUE, site, organiser_name="X").outline.award
    assert [rule.kind for rule in award.rules] == ["so", "su-nghiep", "phuong", "xa"]
    assert [prize.rule for prize in award.prizes] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]


@pytest.mark.django_db
def test_the_site_counts_what_is_in_force_on_the_first_day():
    axis = AxisFactory(code="1")
    RevisionFactory(question=QuestionFactory(axis=axis), audience="cbccvc")
    RevisionFactory(question=QuestionFactory(axis=axis))
    ends = LegalDocumentFactory(number="1/NQ-CP", in_force_until=MONDAY)
    RevisionFactory(question=QuestionFactory(axis=axis), document=ends)
    found = read_site(on=MONDAY).questions
    assert (found["cbccvc", "1"], found["nguoi-dan", "1"]) == (2, 1)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)
def test_the_sentence_on_a_template_tells_its_rounds_papers_and_divisions(template):
    said = str(template.summary)
    assert f"{len(template.divisions)} bảng" in said
    assert f"{len(template.rounds)} kỳ" in said
    assert f"{template.rounds[0].questions[0]} câu" in said
    assert len({one.questions for one in template.rounds}) == 1  # the blueprint is told once


def test_the_day_offered_first_is_a_monday_two_weeks_ahead():
    assert usual_first_day(date(2026, 11, 30)) == date(2026, 12, 14)
    assert usual_first_day(date(2026, 12, 1)) == date(2026, 12, 21)
