"""Answers are written in batches."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt, take_up
from contests.delivery import saves
from contests.delivery.saves import Change, Save, Verdict, write_saves
from contests.delivery.tokens import issue_save_token, read_save_token
from contests.models import Answer, Attempt, SaveRefusal
from tests.stage import entry_in, only_row_locks, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(db) -> Attempt:
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return take_up(start_attempt(entry_in(round), round=round, at=at))


def save_of(attempt, *changes) -> Save:
    return Save(
        read_save_token(issue_save_token(attempt)), tuple(Change(*change) for change in changes)
    )


def verdicts(*saves):
    return [receipt.verdict for receipt in write_saves(saves)]


def stored(attempt):
    return {row.position: (row.choice, row.seq) for row in Answer.objects.filter(attempt=attempt)}


def test_a_save_is_stored_and_says_what_time_is_left(attempt):
    (receipt,) = write_saves([save_of(attempt, (1, 2, 10), (2, 1, 11))])
    assert receipt.verdict is Verdict.SAVED
    assert receipt.deadline_at == attempt.deadline_at
    assert stored(attempt) == {1: (2, 10), 2: (1, 11)}


def test_only_a_newer_sequence_changes_an_answer(attempt):
    assert verdicts(save_of(attempt, (1, 2, 10))) == ["saved"]
    assert verdicts(save_of(attempt, (1, 4, 9))) == ["saved"]
    assert verdicts(save_of(attempt, (1, 8, 10))) == ["saved"]
    assert stored(attempt) == {1: (2, 10)}


def test_within_a_batch_the_newest_wins_in_whatever_order(attempt):
    verdicts(*[save_of(attempt, (1, seq % 8, seq)) for seq in (3, 60, 17, 59, 2)])
    assert stored(attempt) == {1: (60 % 8, 60)}


def test_an_older_tab_is_superseded(attempt):
    older = save_of(attempt, (1, 1, 1))
    take_up(attempt)
    assert verdicts(older) == ["superseded"]
    assert stored(attempt) == {}


def test_after_submission_nothing_changes_and_it_is_counted(attempt):
    submit_attempt(attempt, at=datetime.now(UTC))
    assert verdicts(save_of(attempt, (1, 1, 1))) == ["closed"]
    assert verdicts(save_of(attempt, (1, 1, 2))) == ["closed"]
    assert stored(attempt) == {}
    assert SaveRefusal.objects.get().code == "closed"


@pytest.mark.parametrize(("past_s", "verdict"), [(1, "saved"), (4, "late")])
def test_grace_is_two_seconds(attempt, past_s, verdict):
    passed = datetime.now(UTC) - timedelta(seconds=past_s)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=passed)
    assert verdicts(save_of(attempt, (1, 1, 1))) == [verdict]


def test_an_unknown_attempt_is_said_so(attempt):
    save = save_of(attempt, (1, 1, 1))
    Attempt.objects.all().delete()
    assert verdicts(save) == ["unknown"]


def test_a_batch_judges_each_on_its_own(attempt):
    fine = save_of(attempt, (1, 1, 1))
    gone = Save(
        read_save_token(
            issue_save_token(Attempt(pk=10**9, question_count=1, deadline_at=attempt.deadline_at))
        ),
        (Change(1, 1, 1),),
    )
    assert verdicts(gone, fine) == ["unknown", "saved"]


def test_a_batch_costs_the_same_queries_for_one_and_for_many(
    attempt, django_assert_max_num_queries
):
    many = [save_of(attempt, (1, 1, seq)) for seq in range(1, 40)]
    with django_assert_max_num_queries(5):
        write_saves(many)


def test_asking_without_changes_stores_nothing(attempt):
    assert verdicts(save_of(attempt)) == ["saved"]
    assert stored(attempt) == {}


def test_a_forged_token_is_not_read(attempt):
    token = issue_save_token(attempt)
    assert read_save_token(token) is not None
    assert read_save_token(token.replace(".", ".1", 1)) is None
    assert read_save_token("") is None


def written(attempt):
    rows = Answer.objects.filter(attempt=attempt).values_list("position", "choice", "text", "seq")
    return {position: tuple(rest) for position, *rest in rows}


def test_a_text_is_stored_tidied_beside_its_choice(attempt):
    verdicts(save_of(attempt, (1, 1, 10, " Ba  mươi nga\u0300y "), (2, 4, 11)))
    assert written(attempt) == {1: (1, "Ba mươi ngày", 10), 2: (4, None, 11)}


@pytest.mark.parametrize("later", [(1, 0, 11), (1, 2, 11)])
def test_a_change_without_a_text_takes_the_text_away(attempt, later):
    verdicts(save_of(attempt, (1, 1, 10, "ba mươi")))
    verdicts(save_of(attempt, later))
    assert written(attempt) == {1: (later[1], None, 11)}


def test_choice_and_text_of_one_change_stay_together_in_whatever_order(attempt):
    changes = [(1, seq % 2, seq, f"chữ {seq}" if seq % 2 else "") for seq in range(1, 40)]
    for seed in range(6):
        shuffled = random.Random(seed).sample(changes, len(changes))
        half = len(shuffled) // 2
        verdicts(*[save_of(attempt, one) for one in shuffled[:half]])
        verdicts(save_of(attempt, *shuffled[half:]))
        choice, text, seq = written(attempt)[1]
        assert (choice, text or "") == (seq % 2, f"chữ {seq}" if seq % 2 else "")
    assert written(attempt)[1][2] == 39


def test_the_test_of_pairs_would_notice_a_text_that_is_left_behind(attempt, monkeypatch):
    """Negative control: with the text left out of the update, an old one stays."""
    for name in ("_WITHOUT_TEXTS", "_WITH_TEXTS"):
        without = getattr(saves, name).replace(
            "text = excluded.text", "position = excluded.position"
        )
        monkeypatch.setattr(saves, name, without)
    monkeypatch.setattr(saves, "_SQLITE", saves._SQLITE.replace("text = excluded.text", "seq = 11"))
    verdicts(save_of(attempt, (1, 1, 10, "mười")))
    verdicts(save_of(attempt, (1, 0, 11)))
    assert written(attempt) == {1: (0, "mười", 11)}


def test_a_batch_with_texts_is_one_statement_too(attempt, django_assert_max_num_queries):
    many = [save_of(attempt, (1, 1, seq, f"chữ {seq}")) for seq in range(1, 40)]
    with django_assert_max_num_queries(5):
        write_saves(many)
    assert written(attempt) == {1: (1, "chữ 39", 39)}


@only_row_locks
def test_batches_without_texts_send_no_array_of_texts(attempt, monkeypatch):
    sent = []
    execute = saves._execute
    monkeypatch.setattr(saves, "_execute", lambda *values: sent.append(values) or execute(*values))
    verdicts(save_of(attempt, (1, 1, 1), (2, 4, 2)))
    verdicts(save_of(attempt, (1, 1, 3, "chữ"), (2, 2, 4)))
    assert [len(values) for values in sent] == [13, 14]
    assert "text[]" not in sent[0][0]
    assert sent[1][-1] == ["chữ", None]
