"""Signing out ends the windows of open papers and the tokens of starts, voiding ends the windows; a
session that merely ran out ends neither."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from contests.attempts.sign_out import TABS_PER_SIGN_IN, ended_by_sign_out
from contests.attempts.start import start_attempt, take_up
from contests.delivery.answer_endpoint import AnswerEndpoint
from contests.delivery.hand_ins import hand_in
from contests.delivery.saves import Change, Save, write_saves
from contests.delivery.start_endpoint import StartEndpoint
from contests.delivery.tokens import issue_save_token, issue_start_token, read_save_token
from contests.models import VOIDED_FROM, Attempt
from contests.registration import entries as entries_module
from contests.registration.entries import restore_entry, void_entry
from quizsite.accounts.models import User
from quizsite.accounts.signing_in.ended_sessions import SessionsAdapter, end_all_sessions
from tests.endpoints import ask_all
from tests.factories import AttemptFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round():
    """Open by the clock on the wall, which the endpoints read."""
    at = datetime.now(UTC)
    return open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))


@pytest.fixture
def entry(round, contestant):
    return entry_in(round, user=contestant)


@pytest.fixture
def browser(contestant):
    client = Client()
    client.force_login(contestant)
    return client


@pytest.fixture
def attempt(entry, round):
    return take_up(start_attempt(entry, round=round, at=datetime.now(UTC)))


def save_with(ticket):
    body = f'{{"ticket": "{ticket}", "changes": [[1, 1, 7]]}}'.encode()
    return ask_all(AnswerEndpoint, body)[0]


def test_after_signing_out_the_next_save_is_refused_with_the_sentence_for_it(attempt, browser):
    ticket = issue_save_token(attempt)
    browser.post("/dang-xuat/")
    reply = save_with(ticket)
    assert (reply.status, reply.json["code"]) == (401, "signed_out")
    assert "Bạn đã đăng xuất" in reply.json["message"]
    assert not attempt.answers.exists()


def test_after_signing_in_again_the_paper_goes_on(attempt, browser, contestant):
    browser.post("/dang-xuat/")
    browser.force_login(contestant)
    taken = browser.post(f"/bai-thi/{attempt.code}/nhan-bai/").json()
    assert save_with(taken["ticket"]).status == 200
    assert attempt.answers.count() == 1


def test_a_disabled_person_saves_no_more(attempt, contestant):
    ticket = issue_save_token(attempt)
    contestant.is_active = False
    contestant.save()
    assert save_with(ticket).json["code"] == "signed_out"


def test_a_voided_person_saves_and_opens_no_more(attempt, entry, organiser, browser):
    ticket = issue_save_token(attempt)
    void_entry(entry, by=organiser, at=datetime.now(UTC), reason="Thi hộ")
    reply = save_with(ticket)
    assert (reply.status, reply.json["code"]) == (403, "voided")
    assert "đã loại bài dự thi của bạn" in reply.json["message"]
    assert not attempt.answers.exists()
    assert browser.post(f"/bai-thi/{attempt.code}/nhan-bai/").status_code == 403
    page = browser.get(f"/bai-thi/{attempt.code}/", follow=True)
    assert "Thi hộ" in page.content.decode()


def test_a_voided_person_hands_no_paper_in_by_token(attempt, entry, organiser):
    token = read_save_token(issue_save_token(attempt))
    void_entry(entry, by=organiser, at=datetime.now(UTC), reason="Thi hộ")
    assert [receipt.verdict for receipt in hand_in([token])] == ["voided"]


def test_the_same_window_goes_on_once_the_entry_is_restored(attempt, entry, organiser):
    ticket = issue_save_token(attempt)
    now = datetime.now(UTC)
    void_entry(entry, by=organiser, at=now, reason="Nhầm người")
    entry.refresh_from_db()
    restore_entry(entry, by=organiser, at=now, reason="Nhầm người")
    assert save_with(ticket).status == 200


def test_signing_out_while_voided_is_no_way_back(attempt, entry, organiser, browser, contestant):
    void_entry(entry, by=organiser, at=datetime.now(UTC), reason="Thi hộ")
    browser.post("/dang-xuat/")
    browser.force_login(contestant)
    assert browser.post(f"/bai-thi/{attempt.code}/nhan-bai/").status_code == 403


def test_a_paper_started_while_voiding_is_stopped_after_the_commit(
    entry, round, organiser, monkeypatch
):
    """The start had read the entry before, and stores its paper after the others were stopped."""
    changed = entries_module._changed

    def start_meanwhile(*args, **kwargs):
        AttemptFactory(entry=entry, round=round, started_at=datetime.now(UTC))
        return changed(*args, **kwargs)

    monkeypatch.setattr(entries_module, "_changed", start_meanwhile)
    void_entry(entry, by=organiser, at=datetime.now(UTC), reason="Thi hộ")
    assert Attempt.objects.get().writer >= VOIDED_FROM


def test_a_session_that_ran_out_stops_no_save(attempt, browser):
    ticket = issue_save_token(attempt)
    Session.objects.all().delete()
    assert save_with(ticket).status == 200


def test_another_person_s_sign_out_stops_no_save(attempt, stranger, signed_in):
    ticket = issue_save_token(attempt)
    signed_in(stranger).post("/dang-xuat/")
    assert save_with(ticket).status == 200


def test_a_newer_tab_is_told_apart_from_a_sign_out(attempt):
    older = read_save_token(issue_save_token(attempt))
    take_up(attempt)
    (receipt,) = write_saves([Save(older, (Change(1, 1, 1),))])
    assert receipt.verdict == "superseded"
    assert [ended_by_sign_out(*pair) for pair in ((1, 2), (1, 10_000), (10_001, 10_002))] == [
        False,
        True,
        False,
    ]


def test_signing_out_twice_lifts_the_number_twice(attempt, browser, contestant):
    browser.post("/dang-xuat/")
    browser.force_login(contestant)
    browser.post("/dang-xuat/")
    assert Attempt.objects.get().writer == 2 * TABS_PER_SIGN_IN


def start(token):
    return ask_all(StartEndpoint, urlencode({"slip": token}).encode())[0].status


def test_a_start_token_dies_with_signing_out(entry, round, browser):
    token = issue_start_token(entry, round)
    browser.post("/dang-xuat/")
    assert start(token) == 303
    assert not Attempt.objects.exists()


def test_a_start_token_of_after_the_sign_out_starts(entry, round, contestant):
    User.objects.update(signed_out_at=datetime.now(UTC) - timedelta(seconds=2))
    assert start(issue_start_token(entry, round)) == 200


def test_a_session_that_ran_out_stops_no_start(entry, round, browser):
    token = issue_start_token(entry, round)
    Session.objects.all().delete()
    assert start(token) == 200


def test_ending_the_other_devices_ends_their_windows(attempt, browser, contestant):
    """The own window ends too, and its page takes the paper up again (paper.js)."""
    other = Client()
    other.force_login(contestant)
    ended = UserSession.objects.create(
        user=contestant, session_key=other.session.session_key, ip="127.0.0.1", user_agent=""
    )
    ticket = issue_save_token(attempt)

    SessionsAdapter().end_sessions([ended])

    assert save_with(ticket).json["code"] == "signed_out"
    assert other.post(f"/bai-thi/{attempt.code}/nhan-bai/").status_code == 302
    taken = browser.post(f"/bai-thi/{attempt.code}/nhan-bai/").json()
    assert save_with(taken["ticket"]).status == 200


def test_ending_the_other_devices_ends_their_start_tokens(entry, round, contestant):
    token = issue_start_token(entry, round)
    end_all_sessions(contestant)
    assert start(token) == 303
