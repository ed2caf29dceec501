"""What a person knows by axis, from practising and from own papers whose keys are out."""

from datetime import timedelta

import pytest

from contests.models import PractisedQuestion, QuestionRuling
from contests.practice.answers import note_answer
from contests.practice.knowledge import axes_with, knowledge_chart, practised_with_axes
from contests.practice.own_papers import own_answers
from contests.practice.questions import practicable
from tests.factories import (
    NOON,
    AttemptFactory,
    AxisFactory,
    EntryFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db
OVER = {"opens_at": NOON - timedelta(days=9), "closes_at": NOON - timedelta(days=2)}


def paper_of(user, *revisions, ticks, state="submitted", **window):
    """A closed paper with these ticks, as bits, in bank order."""
    round = RoundFactory(**{**OVER, **window})
    SectionFactory(round=round, pool=[one.pk for one in revisions])
    attempt = AttemptFactory(
        entry=EntryFactory(contest=round.contest, user=user),
        round=round,
        paper=[[one.pk, [0, 1, 2, 3]] for one in revisions],
        state=state,
        finished_at=None if state == "open" else NOON,
        correct_count=None if state == "open" else 0,
    )
    for position, choice in enumerate(ticks, start=1):
        attempt.answers.create(position=position, choice=choice, seq=1, saved_at=NOON)
    return attempt


def known(user):
    return [one.is_right for one in own_answers(user, at=NOON)]


def test_released_papers_say_right_and_wrong(contestant):
    paper_of(contestant, RevisionFactory(), RevisionFactory(), ticks=[0b1, 0b10])
    assert known(contestant) == [True, False]


@pytest.mark.parametrize(
    "fields",
    [
        {"closes_at": NOON + timedelta(days=1)},
        {"shown_after_close": "score"},
        {"extended_until": NOON + timedelta(hours=1)},
    ],
)
def test_papers_whose_keys_are_not_out_say_nothing(contestant, fields):
    paper_of(contestant, RevisionFactory(), ticks=[0b1], **fields)
    assert known(contestant) == []


def test_a_paper_of_which_another_round_still_asks_a_question_says_nothing(contestant):
    one = RevisionFactory()
    paper_of(contestant, one, RevisionFactory(), ticks=[0b1, 0b1])
    later = RoundFactory()
    SectionFactory(round=later, pool=[one.pk])
    assert known(contestant) == []
    later.sections.all().delete()
    assert known(contestant) == [True, True]


def test_rulings_are_followed(contestant):
    annulled, given = RevisionFactory(), RevisionFactory()
    attempt = paper_of(contestant, annulled, given, ticks=[0b1, 0b10])
    for revision, kind in ((annulled, "annul"), (given, "give")):
        QuestionRuling.objects.create(
            round=attempt.round,
            revision=revision,
            kind=kind,
            state="in_force",
            reason="Sai",
            proposed_at=NOON,
        )
    assert known(contestant) == [True]


def test_papers_of_others_say_nothing(contestant, stranger):
    paper_of(stranger, RevisionFactory(), ticks=[0b1])
    assert known(contestant) == []


def test_both_are_added_up_by_axis(contestant, practice_set):
    weak, strong = AxisFactory(code="1"), AxisFactory(code="2")
    first = RevisionFactory(question__axis=weak)
    second = RevisionFactory(question__axis=strong)
    practice_set(first, second)
    note_answer(contestant, first.question_id, is_right=False, times=0, at=NOON)
    note_answer(contestant, second.question_id, is_right=True, times=0, at=NOON)
    paper_of(contestant, RevisionFactory(question__axis=weak), ticks=[0b1])
    tomorrow = (NOON + timedelta(days=1)).date()
    axes = axes_with(
        practicable(at=NOON),
        practised_with_axes(contestant),
        own_answers(contestant, at=NOON),
        on=tomorrow,
    )
    told = [(one.axis.code, one.practised, one.papers, one.due, one.known) for one in axes]
    assert told == [("1", (0, 1), (1, 1), 1, 0), ("2", (1, 1), (0, 0), 0, 0)]
    chart = knowledge_chart(axes)
    assert chart.said == f"Nên ôn thêm: {weak.name}."
    assert [row.label for row in chart.rows] == [weak.name, strong.name]


def test_what_may_no_longer_be_practised_is_not_due(contestant, practice_set):
    (one,) = practice_set(RevisionFactory())
    note_answer(contestant, one.question_id, is_right=False, times=0, at=NOON - timedelta(days=5))
    SectionFactory(round=RoundFactory(), pool=[one.pk])
    rows = practised_with_axes(contestant)
    (told,) = axes_with(practicable(at=NOON), rows, on=NOON.date())
    assert (told.due, told.offered, told.practised) == (0, 0, (0, 1))
    assert PractisedQuestion.objects.count() == 1
