"""The pages of a round's incidents, as two organisers use them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from contests.allowances.jobs import apply_incident, preview_incident
from contests.attempts.start import start_attempt
from contests.models import Allowance, Incident
from tests.factories import ContestFactory, OrganiserFactory, UnitFactory, UserFactory
from tests.people import browser_of
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def round():
    at = timezone.now()
    return open_round(opens_at=at - HOUR, closes_at=at + HOUR, time_limit_s=600)


@pytest.fixture
def desks(round):
    """Browsers of two organisers."""
    return [browser_of(OrganiserFactory(contest=round.contest).user) for _ in range(2)]


def address(round, name, *more):
    return reverse(f"contests:{name}", args=[round.contest.slug, round.number, *more])


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def said(**fields):
    at = timezone.now()
    return {
        "affected": "papers",
        "began_at": local(at - timedelta(minutes=20)),
        "ended_at": local(at),
        "remedy": "time",
        "minutes": "10",
        "reason": "Mất điện ở phường",
    } | fields


def test_two_organisers_give_a_unit_more_time(round, desks):
    first, second = desks
    office = UnitFactory(name="Phường A")
    entry = entry_in(round, unit=office)
    at = timezone.now() - timedelta(minutes=2)
    attempt = start_attempt(entry, round=round, at=at)
    form = said(unit=office.code)
    answer = first.post(address(round, "incident_new"), form, follow=True)
    incident = Incident.objects.get()
    assert "Đề nghị của bạn cần một người khác trong ban tổ chức xác nhận." in answer.text
    preview_incident.func(incident.pk)
    page = address(round, "incident", incident.pk)
    shown = second.get(page).text
    assert "<strong>1 người</strong> được cho thêm; 1 bài của họ đang mở." in shown
    assert "Phường A" in shown
    second.post(address(round, "decide_incident", incident.pk, "xac-nhan"))
    apply_incident.func(incident.pk)
    assert "Đã áp dụng cho 1 người." in first.get(page).text
    attempt.refresh_from_db()
    assert attempt.deadline_at - at == timedelta(minutes=20)
    assert "Mất điện ở phường" in first.get(address(round, "incidents")).text
    entry_page = reverse("contests:entry", args=[round.contest.slug, entry.pk])
    assert "theo sự cố" in first.get(entry_page).text


def test_a_list_of_people_makes_a_round_up_and_it_is_undone(round, desks):
    first, second = desks
    entry, other = entry_in(round), UserFactory()
    window = {
        "affected": "listed",
        "remedy": "make_up",
        "opens_at": local(timezone.now() + HOUR),
        "ends_at": local(timezone.now() + 3 * HOUR),
    }
    unknown = said(people=f"{entry.user.email}\n{other.email}", **window)
    answer = first.post(address(round, "incident_new"), unknown)
    assert f"Không có người dự thi nào với: {other.email}." in answer.text
    first.post(address(round, "incident_new"), said(people=entry.user.email, **window))
    incident = Incident.objects.get()
    assert incident.people == [entry.pk]
    second.post(address(round, "decide_incident", incident.pk, "xac-nhan"))
    apply_incident.func(incident.pk)
    assert Allowance.objects.get().entry == entry
    page = address(round, "incident", incident.pk)
    assert "Hãy ghi lý do." in second.post(page, {"reason": ""}).text
    second.post(page, {"reason": "Nhầm người"})
    incident.refresh_from_db()
    assert incident.state == "undone"
    assert "Không hủy được nữa" in second.post(page, {"reason": "Nhầm người"}).text


def test_a_proposal_is_refused_or_counted_again(round, desks):
    first, second = desks
    first.post(address(round, "incident_new"), said())
    incident = Incident.objects.get()
    page = second.post(address(round, "decide_incident", incident.pk, "dem-lai"), follow=True)
    assert "Máy chủ đang đếm lại." in page.text
    second.post(address(round, "decide_incident", incident.pk, "bac"))
    incident.refresh_from_db()
    assert incident.state == "refused"
    assert second.post(address(round, "decide_incident", incident.pk, "khac")).status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"minutes": ""}, "Hãy điền ô này."),
        ({"began_at": ""}, "Hãy điền ô này."),
        ({"affected": "listed"}, "Danh sách không có ai."),
        ({"affected": "expired"}, "Hãy cho thêm lượt hoặc thi bù."),
        ({"remedy": "make_up"}, "Hãy điền ô này."),
    ],
)
def test_a_refusal_keeps_what_was_typed(round, desks, changed, words):
    answer = desks[0].post(address(round, "incident_new"), said(**changed))
    assert words in answer.text
    assert "Mất điện ở phường" in answer.text
    assert not Incident.objects.exists()


@pytest.mark.parametrize("name", ["incidents", "incident_new", "incident"])
def test_only_an_organiser_of_the_contest_opens_the_pages(round, desks, client, name):
    desks[0].post(address(round, "incident_new"), said())
    more = [Incident.objects.get().pk] if name == "incident" else []
    page = address(round, name, *more)
    assert desks[1].get(page).status_code == 200
    stranger = UserFactory()
    assert browser_of(stranger).get(page).status_code == 404
    OrganiserFactory(contest=ContestFactory(), user=stranger)
    assert browser_of(stranger).get(page).status_code == 404
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_as_for_three(
    round, desks, count, django_assert_max_num_queries
):
    for _ in range(count):
        desks[0].post(address(round, "incident_new"), said())
    desks[0].get(address(round, "incidents"))
    with django_assert_max_num_queries(8):
        desks[0].get(address(round, "incidents"))


def give_up_jobs():
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now())


def test_a_count_whose_job_died_is_told_and_asked_for_again(round, desks):
    desks[0].post(address(round, "incident_new"), said())
    page = address(round, "incident", Incident.objects.get().pk)
    assert 'id="viec" data-pending' in desks[0].get(page).content.decode()
    give_up_jobs()
    assert "Máy chủ chưa đếm được" in desks[0].get(page).content.decode()
    answer = desks[0].post(
        address(round, "decide_incident", Incident.objects.get().pk, "dem-lai"), follow=True
    )
    assert 'id="viec" data-pending' in answer.content.decode()


def test_giving_whose_job_died_is_told_and_asked_for_again(round, desks):
    desks[0].post(address(round, "incident_new"), said())
    pk = Incident.objects.get().pk
    desks[1].post(address(round, "decide_incident", pk, "xac-nhan"))
    page = address(round, "incident", pk)
    assert 'id="viec" data-pending' in desks[0].get(page).content.decode()
    give_up_jobs()
    assert "Máy chủ chưa áp dụng hết" in desks[0].get(page).content.decode()
    answer = desks[0].post(address(round, "decide_incident", pk, "ap-dung-lai"), follow=True)
    assert 'id="viec" data-pending' in answer.content.decode()
    apply_incident.call(pk)
    DBTaskResult.objects.all().delete()
    desks[0].post(address(round, "decide_incident", pk, "ap-dung-lai"))
    assert not DBTaskResult.objects.exists()
