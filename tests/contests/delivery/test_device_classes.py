"""A paper says whether it was begun on a phone, a tablet or a computer, and nothing more."""

import pytest

from contests.delivery.device_classes import device_class
from contests.delivery.start_endpoint import read_post
from contests.delivery.tokens import issue_start_token
from contests.models import DeviceClass
from tests.stage import entry_in, open_round

PHONE, TABLET, COMPUTER = DeviceClass.PHONE, DeviceClass.TABLET, DeviceClass.COMPUTER
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36", PHONE),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {SAFARI} Zalo iOS/612", PHONE),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/9.80) Presto/2.12 Version/12.16", PHONE),
        ("Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", PHONE),
        (f"Mozilla/5.0 (Linux; Android 13; SM-X200) {CHROME} Safari/537.36", TABLET),
        (f"Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) {SAFARI} Mobile/15E148", TABLET),
        ("Mozilla/5.0 (Android 14; Tablet; rv:127.0) Gecko/127.0 Firefox/127.0", TABLET),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/126", COMPUTER),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Safari/605.1.15", COMPUTER),
        (f"Mozilla/5.0 (X11; Linux x86_64) coc_coc_browser/126 {CHROME} Safari/537.36", COMPUTER),
        ("curl/8.5.0", None),
        ("", None),
        ("x" * 500, None),
    ],
)
def test_a_browser_is_put_into_a_class(said, wanted):
    assert device_class(said) == wanted


def test_the_hint_of_newer_browsers_comes_first():
    assert device_class("Mozilla/5.0 (X11; Linux x86_64)", b"?1") == PHONE
    assert device_class("Mozilla/5.0 (X11; Linux x86_64)", b"?0") == COMPUTER
    assert device_class("Mozilla/5.0 (X11; Linux x86_64)", b"\xff" * 90) == COMPUTER


def test_a_mac_that_is_touched_is_an_ipad():
    mac = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Safari/605.1.15"
    assert device_class(mac, is_touched=True) == TABLET
    windows = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36"
    assert device_class(windows, is_touched=True) == COMPUTER
    phone = "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0"
    assert device_class(phone, is_touched=True) == PHONE


@pytest.mark.django_db
@pytest.mark.parametrize(("more", "wanted"), [("", COMPUTER), ("&cham=1", TABLET)])
def test_the_start_says_whether_the_screen_is_touched(more, wanted):
    week = open_round()
    body = f"slip={issue_start_token(entry_in(week), week)}{more}".encode()
    headers = {b"user-agent": b"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15"}
    assert read_post(body, headers).start.device == wanted
