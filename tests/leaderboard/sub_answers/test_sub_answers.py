"""A sub-question ranks in the prediction's place; two organisers state its answer after closing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from contests.attempts.start import start_attempt
from contests.delivery.paper_page import render_paper
from contests.models import Round, SubAnswer, TieCriterion
from contests.regulation.predictions import prediction_question
from contests.regulation.round import round_regulation
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.true_values import true_predictions
from leaderboard.rules import RoundFinalised, SubAnswerMissing, TooEarly, withheld_figures
from leaderboard.standings.store import compare_standings
from leaderboard.sub_answers.decisions import (
    AnswerInUse,
    NoSubQuestion,
    NothingProposed,
    confirm_answer,
    propose_answer,
)
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from quizsite.two_people import NobodyElse, SecondPersonNeeded
from tests.factories import DivisionFactory, OrganiserFactory, RoundFactory
from tests.leaderboard.cast import take
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

QUESTION = "Năm 2025 thành phố tiếp nhận bao nhiêu hồ sơ?"
CLOSE = datetime(2026, 11, 25, 5, tzinfo=UTC)
AFTER = CLOSE + timedelta(hours=1)
SETTINGS = {"prediction_target": "answer", "sub_question": QUESTION}
CHAIN = ["correct", "prediction", "time_used"]


@pytest.fixture
def week(organiser, colleague):
    week = RoundFactory(
        **SETTINGS, tie_chain=CHAIN, number=1, opens_at=CLOSE - timedelta(days=1), closes_at=CLOSE
    )
    for user in (organiser, colleague):
        OrganiserFactory(contest=week.contest, user=user)
    return week


def propose(week, by, value=120, at=AFTER):
    return propose_answer(week, value=value, reason="Báo cáo số 12", by=by, at=at)


def test_who_is_nearest_to_the_stated_answer_stands_first(week, organiser, colleague):
    division = DivisionFactory(contest=week.contest)
    at = CLOSE - timedelta(hours=1)
    far, none, near = (
        take(week, division, correct=5, prediction=guess, at=at) for guess in (100, None, 119)
    )
    with pytest.raises(SubAnswerMissing):
        finalise_round(week, by=None, at=AFTER)
    answer = propose(week, organiser)
    with pytest.raises(SubAnswerMissing):  # nobody has confirmed it
        finalise_round(week, by=None, at=AFTER)

    confirm_answer(answer, by=colleague, at=AFTER)
    final = finalise_round(week, by=None, at=AFTER)

    assert final.true_predictions == {str(division.pk): 120}
    order = final.standings.order_by("sort_key").values_list("entry", "prediction_gap")
    assert list(order) == [(near.pk, 1), (far.pk, 20), (none.pk, None)]
    assert compare_standings(final) == []
    kinds = {AuditKind.SUB_ANSWER_PROPOSED, AuditKind.SUB_ANSWER_CONFIRMED}
    lines = AuditLine.objects.filter(kind__in=kinds)
    assert {(line.kind, line.after["sub_answer"]) for line in lines} == {(k, 120) for k in kinds}


def test_the_second_person_is_another_one(week, organiser, colleague):
    answer = propose(week, organiser)
    with pytest.raises(SecondPersonNeeded):
        confirm_answer(answer, by=organiser, at=AFTER)
    week.contest.contestorganiser_set.filter(user=colleague).delete()
    with pytest.raises(NobodyElse):
        confirm_answer(answer, by=organiser, at=AFTER)


def test_what_was_replaced_since_is_not_confirmed(week, organiser, colleague):
    seen = propose(week, organiser)
    propose(week, organiser, value=99, at=AFTER + timedelta(minutes=1))
    with pytest.raises(NothingProposed):
        confirm_answer(seen, by=colleague, at=AFTER)
    confirm_answer(SubAnswer.objects.get(), by=colleague, at=AFTER)
    assert true_predictions(week) == {}  # there is no division yet


def test_a_new_proposal_takes_the_confirmation_away(week, organiser, colleague):
    DivisionFactory(contest=week.contest)
    confirm_answer(propose(week, organiser), by=colleague, at=AFTER)
    assert [*true_predictions(week).values()] == [120]
    propose(week, colleague, value=130)
    assert true_predictions(week) == {}


def test_nobody_states_an_answer_early_late_or_where_none_is_asked(week, organiser, colleague):
    with pytest.raises(TooEarly):
        propose(week, organiser, at=CLOSE)
    with pytest.raises(NoSubQuestion):
        propose(RoundFactory(contest=week.contest), organiser)
    confirm_answer(propose(week, organiser), by=colleague, at=AFTER)
    finalise_round(week, by=None, at=AFTER)
    with pytest.raises(RoundFinalised):
        propose(week, organiser)


def test_once_the_result_is_checked_the_answer_stands(week, organiser, colleague):
    confirm_answer(propose(week, organiser), by=colleague, at=AFTER)
    Round.objects.update(checking_since=AFTER)
    with pytest.raises(AnswerInUse):
        propose(week, organiser, value=99)


def test_no_figure_of_the_contest_is_withheld_for_it(week):
    assert withheld_figures([week], at=CLOSE - timedelta(hours=1)) == frozenset()


def test_the_paper_asks_it_and_the_rules_say_it(week):
    round = open_round(**SETTINGS)
    attempt = start_attempt(entry_in(round), round=round, at=round.opens_at)
    assert "Câu hỏi phụ" in render_paper(attempt, said="", csrf_token="x")
    assert prediction_question(week) == QUESTION
    articles = {one.heading: one for one in round_regulation(week, sections=[])}
    assert QUESTION in articles["Câu hỏi phụ"].sentences[0]
    assert "câu hỏi phụ sát đáp án hơn" in articles["Xếp hạng"].steps


def page_of(week):
    return reverse("leaderboard:sub_answer", args=[week.contest.slug, week.number])


def test_two_organisers_state_it_on_the_page(week, signed_in, organiser, colleague):
    desk, page = signed_in(organiser), page_of(week)
    sent = {"value": "1", "reason": ""}
    assert list(desk.post(page, sent).context["form"].errors) == ["reason"]
    desk.post(page, {"value": "120", "reason": "Báo cáo số 12"})
    own = desk.get(page)
    assert own.context["confirming"].may_confirm is False
    seen = own.context["confirm_form"]["seen"].value()
    refused = desk.post(page, {"seen": seen})
    assert "cần một người khác" in str(refused.context["confirm_form"].errors)
    stale = signed_in(colleague).post(page, {"seen": seen + 1})
    assert "đã được thay" in str(stale.context["confirm_form"].errors)

    signed_in(colleague).post(page, {"seen": seen})

    assert SubAnswer.objects.get().confirmed_by == colleague


def test_strangers_find_no_such_page(week, client, signed_in, stranger, organiser):
    page = page_of(week)
    assert client.get(page).status_code == 302
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(OrganiserFactory().user).get(page).status_code == 404
    other = RoundFactory(contest=week.contest, number=2)
    assert signed_in(organiser).get(page_of(other)).status_code == 404


def test_every_place_names_the_sub_question_where_one_is_asked(week, signed_in, organiser):
    week.tie_chain = ["complete", "correct", "prediction"]
    week.save()
    ranking = next(one for one in round_regulation(week, sections=[]) if one.heading == "Xếp hạng")
    assert ranking.sentences[0].startswith(
        "Chỉ bài trả lời đủ tất cả các câu, kể cả câu hỏi phụ, mới được xét giải."
    )
    assert TieCriterion.COMPLETE.label == (
        "trả lời đủ tất cả các câu, kể cả câu dự đoán hoặc câu hỏi phụ"
    )
    page = reverse("leaderboard:finalise", args=[week.contest.slug, week.number])
    said = signed_in(organiser).get(page).content.decode()
    assert "câu dự đoán" not in said
    assert "theo độ sát với đáp án câu hỏi phụ" in said
