"""The page on which anybody answers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import Remark, Response
from quizsite.web import untraced
from quizsite.web.post_bound import PostBound
from tests.contests.surveys.cast import answers_for, place_in, question, stored, survey_of

pytestmark = pytest.mark.django_db
OWN = {"HTTP_ORIGIN": "http://testserver"}


def address(survey):
    return reverse("contests:survey", args=[survey.code])


def send(client, survey, *, query="", **changes):
    return client.post(f"{address(survey)}{query}", answers_for(survey, **changes), **OWN)


def test_what_was_chosen_is_stored_by_the_numbers_of_options_and_the_text_apart(client):
    survey = survey_of()
    response = send(client, survey)
    assert response.headers["Location"] == reverse("contests:survey_thanks", args=[survey.code])
    row = stored(survey)
    asked = {one.kind: str(one.pk) for one in survey.questions.all()}
    assert row.values == {
        asked["grades"]: 4,
        asked["grid"]: [5, None],
        asked["single"]: 2,
        asked["several"]: [1, 3],
    }
    assert (row.day, row.channel, row.is_screened_out) == (timezone.localdate(), "online", False)
    remark = Remark.objects.get()
    assert (remark.text, remark.question_id) == ("Mong có thêm ghế ngồi chờ.", int(asked["text"]))
    assert remark.pk != row.pk


def test_a_form_sent_twice_counts_once(client):
    survey = survey_of()
    sent = answers_for(survey)
    for _ in range(2):
        assert client.post(address(survey), sent, **OWN).status_code == 302
    assert Response.objects.count() == Remark.objects.count() == 1


def test_the_number_in_the_page_is_not_the_number_of_the_row(client):
    survey, form_id = survey_of(), uuid4()
    send(client, survey, phieu=str(form_id))
    assert stored(survey).pk != form_id


def test_whoever_the_screening_question_sends_away_answers_nothing_else(client):
    survey = survey_of()
    assert send(client, survey, screening="khong").status_code == 302
    row = stored(survey)
    assert (row.is_screened_out, row.values, Remark.objects.count()) == (True, {}, 0)


def test_without_an_answer_to_the_screening_question_nothing_is_lost(client):
    survey = survey_of()
    page = send(client, survey, screening=None)
    assert page.status_code == 200
    assert "Hãy chọn một ô ở câu này." in page.content.decode()
    assert "Mong có thêm ghế ngồi chờ." in page.content.decode()
    assert not Response.objects.exists()


def test_no_opinion_is_offered_chosen_by_nobody_from_the_start_and_stored_as_nothing(client):
    survey = survey_of()
    assert " checked" not in client.get(address(survey)).content.decode()
    asked = dict.fromkeys(("grades", "single"), "0")
    send(client, survey, several=[], **asked)
    assert stored(survey).values == {str(question(survey, "grid").pk): [5, None]}


def test_an_empty_form_is_told_to_answer_something(client):
    survey = survey_of()
    nothing = {"grades": "", "single": "", "several": [], "text": ""}
    sent = answers_for(survey, **nothing)
    sent[f"c{question(survey, 'grid').pk}-1"] = ""
    page = client.post(address(survey), sent, **OWN)
    assert "Hãy trả lời ít nhất một câu." in page.content.decode()


@pytest.mark.parametrize(
    "text", ["Gọi tôi 0912 345 678", "0912.345.678", "CCCD 001203004005", "viết cho an@x.vn"]
)
def test_a_number_or_address_in_the_free_text_is_refused_and_the_text_kept(client, text):
    survey = survey_of()
    page = send(client, survey, text=text).content.decode()
    assert "Hãy bỏ đi rồi gửi." in page
    assert text in page
    assert not Response.objects.exists()


@pytest.mark.parametrize("value", ["6", "x", "-1", "9" * 4000])
def test_a_grade_that_is_not_offered_is_refused(client, value):
    survey = survey_of()
    assert send(client, survey, grades=value).status_code == 200
    assert not Response.objects.exists()


@pytest.mark.parametrize("phieu", ["", "x", "0" * 32, "9" * 40, None])
def test_a_broken_number_of_a_form_costs_nobody_the_answer(client, phieu):
    survey = survey_of()
    assert send(client, survey, phieu=phieu).status_code == 302
    assert Response.objects.count() == 1


def test_the_link_of_a_place_says_what_the_answer_is_about(client):
    survey = survey_of()
    here, _there = place_in(survey, code="phuong-a"), place_in(survey, code="phuong-b")
    response = send(client, survey, query="?noi=phuong-a")
    assert response.headers["Location"].endswith("?noi=phuong-a")
    assert stored(survey).place == here


def test_a_link_without_a_place_asks_for_it(client):
    survey = survey_of()
    place_in(survey)
    there = place_in(survey)
    assert send(client, survey).status_code == 200
    assert not Response.objects.exists()
    assert send(client, survey, noi=str(there.pk)).status_code == 302
    assert stored(survey).place == there


def test_a_place_of_another_survey_is_none(client):
    survey = survey_of()
    place_in(survey)
    place_in(survey)
    other = place_in(survey_of())
    assert send(client, survey, noi=str(other.pk)).status_code == 200
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("state", "opens_in", "closes_in"),
    [("open", 1, 2), ("open", -3, -1), ("closed", -1, 1)],
)
def test_before_the_opening_and_after_the_closing_nothing_is_taken(
    client, state, opens_in, closes_in
):
    now = timezone.now()
    window = {
        "opens_at": now + timedelta(hours=opens_in),
        "closes_at": now + timedelta(hours=closes_in),
    }
    survey = survey_of(state=state, **window)
    page = send(client, survey)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not Response.objects.exists()
    assert "<form" not in client.get(address(survey)).content.decode()


def test_a_draft_does_not_exist_for_others(client):
    survey = survey_of(state="draft")
    assert client.get(address(survey)).status_code == 404
    assert send(client, survey).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_REFERER": "https://elsewhere.example/"},
    ],
)
def test_a_foreign_page_posts_nothing_and_the_form_is_kept(client, headers):
    survey = survey_of()
    page = client.post(address(survey), answers_for(survey), **headers)
    assert page.status_code == 403
    assert "Mong có thêm ghế ngồi chờ." in page.content.decode()
    assert not Response.objects.exists()


def test_a_browser_that_sends_no_origin_is_known_by_its_referer(client):
    survey = survey_of()
    headers = {"HTTP_REFERER": f"http://testserver{address(survey)}"}
    assert client.post(address(survey), answers_for(survey), **headers).status_code == 302


def test_a_flood_is_refused_in_words_and_the_form_is_kept(client, monkeypatch):
    monkeypatch.setattr(untraced, "_bound", PostBound(1))
    survey = survey_of()
    assert send(client, survey).status_code == 302
    page = send(client, survey)
    assert page.status_code == 429
    assert "Mong có thêm ghế ngồi chờ." in page.content.decode()
    assert Response.objects.count() == 1


def test_the_next_person_at_a_shared_screen_finds_nothing_in_its_memory(client):
    survey = survey_of()
    first, second = (client.get(address(survey)) for _ in range(2))
    assert first["Cache-Control"] == "no-store"
    assert first.content != second.content  # each form has a number of its own
