"""A person reads what was decided about the own paper, and nothing of others."""

import json

import pytest

from contests.integrity.decisions import clear_case
from contests.integrity.looking import look_at_round
from contests.models import IntegrityCase
from contests.regulation.contest import contest_regulation
from quizsite.accounts.personal_data.erasure import erase_person, what_stays
from quizsite.accounts.personal_data.files import take_own_data
from quizsite.accounts.subjects import the_person
from tests.contests.integrity.conftest import AFTER


@pytest.fixture
def entries(stage):
    stage.crowd()
    entries = stage.alike()
    look_at_round(stage.round, at=AFTER)
    return entries


def told(entry):
    text = take_own_data(entry.user, as_json=True, at=AFTER)
    rows = {one["key"]: one["rows"] for one in json.loads(text)["holdings"]}
    return text, rows["competing"]


def test_a_case_is_told_once_people_have_looked_at_it_and_names_nobody_else(entries, organiser):
    me, other, _third = entries
    assert told(me)[1] == []
    clear_case(IntegrityCase.objects.get(), by=organiser, at=AFTER, reason="Cùng lớp với bà Hoa")
    text, (row,) = told(me)
    assert row["Dấu hiệu ban tổ chức đã xem"] == "câu trả lời giống nhau khác thường"
    assert row["Ban tổ chức ghi"] == "không có vấn đề"
    for hidden in ("bà Hoa", other.user.full_name, other.user.email):
        assert hidden not in text


def test_figures_stay_without_a_name_and_deleting_says_so(entries, stage):
    me = entries[0].user
    for person in (me, stage.contest.entries.first().user):  # who is in no case reads the same
        assert any("không còn tên của bạn" in one for one in what_stays(person, at=AFTER))
    erase_person(me, by=the_person(me), at=AFTER, reason="Theo yêu cầu")
    look_at_round(stage.round, at=AFTER)
    case = IntegrityCase.objects.get()
    assert case.entries.count() == len(entries)
    assert "Nguyễn" not in json.dumps(case.evidence, ensure_ascii=False)


def test_the_rules_say_what_is_compared_and_that_no_number_voids_anybody(stage):
    said = repr(contest_regulation(stage.contest, divisions=[stage.division]))
    assert "Không ai bị loại chỉ vì một con số" in said
    assert "làm bài theo nhóm" in said
    assert "số liệu so sánh được xóa cùng lúc với dấu" in said
