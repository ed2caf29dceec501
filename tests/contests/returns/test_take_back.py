"""Devices bring back what a restored database lacks."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contests.attempts.close import close_overdue
from contests.attempts.start import start_attempt, take_up
from contests.delivery.hand_ins import hand_in
from contests.delivery.paper_copy import copy_of, read_copy
from contests.delivery.receipts import Acknowledged, microseconds
from contests.delivery.tokens import issue_save_token, read_save_token
from contests.models import Answer, Attempt, AttemptState, Entry, ReturnedPaper, Round
from contests.monitoring.invariants import verify_round
from contests.returns.decide import (
    DecidedAlready,
    NoAttemptLeftForIt,
    OtherPaperOpen,
    OwnerUnknown,
    OwnerVoided,
    OwnPaper,
    QuestionsUnknown,
    StillLate,
    accept_all,
    accept_paper,
    refuse_paper,
)
from contests.returns.take_back import take_back
from leaderboard.models import Standing
from quizsite.epochs.epoch import IDS_LEFT_OUT, current_epoch, renew_epoch
from quizsite.models import AuditLine, EpochReason
from tests.contests.returns.device import Device, lose_answers
from tests.stage import entry_in, right_choice_at

pytestmark = pytest.mark.django_db
SEQ = 1_000_001


def stored(attempt: Attempt) -> dict[int, int]:
    return dict(Answer.objects.filter(attempt=attempt).values_list("position", "choice"))


def test_a_token_from_before_the_restore_saves_nothing(device, attempt):
    assert device.save(1, 2, SEQ) == "saved"
    lose_answers(attempt)
    assert device.save(2, 1, SEQ + 1) == "restored"
    assert device.hand_in() == "restored"
    assert stored(attempt) == {}
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OPEN


def test_what_was_acknowledged_comes_back_and_the_tab_goes_on(device, attempt, client):
    device.save(1, 2, SEQ)
    device.save(1, 4, SEQ + 1)
    device.save(2, 1, SEQ + 2)
    lose_answers(attempt)
    told = device.bring_back(client).json()
    assert (told["state"], told["answers"]) == ("open", 2)
    assert stored(attempt) == {1: 4, 2: 1}
    device.ticket = told["tab"]["ticket"]
    assert device.save(3, 1, SEQ + 3) == "saved"


def two_machines(attempt):
    """A tab opened after the backup saved; another machine gets its number after the restore."""
    lost = Device(take_up(attempt))
    first = attempt.writer * 1_000_000
    lost.save(1, 2, first + 10)
    lost.save(2, 4, first + 11)
    Attempt.objects.filter(pk=attempt.pk).update(writer=attempt.writer - 1)
    lose_answers(attempt)
    attempt.refresh_from_db()
    return lost, Device(take_up(attempt)), first


def test_nothing_told_as_saved_is_swallowed_by_a_tab_of_the_same_number(attempt, client):
    lost, other, first = two_machines(attempt)
    assert other.save(1, 8, first + 1) == "saved"
    told = lost.bring_back(client).json()
    assert stored(attempt) == {1: 8, 2: 4}
    assert other.save(2, 1, first + 2) == "superseded"
    lost.ticket = told["tab"]["ticket"]
    assert lost.save(2, 2, told["tab"]["first_seq"]) == "saved"
    assert stored(attempt) == {1: 8, 2: 2}


def test_whoever_brings_back_again_goes_on_under_the_same_number(attempt, client):
    lost, _other, _first = two_machines(attempt)
    first, second = (lost.bring_back(client).json()["tab"]["ticket"] for _ in range(2))
    assert first == second


def test_a_tab_replaced_since_its_return_is_told_so(attempt, client):
    lost, _other, _first = two_machines(attempt)
    lost.bring_back(client)
    attempt.refresh_from_db()
    take_up(attempt)
    lost.ticket = lost.bring_back(client).json()["tab"]["ticket"]
    assert lost.save(2, 2, 9_000_001) == "superseded"


def test_receipts_without_their_tab_swallow_nothing(attempt, client):
    lost, other, first = two_machines(attempt)
    assert lost.bring_back(client, ticket="").json()["answers"] == 2
    assert other.save(2, 1, first + 1) == "superseded"


def test_an_answer_bears_the_moment_of_its_first_acknowledgement(device, attempt, client):
    device.save(1, 2, SEQ)
    was = Answer.objects.get(attempt=attempt).saved_at
    lose_answers(attempt)
    device.bring_back(client)
    assert Answer.objects.get(attempt=attempt).saved_at == was


def test_a_receipt_never_overwrites_what_is_newer(device, attempt, client):
    device.save(1, 2, SEQ)
    other = Device(attempt)
    other.save(1, 8, SEQ + 5)
    assert device.bring_back(client).json()["answers"] == 0
    assert stored(attempt) == {1: 8}


@pytest.mark.parametrize(
    "forge",
    [
        lambda one: [one[0], 8, *one[2:]],  # another choice
        lambda one: [*one[:2], one[2] + 5, *one[3:]],  # a newer number
        lambda one: [*one[:3], one[3] - 10**6, *one[4:]],  # an earlier moment
        lambda one: [*one[:5], "A" * 24],
        lambda one: [*one[:5], ""],
    ],
)
def test_a_forged_receipt_brings_nothing(device, attempt, client, forge):
    device.save(1, 2, SEQ)
    lose_answers(attempt)
    device.receipts = [forge(one) for one in device.receipts]
    assert device.bring_back(client).json()["answers"] == 0
    assert stored(attempt) == {}


def test_a_receipt_of_another_paper_brings_nothing(device, attempt, client):
    other = take_up(
        start_attempt(entry_in(attempt.round), round=attempt.round, at=attempt.started_at)
    )
    theirs = Device(other)
    theirs.save(1, 8, SEQ)
    theirs.receipts, device.receipts = [], theirs.receipts
    assert device.bring_back(client).json()["answers"] == 0
    assert stored(attempt) == {}


@pytest.mark.parametrize(
    "body",
    [
        {"copy": "gAAAAAforged"},
        {"copy": ""},
        {"copy": 7},
        {"receipts": [[1, 2]]},
        {"receipts": [["a", 1, 1, 1, 1, "x"]]},
        {"receipts": [[1, 1, 1, 1, 1, "x"]] * 501},
        {"receipts": None},
    ],
)
def test_malformed_bodies_are_refused(device, client, body):
    assert device.bring_back(client, **body).status_code == 400


def test_huge_numbers_are_refused_or_ignored(device, client):
    assert device.bring_back(client, receipts=[[2**70, 1, 1, 1, 1, "x"]]).status_code in {200, 400}


def test_another_sites_page_brings_nothing(device, client):
    answer = client.post(
        reverse("contests:return_saves"),
        "{}",
        content_type="text/plain",
        headers={"origin": "https://xau.example"},
    )
    assert answer.status_code == 403


def after_the_deadline(attempt: Attempt) -> datetime:
    """The deadline passes: rows are moved back, which is quicker than waiting."""
    hour = timedelta(hours=2)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=attempt.started_at - hour, deadline_at=attempt.deadline_at - hour
    )
    attempt.refresh_from_db()
    return attempt.deadline_at


def moved_back(device: Device) -> None:
    """What was acknowledged two hours ago, signed then."""
    earlier = [Acknowledged(*one[:5]) for one in device.receipts]
    device.receipts = []
    for one in earlier:
        device.note(one._replace(accepted_us=one.accepted_us - 2 * 3600 * 10**6))


def test_after_the_deadline_it_still_counts_and_the_score_follows(device, attempt, client, at):
    for position in (1, 2):
        device.save(position, 1, SEQ + position)
    right = {position: right_choice_at(attempt, position) for position in (1, 2, 3)}
    device.receipts = []
    for n, (position, choice) in enumerate(sorted(right.items())):
        device.save(position, choice, SEQ + 10 + n)
    lose_answers(attempt)
    after_the_deadline(attempt)
    moved_back(device)
    close_overdue(at=at)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.correct_count) == ("expired", 0)
    told = device.bring_back(client).json()
    assert told["state"] == "closed"
    attempt.refresh_from_db()
    assert stored(attempt) == right
    assert attempt.correct_count == len(right)
    assert Standing.objects.get(entry=attempt.entry, round=attempt.round).correct_count == len(
        right
    )
    assert list(verify_round(attempt.round, at=at)) == []


def test_an_unsigned_answer_never_passes_the_deadline(device, attempt, client, at):
    device.save(1, 2, SEQ)
    after_the_deadline(attempt)
    close_overdue(at=at)
    assert device.save(2, 4, SEQ + 1) == "closed"
    device.receipts = [[2, 4, SEQ + 1, microseconds(attempt.deadline_at), 1, "B" * 24]]
    device.bring_back(client)
    assert 2 not in stored(attempt)


def test_a_paper_that_was_handed_in_is_handed_in_again_as_of_its_time(device, attempt, client):
    device.save(1, 2, SEQ)
    device.hand_in()
    finished_at = Attempt.objects.get(pk=attempt.pk).finished_at
    Attempt.objects.filter(pk=attempt.pk).update(state="open", finished_at=None)
    lose_answers(attempt)
    assert device.bring_back(client).json()["state"] == "closed"
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("submitted", finished_at)


def test_a_paper_that_ran_out_after_the_restore_is_handed_in_as_of_its_time(
    device, attempt, client, at
):
    device.save(1, 2, SEQ)
    device.hand_in()
    Attempt.objects.filter(pk=attempt.pk).update(state="open", finished_at=None)
    lose_answers(attempt)
    after_the_deadline(attempt)
    moved_back(device)
    close_overdue(at=at)
    device.bring_back(client)
    attempt.refresh_from_db()
    assert attempt.state == "submitted"
    assert attempt.finished_at < attempt.deadline_at
    assert list(verify_round(attempt.round, at=at)) == []


def test_what_was_acknowledged_beyond_the_known_end_waits(device, attempt, client, at):
    """Extra time was given, and the restore has forgotten it."""
    device.note(
        Acknowledged(1, 2, SEQ, microseconds(attempt.deadline_at + timedelta(minutes=5)), 1)
    )
    assert device.bring_back(client).json()["state"] == "waiting"
    assert stored(attempt) == {}
    assert ReturnedPaper.objects.get().reason == "late"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no deadlocks")
def test_deciding_and_bringing_back_take_the_same_locks_in_one_order(
    device, attempt, client, organiser, at
):
    late = attempt.deadline_at + timedelta(minutes=5)
    device.note(Acknowledged(1, 2, SEQ, microseconds(late), 1))
    with CaptureQueriesContext(connection) as bringing:
        device.bring_back(client)
    row = ReturnedPaper.objects.get()
    with CaptureQueriesContext(connection) as deciding, pytest.raises(StillLate):
        accept_paper(row, by=organiser, at=at, reason="x")
    order = ["contests_attempt", "contests_returnedpaper"]
    assert locked_tables(bringing) == order
    assert locked_tables(deciding) == order


def locked_tables(queries: CaptureQueriesContext) -> list[str]:
    """In the order of their first lock."""
    said = [one["sql"] for one in queries if "FOR " in one["sql"] and "UPDATE" in one["sql"]]
    first = {name: None for sql in said if (name := sql.split(' FROM "')[1].split('"')[0])}
    return [name for name in first if name in {"contests_attempt", "contests_returnedpaper"}]


def test_of_a_final_result_nothing_changes(device, attempt, client, at):
    device.save(1, 2, SEQ)
    lose_answers(attempt)
    after_the_deadline(attempt)
    moved_back(device)
    close_overdue(at=at)
    Round.objects.filter(pk=attempt.round_id).update(finalised_at=at)
    assert device.bring_back(client).json()["state"] == "waiting"
    assert ReturnedPaper.objects.get().reason == "final"
    assert stored(attempt) == {}


def after_the_key(device: Device, receipts: list) -> object:
    """The same device, some of whose receipts come when the round is over and its key is shown."""
    brought = [Acknowledged(*one[:5]) for one in receipts]
    at = device.attempt.round.closes_at + timedelta(seconds=6)
    close_overdue(at=at)
    return take_back(read_copy(device.copy), brought, at=at)


def every_option_clicked(device: Device, position: int) -> list:
    """As a cheat does who keeps each receipt; the last option clicked is a wrong one."""
    right = right_choice_at(device.attempt, position)
    wrong = next(choice for choice in (1, 2, 4, 8) if choice != right)
    for n, choice in enumerate((right, wrong)):
        device.save(position, choice, SEQ + 10 * position + n)
    return device.receipts[-2:]


def test_whoever_knows_the_key_does_not_pick_among_own_receipts(device, attempt):
    """Without the rule the right answers would count, though the person had left them."""
    right, _wrong = every_option_clicked(device, 1)
    lose_answers(attempt)

    returned = after_the_key(device, [right])

    assert returned.fate == "waiting"
    assert ReturnedPaper.objects.get().reason == "key_shown"
    assert stored(attempt) == {}


def test_before_the_key_is_shown_nobody_has_to_decide(device, attempt):
    Round.objects.filter(pk=attempt.round_id).update(shown_after_close="score")
    receipts = every_option_clicked(device, 1)
    lose_answers(attempt)

    assert after_the_key(device, receipts).fate == "closed"
    assert stored(attempt) == {1: receipts[-1][1]}


def test_what_changes_nothing_waits_for_nobody(device, attempt):
    receipts = every_option_clicked(device, 1)

    assert after_the_key(device, receipts).fate == "closed"
    assert not ReturnedPaper.objects.exists()


def test_what_an_honest_device_adds_later_replaces_what_was_picked(device, attempt):
    right, wrong = every_option_clicked(device, 1)
    lose_answers(attempt)
    after_the_key(device, [right])
    after_the_key(device, [wrong])
    assert [one[1] for one in ReturnedPaper.objects.get().receipts] == [wrong[1]]


def test_an_organiser_accepts_what_came_after_the_key(device, attempt, organiser, at):
    receipts = every_option_clicked(device, 1)
    lose_answers(attempt)
    after_the_key(device, receipts)

    decided = accept_all(attempt.round.contest, by=organiser, at=at, reason="Sao lưu cũ")

    assert decided == (1, 0)
    assert stored(attempt) == {1: receipts[-1][1]}
    assert list(verify_round(attempt.round, at=at)) == []


def forget(attempt: Attempt) -> None:
    """A backup from before the start is restored."""
    Answer.objects.filter(attempt=attempt).delete()
    Attempt.objects.filter(pk=attempt.pk).delete()
    renew_epoch(was=current_epoch(), why=EpochReason.COMMAND, at=datetime.now(UTC))


@pytest.fixture
def forgotten(device, attempt, client) -> ReturnedPaper:
    device.save(1, 2, SEQ)
    device.save(2, 4, SEQ + 1)
    forget(attempt)
    assert device.bring_back(client).json()["state"] == "waiting"
    return ReturnedPaper.objects.get()


def test_a_paper_that_the_database_does_not_know_waits(forgotten, device, attempt, client):
    assert (forgotten.reason, forgotten.entry_id) == ("unknown", attempt.entry_id)
    assert device.bring_back(client).json()["state"] == "waiting"
    assert ReturnedPaper.objects.count() == 1


def test_whoever_answered_a_thousand_times_fills_no_row(device, attempt, client):
    for n in range(40):
        device.save(1 + n % 2, 1 + n % 4, SEQ + n)
    forget(attempt)
    kept = device.receipts
    for first in range(0, 40, 8):
        device.bring_back(client, receipts=kept[first : first + 8])
    row = ReturnedPaper.objects.get()
    assert [one[:3] for one in sorted(row.receipts)] == [[1, 3, SEQ + 38], [2, 4, SEQ + 39]]


def test_an_organiser_lets_it_in_as_it_was_dealt(forgotten, device, attempt, client, organiser, at):
    accept_paper(forgotten, by=organiser, at=at, reason="Bản sao lưu cũ")
    again = Attempt.objects.get(code=attempt.code)
    assert (again.pk, again.paper, again.seed) == (
        device.attempt.pk or read_copy(device.copy).attempt,
        json.loads(json.dumps(attempt.paper)),
        attempt.seed,
    )
    assert stored(again) == {1: 2, 2: 4}
    assert AuditLine.objects.filter(kind="return_accepted", reason="Bản sao lưu cũ").count() == 1
    told = device.bring_back(client).json()
    assert told["state"] == "open"
    device.ticket = told["tab"]["ticket"]
    assert device.save(3, 1, SEQ + 9) == "saved"
    with pytest.raises(DecidedAlready):
        refuse_paper(forgotten, by=organiser, at=at, reason="x")


def test_a_paper_whose_questions_the_backup_does_not_have_is_not_let_in(forgotten, organiser, at):
    """They were published after the backup: nothing could show or score the paper."""
    forgotten.paper[6][0][0] = 999_999
    forgotten.save()
    with pytest.raises(QuestionsUnknown):
        accept_paper(forgotten, by=organiser, at=at, reason="x")
    assert Attempt.objects.count() == 0


def test_whoever_is_voided_gets_no_open_paper_back(forgotten, organiser, at):
    Entry.objects.filter(pk=forgotten.entry_id).update(voided_at=at, void_reason="Nhờ thi hộ")
    with pytest.raises(OwnerVoided):
        accept_paper(forgotten, by=organiser, at=at, reason="x")
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("decide", [accept_paper, refuse_paper])
def test_nobody_decides_on_their_own_paper(forgotten, organiser, at, decide):
    Entry.objects.filter(pk=forgotten.entry_id).update(user=organiser)
    with pytest.raises(OwnPaper):
        decide(forgotten, by=organiser, at=at, reason="x")
    forgotten.refresh_from_db()
    assert forgotten.state == "waiting"


def test_an_organiser_refuses_it(forgotten, device, client, organiser, at):
    refuse_paper(forgotten, by=organiser, at=at, reason="Đã thi lại")
    assert device.bring_back(client).json()["state"] == "refused"
    assert Attempt.objects.count() == 0
    assert AuditLine.objects.filter(kind="return_refused").count() == 1


def test_beside_another_open_paper_it_is_not_let_in(forgotten, attempt, organiser, at):
    start_attempt(forgotten.entry, round=attempt.round, at=at)
    with pytest.raises(OtherPaperOpen):
        accept_paper(forgotten, by=organiser, at=at, reason="x")


def test_beyond_the_allowed_attempts_it_is_not_let_in(forgotten, attempt, organiser, at):
    other = start_attempt(forgotten.entry, round=attempt.round, at=at)
    Round.objects.filter(pk=attempt.round_id).update(attempt_policy="per_round", attempt_limit=1)
    hand_in([read_save_token(issue_save_token(take_up(other)))])
    with pytest.raises(NoAttemptLeftForIt):
        accept_paper(forgotten, by=organiser, at=at, reason="x")


def test_without_a_known_person_it_is_not_let_in(forgotten, organiser, at):
    ReturnedPaper.objects.update(entry=None)
    with pytest.raises(OwnerUnknown):
        accept_paper(forgotten, by=organiser, at=at, reason="x")


def test_numbers_given_before_a_restore_are_not_given_again(attempt, at):
    renew_epoch(was=current_epoch(), why=EpochReason.COMMAND, at=at)
    other = start_attempt(entry_in(attempt.round), round=attempt.round, at=at)
    assert other.pk > attempt.pk + IDS_LEFT_OUT - 1


def test_of_two_processes_one_renews_the_epoch(at):
    was = current_epoch()
    assert renew_epoch(was=was, why=EpochReason.NOTICED, at=at) is not None
    assert renew_epoch(was=was, why=EpochReason.NOTICED, at=at) is None


def test_the_copy_tells_its_page_nothing(attempt):
    assert str(attempt.code) not in copy_of(attempt)
    assert read_copy(copy_of(attempt)).paper == [(pk, order) for pk, order in attempt.paper]
    assert read_copy("x" + copy_of(attempt)) is None
