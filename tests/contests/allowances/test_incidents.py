"""An incident: whom it met, what they get after two people agreed, and what becomes of it."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from contests.allowances import apply
from contests.allowances.affected import affected_entries, preview_of
from contests.allowances.incidents import (
    MinutesWrong,
    NobodyListed,
    NoPaperOpen,
    NotUndone,
    confirm_incident,
    propose_incident,
    refuse_incident,
    undo_incident,
)
from contests.allowances.jobs import apply_incidents_again
from contests.allowances.rules import RoundHasClosed, RoundNotRunning, TooMuch
from contests.attempts.close import submit_attempt
from contests.attempts.rules import is_over
from contests.attempts.start import start_attempt
from contests.models import (
    Affected,
    Allowance,
    Attempt,
    Incident,
    IncidentState,
    Remedy,
    Round,
    SaveRefusal,
)
from contests.monitoring.invariants import verify_round
from contests.planning.rounds import close_early
from contests.rules import ReasonMissing
from leaderboard.rules import IncidentsUnfinished, TooEarly, check_may_finalise
from quizsite.models import AuditLine, SiteSettings
from quizsite.two_people import AlreadyDecided, NobodyElse, SecondPersonNeeded
from tests.factories import NOON, OrganiserFactory, UnitFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def round() -> Round:
    return open_round(time_limit_s=600, closes_at=NOON + HOUR)


@pytest.fixture
def organisers(round):
    return [OrganiserFactory(contest=round.contest).user for _ in range(2)]


def started(round, at=NOON - 2 * MINUTE, **fields):
    return start_attempt(entry_in(round, **fields), round=round, at=at)


def told(round, **fields):
    """By default: all papers open in the last minutes get five minutes more."""
    facts = {
        "affected": Affected.PAPERS,
        "began_at": NOON - 5 * MINUTE,
        "ended_at": NOON,
        "remedy": Remedy.TIME,
        "reason": "Mất điện",
    } | fields
    if facts["remedy"] == Remedy.TIME:
        facts.setdefault("extra_s", 300)
    return Incident(round=round, **facts)


def propose(incident, by, *, at=NOON, may_pass_closing=False, accepts_shown=False):
    return propose_incident(
        incident, may_pass_closing=may_pass_closing, accepts_shown=accepts_shown, by=by, at=at
    )


def carry_out(incident, at=NOON):
    after = 0
    while after is not None:
        after = apply.apply_batch(incident.pk, after=after, at=at)


def settle(incident, organisers, *, at=NOON, **how):
    """Proposed, confirmed and applied."""
    propose(incident, organisers[0], at=at, **how)
    confirm_incident(incident, by=organisers[1], at=at)
    carry_out(incident, at=at)
    incident.refresh_from_db()
    return incident


def clean(round, at=NOON):
    round.refresh_from_db()
    return list(verify_round(round, at=at)) == []


def test_open_papers_get_more_time_after_two_people_agreed(round, organisers):
    met, later = started(round), started(round, at=NOON + MINUTE / 2)
    done = submit_attempt(started(round), at=NOON - MINUTE)
    incident = propose(told(round), organisers[0], at=NOON + MINUTE)
    met.refresh_from_db()
    assert met.deadline_at == NOON + 8 * MINUTE
    with pytest.raises(SecondPersonNeeded):
        confirm_incident(incident, by=organisers[0], at=NOON + MINUTE)
    confirm_incident(incident, by=organisers[1], at=NOON + MINUTE)
    carry_out(incident, at=NOON + MINUTE)
    ends = {one.pk: one.deadline_at for one in Attempt.objects.all()}
    assert ends == {
        met.pk: NOON + 13 * MINUTE,
        later.pk: later.deadline_at,
        done.pk: done.deadline_at,
    }
    assert clean(round, at=NOON + MINUTE)
    kinds = AuditLine.objects.filter(kind__startswith="incident").order_by("pk")
    assert [*kinds.values_list("kind", flat=True)] == [
        "incident_proposed",
        "incident_confirmed",
        "incident_applied",
    ]
    assert kinds.last().after["people_given"] == 1


def test_a_job_carries_it_out_and_is_asked_for_again_if_given_up(round, organisers):
    incident = propose(told(round), organisers[0])
    confirm_incident(incident, by=organisers[1], at=NOON)
    path = "contests.allowances.jobs.apply_incident"
    assert DBTaskResult.objects.get(task_path=path).args_kwargs["args"] == [incident.pk]
    DBTaskResult.objects.all().delete()
    apply_incidents_again.func()
    assert DBTaskResult.objects.filter(task_path=path).count() == 1
    carry_out(incident)
    DBTaskResult.objects.all().delete()
    apply_incidents_again.func()
    assert not DBTaskResult.objects.exists()


def test_doing_it_twice_gives_once(round, organisers):
    met = started(round)
    incident = settle(told(round), organisers)
    Incident.objects.update(applied_at=None)
    carry_out(incident)
    met.refresh_from_db()
    assert met.deadline_at == NOON + 13 * MINUTE
    assert Allowance.objects.count() == 1


def test_a_batch_at_a_time_serves_everybody_once(round, organisers, monkeypatch):
    monkeypatch.setattr(apply, "BATCH", 2)
    monkeypatch.setattr(apply, "SQLITE_BATCH", 2)
    papers = [started(round) for _ in range(5)]
    settle(told(round), organisers)
    assert {one.deadline_at for one in Attempt.objects.all()} == {NOON + 13 * MINUTE}
    assert Allowance.objects.count() == len(papers)


@pytest.mark.parametrize("people", [1, 3])
def test_a_batch_asks_the_same_for_one_as_for_three(
    round, organisers, people, django_assert_max_num_queries
):
    for _ in range(people):
        started(round)
    incident = propose(told(round), organisers[0])
    confirm_incident(incident, by=organisers[1], at=NOON)
    with django_assert_max_num_queries(12):  # one more on PostgreSQL
        apply.apply_batch(incident.pk, after=0, at=NOON)


def test_no_paper_passes_the_closing_unless_it_is_said(round, organisers):
    late = NOON + 57 * MINUTE
    minutes = {"began_at": late, "ended_at": late + MINUTE}
    met = started(round, at=late)
    settle(told(round, **minutes), organisers, at=late + MINUTE)
    met.refresh_from_db()
    assert met.deadline_at == round.closes_at
    assert not Allowance.objects.exists()
    settle(told(round, **minutes), organisers, at=late + MINUTE, may_pass_closing=True)
    met.refresh_from_db()
    round.refresh_from_db()
    assert met.deadline_at == round.ends_at == round.closes_at + 5 * MINUTE
    assert clean(round, at=late + MINUTE)


def test_time_is_bounded_over_several_incidents(round, organisers):
    met = started(round)
    settle(told(round, extra_s=1500), organisers)
    settle(told(round, extra_s=1500), organisers)
    met.refresh_from_db()
    assert met.deadline_at == NOON + (8 + 30) * MINUTE
    with pytest.raises(TooMuch):
        propose(told(round, extra_s=1801), organisers[0])


def test_a_round_closed_early_meanwhile_gives_no_more(round, organisers):
    met = started(round)
    incident = propose(told(round), organisers[0], may_pass_closing=True)
    confirm_incident(incident, by=organisers[1], at=NOON)
    close_early(round, by=organisers[0], at=NOON + MINUTE, reason="Lộ đề")
    carry_out(incident, at=NOON)
    met.refresh_from_db()
    assert met.deadline_at == NOON + MINUTE


def test_whom_an_incident_meets(round):
    office = UnitFactory()
    within = started(round, unit=UnitFactory(parent=office))
    elsewhere = started(round)
    refused = started(round)
    SaveRefusal.objects.create(attempt=refused, code="late", last_at=NOON)
    expired = started(round, at=NOON - 12 * MINUTE)
    Attempt.objects.filter(pk=expired.pk).update(
        state="expired", finished_at=NOON - 2 * MINUTE, correct_count=0
    )
    before = submit_attempt(started(round, at=NOON - 20 * MINUTE), at=NOON - 15 * MINUTE)
    idle, voided = entry_in(round), started(round).entry
    voided.voided_at = NOON
    voided.save()
    within, elsewhere, refused, expired, before = (
        one.entry_id for one in (within, elsewhere, refused, expired, before)
    )
    met = {within, elsewhere, refused, expired}
    for affected, found in {
        Affected.PAPERS: met,
        Affected.REFUSED: {refused},
        Affected.EXPIRED: {expired},
        Affected.EVERYBODY: met | {before, idle.pk},
        Affected.LISTED: {idle.pk},
    }.items():
        incident = told(round, affected=affected, people=[idle.pk, voided.pk])
        assert {one.pk for one in affected_entries(incident)} == found, affected
    assert [one.pk for one in affected_entries(told(round, unit=office))] == [within]
    assert {*Affected} == {*Affected.values}


def test_the_preview_counts_people_by_unit_and_open_papers(round):
    office = UnitFactory(name="Phường A")
    for _ in range(2):
        started(round, unit=office)
    submit_attempt(started(round), at=NOON - MINUTE)
    seen = preview_of(told(round), at=NOON)
    assert (seen["people"], seen["papers"], seen["units"]) == (2, 2, [("Phường A", 2)])
    seen = preview_of(told(round, remedy=Remedy.ATTEMPT), at=NOON)
    assert (seen["people"], seen["papers"]) == (3, 2)


def test_a_further_attempt_for_who_ran_out_of_time(round, organisers):
    expired = started(round, at=NOON - 12 * MINUTE)
    Attempt.objects.update(state="expired", finished_at=NOON - 2 * MINUTE, correct_count=0)
    facts = {"affected": Affected.EXPIRED, "remedy": Remedy.ATTEMPT, "extra_attempts": 1}
    incident = settle(told(round, **facts), organisers)
    again = start_attempt(expired.entry, round=round, at=NOON + MINUTE)
    assert again.number == 2
    assert clean(round, at=NOON + MINUTE)
    with pytest.raises(NotUndone):
        undo_incident(incident, by=organisers[0], at=NOON + MINUTE, reason="Nhầm")


def test_a_unit_makes_a_round_up_and_who_lost_a_paper_gets_one_more(round, organisers):
    office = UnitFactory()
    lost = submit_attempt(started(round, unit=office), at=NOON).entry
    idle, other = entry_in(round, unit=office), entry_in(round)
    window = {"opens_at": NOON + 2 * HOUR, "ends_at": NOON + 3 * HOUR}
    incident = propose(
        told(
            round,
            affected=Affected.EVERYBODY,
            unit=office,
            remedy=Remedy.MAKE_UP,
            extra_attempts=1,
            **window,
        ),
        organisers[0],
    )
    round.refresh_from_db()
    # From the proposal on: a key shown before it is confirmed could not be taken back.
    assert not is_over(round, at=NOON + 2 * HOUR)
    with pytest.raises(TooEarly):
        check_may_finalise(round, at=NOON + 2 * HOUR)
    with pytest.raises(IncidentsUnfinished):
        check_may_finalise(round, at=NOON + 4 * HOUR)
    confirm_incident(incident, by=organisers[1], at=NOON)
    carry_out(incident)
    for entry in (lost, idle):
        start_attempt(entry, round=round, at=NOON + 2 * HOUR)
    with pytest.raises(Exception, match="đã đóng"):
        start_attempt(other, round=round, at=NOON + 2 * HOUR)
    given = Allowance.objects.values_list("entry", "extra_attempts")
    assert {*given} == {(lost.pk, 1), (idle.pk, 0)}
    assert clean(round, at=NOON + 2 * HOUR)


def test_a_make_up_is_undone_until_it_opens(round, organisers):
    entry = entry_in(round)
    facts = {"affected": Affected.LISTED, "people": [entry.pk], "remedy": Remedy.MAKE_UP}
    window = {"opens_at": NOON + 2 * HOUR, "ends_at": NOON + 3 * HOUR}
    incident = settle(told(round, **facts, **window), organisers)
    with pytest.raises(ReasonMissing):
        undo_incident(incident, by=organisers[0], at=NOON, reason="")
    with pytest.raises(NotUndone):
        undo_incident(incident, by=organisers[0], at=NOON + 2 * HOUR, reason="Nhầm")
    undo_incident(incident, by=organisers[0], at=NOON, reason="Nhầm")
    round.refresh_from_db()
    assert (incident.state, round.extended_until) == (IncidentState.UNDONE, None)
    with pytest.raises(NotUndone):
        undo_incident(incident, by=organisers[0], at=NOON, reason="Nhầm")
    carry_out(incident)
    assert not Allowance.objects.in_force().exists()


def test_more_time_is_never_undone(round, organisers):
    started(round)
    incident = settle(told(round), organisers)
    with pytest.raises(NotUndone):
        undo_incident(incident, by=organisers[0], at=NOON, reason="Nhầm")


def test_a_refused_proposal_gives_nothing_and_holds_no_key(round, organisers):
    incident = propose(told(round), organisers[0], may_pass_closing=True)
    refuse_incident(incident, by=organisers[0], at=NOON)
    round.refresh_from_db()
    assert round.extended_until is None
    with pytest.raises(AlreadyDecided):
        confirm_incident(incident, by=organisers[1], at=NOON)
    carry_out(incident)
    assert not Allowance.objects.exists()


def test_one_alone_confirms_only_where_staff_allow_it(round):
    alone = OrganiserFactory(contest=round.contest).user
    incident = propose(told(round), alone)
    with pytest.raises(NobodyElse):
        confirm_incident(incident, by=alone, at=NOON, lone_reason="Không có ai")
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    confirm_incident(incident, by=alone, at=NOON, lone_reason="Không có ai")
    assert incident.state == IncidentState.IN_FORCE


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"began_at": None}, MinutesWrong),
        ({"ended_at": NOON - 6 * MINUTE}, MinutesWrong),
        ({"ended_at": NOON + HOUR}, MinutesWrong),
        ({"began_at": NOON - 25 * HOUR}, MinutesWrong),
        ({"affected": Affected.LISTED}, NobodyListed),
        ({"affected": Affected.EXPIRED}, NoPaperOpen),
        ({"remedy": Remedy.MAKE_UP}, MinutesWrong),
        ({"reason": " "}, ReasonMissing),
    ],
)
def test_what_makes_no_sense_is_refused(round, organisers, fields, refusal):
    with pytest.raises(refusal):
        propose(told(round, **fields), organisers[0])
    assert not Incident.objects.exists()


def test_a_closed_round_gives_no_further_attempt(round, organisers):
    incident = told(round, remedy=Remedy.ATTEMPT, extra_attempts=1)
    with pytest.raises(RoundHasClosed):
        propose(incident, organisers[0], at=round.closes_at)


def test_a_final_result_stays(round, organisers):
    Round.objects.update(state="finalised")
    with pytest.raises(RoundNotRunning):
        propose(told(round), organisers[0])
