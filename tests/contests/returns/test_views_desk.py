"""Organisers decide on papers that devices brought back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from django.urls import reverse

from contests.attempts.start import start_attempt, take_up
from contests.delivery.paper_copy import copy_of, read_copy
from contests.models import Attempt, ReturnedPaper
from tests.factories import OrganiserFactory
from tests.people import browser_of
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db) -> ReturnedPaper:
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    attempt = take_up(start_attempt(entry_in(round), round=round, at=at))
    copy = read_copy(copy_of(attempt))
    Attempt.objects.all().delete()
    return ReturnedPaper.objects.create(
        code=copy.code,
        contest=round.contest,
        round=round,
        entry=attempt.entry,
        reason="unknown",
        paper=msgspec.to_builtins(copy),
        receipts=[[1, 2, 1_000_001, 1, 1]],
        arrived_at=at,
    )


@pytest.fixture
def desk(row, organiser):
    OrganiserFactory(contest=row.contest, user=organiser)
    return browser_of(organiser)


def post(client, row, **data):
    address = reverse("contests:returned_papers", args=[row.contest.slug])
    return client.post(address, {"bai": str(row.code), "ly-do": "Sao lưu cũ"} | data, follow=True)


def test_the_page_names_whose_paper_waits_and_why(desk, row):
    page = desk.get(reverse("contests:returned_papers", args=[row.contest.slug])).content.decode()
    assert row.entry.user.full_name in page
    assert "máy chủ không có bài này" in page
    assert (
        "1 bài gửi lại"
        in desk.get(reverse("contests:organise_contest", args=[row.contest.slug])).content.decode()
    )


def test_a_row_without_its_paper_is_shown_and_refused_in_words(desk, row):
    ReturnedPaper.objects.update(paper=[])
    page = desk.get(reverse("contests:returned_papers", args=[row.contest.slug]))
    assert page.status_code == 200
    assert "không còn đề của bài này" in post(desk, row, viec="nhan").content.decode()


def test_the_page_says_if_the_name_is_only_of_who_was_signed_in(desk, row):
    """People share machines: the paper could be of somebody who registered after the backup."""
    address, asks = (
        reverse("contests:returned_papers", args=[row.contest.slug]),
        "Hãy hỏi người này",
    )
    assert asks not in desk.get(address).content.decode()
    row.entry = entry_in(row.round)
    row.save()
    assert asks in desk.get(address).content.decode()


def test_accepting_stores_the_paper(desk, row):
    assert "Đã nhận lại bài" in post(desk, row, viec="nhan").content.decode()
    assert Attempt.objects.get().code == row.code


def test_a_decision_needs_a_reason(desk, row):
    post(desk, row, **{"viec": "nhan", "ly-do": " \u200b "})
    assert not Attempt.objects.exists()


def test_a_reason_is_kept_without_what_no_database_stores(desk, row):
    post(desk, row, **{"viec": "nhan", "ly-do": "Sao lưu\0 cũ"})
    row.refresh_from_db()
    assert row.decision == "Sao lưu cũ"


def test_a_refused_decision_keeps_the_reason(desk, row):
    ReturnedPaper.objects.update(entry=None)
    page = post(desk, row, **{"viec": "nhan", "ly-do": "Sao lưu cũ, đã gọi"}).content.decode()
    assert "chưa biết bài này của ai" in page
    assert 'value="Sao lưu cũ, đã gọi"' in page


def test_a_second_click_is_told_that_it_is_decided(desk, row):
    post(desk, row, viec="khong")
    assert "đã được quyết định" in post(desk, row, viec="nhan").content.decode()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("bai", ["", "1", "x" * 5000, "1.000.001"])
def test_a_paper_that_is_not_there_is_not_found(desk, row, bai):
    assert post(desk, row, viec="nhan", bai=bai).status_code == 404


def test_another_contests_organiser_finds_nothing(row, contestant):
    other = OrganiserFactory(user=contestant)
    client = browser_of(contestant)
    assert post(client, row, viec="nhan").status_code == 404
    address = reverse("contests:returned_papers", args=[other.contest.slug])
    assert client.post(address, {"bai": str(row.code), "ly-do": "x"}).status_code == 404
    assert not Attempt.objects.exists()


@pytest.fixture
def after_key(row):
    """It came when the key was shown already; another one of an unknown paper waits beside it."""
    other = ReturnedPaper.objects.create(
        code=uuid4(),
        contest=row.contest,
        round=row.round,
        reason="unknown",
        paper=row.paper,
        receipts=row.receipts,
        arrived_at=row.arrived_at,
    )
    row.reason = "key_shown"
    row.save()
    return other


def test_all_that_came_after_the_key_are_accepted_with_one_reason(desk, row, after_key):
    address = reverse("contests:returned_papers", args=[row.contest.slug])
    assert "1 bài gửi lại khi đáp án đã công bố" in desk.get(address).text
    page = post(desk, row, viec="nhan-het")
    assert "Đã nhận lại 1 bài." in page.text
    states = dict(ReturnedPaper.objects.values_list("reason", "state"))
    assert states == {"key_shown": "accepted", "unknown": "waiting"}


def test_accepting_all_needs_a_reason_and_keeps_what_was_typed(desk, row, after_key):
    page = post(desk, row, viec="nhan-het", **{"ly-do": " "})
    assert "lý do" in page.text
    assert Attempt.objects.count() == 0


def test_what_a_rule_refuses_is_left_and_counted(desk, row, after_key):
    row.entry = None
    row.save()
    page = post(desk, row, viec="nhan-het")
    assert "1 bài chưa nhận được" in page.text
    assert ReturnedPaper.objects.filter(state="accepted").count() == 0
