"""The review of a paper: what went wrong, which rounds withhold keys, when it was saved."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.review import review, withheld_by, wrong_ones
from contests.attempts.start import start_attempt
from contests.attempts.timeline import timeline_of
from contests.models import Attempt, QuestionRuling, Round
from questionbank.models import AnswerKey
from tests.factories import RoundFactory, SectionFactory
from tests.stage import entry_in, open_round, right_choice_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(contestant):
    """Of three questions the first is right, the second wrong, the third left out; it is over."""
    at = timezone.now()
    round = open_round(opens_at=at - timedelta(hours=2), closes_at=at + timedelta(hours=1))
    AnswerKey.objects.update(right_options=[0])
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=at)
    choices = {1: right_choice_at(attempt, 1), 2: 1 << 1 if right_choice_at(attempt, 2) == 1 else 1}
    for position, choice in choices.items():
        saved_at = at - timedelta(minutes=position)
        attempt.answers.create(position=position, choice=choice, seq=position, saved_at=saved_at)
    submit_attempt(attempt, at=at)
    Round.objects.filter(pk=round.pk).update(closes_at=at - timedelta(minutes=1))
    return Attempt.objects.select_related("round__contest", "entry").get(pk=attempt.pk)


def positions(items):
    return [item["position"] for item in items]


def test_wrong_and_left_out_questions_are_the_wrong_ones(paper):
    assert positions(wrong_ones(review(paper, at=timezone.now()))) == [2, 3]


def test_an_annulled_question_is_no_wrong_one(paper):
    now = timezone.now()
    QuestionRuling.objects.create(
        round=paper.round,
        revision_id=paper.paper[1][0],
        kind="annul",
        state="in_force",
        reason="Sai căn cứ",
        proposed_at=now,
        decided_at=now,
    )

    assert positions(wrong_ones(review(paper, at=now))) == [3]


def test_a_paper_with_a_withheld_question_has_no_list_of_wrong_ones(paper, signed_in, contestant):
    """Being on it, or not, would tell the key."""
    now = timezone.now()
    other = RoundFactory(
        opens_at=now, closes_at=now + timedelta(days=1), title="Tuần khác", number=9
    )
    SectionFactory(round=other, pool=[paper.paper[1][0]])

    assert positions(wrong_ones(review(paper, at=now))) == []
    counted = withheld_by(paper, at=now)
    assert [(one.by.round, one.questions) for one in counted] == [("Tuần khác", 1)]
    page = signed_in(contestant).get(address(paper) + "?xem=cau-sai").content.decode()
    assert "câu chưa đúng" not in page
    assert "1 câu của đề này còn được kỳ thi khác dùng" in page


def address(paper):
    return reverse("contests:result", args=[paper.code])


def test_the_page_shows_wrong_ones_alone_when_asked(paper, signed_in, contestant):
    browser = signed_in(contestant)
    everything = browser.get(address(paper)).content.decode()
    wrong = browser.get(address(paper) + "?xem=cau-sai").content.decode()

    assert [everything.count('class="verdict'), wrong.count('class="verdict')] == [3, 2]
    assert "Chỉ xem 2 câu chưa đúng" in everything


def test_the_owner_reads_when_the_server_saved_each_answer(paper, signed_in, contestant):
    found = timeline_of(paper)

    assert [position for position, _at in found.saves] == [2, 1]
    assert (found.started_at, found.finished_at) == (paper.started_at, paper.finished_at)
    text = signed_in(contestant).get(address(paper)).content.decode()
    assert timezone.localtime(found.last_save).strftime("%H:%M:%S") in text
