"""A version that never changes, a receipt, and a deadline that is judged where it is stored."""

from datetime import timedelta
from threading import Event

import pytest

from contests.models import Round, Work, WorkState, WorkVersion, WrittenTerms
from contests.planning.rounds import close_early
from contests.written import hand_in as module
from contests.written.drafts import begin_work
from contests.written.hand_in import (
    NothingChanged,
    WorkNotReady,
    digest_of_parts,
    hand_in,
    receipt_code,
    withdraw_work,
)
from contests.written.rules import RoundTakesNoWorks, WorkFixed
from quizsite.notifications import outbox
from quizsite.notifications.models import Notice, NoticeKind
from tests.contests.written.cast import (
    CLOSING,
    MIDDAY,
    entered,
    ready_work,
    whole_draft,
    written_round,
)
from tests.factories import OrganiserFactory
from tests.stage import only_row_locks, race

pytestmark = pytest.mark.django_db


def test_what_was_handed_in_is_a_version_with_number_digest_and_time():
    work = ready_work()
    version = hand_in(work, at=MIDDAY)
    work.refresh_from_db()
    assert (work.state, work.number, work.handed_in_at) == (WorkState.HANDED_IN, 1, MIDDAY)
    assert (version.number, version.title, version.word_count) == (1, "Một cửa gần dân", 18)
    assert version.digest == digest_of_parts(version.title, version.texts, "", [])
    version.work = work
    assert receipt_code(version) == f"{work.round.number}-0001-1"


def test_a_later_draft_changes_no_version():
    work = ready_work()
    first = hand_in(work, at=MIDDAY)
    whole_draft(work, sequence=2, title="Khác")
    assert WorkVersion.objects.get(pk=first.pk).title == "Một cửa gần dân"
    second = hand_in(work, at=MIDDAY + timedelta(hours=1))
    assert (second.number, second.title) == (2, "Khác")
    assert Work.objects.get().number == 1


def test_the_same_once_more_is_no_version():
    work = ready_work()
    hand_in(work, at=MIDDAY)
    with pytest.raises(NothingChanged):
        hand_in(work, at=MIDDAY)
    assert WorkVersion.objects.count() == 1


def test_works_of_a_round_are_numbered_without_gaps():
    round = written_round()
    works = [ready_work(round) for _n in range(3)]
    for work in works:
        hand_in(work, at=MIDDAY)
    assert list(round.works.values_list("number", flat=True)) == [1, 2, 3]


def test_what_is_missing_is_said_in_one_sentence_each():
    round = written_round(
        tool_statement="required", takes_files=True, min_files=1, file_kinds=["pdf"]
    )
    work = begin_work(entered(round), round=round, at=MIDDAY)
    with pytest.raises(WorkNotReady) as refused:
        hand_in(work, at=MIDDAY)
    said = str(refused.value)
    for word in ("tên bài", "Thực trạng", "Giải pháp", "công cụ AI", "ít nhất 1 tệp"):
        assert word in said
    assert not WorkVersion.objects.exists()


def test_length_is_doubted_and_not_refused():
    round = written_round(min_words=100)
    work = ready_work(round)
    terms = WrittenTerms.objects.get()
    ready = module.readiness_of(work, terms=terms, draft=work.draft.__class__.objects.get())
    assert ready.missing == []
    assert ready.doubts == ["Cả bài có 18 chữ, thể lệ yêu cầu ít nhất 100."]
    assert hand_in(work, at=MIDDAY).number == 1


def test_the_first_moment_after_the_window_is_too_late():
    work = ready_work()
    with pytest.raises(RoundTakesNoWorks):
        hand_in(work, at=CLOSING)
    assert hand_in(work, at=CLOSING - timedelta(microseconds=1)).number == 1


def test_a_withdrawn_work_is_gone_for_good():
    work = ready_work()
    hand_in(work, at=MIDDAY)
    withdraw_work(work, at=MIDDAY)
    with pytest.raises(WorkFixed):
        hand_in(work, at=MIDDAY)
    with pytest.raises(WorkFixed):
        withdraw_work(Work.objects.get(), at=MIDDAY)


def test_nothing_is_withdrawn_after_the_closing():
    work = ready_work()
    hand_in(work, at=MIDDAY)
    with pytest.raises(RoundTakesNoWorks):
        withdraw_work(work, at=CLOSING)


def test_the_author_is_told_once_for_each_version(monkeypatch):
    work = ready_work()
    monkeypatch.setattr(
        outbox, "reachable", lambda people, **_: [(person, "email") for person in people]
    )
    hand_in(work, at=MIDDAY)
    notice = Notice.objects.get()
    assert (notice.kind, notice.person) == (NoticeKind.WORK_RECEIVED, work.entry.user)
    assert work.entry.user.full_name not in str(notice.facts)


def close_while_handing_in(monkeypatch):
    """An organiser closes the round after the hand-in began and before its deadline is judged."""
    work = ready_work()
    organiser = OrganiserFactory(contest=work.round.contest).user
    judged, closed = module.judged_round, []

    def closing_first(round_id):
        if not closed:
            closed.append(True)
            early = MIDDAY - timedelta(seconds=1)
            close_early(Round.objects.get(pk=round_id), by=organiser, at=early, reason="Sự cố")
        return judged(round_id)

    monkeypatch.setattr(module, "judged_round", closing_first)
    return work


def test_a_round_closed_meanwhile_takes_nothing(monkeypatch):
    work = close_while_handing_in(monkeypatch)
    with pytest.raises(RoundTakesNoWorks):
        hand_in(work, at=MIDDAY)


def test_without_judging_the_stored_round_it_would(monkeypatch):
    """Negative control: the round that was read when the request began is still open."""
    work = ready_work()
    stale = Round.objects.get()
    Round.objects.update(closes_at=MIDDAY)
    monkeypatch.setattr(module, "judged_round", lambda _pk: stale)
    assert hand_in(work, at=MIDDAY).number == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_last_second_is_one_or_the_other():
    """Early closing and a hand-in at once: a version there is only if the work is handed in."""
    work = ready_work()
    organiser = OrganiserFactory(contest=work.round.contest).user
    go = Event()
    go.set()
    race(
        [
            lambda: hand_in(work, at=MIDDAY),
            lambda: close_early(
                Round.objects.get(), by=organiser, at=MIDDAY - timedelta(seconds=1), reason="Sự cố"
            ),
        ]
    )
    is_in = Work.objects.get().state == WorkState.HANDED_IN
    assert WorkVersion.objects.exists() is is_in


def numbers_in_a_rush():
    round = written_round()
    works = [ready_work(round) for _n in range(8)]
    results = race([(lambda one=one: hand_in(one, at=MIDDAY)) for one in works])
    numbers = sorted(number for number in round.works.values_list("number", flat=True) if number)
    return results, numbers


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_numbers():
    results, numbers = numbers_in_a_rush()
    assert [one for one in results if isinstance(one, Exception)] == []
    assert numbers == list(range(1, 9))


@only_row_locks
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_without_the_lock_are_not_eight(monkeypatch):
    monkeypatch.setattr(module, "judged_round", lambda pk: Round.objects.get(pk=pk))
    results, numbers = numbers_in_a_rush()
    assert len(numbers) < 8
    assert any(isinstance(one, Exception) for one in results)
