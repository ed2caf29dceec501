"""A restore that nobody told of is noticed, and what it lost is named."""

import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from contests.attempts.start import start_attempt, take_up
from contests.delivery.saves import Change, Save, write_saves
from contests.delivery.tokens import issue_save_token, read_save_token
from contests.models import Answer, Attempt, ReturnedPaper
from contests.returns import noticing
from contests.returns.missing import missing
from quizsite.epochs import heads as kept_heads
from quizsite.epochs import kept_epoch
from quizsite.epochs.epoch import current_epoch, renew_epoch
from quizsite.epochs.heads import HeadsFile, heads_files, read_heads
from quizsite.epochs.health import restore_check
from quizsite.models import AuditLine, DatabaseEpoch, EpochReason
from quizsite.operations.health import Level
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db
SEQ = 1_000_001


@pytest.fixture(autouse=True)
def file(settings, tmp_path, monkeypatch):
    """This process's own file, written when the test says so."""
    settings.NOTE_HEADS, settings.HEADS_DIR = True, tmp_path / "heads"
    settings.HEADS_DIR.mkdir()
    current_epoch()  # tables that a test emptied have none
    DatabaseEpoch.objects.update(since=datetime.now(UTC) - timedelta(days=1))
    file = HeadsFile(settings.HEADS_DIR)
    monkeypatch.setattr(kept_heads, "_own", [file])
    return file


@pytest.fixture
def attempt(db) -> Attempt:
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return take_up(start_attempt(entry_in(round), round=round, at=at))


@pytest.fixture
def saved(attempt, file, django_capture_on_commit_callbacks) -> Attempt:
    save = Save(
        read_save_token(issue_save_token(attempt)), (Change(2, 1, SEQ + 1), Change(1, 2, SEQ))
    )
    with django_capture_on_commit_callbacks(execute=True):
        write_saves([save])
    file.write_safely(is_last=True)
    return attempt


def lose(attempt):
    Answer.objects.filter(attempt=attempt).delete()


def found(settings):
    return list(missing(read_heads(heads_files(settings.HEADS_DIR))))


def test_what_is_stored_is_not_missing(saved, settings):
    assert found(settings) == []
    assert not noticing.notice_at_start()


def test_a_server_that_starts_notices_the_restore_and_renews_the_epoch(saved, settings):
    was = current_epoch()
    lose(saved)
    assert noticing.notice_at_start()
    assert current_epoch() != was
    assert DatabaseEpoch.objects.latest("pk").why == EpochReason.NOTICED
    assert restore_check().level is Level.BAD


def test_it_is_noticed_once(saved):
    lose(saved)
    assert [noticing.notice_at_start(), noticing.notice_at_start()] == [True, False]


def test_a_server_that_runs_notices_it(saved, settings):
    lose(saved)
    was = current_epoch()
    noticing.look(read_heads(heads_files(settings.HEADS_DIR)))
    assert current_epoch() != was


def test_a_paper_that_is_gone_is_missing(saved, settings):
    pk = saved.pk
    saved.delete()
    (one,) = found(settings)
    assert (one.attempt, one.acknowledged.seq, one.stored, one.round) == (pk, SEQ + 1, 0, None)


def test_a_returned_paper_that_is_empty_stops_no_start(saved, settings):
    lose(saved)
    ReturnedPaper.objects.create(
        code=uuid4(), reason="unknown", paper=[], receipts=[], arrived_at=datetime.now(UTC)
    )
    (found,) = missing(read_heads(heads_files(settings.HEADS_DIR)))
    assert (found.attempt, found.state) == (saved.pk, "")


def test_an_epoch_that_the_database_does_not_know_is_a_restore(settings):
    noticing.notice_at_start()
    newer = renew_epoch(was=current_epoch(), why=EpochReason.COMMAND, at=datetime.now(UTC))
    kept_epoch.keep(settings.HEADS_DIR)
    newer.delete()  # a backup from before it
    assert noticing.notice_at_start()


def test_a_new_epoch_of_another_machine_is_no_restore(settings):
    noticing.notice_at_start()
    renew_epoch(was=current_epoch(), why=EpochReason.COMMAND, at=datetime.now(UTC))
    assert not noticing.notice_at_start()


def said(*words):
    out = io.StringIO()
    try:
        call_command(*words, stdout=out)
    except CommandError as refused:
        return f"{out.getvalue()}{refused}"
    return out.getvalue()


def test_verifying_against_the_heads_names_what_is_missing(saved, settings):
    round = str(saved.round_id)
    assert "không có sai lệch" in said("verify_round", round, "--against", str(settings.HEADS_DIR))
    lose(saved)
    assert "không có sai lệch" in said("verify_round", round)  # blind without them
    told = said("verify_round", round, "--against", str(settings.HEADS_DIR))
    assert f"bất biến 1: lượt thi {saved.pk}" in told
    assert "1 bài thiếu câu đã được nhận" in told


def test_a_folder_that_is_not_there_is_named(saved):
    assert "Không có" in said("verify_round", str(saved.round_id), "--against", "/không/có")


def test_after_a_restore_the_command_says_what_is_missing_until_it_is_back(saved, settings):
    answers = list(Answer.objects.filter(attempt=saved))
    lose(saved)
    was = current_epoch()
    told = said("after_restore")
    assert current_epoch() != was
    assert f"lượt thi {saved.pk}" in told
    assert "Chưa xong." in told
    assert AuditLine.objects.filter(kind="epoch_renewed").count() == 1
    assert restore_check().level is Level.WATCH

    Answer.objects.bulk_create(answers)  # devices bring them back
    epoch = current_epoch()
    assert "Xong." in said("after_restore", "--again")
    assert current_epoch() == epoch
    assert restore_check().level is Level.GOOD


def test_new_epoch_changes_it(settings):
    was = current_epoch()
    told = said("new_epoch")
    assert str(current_epoch()) in told
    assert current_epoch() != was
