"""The embedded default compresses its pages; a proxy in front would do it itself."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from quizsite.web.compression import PackedAnswers, is_packed_for, packed

ASKS = {"accept-encoding": "gzip, deflate, br"}
PAGE = "Tìm hiểu cải cách hành chính. " * 100


def answer(response, **headers):
    return PackedAnswers(lambda _request: response)(RequestFactory().get("/", headers=headers))


def is_smaller(response, **headers):
    return answer(response, **headers).get("Content-Encoding") == "gzip"


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/css"])
def test_text_is_compressed_for_a_browser_that_takes_it(kind):
    response = answer(HttpResponse(PAGE, content_type=kind), **ASKS)
    assert gzip.decompress(response.content).decode() == PAGE
    assert (response["Content-Encoding"], response["Vary"]) == ("gzip", "Accept-Encoding")
    assert not is_smaller(HttpResponse(PAGE, content_type=kind))


def test_short_answers_files_and_streams_are_left_as_they_are(tmp_path):
    table = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    (tmp_path / "file.css").write_text(PAGE)
    assert not is_smaller(HttpResponse("ok\n"), **ASKS)
    assert not is_smaller(HttpResponse(PAGE, content_type=table), **ASKS)
    with (tmp_path / "file.css").open("rb") as file:
        assert not is_smaller(FileResponse(file), **ASKS)


def test_the_same_page_is_not_always_of_one_length():
    assert len({len(packed(PAGE.encode())) for _ in range(20)}) > 1


@pytest.mark.django_db
def test_a_page_of_the_site_is_compressed(client):
    page = client.get("/", headers=ASKS)
    assert "Tìm hiểu" in gzip.decompress(page.content).decode()


@pytest.mark.django_db
def test_a_kept_page_is_compressed_only_for_those_who_take_it(client, settings):
    settings.KEEP_PAGES_S = 60
    small, whole = client.get("/", headers=ASKS), client.get("/")
    assert gzip.decompress(small.content) == whole.content


@pytest.mark.parametrize(("name", "value"), [("BEHIND_PROXY", True), ("SERVE_ROLE", "pages")])
def test_behind_a_proxy_nothing_is_packed_here(settings, name, value):
    assert is_packed_for("gzip, br")
    assert not is_packed_for("gzip;q=0, br")
    setattr(settings, name, value)
    assert not is_packed_for("gzip, br")
