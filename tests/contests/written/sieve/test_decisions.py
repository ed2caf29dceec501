"""People decide on works: once each, with a reason that the author reads."""

from datetime import UTC, datetime, timedelta

import pytest

from contests.models import (
    LikenessPair,
    LikenessState,
    RoundState,
    SieveOutcome,
    SieveReason,
    WorkState,
    WrittenTerms,
)
from contests.rules import ReasonMissing
from contests.written.sieve import rules
from contests.written.sieve.comparison import compare_round, decide_likeness, earlier_works
from contests.written.sieve.decisions import (
    Why,
    accept,
    accept_clean,
    refuse,
    return_work,
    set_sieve_terms,
    statement_for_jurors,
)
from contests.written.sieve.examination import examine_round
from contests.written.sieve.outcome import outcome_of
from contests.written.sieve.samples import SampleHere, SampleTooShort, add_sample, remove_sample
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from quizsite.notifications.models import Notice, NoticeKind
from tests.contests.written.sieve.stage import AFTER, add_version, essay, work_of, written_round
from tests.factories import NOON

pytestmark = pytest.mark.django_db
WHY = Why(SieveReason.IDENTITY, "Trang 2 có tên bạn.")


def state_of(work):
    work.refresh_from_db()
    return work.state


def test_an_accepted_work_leaves_a_line_and_no_notice(round, organiser):
    work = work_of(round)
    accept(work, by=organiser, at=AFTER, why=Why())
    assert state_of(work) == WorkState.ACCEPTED
    [line] = AuditLine.objects.filter(kind=AuditKind.WORK_SIEVED)
    assert line.after == {"work": 1, "sieve_outcome": "accepted"}
    assert not Notice.objects.exists()


def test_a_returned_work_tells_its_author_why_and_until_when(round, organiser):
    work = work_of(round)
    decision = return_work(work, by=organiser, at=AFTER, why=WHY)
    # Three days, to the end of the last one in Vietnam (UTC+7).
    last = (AFTER + timedelta(hours=7)).date() + timedelta(days=4)
    assert decision.mend_until == datetime(last.year, last.month, last.day, tzinfo=UTC) - timedelta(
        hours=7
    )
    outcome = outcome_of(work, at=AFTER)
    assert (outcome.state, outcome.words, outcome.may_mend) == ("returned", WHY.words, True)
    assert not outcome_of(work, at=decision.mend_until).may_mend


def test_the_author_is_told_by_the_outbox_without_the_reason(round, organiser):
    work = work_of(round)
    refuse(work, by=organiser, at=AFTER, why=WHY)
    for notice in Notice.objects.all():
        assert (notice.kind, notice.person_id) == (NoticeKind.WORK_SIEVED, work.entry.user_id)
        assert WHY.words not in str(notice.facts)


@pytest.mark.parametrize("why", [Why(), Why(SieveReason.FORM), Why(words="a"), Why(None, " ")])
@pytest.mark.parametrize("deed", [return_work, refuse])
def test_nobody_is_sent_back_or_out_without_code_and_words(round, organiser, deed, why):
    work = work_of(round)
    with pytest.raises(rules.SieveReasonMissing):
        deed(work, by=organiser, at=AFTER, why=why)
    assert state_of(work) == WorkState.HANDED_IN


def test_a_work_is_returned_once_and_only_where_the_rules_allow_it(round, organiser):
    work = work_of(round)
    return_work(work, by=organiser, at=AFTER, why=WHY)
    work.state = WorkState.HANDED_IN
    work.save()
    with pytest.raises(rules.ReturnedBefore):
        return_work(work, by=organiser, at=AFTER, why=WHY)
    WrittenTerms.objects.update(may_mend=False)
    with pytest.raises(rules.MayNotMend):
        return_work(work_of(round), by=organiser, at=AFTER, why=WHY)


def test_who_was_given_a_day_has_it_whole(round, organiser):
    work = work_of(round)
    until = return_work(work, by=organiser, at=AFTER, why=WHY).mend_until
    rules.check_may_mend(work, at=until - timedelta(seconds=1))
    with pytest.raises(rules.MendingOver):
        rules.check_may_mend(work, at=until)
    with pytest.raises(rules.StillMended):
        refuse(work, by=organiser, at=until - timedelta(seconds=1), why=WHY)
    refuse(work, by=organiser, at=until, why=WHY)
    assert state_of(work) == WorkState.REFUSED


def test_a_refused_work_can_come_back_and_an_accepted_one_go(round, organiser):
    work = work_of(round)
    refuse(work, by=organiser, at=AFTER, why=WHY)
    accept(work, by=organiser, at=AFTER, why=Why(words="Xem lại: hợp lệ."))
    refuse(work, by=organiser, at=AFTER, why=WHY)
    assert list(work.sieve_decisions.values_list("outcome", flat=True)) == [
        SieveOutcome.REFUSED, SieveOutcome.ACCEPTED, SieveOutcome.REFUSED,
    ]  # fmt: skip


def test_the_sieve_opens_when_the_round_has_closed_and_ends_with_its_result(round, organiser):
    work = work_of(round)
    with pytest.raises(rules.SieveNotOpen):
        accept(work, by=organiser, at=NOON, why=Why())
    round.state = RoundState.FINALISED
    round.save()
    work.refresh_from_db()
    with pytest.raises(rules.SieveOver):
        accept(work, by=organiser, at=AFTER, why=Why())


def test_nobody_decides_about_a_version_that_they_have_not_seen(round, organiser):
    work = work_of(round)
    seen = work.versions.get().pk
    add_version(work, essay(9))
    with pytest.raises(rules.WorkChanged):
        accept(work, by=organiser, at=AFTER, why=Why(seen=seen))
    assert state_of(work) == WorkState.HANDED_IN


def test_clean_works_are_accepted_at_once_and_doubtful_ones_wait(round, organiser):
    clean, named, copy, twin = (
        work_of(round),
        work_of(round, "Họ và tên: Hà"),
        work_of(round, essay(3)),
        work_of(round, essay(3)),
    )
    examine_round(round, at=AFTER)
    with pytest.raises(rules.NotCompared):
        accept_clean(round, by=organiser, at=AFTER)
    compare_round(round, at=AFTER)
    assert accept_clean(round, by=organiser, at=AFTER) == 1
    assert [state_of(one) for one in (clean, named, copy, twin)] == [
        WorkState.ACCEPTED, *[WorkState.HANDED_IN] * 3,
    ]  # fmt: skip
    with pytest.raises(rules.NothingToAccept):
        accept_clean(round, by=organiser, at=AFTER)


def test_a_version_that_no_machine_has_seen_is_not_accepted_in_bulk(round, organiser):
    work = work_of(round)
    examine_round(round, at=AFTER)
    compare_round(round, at=AFTER)
    add_version(work, essay(8))
    with pytest.raises(rules.NothingToAccept):
        accept_clean(round, by=organiser, at=AFTER)


def test_works_are_compared_with_each_other_earlier_ones_and_samples(round, organiser):
    old = written_round()
    old.opens_at, old.closes_at = NOON - timedelta(days=9), NOON - timedelta(days=2)
    old.save()
    before = work_of(old, essay(50))
    sample = add_sample(round.contest, title="Mẫu", text=essay(60), by=organiser, at=AFTER)
    one, two, three = (work_of(round, essay(n)) for n in (50, 60, 70))
    four = work_of(round, essay(70))
    assert list(earlier_works(round)) == [before]
    look = compare_round(round, at=AFTER)
    assert (look.works, look.others) == (4, 2)
    pairs = LikenessPair.objects.order_by("work_id")
    assert [(p.work, p.other_work, p.sample, p.share_percent) for p in pairs] == [
        (one, before, None, 100), (two, None, sample, 100), (three, four, None, 100),
    ]  # fmt: skip


def test_a_decided_likeness_stays_and_a_waiting_one_follows_the_texts(round, organiser):
    for number in (1, 1, 2, 2):
        work_of(round, essay(number))
    compare_round(round, at=AFTER)
    decided, waiting = LikenessPair.objects.order_by("pk")
    decide_likeness(decided, LikenessState.CLEARED, by=organiser, at=AFTER, reason="Cùng tổ viết")
    add_version(waiting.work, essay(3))
    add_version(decided.work, essay(4))
    compare_round(round, at=AFTER)
    assert list(LikenessPair.objects.all()) == [decided]
    assert AuditLine.objects.filter(kind=AuditKind.LIKENESS_DECIDED).count() == 1


def test_a_likeness_is_decided_with_a_reason_and_refuses_no_work(round, organiser):
    work, _twin = work_of(round, essay(1)), work_of(round, essay(1))
    compare_round(round, at=AFTER)
    pair = LikenessPair.objects.get()
    with pytest.raises(ReasonMissing):
        decide_likeness(pair, LikenessState.COPIED, by=organiser, at=AFTER, reason=" ")
    decide_likeness(pair, LikenessState.COPIED, by=organiser, at=AFTER, reason="Chép nguyên văn")
    assert state_of(work) == WorkState.HANDED_IN


def test_a_sample_is_kept_once_and_must_have_words(round, organiser):
    said = {"by": organiser, "at": AFTER, "title": "Mẫu"}
    sample = add_sample(round.contest, text=essay(1), **said)
    with pytest.raises(SampleHere):
        add_sample(round.contest, text=essay(1), **said)
    with pytest.raises(SampleTooShort):
        add_sample(round.contest, text="ngắn", **said)
    remove_sample(sample, by=organiser, at=AFTER)
    assert not round.contest.sample_essays.exists()


def test_jurors_read_what_is_stated_about_tools_only_if_that_is_set(round, organiser):
    work = work_of(round, tool_statement="Có dùng để sửa lỗi chính tả.")
    assert statement_for_jurors(work) == ""
    set_sieve_terms(round, shows_tools=True, by=organiser, at=AFTER)
    assert statement_for_jurors(work) == work.tool_statement
    assert AuditLine.objects.filter(kind=AuditKind.SIEVE_TERMS_CHANGED).count() == 1
