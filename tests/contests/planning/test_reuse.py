"""Publishing tells which questions other rounds ask or asked, and the organiser decides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import Round, RoundState
from contests.planning.publish_round import RoundNotReady, publish_round
from contests.planning.reuse import Reuse, ReuseUndecided, planned_pools
from contests.practice.answers import note_answer
from contests.rules import ReasonMissing
from contests.rulings.key_views import see_key
from questionbank.authoring.sets import create_set
from questionbank.models import BankRole, Question
from questionbank.pairs import decide_pair
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine
from tests.factories import (
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def bank():
    return [RevisionFactory() for _ in range(6)]


@pytest.fixture
def draft(at):
    """A draft that opens tomorrow and asks 2 questions of a bank of 6."""
    contest = ContestFactory()
    round = RoundFactory(
        contest=contest,
        state=RoundState.DRAFT,
        published_at=None,
        lots_seed="",
        opens_at=at + 24 * HOUR,
        closes_at=at + 48 * HOUR,
    )
    SectionFactory(round=round, division=DivisionFactory(contest=contest), count=2)
    return round


def other_round(pool, **fields):
    round = RoundFactory(**fields)
    SectionFactory(round=round, count=1, pool=[revision.pk for revision in pool])
    return round


def pool_of(round):
    return set(round.sections.get().pool)


def keys(revisions):
    return {revision.pk for revision in revisions}


def test_without_other_rounds_nothing_is_to_be_decided(bank, draft, at):
    assert not planned_pools(draft, at=at).needs_decision
    publish_round(draft, by=None, at=at)
    assert pool_of(draft) == keys(bank)


@pytest.mark.parametrize(("own", "seen"), [(False, 1), (True, 0)])
def test_a_key_that_organisers_of_another_contest_opened_is_seen(bank, draft, at, own, seen):
    """Those of the same contest do not compete in it."""
    other = draft if own else other_round([bank[0]], closes_at=at - HOUR, shown_after_close="score")
    see_key(other, bank[0], by=UserFactory(), at=at)
    (shared,) = planned_pools(draft, at=at).shared
    assert len(shared.seen) == seen


def test_questions_of_an_open_round_are_in_use(bank, draft, at):
    other_round(bank[:2], opens_at=at - HOUR, closes_at=at + HOUR)
    [shared] = planned_pools(draft, at=at).shared
    assert (shared.in_use, shared.seen) == (keys(bank[:2]), set())
    assert shared.fresh == sorted(keys(bank[2:]))


def test_questions_of_a_closed_round_that_showed_its_keys_are_seen(bank, draft, at):
    other_round(bank[:2], opens_at=at - 3 * HOUR, closes_at=at - HOUR)
    [shared] = planned_pools(draft, at=at).shared
    assert (shared.in_use, shared.seen) == (set(), keys(bank[:2]))


def test_questions_of_a_closed_round_that_showed_no_keys_are_fresh(bank, draft, at):
    other_round(bank[:2], opens_at=at - 3 * HOUR, closes_at=at - HOUR, shown_after_close="score")
    assert not planned_pools(draft, at=at).needs_decision


def test_another_revision_of_a_question_that_was_seen_counts_as_seen(bank, draft, at):
    old = RevisionFactory(question=bank[0].question, number=2, state="retired")
    other_round([old], opens_at=at - 3 * HOUR, closes_at=at - HOUR)
    [shared] = planned_pools(draft, at=at).shared
    assert shared.seen == keys(bank[:1])


def test_whatever_practice_asks_counts_as_seen(bank, draft, at):
    other_round(bank[:2], is_practice=True, opens_at=at - HOUR, closes_at=at + HOUR)
    [shared] = planned_pools(draft, at=at).shared
    assert shared.seen == keys(bank[:2])


def test_what_somebody_has_practised_counts_as_seen(bank, draft, at, contestant):
    """It lay in a practice set, from which an author has taken it since."""
    note_answer(contestant, bank[0].question_id, is_right=True, times=0, at=at)
    [shared] = planned_pools(draft, at=at).shared
    assert shared.seen == keys(bank[:1])


def test_shared_questions_are_refused_until_somebody_decides(bank, draft, at):
    other_round(bank[:2], opens_at=at - HOUR, closes_at=at + HOUR)
    with pytest.raises(ReuseUndecided):
        publish_round(draft, by=None, at=at)
    assert Round.objects.get(pk=draft.pk).state == RoundState.DRAFT


def test_left_out_questions_are_in_no_pool_and_are_listed(bank, draft, at):
    other_round(bank[:2], opens_at=at - HOUR, closes_at=at + HOUR)
    other_round(bank[2:3], opens_at=at - 3 * HOUR, closes_at=at - HOUR)
    publish_round(draft, by=None, at=at, reuse=Reuse.LEAVE_OUT)
    assert pool_of(draft) == keys(bank[3:])
    assert [one["reason"] for one in draft.left_out] == [
        "Kỳ thi khác đang hoặc sắp hỏi câu này.",
        "Kỳ thi khác đang hoặc sắp hỏi câu này.",
        "Đáp án đã hiện ở kỳ thi khác.",
    ]


def test_leaving_out_too_many_is_refused_with_the_shortage(bank, draft, at):
    other_round(bank[:5], opens_at=at - HOUR, closes_at=at + HOUR)
    with pytest.raises(RoundNotReady, match="thiếu 1 câu"):
        publish_round(draft, by=None, at=at, reuse=Reuse.LEAVE_OUT)


def test_accepting_takes_a_reason_that_the_history_keeps(bank, draft, at, organiser):
    other_round(bank[:2], opens_at=at - HOUR, closes_at=at + HOUR)
    with pytest.raises(ReasonMissing):
        publish_round(draft, by=organiser, at=at, reuse=Reuse.ACCEPT, reason=" ")
    draft.refresh_from_db()
    publish_round(draft, by=organiser, at=at, reuse=Reuse.ACCEPT, reason="Ngân hàng nhỏ")
    assert pool_of(draft) == keys(bank)
    [line] = AuditLine.objects.filter(kind=AuditKind.PUBLISHED)
    assert line.reason == "Ngân hàng nhỏ"
    assert (line.after["reuse"], line.after["in_use"], line.after["seen"]) == ("accept", 2, 0)


def test_practice_never_asks_what_another_round_still_asks(bank, draft, at):
    Round.objects.filter(pk=draft.pk).update(is_practice=True, tie_chain=[])
    draft.refresh_from_db()
    other_round(bank[:2], opens_at=at - HOUR, closes_at=at + HOUR)
    practice = create_set("Thi thử", is_practice=True, by=OPERATOR, at=at)
    practice.questions.set([revision.question_id for revision in bank])
    publish_round(draft, by=None, at=at, reuse=Reuse.ACCEPT, reason="Cứ dùng")
    assert pool_of(draft) == keys(bank[2:])


def test_the_page_counts_for_each_cell_and_keeps_what_was_said(bank, draft, at, signed_in):
    other_round(bank[:2], opens_at=at - HOUR, closes_at=at + HOUR)
    organiser = OrganiserFactory(contest=draft.contest).user
    client = signed_in(organiser)
    path = reverse("contests:round_publish", args=[draft.contest.slug, draft.number])
    page = client.get(path).content.decode()
    cells = page.split('<th scope="row">')[1].split("</tr>")[0]
    assert cells.count("<td") == 5
    assert ">2</td><td" in cells

    again = client.post(path, {"reuse": "accept", "reason": ""}).content.decode()
    assert "Hãy ghi lý do" in again
    assert client.post(path, {"reuse": "leave_out"}).status_code == 302
    assert pool_of(draft) == keys(bank[2:])


def test_of_two_questions_kept_apart_one_is_in_no_pool_of_the_division(bank, draft, at, organiser):
    BankRole.objects.create(user=organiser, kind=BankRole.Kind.AUTHOR)
    first, second = bank[0].question, bank[1].question
    decide_pair(first, second, is_apart=True, by=organiser, at=at)
    publish_round(draft, by=None, at=at)
    assert pool_of(draft) == keys([bank[0], *bank[2:]])
    assert draft.left_out == [
        {
            "code": second.code,
            "document": bank[1].document.number,
            "reason": "Gợi ý đáp án của một câu khác trong đề, hoặc ngược lại.",
        }
    ]


def test_another_division_may_have_the_other_of_the_two(bank, draft, at, organiser):
    BankRole.objects.create(user=organiser, kind=BankRole.Kind.AUTHOR)
    decide_pair(bank[0].question, bank[1].question, is_apart=True, by=organiser, at=at)
    axis = AxisFactory(code="2", name="Trục khác")
    Question.objects.filter(pk=bank[1].question_id).update(axis=axis)
    division = DivisionFactory(contest=draft.contest, name="Người dân")
    SectionFactory(round=draft, division=division, axis=axis, count=1)
    publish_round(draft, by=None, at=at)
    assert sorted(len(section.pool) for section in draft.sections.all()) == [1, 5]


def test_a_blueprint_that_needs_both_is_refused(bank, draft, at, organiser):
    BankRole.objects.create(user=organiser, kind=BankRole.Kind.AUTHOR)
    decide_pair(bank[0].question, bank[1].question, is_apart=True, by=organiser, at=at)
    draft.sections.update(count=6)
    assert "thiếu 1 câu" in " ".join(planned_pools(draft, at=at).problems)
    with pytest.raises(RoundNotReady, match="thiếu 1 câu"):
        publish_round(draft, by=None, at=at)
