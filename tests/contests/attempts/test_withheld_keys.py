"""A closed round shows no key that another round still asks for, in whichever contest that is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.rules import KEY_DELAY_S, ResultNotShown, check_may_see_key
from contests.attempts.start import start_attempt
from contests.attempts.withheld_keys import withheld_keys
from contests.models import Attempt, Round
from contests.practice.own_papers import own_answers
from questionbank.models import AnswerKey, Revision
from tests.factories import (
    ContestFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

EXPLANATION = "GIAI-THICH-BI-MAT"


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def closed(contestant, at):
    """A paper with all questions of a round that closed an hour ago."""
    hour = timedelta(hours=1)
    round = open_round(opens_at=at - 3 * hour, closes_at=at + hour, questions=4, count=4)
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=at)
    submit_attempt(attempt, at=at)
    Round.objects.update(closes_at=at - hour)
    AnswerKey.objects.update(explanation=EXPLANATION)
    return Attempt.objects.select_related("round").get(pk=attempt.pk)


def another_round(attempt, *, of=2, **fields):
    """A round of another contest whose pool has the first `of` questions of the paper."""
    round = RoundFactory(
        contest=ContestFactory(title="Cuộc thi khác"), title="Tuần 9", number=9, **fields
    )
    SectionFactory(round=round, count=1, pool=[pk for pk, _order in attempt.paper[:of]])
    return round


def withheld(attempt, *, at):
    return set(withheld_keys([pk for pk, _order in attempt.paper], at=at))


def first(attempt, n):
    return {pk for pk, _order in attempt.paper[:n]}


def test_a_round_that_is_open_withholds_its_questions(closed, at):
    another_round(closed, opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    assert withheld(closed, at=at) == first(closed, 2)


def test_another_wording_of_the_question_is_withheld_too(closed, at):
    old = Revision.objects.get(pk=closed.paper[0][0])
    new = RevisionFactory(question=old.question, number=2, state="draft")
    round = RoundFactory(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    SectionFactory(round=round, count=1, pool=[new.pk])
    assert withheld(closed, at=at) == {old.pk}


def test_a_round_to_come_withholds_its_questions(closed, at):
    another_round(closed, opens_at=at + timedelta(days=1), closes_at=at + timedelta(days=2))
    assert withheld(closed, at=at) == first(closed, 2)


def test_a_round_that_closed_withholds_until_its_last_save_is_judged(closed, at):
    round = another_round(closed, opens_at=at - timedelta(days=1), closes_at=at)
    assert withheld(closed, at=at) == first(closed, 2)
    assert withheld(closed, at=round.closes_at + timedelta(seconds=KEY_DELAY_S)) == set()


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"is_practice": True}])
def test_drafts_and_practice_withhold_nothing(closed, at, fields):
    times = {"opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(hours=1)}
    another_round(closed, **times, **fields)
    assert withheld(closed, at=at) == set()


def test_of_several_rounds_the_one_that_closes_last_is_named(closed, at):
    for days in (2, 5, 1):
        another_round(closed, opens_at=at, closes_at=at + timedelta(days=days))
    until = {one.until for one in withheld_keys(first(closed, 1), at=at).values()}
    assert until == {at + timedelta(days=5, seconds=KEY_DELAY_S)}


def test_the_result_page_says_which_answers_are_withheld_by_whom(closed, at, signed_in, contestant):
    another_round(closed, opens_at=at, closes_at=at + timedelta(hours=1))
    page = signed_in(contestant).get(reverse("contests:result", args=[closed.code]))
    text = page.content.decode()
    assert "2 câu của đề này còn được kỳ thi khác dùng: “Tuần 9” của “Cuộc thi khác”" in text


@pytest.mark.parametrize("of", [1, 2, 4])
def test_no_verdict_stands_beside_a_score_while_one_is_withheld(
    closed, at, signed_in, contestant, of
):
    """Otherwise the score less the verdicts that are told is the verdict that is not."""
    hour = timedelta(hours=1)
    another_round(closed, of=of, opens_at=at - hour, closes_at=at + hour)
    client, path = signed_in(contestant), reverse("contests:result", args=[closed.code])
    page = client.get(path)
    text = page.content.decode()
    assert "0/4 câu đúng" in text
    assert (EXPLANATION in text, 'class="verdict ' in text) == (False, False)
    assert text.count('class="verdict">') == 4
    assert (page.context["wrong_ones"], own_answers(contestant, at=at)) == ([], [])
    Round.objects.filter(number=9).update(closes_at=at - timedelta(minutes=1))
    assert client.get(path).content.decode().count(EXPLANATION) == 4
    assert len(own_answers(contestant, at=at)) == 4


def test_a_withheld_question_shows_the_same_whichever_option_is_right(
    closed, at, signed_in, contestant
):
    another_round(closed, of=4, opens_at=at, closes_at=at + timedelta(hours=1))
    client, path = signed_in(contestant), reverse("contests:result", args=[closed.code])

    def reviewed():
        return client.get(path).content.decode().split('<ol class="review">')[1]

    before = reviewed()
    assert EXPLANATION not in before
    assert "Vì luật" not in before
    for key in AnswerKey.objects.all():
        other = [(key.right_options[0] + 1) % 4]
        AnswerKey.objects.filter(pk=key.pk).update(right_options=other)
    assert reviewed() == before


def test_the_organiser_reads_which_round_withholds_how_many(closed, at, signed_in):
    another_round(closed, opens_at=at, closes_at=at + timedelta(hours=1))
    organiser = OrganiserFactory(contest=closed.round.contest).user
    path = reverse("contests:round_edit", args=[closed.round.contest.slug, closed.round.number])
    text = signed_in(organiser).get(path).content.decode()
    assert "2 câu hiện từ" in text
    assert "“Tuần 9” của “Cuộc thi khác”" in text


def test_a_round_that_shows_no_key_shows_none_whoever_withholds(closed, at):
    Round.objects.filter(pk=closed.round_id).update(shown_after_close="score")
    closed.round.refresh_from_db()
    with pytest.raises(ResultNotShown):
        check_may_see_key(closed, round=closed.round, at=at)
