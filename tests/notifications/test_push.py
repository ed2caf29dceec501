"""Web push: encrypted for one browser, signed by the site, and only to push services."""

import http.client
import json
import socket

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.core.management import call_command
from django.urls import reverse

from quizsite.environment import key_of_32_bytes
from quizsite.notifications import outside
from quizsite.notifications.models import Notice, PushSubscription, StoppedAddress
from quizsite.notifications.outbox import notify
from quizsite.notifications.outside import NotAllowed, NotPublic, allowed_place, public_address
from quizsite.notifications.push import MOST_BROWSERS, PushRefused, subscribe
from quizsite.notifications.push_encryption import (
    BrowserKeys,
    encrypt,
    from_base64,
    new_site_key,
    point_of,
    site_key,
    to_base64,
)
from quizsite.notifications.sending import send_due
from tests.factories import NOON
from tests.notifications.conftest import agreeing, occasion
from tests.notifications.push_service import Browser, push_service

pytestmark = pytest.mark.django_db


def test_the_example_of_the_standard_comes_out_letter_by_letter():
    """RFC 8291, appendix A."""
    keys = BrowserKeys.read(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    own = site_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        to=keys,
        own=own,
        salt=from_base64("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert to_base64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"
        "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyou"
        "BWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.fixture
def service(settings, monkeypatch):
    """Stands in for the browsers' makers; only the connection is another."""
    settings.NOTICE_CHANNELS = ["push"]
    settings.PUSH_KEY = new_site_key()
    with push_service() as found:
        port = found.server_address[1]
        monkeypatch.setattr(
            outside, "connect", lambda place: http.client.HTTPConnection("127.0.0.1", port)
        )
        yield found


@pytest.fixture
def person():
    return agreeing()


def allow(person, name="an"):
    browser = Browser(name)
    subscribe(person, endpoint=browser.endpoint, at=NOON, **browser.keys)
    return browser


def tell(person, name="result:1"):
    notify([person.pk], occasion(name), at=NOON)
    send_due(now=lambda: NOON, between=lambda: None)
    return Notice.objects.get(occasion=name)


def test_a_browser_reads_what_was_sent_and_who_sent_it(service, person, settings):
    browser = allow(person)
    notice = tell(person)
    [(path, headers, body)] = service.got
    said = browser.read(body)
    assert (notice.state, path) == ("sent", "/fcm/send/an")
    assert said["title"] == "Đã có kết quả chính thức: Tuần 1"
    assert said["url"].endswith("/ket-qua/")
    assert said["tag"] == str(notice.code)
    scheme, token, key = headers["Authorization"].replace(",", "").split()
    assert (scheme, headers["Content-Encoding"]) == ("vapid", "aes128gcm")
    point = from_base64(key.removeprefix("k="))
    assert point == point_of(site_key(settings.PUSH_KEY))
    claims, _dot, signature = token.removeprefix("t=").rpartition(".")
    raw = from_base64(signature)
    number = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    public.verify(number, claims.encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(from_base64(claims.split(".")[1]))["aud"] == "https://fcm.googleapis.com"


def test_one_of_two_browsers_is_enough_and_one_that_is_gone_is_forgotten(service, person):
    allow(person, "an"), allow(person, "ba")
    service.answers["an"] = 410
    assert tell(person).state == "sent"
    assert PushSubscription.objects.get().endpoint.endswith("/ba")


def test_where_all_browsers_are_gone_nothing_more_is_written(service, person):
    allow(person)
    service.answers["an"] = 404
    notice = tell(person)
    assert (notice.state, notice.why) == ("failed", "no_such_address")
    assert not StoppedAddress.objects.exists()
    assert notify([person.pk], occasion("result:2"), at=NOON) == 0


@pytest.mark.parametrize(("status", "state"), [(429, "waiting"), (503, "waiting"), (400, "failed")])
def test_a_service_that_is_busy_is_asked_again(service, person, status, state):
    allow(person)
    service.answers["an"] = status
    assert tell(person).state == state


@pytest.mark.parametrize(
    "address",
    [
        "http://fcm.googleapis.com/a",
        "https://127.0.0.1/a",
        "https://localhost/a",
        "https://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com:8443/a",
        "https://fcm.googleapis.com@evil.example/a",
        "https://evil.example/fcm.googleapis.com",
        "https://evilfcm.googleapis.com.evil.example/a",
        "https://notfcm.googleapis.com.vn/a",
        "https://fcm.googleapis.com/a\r\nHost: evil",
        "https://fcm.googleapis.com:x/a",
        "ftp://fcm.googleapis.com/a",
        "",
    ],
)
def test_an_address_that_is_no_push_service_is_refused(address, person):
    with pytest.raises(NotAllowed):
        allowed_place(address)
    with pytest.raises(PushRefused):
        subscribe(person, endpoint=address, at=NOON, **Browser().keys)


def test_hosts_below_one_of_the_list_are_allowed():
    place = allowed_place("https://hk2.notify.windows.com/w/?token=a%2Fb")
    assert (place.origin, place.path) == ("https://hk2.notify.windows.com", "/w/?token=a%2Fb")


@pytest.mark.parametrize("found", ["127.0.0.1", "10.0.0.8", "169.254.1.1", "::1", "fd00::1"])
def test_a_name_that_leads_inside_is_not_connected_to(found, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (found, 443))])
    with pytest.raises(NotPublic):
        public_address("fcm.googleapis.com")


@pytest.mark.parametrize("keys", [{"point": "AAAA"}, {"secret": "AAAA"}, {"point": "é"}])
def test_keys_that_no_browser_gives_are_refused(person, keys):
    browser = Browser()
    with pytest.raises(PushRefused):
        subscribe(person, endpoint=browser.endpoint, at=NOON, **{**browser.keys, **keys})


def test_a_browser_that_changes_hands_is_its_new_persons(person):
    browser, other = allow(person), agreeing()
    subscribe(other, endpoint=browser.endpoint, at=NOON, **browser.keys)
    assert PushSubscription.objects.get().person == other


def test_a_person_has_no_more_browsers_than_ten(person):
    for n in range(MOST_BROWSERS + 1):
        allow(person, f"n{n}")
    assert PushSubscription.objects.filter(person=person).count() == MOST_BROWSERS


def test_the_page_turns_on_and_off(service, person, signed_in):
    client, browser = signed_in(person), Browser()
    own = reverse("notifications:own")
    assert "data-push=" in client.get(own).content.decode()
    said = {"endpoint": browser.endpoint, **browser.keys}
    assert client.post(reverse("notifications:push_on"), said).status_code == 302
    assert "Đang bật trên 1 thiết bị" in client.get(own).content.decode()
    bad = client.post(reverse("notifications:push_on"), {**said, "endpoint": "https://evil.vn/"})
    assert bad.status_code == 400
    assert client.post(reverse("notifications:push_off")).status_code == 302
    assert not PushSubscription.objects.exists()


def test_without_a_key_the_page_offers_none(person, signed_in):
    assert "data-push=" not in signed_in(person).get(reverse("notifications:own")).content.decode()


def test_the_command_writes_a_key_that_can_be_read(capsys):
    call_command("push_key")
    written = capsys.readouterr().out.strip()
    assert key_of_32_bytes("PUSH_KEY", written) == written
    assert site_key(written)
