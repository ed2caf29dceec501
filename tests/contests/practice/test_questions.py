"""Which questions may be practised: no key that another round asks, or may come to ask."""

from datetime import date, timedelta

import pytest

from contests.models import QuestionRuling
from contests.practice.own_papers import own_answers
from contests.practice.questions import NotForPractice, check_may_practise, practicable
from questionbank.models import Revision, RevisionState
from tests.factories import (
    NOON,
    AttemptFactory,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    LegalDocumentFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db

OVER = {"opens_at": NOON - timedelta(days=9), "closes_at": NOON - timedelta(days=2)}
TO_COME = {"opens_at": NOON + timedelta(days=1), "closes_at": NOON + timedelta(days=2)}


def offered(user=None, **more):
    papers = own_answers(user, at=NOON) if user else []
    return {one.revision for one in practicable(user=user, papers=papers, at=NOON, **more)}


def asked_in(*revisions, **fields):
    """A round whose pool these are."""
    round = RoundFactory(**fields)
    SectionFactory(round=round, pool=[one.pk for one in revisions])
    return round


def test_practice_sets_are_practised_and_other_questions_are_not(practice_set):
    RevisionFactory()
    put_in = practice_set()
    assert offered() == {one.pk for one in put_in}


def test_without_a_practice_set_and_a_round_that_is_over_there_is_nothing():
    RevisionFactory()
    assert offered() == set()


def test_a_round_that_is_over_and_shows_keys_releases_its_questions():
    one = RevisionFactory()
    asked_in(one, **OVER)
    assert offered() == {one.pk}


def test_a_round_releases_nothing_while_another_asks_one_of_its_questions():
    """Who knows all keys but one finds that one by the score."""
    both, one, other = (RevisionFactory() for _n in range(3))
    asked_in(both, one, **OVER)
    asked_in(other, **OVER)
    later = asked_in(both, **TO_COME)
    assert offered() == {other.pk}
    type(later).objects.filter(pk=later.pk).update(**OVER)
    assert offered() == {both.pk, one.pk, other.pk}


@pytest.mark.parametrize("shown", ["nothing", "score"])
def test_a_round_that_shows_no_key_releases_none(shown):
    asked_in(RevisionFactory(), shown_after_close=shown, **OVER)
    assert offered() == set()


@pytest.mark.parametrize("window", [{}, TO_COME], ids=["open", "to come"])
@pytest.mark.parametrize("where", ["set", "over"])
def test_what_a_round_open_or_to_come_asks_is_never_offered(practice_set, window, where):
    one = RevisionFactory()
    if where == "set":
        practice_set(one)
    else:
        asked_in(one, **OVER)
    assert offered() == {one.pk}
    asked_in(one, **window)
    assert offered() == set()


def test_another_wording_that_a_round_asks_withholds_it_too(practice_set):
    old = RevisionFactory(state=RevisionState.RETIRED)
    new = RevisionFactory(question=old.question, number=2)
    practice_set(new)
    asked_in(old, **TO_COME)
    assert offered() == set()


def test_a_ranked_round_in_preparation_holds_its_contests_questions_back():
    one, contest = RevisionFactory(), ContestFactory()
    asked_in(one, contest=contest, **OVER)
    draft = RoundFactory(contest=contest, state="draft", **TO_COME)
    assert offered() == set()
    draft.delete()
    assert offered() == {one.pk}


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"is_rehearsal": True}])
def test_drafts_and_rehearsals_release_nothing(fields):
    asked_in(RevisionFactory(), contest=ContestFactory(**fields), **OVER)
    assert offered() == set()


def test_a_round_that_somebody_still_makes_up_releases_nothing():
    asked_in(RevisionFactory(), extended_until=NOON + timedelta(hours=1), **OVER)
    assert offered() == set()


def test_within_the_last_grace_nothing_is_released():
    closes_at = NOON - timedelta(seconds=2)
    asked_in(RevisionFactory(), opens_at=NOON - timedelta(days=1), closes_at=closes_at)
    assert offered() == set()


def test_a_question_whose_law_no_longer_applies_is_left_out(practice_set):
    gone = LegalDocumentFactory(number="1/CP", in_force_until=date(2026, 1, 1))
    practice_set(RevisionFactory(document=gone))
    assert offered() == set()


@pytest.mark.parametrize(
    ("kind", "state", "is_out"),
    [
        ("annul", "in_force", True),
        ("accept", "agreed", True),
        ("keep", "in_force", False),
        ("annul", "refused", False),
    ],
)
def test_a_question_that_was_ruled_wrong_teaches_nobody(kind, state, is_out):
    one = RevisionFactory()
    round = asked_in(one, **OVER)
    QuestionRuling.objects.create(
        round=round, revision=one, kind=kind, state=state, reason="Sai", proposed_at=NOON
    )
    assert (one.pk not in offered()) == is_out


def test_a_retired_wording_is_left_out(practice_set):
    (one,) = practice_set(RevisionFactory())
    Revision.objects.filter(pk=one.pk).update(state=RevisionState.RETIRED)
    assert offered() == set()


def test_own_papers_bring_back_what_their_result_pages_show(contestant, stranger):
    """Also while the organisers prepare the next round: this person has read those keys."""
    one, unseen = RevisionFactory(), RevisionFactory()
    round = asked_in(one, unseen, **OVER)
    RoundFactory(contest=round.contest, state="draft", **TO_COME)
    entry = EntryFactory(contest=round.contest, user=contestant)
    paper = [[one.pk, [0, 1, 2, 3]]]
    done = {"state": "submitted", "finished_at": NOON, "correct_count": 0}
    AttemptFactory(entry=entry, round=round, paper=paper, **done)
    assert offered(user=contestant) == offered(user=contestant, contest=round.contest) == {one.pk}
    assert offered(user=contestant, contest=ContestFactory()) == set()
    assert check_may_practise(one.pk, user=contestant, at=NOON)
    assert offered(user=stranger) == set()
    asked_in(one, **TO_COME)
    assert offered(user=contestant) == set()


def test_a_contest_offers_its_own_sets_and_rounds(practice_set):
    contest = ContestFactory()
    (common,) = practice_set(RevisionFactory())
    own = practice_set(RevisionFactory(), name="Riêng", is_common=False)
    old = RevisionFactory()
    asked_in(old, contest=contest, **OVER)
    assert offered(contest=contest) == {common.pk, old.pk}
    contest.question_sets.set(own[0].question.sets.all())
    assert offered(contest=contest) == {own[0].pk, old.pk}
    assert offered(contest=ContestFactory()) == {common.pk}


def test_a_contests_own_set_is_practised_once_the_contest_is_public(practice_set):
    (own,) = practice_set(RevisionFactory(), is_common=False)
    contest = ContestFactory(state="draft")
    contest.question_sets.set(own.question.sets.all())
    assert offered() == set()
    contest.state = "published"
    contest.save()
    assert offered() == {own.pk}


def test_in_a_contest_people_practise_what_their_division_is_asked(practice_set, contestant):
    civil, everybody = RevisionFactory(audience="cbccvc"), RevisionFactory(audience="chung")
    practice_set(civil, everybody)
    contest = ContestFactory()
    division = DivisionFactory(contest=contest, audience="nguoi-dan")
    EntryFactory(contest=contest, user=contestant, division=division)
    assert offered(contest=contest, user=contestant) == {everybody.pk}
    assert offered(contest=contest) == {civil.pk, everybody.pk}


def test_a_single_question_is_judged_by_the_same_rule(practice_set):
    (one,) = practice_set(RevisionFactory())
    assert check_may_practise(one.pk, user=None, at=NOON).question == one.question_id
    asked_in(one, **TO_COME)
    with pytest.raises(NotForPractice):
        check_may_practise(one.pk, user=None, at=NOON)


@pytest.mark.parametrize("count", [1, 12])
def test_it_costs_the_same_queries_for_few_and_many(
    practice_set, count, contestant, django_assert_num_queries
):
    axis = AxisFactory()
    practice_set(*[RevisionFactory(question__axis=axis) for _ in range(count)])
    for _ in range(count):
        asked_in(RevisionFactory(), **OVER)
        asked_in(RevisionFactory(), **TO_COME)
    with django_assert_num_queries(9):
        practicable(user=contestant, at=NOON)
