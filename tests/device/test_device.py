"""What browsers keep of the site knows nobody, and goes away again."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from quizsite.device import shell
from quizsite.device.shell import offline_page, worker_script
from tests.contests.surveys.cast import survey_of

WORKER = "/ung-dung/nen.js"
PAPER_PARTS = ("contests/", "leaderboard/", "questionbank/")


@pytest.fixture(autouse=True)
def _anew():
    offline_page.cache_clear()
    yield
    offline_page.cache_clear()


def kept():
    return json.loads(re.match(r"self\.SHELL = (.*);\n", worker_script())[1])


def test_the_worker_may_answer_for_the_whole_site_and_is_asked_for_anew_in_ten_minutes(client):
    answer = client.get(WORKER)
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "public, max-age=600"


def test_a_browser_keeps_the_page_without_network_and_no_other_page_or_script_of_the_site():
    assert kept()["page"] == "/ung-dung/khong-mang/"
    names = [url.removeprefix(settings.STATIC_URL) for url in kept()["files"]]
    assert [name for name in names if name.startswith(PAPER_PARTS)] == []
    assert [name for name in names if not finders.find(name)] == []


def test_what_is_kept_is_what_the_page_without_network_needs():
    """The worker also tells by it whether a page is of its own version."""
    asked = re.findall(r'(?:src|href)="(/static/[^"]+)"', offline_page())
    assert set(asked) == set(kept()["files"])


def test_another_page_or_another_file_is_another_version(monkeypatch):
    before = kept()["version"]
    monkeypatch.setattr(shell, "offline_page", lambda: "another")
    other_page = kept()["version"]
    monkeypatch.setattr(shell, "static", lambda name: f"/static/{name}.anew")
    assert len({before, other_page, kept()["version"]}) == 3


def test_saves_starts_sockets_and_surveys_pass_the_worker_by():
    assert set(kept()["leaves"]) == {
        *("/luu-bai/", "/bat-dau/", "/ws/", "/khao-sat/", "/ung-dung/", "/san-khau/gui/")
    }


@pytest.mark.django_db
def test_the_page_without_network_is_the_same_for_who_is_signed_in(signed_in, contestant, client):
    own = signed_in(contestant).get("/ung-dung/khong-mang/")
    assert own.content == client.get("/ung-dung/khong-mang/").content
    assert contestant.short_name not in own.content.decode()
    assert not own.cookies


@pytest.mark.django_db
def test_switched_off_the_worker_removes_itself_and_no_page_names_one(client, settings):
    assert 'name="app-worker"' in client.get("/giao-dien/").content.decode()
    settings.OFFLINE_SHELL = False
    assert client.get(WORKER).content.decode() == (
        'importScripts("/static/site/service-worker-off.js");\n'
    )
    assert 'name="app-worker"' not in client.get("/giao-dien/").content.decode()


@pytest.mark.django_db
def test_a_survey_names_no_file_that_a_browser_asks_for_by_itself(client):
    page = client.get(f"/khao-sat/{survey_of().code}/").content.decode()
    assert "<form" in page
    assert "app-worker" not in page
    assert "manifest" not in page


def test_the_manifest_names_the_site_in_vietnamese_with_icons_that_exist(client):
    answer = client.get("/ung-dung/trang.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["name"], said["lang"]) == ("Tìm hiểu cải cách hành chính", "vi")
    icons = [icon["src"].removeprefix(settings.STATIC_URL) for icon in said["icons"]]
    assert [name for name in icons if not finders.find(name)] == []
    assert "maskable" in {icon["purpose"] for icon in said["icons"]}


@pytest.mark.parametrize("path", [WORKER, "/ung-dung/khong-mang/", "/ung-dung/trang.webmanifest"])
def test_what_browsers_ask_for_by_themselves_is_logged_nowhere(client, path, caplog):
    """Beside a survey, whose pages are in no log, it would tell when somebody answered."""
    caplog.set_level("INFO")
    assert client.get(path).status_code == 200
    assert caplog.records == []
