"""Pages of reminders: of the own contest, or of the own unit, and of nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quizsite.accounts.models import UnitContact
from quizsite.notifications.models import Mailing, Notice
from tests.contests.notices.test_telling import agrees
from tests.factories import OrganiserFactory, UnitFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    at = timezone.now()
    return open_round(opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=3))


@pytest.fixture
def organises(week, organiser):
    OrganiserFactory(contest=week.contest, user=organiser)
    return organiser


def posted(week, **more):
    later = timezone.localtime(timezone.now() + timedelta(hours=3))
    return {"round": week.number, "due_at": f"{later:%Y-%m-%dT%H:%M}", "most": "", **more}


def test_the_first_button_shows_and_the_second_plans(week, organises, signed_in):
    agrees(entry_in(week).user)
    page, client = reverse("contests:reminder_new", args=[week.contest.slug]), signed_in(organises)
    shown = client.post(page, posted(week, xem="1")).content.decode()
    assert "1 người chưa nộp bài; 1 người nhận được thư" in shown
    assert not Mailing.objects.exists()
    assert client.post(page, posted(week, hen="1")).status_code == 302
    again = client.post(page, posted(week, hen="1"))
    assert "Ngày đó đã hẹn nhắc rồi" in again.content.decode()
    log = client.get(reverse("contests:notices", args=[week.contest.slug])).content.decode()
    assert "Hẹn gửi" in log
    cancel = reverse("contests:reminder_cancel", args=[week.contest.slug, Mailing.objects.get().pk])
    assert client.post(cancel).status_code == 302
    assert Mailing.objects.get().cancelled_at


def test_a_wrong_field_is_told_and_nothing_is_lost(week, organises, signed_in):
    page = reverse("contests:reminder_new", args=[week.contest.slug])
    answer = signed_in(organises).post(page, posted(week, hen="1", most="0", round="99"))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"most", "round"}


def test_the_words_of_a_kind_are_shown_and_tried(week, organises, signed_in):
    client = signed_in(organises)
    page = reverse("contests:notice_words", args=[week.contest.slug, "reminder"])
    assert week.contest.title in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert Notice.objects.get().address == organises.email
    unknown = reverse("contests:notice_words", args=[week.contest.slug, "khac"])
    assert client.get(unknown).status_code == 404


def test_strangers_find_none_of_it(week, organises, signed_in, stranger):
    slug, client = week.contest.slug, signed_in(stranger)
    for page in (
        reverse("contests:notices", args=[slug]),
        reverse("contests:reminder_new", args=[slug]),
        reverse("contests:notice_words", args=[slug, "reminder"]),
    ):
        assert client.get(page).status_code == 404


@pytest.fixture
def contact(week, colleague):
    unit = UnitFactory()
    UnitContact.objects.create(user=colleague, unit=unit, since=week.opens_at.date())
    return unit


def test_a_contact_person_reminds_the_own_unit_and_sees_no_address(
    week, contact, colleague, signed_in
):
    mine, _other = entry_in(week, unit=contact), entry_in(week)
    agrees(mine.user)
    page = reverse("contests:unit_reminders", args=[contact.code, week.contest.slug])
    client = signed_in(colleague)
    shown = client.post(page, posted(week, xem="1")).content.decode()
    assert "1 người chưa nộp bài" in shown
    assert mine.user.email not in shown
    assert client.post(page, posted(week, hen="1")).status_code == 302
    mailing = Mailing.objects.get()
    assert mailing.audience["unit"] == contact.pk
    cancel = reverse(
        "contests:unit_reminder_cancel", args=[contact.code, week.contest.slug, mailing.pk]
    )
    assert client.post(cancel).status_code == 302


def test_another_units_page_is_refused(week, contact, stranger, signed_in):
    page = reverse("contests:unit_reminders", args=[contact.code, week.contest.slug])
    assert signed_in(stranger).get(page).status_code == 403


def test_another_units_reminder_is_not_found(week, contact, colleague, organises, signed_in):
    signed_in(organises).post(
        reverse("contests:reminder_new", args=[week.contest.slug]), posted(week, hen="1")
    )
    cancel = reverse(
        "contests:unit_reminder_cancel",
        args=[contact.code, week.contest.slug, Mailing.objects.get().pk],
    )
    assert signed_in(colleague).post(cancel).status_code == 404


def test_where_people_are_predicted_a_contact_person_counts_nobody(
    week, contact, colleague, signed_in
):
    week.prediction_target = "entrants"
    week.save()
    agrees(entry_in(week, unit=contact).user)
    page = reverse("contests:unit_reminders", args=[contact.code, week.contest.slug])
    shown = signed_in(colleague).post(page, posted(week, xem="1")).content.decode()
    assert "người chưa nộp bài;" not in shown
    assert "hiện sau khi kỳ thi đóng" in shown
