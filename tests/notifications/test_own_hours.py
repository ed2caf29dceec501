"""A person's own quiet hours, beside the site's, by the clock of Việt Nam."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from quizsite.notifications.models import Notice, OwnQuietHours
from quizsite.notifications.outbox import notify
from quizsite.notifications.own_hours import NothingLeft, own_hours, set_own_hours
from quizsite.notifications.sending import send_due
from tests.notifications.conftest import agreeing, occasion

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 1, 12, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def person():
    return agreeing(email="an@example.vn")


def send(at):
    return send_due(now=lambda: at, between=lambda: None)


def test_what_is_due_in_them_waits_until_they_are_over(person, mailbox):
    set_own_hours(person, hours=(11, 14))
    other = agreeing(email="ba@example.vn")
    notify([person.pk, other.pk], occasion(), at=NOON)
    assert send(NOON) == 1
    assert mailbox.to == ["ba@example.vn"]
    assert Notice.objects.get(person=person).due_at == NOON.replace(hour=14, minute=0)
    assert send(NOON + timedelta(hours=2)) == 1


def test_what_wakes_in_the_sites_night_waits_for_the_morning(person, mailbox, settings):
    settings.QUIET_HOURS = (21, 7)
    set_own_hours(person, hours=(18, 22))
    notify([person.pk], occasion(), at=NOON)
    for hour in (19, 22):
        assert send(NOON.replace(hour=hour)) == 0
    assert Notice.objects.get().due_at == NOON.replace(day=2, hour=7, minute=0)


def test_too_late_is_said_of_what_ran_out_while_it_waited(person, mailbox):
    set_own_hours(person, hours=(11, 14))
    notify([person.pk], occasion(expires_at=NOON + timedelta(minutes=30)), at=NOON)
    send(NOON)
    send(NOON + timedelta(hours=2))
    assert Notice.objects.get().why == "too_late"


def test_hours_that_leave_nothing_are_refused(person, settings):
    settings.QUIET_HOURS = (21, 7)
    with pytest.raises(NothingLeft):
        set_own_hours(person, hours=(8, 20))
    assert own_hours(person) is None


def test_the_page_keeps_and_forgets_them(person, signed_in, settings):
    settings.QUIET_HOURS = (21, 7)
    client, page = signed_in(person), reverse("notifications:quiet_hours")
    assert client.post(page, {"begins": "11", "ends": "14"}).status_code == 302
    assert "từ 11 giờ đến 14 giờ" in client.get(reverse("notifications:own")).content.decode()
    for wrong in ({"begins": "11", "ends": ""}, {"begins": "3", "ends": "3"}, {"begins": "24"}):
        answer = client.post(page, wrong)
        assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert "ít hơn 4 giờ" in client.post(page, {"begins": "8", "ends": "20"}).content.decode()
    assert own_hours(person) == (11, 14)
    client.post(page, {"begins": "", "ends": ""})
    assert not OwnQuietHours.objects.exists()
