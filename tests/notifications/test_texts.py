"""Text messages: only who chose them, within the contest's limit, and what a gateway refuses."""

import pytest
from django.urls import reverse

from quizsite.notifications.letters import SAMPLE_FACTS, letter_of
from quizsite.notifications.models import Channel, ContestTexts, Notice, StoppedAddress
from quizsite.notifications.outbox import notify
from quizsite.notifications.posts import OverLimit
from quizsite.notifications.sending import send_due
from quizsite.notifications.texts import (
    NoPhoneForTexts,
    TextPost,
    text_sums,
    want_no_texts,
    want_texts,
)
from quizsite.notifications.wishes import CHOSEN, declined_by, set_wishes
from tests.factories import NOON
from tests.notifications.conftest import CONTEST, agreeing, occasion
from tests.notifications.gateway import text_gateway
from tests.stage import race

pytestmark = pytest.mark.django_db

PHONE = "+84912345678"


@pytest.fixture
def gateway(settings):
    settings.NOTICE_CHANNELS = ["sms"]
    settings.SMS_SENDER = "quizsite.accounts.sms_gateway.HttpSender"
    settings.SMS_GATEWAY_KEY = "khoa chung"
    settings.SMS_PRICE = 800
    with text_gateway() as server:
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_address[1]}/gui"
        yield server


@pytest.fixture
def person():
    return agreeing(phone=PHONE, is_phone_verified=True)


def tell(person, name="result:1"):
    notify([person.pk], occasion(name), at=NOON)
    send_due(now=lambda: NOON, between=lambda: None)
    return Notice.objects.filter(occasion=name).first()


def test_nobody_gets_any_who_did_not_choose_them(gateway, person):
    assert tell(person) is None
    want_texts(person, at=NOON)
    assert tell(person).state == "sent"
    want_no_texts(person)
    assert tell(person, "result:2") is None
    assert len(gateway.got) == 1


def test_one_short_message_goes_out_under_the_notices_number(gateway, person):
    want_texts(person, at=NOON)
    notice = tell(person)
    link = f"http://localhost:8000/s/{notice.pk}/"
    [said] = gateway.got
    assert (said["to"], said["id"]) == (PHONE, str(notice.code))
    assert said["text"].startswith("Da co ket qua chinh thuc: Tuan 1 http")
    assert said["text"].endswith(link.rpartition("/s/")[2])
    sums = text_sums(CONTEST)
    assert (sums.sent, sums.cost) == (1, 800)


@pytest.mark.parametrize("change", ["unverified", "landline"])
def test_a_number_that_takes_no_texts_gets_none(change, gateway, person):
    want_texts(person, at=NOON)
    notify([person.pk], occasion(), at=NOON)
    if change == "unverified":
        person.is_phone_verified = False
    else:
        person.phone = "+842838222222"
    person.save()
    send_due(now=lambda: NOON, between=lambda: None)
    assert gateway.got == []
    assert Notice.objects.get().why == "not_wanted"


def test_a_contest_stops_at_its_limit(gateway, person, settings):
    settings.SMS_PER_CONTEST = 1
    want_texts(person, at=NOON)
    assert tell(person).state == "sent"
    over = tell(person, "result:2")
    assert (over.state, over.why) == ("failed", "over_limit")
    assert len(gateway.got) == 1


@pytest.mark.parametrize(
    ("status", "state", "why"),
    [
        (503, "waiting", ""),
        (402, "waiting", ""),
        (401, "waiting", ""),
        (429, "waiting", ""),
        (400, "failed", "refused"),
        (410, "failed", "no_such_address"),
    ],
)
def test_what_a_gateway_refuses_is_not_counted(status, state, why, gateway, person):
    gateway.status = status
    want_texts(person, at=NOON)
    notice = tell(person)
    assert (notice.state, notice.why) == (state, why)
    assert text_sums(CONTEST).sent == 0
    assert StoppedAddress.objects.exists() == (status == 410)
    gateway.status = 202
    assert (tell(person, "result:2") is None) == (status == 410)


def test_a_gateway_out_of_reach_is_tried_again(gateway, person, settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"
    want_texts(person, at=NOON)
    assert (tell(person).state, text_sums(CONTEST).sent) == ("waiting", 0)


def test_it_is_refused_where_no_number_is_confirmed(gateway):
    with pytest.raises(NoPhoneForTexts):
        want_texts(agreeing(), at=NOON)


def test_it_is_off_unless_configured(person, settings):
    settings.NOTICE_CHANNELS = ["email"]
    with pytest.raises(NoPhoneForTexts):
        want_texts(person, at=NOON)
    assert text_sums(CONTEST) is None


def test_who_has_not_chosen_texts_is_not_asked_about_them(gateway, person):
    set_wishes(person, contest=CONTEST, wanted=[])
    assert declined_by(person, contest=CONTEST) == set()
    want_texts(person, at=NOON)
    set_wishes(person, contest=CONTEST, wanted=[])
    assert declined_by(person, contest=CONTEST) == {(kind, Channel.SMS) for kind in CHOSEN}


def test_the_page_turns_on_and_off(gateway, person, signed_in):
    client, own = signed_in(person), reverse("notifications:own")
    assert "Bật tin nhắn SMS" in client.get(own).content.decode()
    client.post(reverse("notifications:texts_on"))
    assert "Tắt tin nhắn SMS" in client.get(own).content.decode()
    client.post(reverse("notifications:texts_off"))
    assert "Bật tin nhắn SMS" in client.get(own).content.decode()


def test_the_short_link_leads_its_own_person_on(gateway, person, signed_in):
    want_texts(person, at=NOON)
    link = reverse("notifications:short", args=[tell(person).pk])
    assert signed_in(person).get(link).url == "/ket-qua/"
    assert signed_in(agreeing()).get(link).status_code == 404


@pytest.mark.parametrize("kind", CHOSEN)
@pytest.mark.parametrize("has_accents", [True, False])
def test_each_kind_is_one_message(kind, has_accents, gateway, person, settings):
    settings.SMS_ACCENTS = has_accents
    want_texts(person, at=NOON)
    notify([person.pk], occasion("x:1", kind), at=NOON)
    notice = Notice.objects.get()
    notice.facts = SAMPLE_FACTS[kind] | {"contest": "Thi CCHC", "path": "/"}
    TextPost().send(letter_of(notice, address=PHONE, at=NOON), to=PHONE)
    assert len(gateway.got[-1]["text"]) <= (70 if has_accents else 160)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_processes_at_the_last_message_one_sends_it(gateway, person, settings):
    settings.SMS_PER_CONTEST = 1
    ContestTexts.objects.create(contest=CONTEST)
    want_texts(person, at=NOON)
    notify([person.pk], occasion(), at=NOON)
    letter = letter_of(Notice.objects.get(), address=PHONE, at=NOON)
    results = race([lambda: TextPost().send(letter, to=PHONE)] * 4)
    assert [type(one) for one in results if one is not None] == [OverLimit] * 3
    assert (len(gateway.got), ContestTexts.objects.get().sent) == (1, 1)
