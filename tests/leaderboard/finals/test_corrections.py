"""A final result changes only by a correction: two people, a reason, a new version."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from contests.models import CorrectionState, Round, RulingKind, RulingState
from contests.monitoring.invariants import verify_round
from contests.registration.decision_order import CorrectionUnderWay
from contests.registration.entries import restore_entry, void_entry
from contests.registration.moves import move_entry
from contests.rulings.decisions import ResultBeingRanked, confirm_ruling, propose_ruling
from leaderboard.finals.contest_lots import are_lots_right, contest_lots_of
from leaderboard.finals.corrected_ranking import begin_corrected_ranking, rounds_to_correct
from leaderboard.finals.corrections import (
    ChangesMoved,
    CorrectionProposed,
    CorrectionReasonMissing,
    NotFinal,
    NothingToCorrect,
    confirm_correction,
    pending_changes,
    propose_correction,
    refuse_correction,
)
from leaderboard.finals.digest import result_digest
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import correct_round, correct_rounds_again, rank_round
from leaderboard.finals.versions import version_problems
from leaderboard.models import SealedName
from leaderboard.rules import BeingFinalised
from leaderboard.standings.sealed_names import verify_sealed_names
from leaderboard.standings.store import compare_standings, rebuild_standings
from questionbank.models import Revision
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor
from quizsite.models import AuditLine
from quizsite.two_people import AlreadyDecided, SecondPersonNeeded
from tests.factories import NOON, AttemptFactory, OrganiserFactory, RoundFactory, UnitFactory
from tests.leaderboard.cast import take
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

CHAIN = ["correct", "prediction", "time_used"]
AFTER = NOON + timedelta(days=7, seconds=2)
LATER = AFTER + timedelta(days=1)


@pytest.fixture(autouse=True)
def _later(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, tie_chain=CHAIN, prediction_target="all_correct")


@pytest.fixture
def two(contest, organiser, colleague):
    for user in (organiser, colleague):
        OrganiserFactory(contest=contest, user=user)
    return organiser, colleague


@pytest.fixture
def people(week, division):
    """Two people have everything right; the first was closer to that."""
    first = take(week, division, correct=5, seconds=90, prediction=2)
    second = take(week, division, correct=5, seconds=10, prediction=1)
    return first, second


@pytest.fixture
def final(week, people):
    return finalise_round(week, by=None, at=AFTER)


def order(week):
    return list(week.standings.order_by("sort_key").values_list("entry", flat=True))


def problems(week):
    """What `verify_round` finds of the result; scores here were made up without papers."""
    is_sealed = result_digest(week) == week.result_digest and are_lots_right(week.contest)
    found = [*compare_standings(week), *version_problems(week)]
    found += [one for one in verify_round(week, at=LATER) if one.invariant == 7]
    return [*found, *verify_sealed_names(week).problems, *([] if is_sealed else ["seal"])]


def confirmed(round, two, reason="Người đứng đầu thi hộ"):
    made = propose_correction(round, reason=reason, by=two[0], at=LATER)
    seen = pending_changes(made.round).mark
    return confirm_correction(made, seen=seen, by=two[1], at=LATER)


def computed(round):
    correct_round.call(round.pk)
    rank_round.call(round.pk)
    round.refresh_from_db()
    return round


def corrected(round, two, **said):
    confirmed(round, two, **said)
    return computed(round)


def test_who_was_voided_since_is_out_of_the_new_version(final, people, division, two):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    assert order(final) == [people[0].pk, people[1].pk]
    digest = final.result_digest

    week = corrected(final, two)

    assert order(week) == [people[1].pk]
    assert week.true_predictions == {str(division.pk): 1}
    assert (week.correction, week.finalised_at) == (1, AFTER)
    assert week.corrected_at > AFTER
    assert week.result_digest == result_digest(week) != digest
    before = week.corrections.get()
    assert (before.number, before.digest_before, before.decided_before) == (1, digest, AFTER)
    assert problems(week) == []


def test_a_second_correction_is_a_further_version(final, people, two):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    week = corrected(final, two)
    restore_entry(people[0], by=two[0], at=LATER, reason="Nhầm người")
    second = week.result_digest

    week = corrected(week, two, reason="Khôi phục theo khiếu nại")

    assert order(week) == [people[0].pk, people[1].pk]
    assert week.correction == 2
    assert week.corrections.get(number=2).digest_before == second
    assert problems(week) == []


def test_the_trail_tells_who_proposed_confirmed_and_what_came_of_it(final, people, two):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    week = corrected(final, two)
    lines = AuditLine.objects.filter(about_kind="round").order_by("pk")
    assert list(lines.values_list("kind", "by_id")) == [
        (AuditKind.FINALISED, None),
        (AuditKind.CORRECTION_PROPOSED, two[0].pk),
        (AuditKind.CORRECTION_CONFIRMED, two[1].pk),
        (AuditKind.CORRECTED, two[1].pk),
    ]
    assert lines.last().after["digest"] == week.result_digest


def test_a_person_who_moved_counts_for_the_new_unit(final, people, two):
    unit = UnitFactory()
    entry = people[0]
    move_entry(entry, unit=unit, division=entry.division, by=two[0], at=LATER, reason="Chọn nhầm")
    assert pending_changes(final).moved == 1
    week = corrected(final, two)
    assert week.standings.get(entry=entry).unit_id == unit.pk
    assert problems(week) == []


def test_one_person_alone_corrects_nothing(final, people, two):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    made = propose_correction(final, reason="Thi hộ", by=two[0], at=LATER)
    with pytest.raises(SecondPersonNeeded):
        confirm_correction(made, seen=pending_changes(final).mark, by=two[0], at=LATER)


def test_a_correction_needs_a_final_result_a_reason_and_a_change(week, people, two):
    with pytest.raises(NotFinal):
        propose_correction(week, reason="Sai", by=two[0], at=LATER)
    final = finalise_round(week, by=None, at=AFTER)
    with pytest.raises(NothingToCorrect):
        propose_correction(final, reason="Sai", by=two[0], at=LATER)
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    with pytest.raises(CorrectionReasonMissing):
        propose_correction(final, reason=" ", by=two[0], at=LATER)
    propose_correction(final, reason="Sai", by=two[0], at=LATER)
    with pytest.raises(CorrectionProposed):
        propose_correction(final, reason="Sai", by=two[1], at=LATER)


def test_a_refused_correction_leaves_the_result(final, people, two):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    made = propose_correction(final, reason="Sai", by=two[0], at=LATER)
    refuse_correction(made, by=two[1], at=LATER)
    with pytest.raises(AlreadyDecided):
        confirm_correction(made, seen=pending_changes(final).mark, by=two[1], at=LATER)
    final.refresh_from_db()
    assert (final.correction, made.state) == (0, CorrectionState.REFUSED)
    assert result_digest(final) == final.result_digest


def test_until_it_is_ranked_the_result_is_nobodys_to_read_or_change(final, people, two):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    confirmed(final, two)
    week = Round.objects.select_related("contest").get(pk=final.pk)
    assert week.is_being_finalised
    assert rounds_to_correct() == [week.pk]
    with pytest.raises(BeingFinalised):
        propose_correction(week, reason="Sai", by=two[0], at=LATER)
    with pytest.raises(CommandError, match="đang được chốt"):
        call_command("verify_round", str(week.pk))


def test_a_correction_that_a_job_gave_up_is_asked_for_again(final, people, two):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    confirmed(final, two)
    correct_rounds_again.call()
    week = computed(final)
    correct_round.call(week.pk)
    assert not begin_corrected_ranking(week, at=LATER)
    assert (rounds_to_correct(), order(week)) == ([], [people[1].pk])


def test_nobody_is_added_to_what_two_people_confirmed(final, people, two):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    made = propose_correction(final, reason="Thi hộ", by=two[0], at=LATER)
    read = pending_changes(final).mark
    void_entry(people[1], by=two[0], at=LATER, reason="Muốn bạn mình đứng đầu")
    with pytest.raises(ChangesMoved):
        confirm_correction(made, seen=read, by=two[1], at=LATER)
    restore_entry(people[1], by=two[1], at=LATER, reason="Không có căn cứ")

    confirm_correction(made, seen=read, by=two[1], at=LATER)
    with pytest.raises(CorrectionUnderWay):
        void_entry(people[1], by=two[0], at=LATER, reason="Muốn bạn mình đứng đầu")
    week = computed(final)
    assert order(week) == [people[1].pk]
    void_entry(people[1], by=two[0], at=LATER, reason="Thi hộ")


def test_lots_of_the_whole_contest_are_not_drawn_again(contest, week, people, division, two):
    type(contest).objects.filter(pk=contest.pk).update(tie_chain=["correct", "lots"])
    other = RoundFactory(contest=contest, tie_chain=["correct"])
    finalise_round(other, by=None, at=AFTER)
    final = finalise_round(week, by=None, at=AFTER)
    drawn = contest_lots_of(contest)
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    week = corrected(final, two)
    assert drawn
    assert contest_lots_of(contest) == drawn
    assert problems(week) == []


def test_names_sealed_before_stay_and_those_ranked_no_more_go(final, people, two):
    names = SealedName.objects.filter(round=final)
    kept = names.get(entry=people[1]).commitment
    type(people[1].user).objects.filter(pk=people[1].user_id).update(full_name="Đổi Tên")
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    corrected(final, two)
    assert names.get().commitment == kept


def test_a_deleted_name_is_not_sealed_anew(final, people, two):
    user = people[1].user
    erase_person(user, by=Actor(user, Role.PERSON), at=LATER, reason="")
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    week = corrected(final, two)
    assert SealedName.objects.get(round=week).full_name == ""
    assert problems(week) == []


def test_the_verifier_misses_a_version_that_somebody_removed(final, people, two, capsys):
    void_entry(people[0], by=two[0], at=LATER, reason="Thi hộ")
    week = corrected(final, two)
    week.corrections.all().delete()
    assert problems(week) != []
    with pytest.raises(CommandError):
        call_command("verify_round", str(week.pk))
    assert "số lần đính chính không khớp" in capsys.readouterr().out


@pytest.fixture
def asked(contest, two):
    """A final round of two papers that answered nothing right, and one of its questions."""
    week = open_round(contest=contest, tie_chain=["correct"])
    pool = week.sections.get().pool
    for _ in range(2):
        facts = {"state": "submitted", "finished_at": NOON, "correct_count": 0}
        paper = [[pk, [0, 1, 2, 3]] for pk in pool[:3]]
        AttemptFactory(entry=entry_in(week), round=week, paper=paper, **facts)
    rebuild_standings(week)
    return finalise_round(week, by=None, at=AFTER), Revision.objects.get(pk=pool[0])


def ruled(asked, two, kind=RulingKind.GIVE):
    week, revision = asked
    proposed = propose_ruling(week, revision, kind=kind, reason="Sai", by=two[0], at=LATER)
    return confirm_ruling(proposed, by=two[1], at=LATER)


def test_a_ruling_on_a_final_round_waits_for_the_correction(asked, two):
    week, _revision = asked
    ruling = ruled(asked, two)
    assert ruling.state == RulingState.AGREED
    assert set(week.attempts.values_list("correct_count", flat=True)) == {0}
    call_command("verify_round", str(week.pk))

    week = corrected(week, two, reason="Câu hỏi sai")

    ruling.refresh_from_db()
    assert ruling.state == RulingState.IN_FORCE
    assert ruling.regraded_at is not None
    assert set(week.attempts.values_list("correct_count", flat=True)) == {1}
    assert set(week.standings.values_list("correct_count", flat=True)) == {1}
    call_command("verify_round", str(week.pk))


def test_the_last_ruling_agreed_on_a_question_is_the_one_that_counts(asked, two):
    first, second = ruled(asked, two), ruled(asked, two, RulingKind.ANNUL)
    corrected(asked[0], two, reason="Câu hỏi sai")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (RulingState.REPLACED, RulingState.IN_FORCE)


def test_nobody_rules_while_the_result_is_being_ranked(asked, two):
    week, revision = asked
    ruled(asked, two)
    confirmed(week, two)
    with pytest.raises(ResultBeingRanked):
        propose_ruling(week, revision, kind=RulingKind.ANNUL, reason="Sai", by=two[0], at=LATER)
