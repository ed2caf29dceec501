"""Giving one person more, as an organiser does it and as the person reads it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.attempts.start import start_attempt
from contests.delivery.start_endpoint import answer_batch, read_post
from contests.delivery.tokens import issue_start_token
from contests.models import Allowance, Attempt, Round
from quizsite.models import AuditLine
from tests.factories import ContestFactory, EntryFactory, OrganiserFactory, UserFactory
from tests.people import browser_of
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def round():
    at = timezone.now()
    return open_round(opens_at=at - HOUR, closes_at=at + HOUR, time_limit_s=600)


@pytest.fixture
def entry(round):
    return entry_in(round)


@pytest.fixture
def desk(round, organiser, signed_in):
    OrganiserFactory(contest=round.contest, user=organiser)
    return signed_in(organiser)


def page(entry, kind):
    return reverse("contests:allowance_give", args=[entry.contest.slug, entry.pk, kind])


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def test_more_time_reaches_the_page_of_the_person_with_its_reason(desk, entry, round):
    attempt = start_attempt(entry, round=round, at=timezone.now())
    said = {"round": round.number, "minutes": 10, "reason": "Mất điện"}
    answer = desk.post(page(entry, "gio"), said, follow=True)
    assert "Thêm 10 phút cho lượt 1 đang làm" in " ".join(answer.text.split())
    person = browser_of(entry.user)
    paper = person.get(reverse("contests:paper", args=[attempt.code])).text
    assert "Bạn được thêm 10 phút làm bài. Lý do: Mất điện" in paper
    enter = person.get(reverse("contests:enter", args=[round.contest.slug, round.number])).text
    assert "Bạn được thêm 10 phút làm bài. Lý do: Mất điện" in enter
    evidence = reverse("contests:entry_paper", args=[round.contest.slug, entry.pk, attempt.code])
    assert "Mất điện" in desk.get(evidence).text


def test_a_paper_that_starts_with_more_time_says_so_at_once(desk, entry, round):
    said = {"round": round.number, "share": 50, "reason": "Khiếm thị"}
    desk.post(page(entry, "gio"), said)
    enter = browser_of(entry.user).get(
        reverse("contests:enter", args=[round.contest.slug, round.number])
    )
    assert "Đồng hồ 15 phút" in enter.text
    (reply,) = answer_batch([read_post(f"slip={issue_start_token(entry, round)}".encode(), {})])
    assert "Bạn được thêm 5 phút làm bài. Lý do: Khiếm thị" in reply.page
    attempt = Attempt.objects.get()
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=15)


def test_a_person_makes_a_round_up_from_their_own_pages(desk, entry, round, settings):
    window = {"opens_at": local(timezone.now() + HOUR), "ends_at": local(timezone.now() + 3 * HOUR)}
    desk.post(page(entry, "thi-bu"), {"round": round.number, "reason": "Ốm", **window})
    Allowance.objects.update(opens_at=timezone.now() - HOUR)
    Round.objects.update(closes_at=timezone.now() - HOUR / 2)
    person = browser_of(entry.user)
    contest = person.get(reverse("contests:contest", args=[round.contest.slug])).text
    assert f"Bạn được thi bù {round.title}" in contest
    enter = person.get(reverse("contests:enter", args=[round.contest.slug, round.number])).text
    assert "Bạn được thi bù" in enter
    assert "Bắt đầu làm bài" in enter
    other = browser_of(entry_in(round).user)
    closed = other.get(reverse("contests:contest", args=[round.contest.slug])).text
    assert "Các kỳ thi đã công bố đều đã đóng" in closed


def test_a_further_attempt_is_given_and_taken_back(desk, entry, round):
    desk.post(page(entry, "luot"), {"round": round.number, "count": 1, "reason": "Máy hỏng"})
    given = Allowance.objects.get()
    assert given.extra_attempts == 1
    withdraw = reverse("contests:allowance_withdraw", args=[round.contest.slug, entry.pk, given.pk])
    assert "Máy hỏng" in desk.get(withdraw).text
    answer = desk.post(withdraw, {"reason": "Nhầm người"}, follow=True)
    assert "đã thu hồi" in answer.text
    again = desk.post(withdraw, {"reason": "Nhầm người"})
    assert "Không thu hồi được" in again.text
    kinds = AuditLine.objects.filter(kind__startswith="allowance").order_by("pk")
    assert [*kinds.values_list("kind", flat=True)] == ["allowance_given", "allowance_withdrawn"]


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        ("gio", {"minutes": 5, "share": 25}, "Hãy ghi số phút, hoặc chọn một tỷ lệ."),
        ("gio", {}, "Hãy ghi số phút, hoặc chọn một tỷ lệ."),
        ("gio", {"minutes": 500}, "nhiều nhất 30 phút"),
        ("luot", {"count": 4}, ""),
        ("thi-bu", {"opens_at": "2020-01-01T08:00", "ends_at": "2020-01-01T09:00"}, "đã qua"),
    ],
)
def test_a_refusal_keeps_what_was_typed(desk, entry, round, kind, said, words):
    answer = desk.post(
        page(entry, kind), {"round": round.number, "reason": "Mất điện ở phường", **said}
    )
    assert "Mất điện ở phường" in answer.text
    assert words in answer.text
    assert not Allowance.objects.exists()


@pytest.mark.parametrize("kind", ["gio", "luot", "thi-bu"])
def test_only_an_organiser_of_the_contest_opens_the_page(
    desk, entry, kind, signed_in, client, organiser
):
    assert desk.get(page(entry, kind)).status_code == 200
    assert AuditLine.objects.filter(kind="people_seen", by_id=organiser.pk).exists()
    stranger = UserFactory()
    assert signed_in(stranger).get(page(entry, kind)).status_code == 404
    OrganiserFactory(contest=ContestFactory(), user=stranger)
    assert signed_in(stranger).get(page(entry, kind)).status_code == 404
    assert client.get(page(entry, kind)).status_code == 302


def test_a_person_or_allowance_of_another_contest_is_as_unknown_as_none(desk, entry, round):
    other = EntryFactory()
    slug = round.contest.slug
    assert (
        desk.get(reverse("contests:allowance_give", args=[slug, other.pk, "gio"])).status_code
        == 404
    )
    assert desk.get(page(entry, "khac")).status_code == 404
    none = reverse("contests:allowance_withdraw", args=[slug, entry.pk, 1])
    assert desk.get(none).status_code == 404
