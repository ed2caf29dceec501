"""What the form of a round refuses, and what it stores of conditions, stages and sub-questions."""

import pytest
from django.urls import reverse

from contests.models import Round
from contests.planning.forms_round import RoundForm
from quizsite.models import AuditLine
from tests.contests.planning.test_views import sent_round
from tests.factories import (
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    OrganiserFactory,
    RoundFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(slug="thu-do")
    OrganiserFactory(contest=contest, user=organiser)
    DivisionFactory(contest=contest, audience="cbccvc")
    return contest


@pytest.fixture
def desk(signed_in, organiser):
    return signed_in(organiser)


def url(name, *args):
    return reverse(f"contests:{name}", args=args)


def test_conditions_come_first_in_the_order_of_a_round(desk, contest):
    axis = AxisFactory()
    own = {"tie_preset": "own", "tie_1": "correct", "conditions": ["exact", "complete"]}
    desk.post(url("round_new", contest.slug), sent_round(contest, axis, **own))
    assert Round.objects.get().tie_chain == ["complete", "exact", "correct"]

    page = desk.get(url("round_edit", contest.slug, 1))
    form = page.context["form"]
    assert form["conditions"].value() == ["complete", "exact"]
    assert (form["tie_preset"].value(), form["tie_1"].value()) == ("own", "correct")
    assert "trả lời đủ tất cả các câu, kể cả câu dự đoán" in page.content.decode()


def test_an_exact_prediction_needs_a_prediction(desk, contest):
    axis = AxisFactory()
    sent = {"conditions": ["exact"], "tie_preset": "t3", "prediction_target": "none"}
    page = desk.post(url("round_new", contest.slug), sent_round(contest, axis, **sent))
    assert list(page.context["form"].errors) == ["prediction_target"]


def test_a_draft_of_the_older_order_is_offered_as_the_condition_people_mean():
    older = Round(
        contest=ContestFactory(),
        tie_chain=["all_correct", "prediction", "submitted_earlier"],
        title="Tuần 1",
    )
    form = RoundForm(instance=older)
    assert form["tie_preset"].value() == "t1"
    assert form["conditions"].value() == ["perfect"]


def test_a_round_for_the_first_of_earlier_ones_is_set_in_its_form(desk, contest):
    axis, first = AxisFactory(), RoundFactory(contest=contest, number=1, title="Vòng 1")
    chosen = {"qualify_scope": "unit", "qualify_top": "5"}
    sent = sent_round(contest, axis, **chosen)
    page = desk.post(url("round_new", contest.slug), sent)
    assert list(page.context["form"].errors) == ["qualify_from"]

    desk.post(url("round_new", contest.slug), sent | {"qualify_from": [str(first.number)]})

    made = Round.objects.get(number=2)
    assert (made.qualify_scope, made.qualify_top, made.qualify_from) == ("unit", 5, [1])
    line = AuditLine.objects.get(kind="round_created")
    assert line.after["qualify_from"] == [1]


def test_words_are_marked_so_none_are_exactly_right(desk, contest):
    axis = AxisFactory()
    asked = sent_round(contest, axis, prediction_target="text", sub_question="Vì sao?")
    page = desk.post(url("round_new", contest.slug), asked | {"conditions": ["exact"]})
    assert list(page.context["form"].errors) == ["prediction_target"]
    desk.post(url("round_new", contest.slug), asked)
    stored = Round.objects.get()
    assert (stored.asks_words, stored.sub_question) == (True, "Vì sao?")


def test_a_sub_question_needs_its_text_and_a_prediction_keeps_none(desk, contest):
    axis = AxisFactory()
    asked = sent_round(contest, axis, prediction_target="answer")
    page = desk.post(url("round_new", contest.slug), asked)
    assert list(page.context["form"].errors) == ["sub_question"]

    desk.post(url("round_new", contest.slug), asked | {"sub_question": "Bao nhiêu hồ sơ?"})
    other = sent_round(contest, axis, sub_question="Bao nhiêu hồ sơ?")
    desk.post(url("round_new", contest.slug), other)

    assert [one.sub_question for one in Round.objects.order_by("number")] == [
        *("Bao nhiêu hồ sơ?", "")
    ]
