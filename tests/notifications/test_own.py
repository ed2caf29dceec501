"""A person reads own notices and chooses; links of mails work for whoever holds them."""

import pytest
from django.urls import reverse

from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.subjects import the_person
from quizsite.notifications import wishes
from quizsite.notifications.models import (
    Channel,
    DeclinedNotice,
    Notice,
    NoticeKind,
    StoppedAddress,
)
from quizsite.notifications.outbox import notify, notify_address
from quizsite.notifications.personal_data import NOTICES_HOLDING
from quizsite.notifications.stop_links import stop_path
from quizsite.notifications.wishes import CHOSEN, Topic
from tests.factories import NOON
from tests.notifications.conftest import CONTEST, agreeing, occasion

pytestmark = pytest.mark.django_db

OWN = reverse("notifications:own")


@pytest.fixture(autouse=True)
def _one_topic(monkeypatch):
    monkeypatch.setattr(wishes, "_topics", [lambda user: [Topic(CONTEST, "Thi CCHC")]])


def link_of(user):
    return stop_path(person=user.pk, address=user.email, contest=CONTEST)


def test_the_page_shows_own_notices_and_nobody_elses(signed_in):
    one, other = agreeing(), agreeing()
    notify([one.pk], occasion(), at=NOON)
    assert "Đã có kết quả chính thức: Tuần 1" in signed_in(one).get(OWN).content.decode()
    assert "Chưa có tin nào" in signed_in(other).get(OWN).content.decode()


def test_who_did_not_agree_reads_that_nothing_is_sent(signed_in, contestant):
    assert "nên không tin nào được gửi" in signed_in(contestant).get(OWN).content.decode()


def test_a_person_declines_a_kind_and_takes_it_back(signed_in):
    user = agreeing()
    page = reverse("notifications:wishes", args=[CONTEST])
    client = signed_in(user)
    wanted = {f"{kind}-email": "on" for kind in CHOSEN if kind != NoticeKind.REMINDER}
    assert client.post(page, wanted).status_code == 302
    assert DeclinedNotice.objects.get().kind == NoticeKind.REMINDER
    assert client.get(page).context["form"]["reminder-email"].value() is False
    client.post(page, wanted | {"reminder-email": "on"})
    assert not DeclinedNotice.objects.exists()


def test_choices_for_another_contest_are_not_found(signed_in):
    page = reverse("notifications:wishes", args=[CONTEST + 1])
    assert signed_in(agreeing()).get(page).status_code == 404


def test_a_link_without_sense_is_not_found(client):
    for token in ("x", "WyJhIl0:abc", "1:2:3"):
        assert client.get(reverse("notifications:stop", args=[token])).status_code == 404


def test_a_tap_declines_all_mails_of_the_contest(client):
    user = agreeing()
    assert client.post(link_of(user)).status_code == 200
    assert client.post(link_of(user)).status_code == 200
    declined = DeclinedNotice.objects.filter(person=user, contest=CONTEST, channel=Channel.EMAIL)
    assert declined.count() == len(NoticeKind)


def test_a_tap_works_after_the_account_is_gone_and_keeps_no_address(client):
    user = agreeing(email="an@example.vn")
    link = link_of(user)
    notify([user.pk], occasion(), at=NOON)
    notify_address("an@example.vn", occasion("invitation:1", NoticeKind.INVITATION), at=NOON)
    erase_person(user, by=the_person(user), at=NOON, reason="")
    assert not Notice.objects.exists()
    assert client.post(link).status_code == 200
    assert not DeclinedNotice.objects.exists()
    invited = occasion("invitation:2", NoticeKind.INVITATION)
    assert not notify_address("an@example.vn", invited, at=NOON)
    assert "an@" not in str(StoppedAddress.objects.values().get())


def test_what_was_stopped_under_an_older_key_stays_stopped(client, settings):
    older, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 50
    link = stop_path(person=None, address="an@example.vn", contest=CONTEST)
    client.post(link)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = older, ["x" * 50]
    invited = occasion("invitation:2", NoticeKind.INVITATION)
    assert not notify_address("an@example.vn", invited, at=NOON)


def test_what_is_kept_is_shown_to_its_person():
    user = agreeing()
    notify([user.pk], occasion(), at=NOON)
    [row] = NOTICES_HOLDING.read(user, NOON)
    assert row["Tin"] == "kết quả chính thức"
