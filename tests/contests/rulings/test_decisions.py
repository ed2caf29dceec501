"""What organisers decide about a wrong question, and what it does to papers."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.attempts.start_batch import Start, start_batch
from contests.models import (
    Answer,
    Attempt,
    PastRole,
    QuestionRuling,
    Round,
    RulingKind,
    RulingState,
)
from contests.monitoring.invariants import verify_round
from contests.papers.drawing import draw_paper, paper_source_of
from contests.planning.roles import remove_organiser
from contests.rules import REMOVED_LATELY, ReasonMissing
from contests.rulings import decisions
from contests.rulings.decisions import (
    KeyWithheldElsewhere,
    confirm_ruling,
    propose_ruling,
    refuse_ruling,
)
from contests.rulings.jobs import regrade, regrade_again
from contests.rulings.regrade import regrade_round
from contests.subjects import organiser
from leaderboard.standings.store import compare_standings
from questionbank.models import BankRole, Revision
from questionbank.proposals.decisions import accept_proposal, propose_retirement
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine, SiteSettings
from quizsite.two_people import (
    AlreadyDecided,
    LoneReasonMissing,
    NobodyElse,
    SecondPersonNeeded,
)
from tests.factories import OrganiserFactory, RevisionFactory, UserFactory
from tests.stage import entry_in, open_round, right_choice_at

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def now():
    return datetime.now(UTC)


@pytest.fixture
def round() -> Round:
    """Everybody gets the same four questions; the key of each is one option."""
    return open_round(
        opens_at=now() - HOUR, closes_at=now() + HOUR, questions=4, count=4, attempt_limit=9
    )


@pytest.fixture
def organisers(round):
    return [OrganiserFactory(contest=round.contest).user for _ in range(2)]


def position_of(attempt, revision):
    return next(n for n, (pk, _) in enumerate(attempt.paper, start=1) if pk == revision.pk)


def bits(attempt, revision, *options):
    """The answer that ticks these options of the bank."""
    order = attempt.paper[position_of(attempt, revision) - 1][1]
    return sum(1 << order.index(option) for option in options)


def take(round, *, wrong=None, option=None):
    """A closed paper on which all is right but, if given, one question answered by `option`."""
    attempt = start_attempt(entry_in(round), round=round, at=now())
    for position, (pk, _order) in enumerate(attempt.paper, start=1):
        choice = right_choice_at(attempt, position)
        if wrong is not None and pk == wrong.pk:
            choice = bits(attempt, wrong, *([] if option is None else [option]))
        Answer.objects.create(
            attempt=attempt, position=position, choice=choice, seq=1, saved_at=now()
        )
    return submit_attempt(attempt, at=now())


def rule(round, revision, organisers, **what):
    one, other = organisers
    ruling = propose_ruling(round, revision, reason="Đáp án sai.", by=one, at=now(), **what)
    return confirm_ruling(ruling, by=other, at=now())


def score_of(attempt):
    attempt.refresh_from_db()
    return attempt.correct_count, attempt.question_count


def is_sound(round):
    return not list(verify_round(round, at=now())) and not compare_standings(round)


@pytest.fixture
def question(round) -> Revision:
    """Its key is option 0."""
    return Revision.objects.get(pk=round.sections.get().pool[0])


def test_an_annulled_question_counts_in_no_paper(round, question, organisers):
    right, wrong = take(round), take(round, wrong=question, option=1)
    rule(round, question, organisers, kind=RulingKind.ANNUL)
    assert regrade_round(round, at=now()) == 2
    assert (score_of(right), score_of(wrong)) == ((3, 3), (3, 3))
    assert is_sound(round)


def test_accepting_waits_while_another_contest_still_asks(round, question, organisers):
    """Which scores rise would tell its entrants the key."""
    other = open_round(opens_at=now() - HOUR, closes_at=now() + HOUR, questions=1, count=1)
    section = other.sections.get()
    section.pool = [question.pk]
    section.save()
    with pytest.raises(KeyWithheldElsewhere, match="hủy câu"):
        rule(round, question, organisers, kind=RulingKind.ACCEPT, accepted=[2])
    round.rulings.all().delete()
    rule(round, question, organisers, kind=RulingKind.ANNUL)


def test_an_accepted_option_counts_beside_the_key(round, question, organisers):
    right, other, wrong = (
        take(round),
        take(round, wrong=question, option=2),
        take(round, wrong=question, option=1),
    )
    rule(round, question, organisers, kind=RulingKind.ACCEPT, accepted=[2])
    assert regrade_round(round, at=now()) == 1
    assert [score_of(one) for one in (right, other, wrong)] == [(4, 4), (4, 4), (3, 4)]
    assert is_sound(round)


def test_a_given_point_is_everybodys_answered_or_not(round, question, organisers):
    wrong, empty = take(round, wrong=question, option=1), take(round, wrong=question)
    rule(round, question, organisers, kind=RulingKind.GIVE)
    regrade_round(round, at=now())
    assert (score_of(wrong), score_of(empty)) == ((4, 4), (4, 4))
    assert is_sound(round)


def test_keeping_the_key_takes_a_ruling_back(round, question, organisers):
    paper = take(round, wrong=question, option=1)
    first = rule(round, question, organisers, kind=RulingKind.ANNUL)
    regrade_round(round, at=now())
    rule(round, question, organisers, kind=RulingKind.KEEP)
    assert regrade_round(round, at=now()) == 1
    first.refresh_from_db()
    assert (score_of(paper), first.state) == ((3, 4), RulingState.REPLACED)
    assert is_sound(round)


@pytest.mark.parametrize("kind", RulingKind.values)
def test_papers_closed_after_the_ruling_follow_it_at_once(round, question, organisers, kind):
    if kind == RulingKind.KEEP:
        rule(round, question, organisers, kind=RulingKind.ANNUL)
    rule(round, question, organisers, kind=kind, accepted=[1])
    paper = take(round, wrong=question, option=1)
    expected = {"annul": (3, 3), "accept": (4, 4), "give": (4, 4), "keep": (3, 4)}
    assert score_of(paper) == expected[kind]
    assert is_sound(round)


def test_a_ruling_counts_in_its_own_round_only(round, question, organisers):
    other = open_round(contest=round.contest, questions=1, count=1)
    other.sections.update(pool=round.sections.get().pool, count=4)
    paper_source_of.cache_clear()
    rule(round, question, organisers, kind=RulingKind.ANNUL)
    attempt = start_attempt(entry_in(other), round=other, at=other.opens_at + timedelta(minutes=1))
    assert score_of(submit_attempt(attempt, at=now()))[1] == 4


def test_regrading_twice_changes_nothing(round, question, organisers):
    take(round)
    ruling = rule(round, question, organisers, kind=RulingKind.ANNUL)
    assert [regrade_round(round, at=now()) for _ in range(2)] == [1, 0]
    ruling.refresh_from_db()
    assert ruling.regraded_at is not None


def test_nobody_confirms_the_own_proposal(round, question, organisers):
    one, _other = organisers
    ruling = propose_ruling(round, question, kind=RulingKind.ANNUL, reason="Sai", by=one, at=now())
    with pytest.raises(SecondPersonNeeded):
        confirm_ruling(ruling, by=one, at=now())
    assert not QuestionRuling.objects.in_force().exists()


def test_the_only_organiser_confirms_alone_where_staff_allow_it(round, question):
    alone = OrganiserFactory(contest=round.contest).user
    ruling = propose_ruling(
        round, question, kind=RulingKind.ANNUL, reason="Sai", by=alone, at=now()
    )
    with pytest.raises(NobodyElse):
        confirm_ruling(ruling, by=alone, at=now(), lone_reason="Một mình")
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    with pytest.raises(LoneReasonMissing):
        confirm_ruling(ruling, by=alone, at=now())
    confirm_ruling(ruling, by=alone, at=now(), lone_reason="Một mình")
    line = AuditLine.objects.get(kind=AuditKind.CONFIRMED_ALONE)
    assert (line.contest, line.reason) == (round.contest_id, "Một mình")


def test_who_removes_the_others_is_not_alone(round, question, organisers):
    one, other = organisers
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    remove_organiser(round.contest, user=other, by=organiser(one), at=now())
    ruling = propose_ruling(round, question, kind=RulingKind.ANNUL, reason="Sai", by=one, at=now())
    with pytest.raises(SecondPersonNeeded):
        confirm_ruling(ruling, by=one, at=now(), lone_reason="Một mình")
    PastRole.objects.update(until=now() - REMOVED_LATELY)
    confirm_ruling(ruling, by=one, at=now(), lone_reason="Một mình")


def test_a_refused_proposal_changes_no_score(round, question, organisers):
    paper = take(round, wrong=question, option=1)
    one, other = organisers
    ruling = propose_ruling(round, question, kind=RulingKind.GIVE, reason="Sai", by=one, at=now())
    refuse_ruling(ruling, by=other, at=now())
    assert regrade_round(round, at=now()) == 0
    with pytest.raises(AlreadyDecided):
        confirm_ruling(ruling, by=other, at=now())
    assert score_of(paper) == (3, 4)


def test_one_proposal_at_a_time(round, question, organisers):
    one, other = organisers
    propose_ruling(round, question, kind=RulingKind.GIVE, reason="Sai", by=one, at=now())
    with pytest.raises(decisions.AlreadyProposed):
        propose_ruling(round, question, kind=RulingKind.ANNUL, reason="Sai", by=other, at=now())


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ({"kind": RulingKind.ANNUL, "reason": " "}, ReasonMissing),
        ({"kind": RulingKind.ACCEPT}, decisions.NothingAccepted),
        ({"kind": RulingKind.ACCEPT, "accepted": [9, -1]}, decisions.NothingAccepted),
        ({"kind": RulingKind.KEEP}, decisions.NothingToTakeBack),
    ],
)
def test_a_proposal_says_what_and_why(round, question, organisers, what, refusal):
    with pytest.raises(refusal):
        propose_ruling(round, question, by=organisers[0], at=now(), **{"reason": "Sai"} | what)


def test_several_right_options_take_a_further_answer_together(round, organisers):
    question = RevisionFactory(right=[0, 1])
    round.sections.update(pool=[question.pk, *round.sections.get().pool])
    ruling = propose_ruling(
        round,
        question,
        kind=RulingKind.ACCEPT,
        accepted=[0, 2],
        reason="Sai",
        by=organisers[0],
        at=now(),
    )
    assert ruling.accepted == [[0, 2]]


def test_no_refusal_tells_the_key(round, question, organisers):
    """Somebody who may not see it could try the options one by one."""
    ruling = propose_ruling(
        round,
        question,
        kind=RulingKind.ACCEPT,
        accepted=[0],
        reason="Sai",
        by=organisers[0],
        at=now(),
    )
    assert ruling.accepted == [[0]]


def test_a_question_of_another_round_is_not_found(round, question, organisers):
    other = open_round(contest=round.contest)
    with pytest.raises(decisions.NotAsked):
        propose_ruling(
            other, question, kind=RulingKind.ANNUL, reason="Sai", by=organisers[0], at=now()
        )


def test_each_step_leaves_a_line(round, question, organisers):
    rule(round, question, organisers, kind=RulingKind.ANNUL)
    lines = AuditLine.objects.filter(contest=round.contest_id)
    kinds = {
        AuditKind.RULING_PROPOSED,
        AuditKind.RULING_CONFIRMED,
        AuditKind.DEALING_STOPPED,
    }
    assert kinds <= set(lines.values_list("kind", flat=True))
    assert lines.get(kind=AuditKind.RULING_PROPOSED).after["question"] == question.question.code


def one_by_one(entry, round):
    return start_attempt(entry, round=Round.objects.get(pk=round.pk), at=now())


def in_a_batch(entry, round):
    (started,) = start_batch([Start(entry.pk, round.pk)], at=now())
    return started.attempt


WAYS = pytest.mark.parametrize("start", [one_by_one, in_a_batch])


def dealt(attempt):
    return {pk for pk, _ in attempt.paper}


@WAYS
def test_a_disputed_question_is_dealt_no_more(organisers, start):
    round = open_round(opens_at=now() - HOUR, closes_at=now() + HOUR, questions=4, count=3)
    question = Revision.objects.get(pk=round.sections.get().pool[0])
    propose_ruling(round, question, kind=RulingKind.ANNUL, reason="Sai", by=organisers[0], at=now())
    for _ in range(5):
        attempt = Attempt.objects.get(pk=start(entry_in(round), round).pk)
        assert question.pk not in dealt(attempt)
        assert attempt.stopped == [question.pk]


def stopped(round):
    return Round.objects.get(pk=round.pk).stopped or []


def proposed(round, question, organisers, kind=RulingKind.ANNUL):
    return propose_ruling(round, question, kind=kind, reason="Sai", by=organisers[0], at=now())


def test_a_refused_proposal_lets_dealing_go_on(round, question, organisers):
    ruling = proposed(round, question, organisers)
    assert stopped(round) == [question.pk]
    refuse_ruling(ruling, by=organisers[1], at=now())
    assert stopped(round) == []
    line = AuditLine.objects.get(kind=AuditKind.DEALING_RESUMED)
    assert line.after["question"] == question.question.code


def test_what_the_bank_retired_stays_out_when_a_proposal_is_refused(round, question, organisers):
    ruling = proposed(round, question, organisers)
    Revision.objects.filter(pk=question.pk).update(state="retired")
    refuse_ruling(ruling, by=organisers[1], at=now())
    assert stopped(round) == [question.pk]


def test_a_ruling_in_force_keeps_it_out_when_a_later_proposal_is_refused(
    round, question, organisers
):
    rule(round, question, organisers, kind=RulingKind.GIVE)
    later = proposed(round, question, organisers)
    refuse_ruling(later, by=organisers[1], at=now())
    assert stopped(round) == [question.pk]


def test_keeping_the_key_deals_it_again(round, question, organisers):
    rule(round, question, organisers, kind=RulingKind.GIVE)
    rule(round, question, organisers, kind=RulingKind.KEEP)
    assert stopped(round) == []


def test_one_organiser_alone_stops_a_few_questions_only(organisers, round):
    big = open_round(contest=round.contest, questions=6, count=2)
    questions = list(Revision.objects.filter(pk__in=big.sections.get().pool).order_by("pk"))
    rulings = [proposed(big, one, organisers) for one in questions[:5]]
    assert stopped(big) == [one.pk for one in questions[:3]]
    confirm_ruling(rulings[4], by=organisers[1], at=now())
    assert stopped(big) == [questions[n].pk for n in (0, 1, 2, 4)]


@WAYS
def test_with_too_few_others_dealing_goes_on(round, question, organisers, start):
    propose_ruling(round, question, kind=RulingKind.ANNUL, reason="Sai", by=organisers[0], at=now())
    assert len(start(entry_in(round), round).paper) == 4


def test_seed_and_stopped_draw_the_stored_paper(organisers):
    round = open_round(opens_at=now() - HOUR, closes_at=now() + HOUR, questions=6, count=3)
    pool = round.sections.get().pool
    Round.objects.filter(pk=round.pk).update(stopped=pool[:2])
    attempt = Attempt.objects.get(pk=one_by_one(entry_in(round), round).pk)
    source = paper_source_of(round.pk, attempt.entry.division_id)
    again = draw_paper(source, seed=attempt.seed, stopped=set(attempt.stopped))
    assert [list(item) for item in again] == attempt.paper


def test_a_question_retired_in_the_bank_is_dealt_no_more(round, question):
    author, reviewer = UserFactory(), UserFactory()
    BankRole.objects.create(user=author, kind=BankRole.Kind.AUTHOR)
    BankRole.objects.create(user=reviewer, kind=BankRole.Kind.REVIEWER)
    ended = open_round(opens_at=now() - 2 * HOUR, closes_at=now() - HOUR)
    ended.sections.update(pool=round.sections.get().pool)
    proposal = propose_retirement(question, reason="Hết hiệu lực", by=author, at=now())
    accept_proposal(proposal, by=reviewer, at=now())
    for one in (round, ended):
        one.refresh_from_db()
    assert (round.stopped, ended.stopped) == ([question.pk], None)
    line = AuditLine.objects.get(kind=AuditKind.DEALING_STOPPED)
    assert (line.contest, line.reason) == (round.contest_id, "Hết hiệu lực")


def test_a_regrading_that_was_given_up_is_asked_for_again(round, question, organisers):
    rule(round, question, organisers, kind=RulingKind.GIVE)
    jobs = DBTaskResult.objects.filter(task_path=regrade.module_path)
    regrade_again.func()
    assert jobs.count() == 1  # it waits still
    jobs.update(status=TaskResultStatus.FAILED)
    regrade_again.func()
    assert jobs.count() == 2
    regrade_round(round, at=now())
    jobs.update(status=TaskResultStatus.FAILED)
    regrade_again.func()
    assert jobs.count() == 2
