"""Nobody who holds the whole database and all logs can link a person to an answer."""

import io
import json
import logging
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import DataError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from prometheus_client import generate_latest

from contests.models import Remark, Response, ResponseCode
from contests.surveys import responding, views
from contests.surveys.codes import make_codes
from contests.surveys.mixing import mix_all
from quizsite.operations.logs import configure
from tests.contests.surveys.cast import answers_for, survey_of

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.77"
BROWSER = "Mozilla/5.0 (X11) DauVetCuaMotNguoi/1.0"
OF_A_PERSON = {
    "REMOTE_ADDR": ADDRESS,
    "HTTP_X_FORWARDED_FOR": ADDRESS,
    "HTTP_USER_AGENT": BROWSER,
    "HTTP_ORIGIN": "http://testserver",
}
OURS = {"contests.response", "contests.remark", "contests.responsecode"}


def dump() -> dict[str, list[str]]:
    """Every row of every table, as text; the cache's table too, which has no model."""
    found = {
        model._meta.label_lower: sorted(
            serializers.serialize("json", [row]) for row in model._base_manager.all()
        )
        for model in apps.get_models()
    }
    tables = set(connection.introspection.table_names())
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        for table in tables - known:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- our own tables
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def everything() -> str:
    return "".join(text for rows in dump().values() for text in rows)


@pytest.fixture
def log():
    """Everything that any logger writes, as a server writes it."""
    text = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure({"level": "INFO"})
    handler = logging.StreamHandler(text)
    handler.setFormatter(root.handlers[0].formatter)
    root.addHandler(handler)
    yield text
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def person(signed_in, contestant) -> Client:
    """Somebody with an account and an open session, at their own address."""
    client = signed_in(contestant)
    client.get("/tai-khoan/", REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER)
    return client


def test_an_answer_changes_no_row_but_its_own_and_writes_no_line(person, log):
    survey = survey_of()
    address = reverse("contests:survey", args=[survey.code])
    before, counted = dump(), generate_latest()
    log.truncate(0)
    pages = [
        person.get(address, **OF_A_PERSON),
        person.post(address, answers_for(survey), **OF_A_PERSON),
        person.get(reverse("contests:survey_thanks", args=[survey.code]), **OF_A_PERSON),
        person.post(address, {}, **OF_A_PERSON),  # refused
        person.get("/khao-sat/khong-co/", **OF_A_PERSON),  # not there
        person.put(address, **OF_A_PERSON),  # not allowed
    ]
    after = dump()

    assert [page.status_code for page in pages] == [200, 302, 200, 200, 404, 405]
    assert {name for name in after if after[name] != before.get(name)} == {
        "contests.response",
        "contests.remark",
    }
    assert log.getvalue() == ""
    assert [bool(page.cookies) for page in pages] == [False] * 6
    # Metrics are scraped every few seconds: a count that grows would tell the second.
    pages_counted = re.compile(rb"^thi_page.*$", re.M)
    assert pages_counted.findall(generate_latest()) == pages_counted.findall(counted)


def test_the_control_another_page_does_write_a_line_and_name_the_person(person, log, contestant):
    log.truncate(0)
    person.get("/tai-khoan/", **OF_A_PERSON)
    line = json.loads(log.getvalue().strip().splitlines()[-1])
    assert (line["person"], line["network"]) == (contestant.pk, "203.0.113.0/24")


def test_new_rows_hold_nothing_of_the_person_the_address_the_browser_or_the_hour(
    person, contestant
):
    survey = survey_of()
    address = reverse("contests:survey", args=[survey.code])
    sent = answers_for(survey)
    person.post(address, sent, **OF_A_PERSON)
    rows = [
        json.loads(serializers.serialize("json", [row]))[0]
        for row in (*Response.objects.all(), *Remark.objects.all())
    ]
    assert len(rows) == 2
    words = {ADDRESS, BROWSER, contestant.email, contestant.full_name, sent["phieu"]}
    words.add(person.cookies[settings.SESSION_COOKIE_NAME].value)
    for row in rows:
        text = json.dumps(row, ensure_ascii=False)
        assert [word for word in words if word in text] == []
        assert re.search(r"\d{1,2}:\d{2}", text) is None
        assert row["fields"]["day"] == f"{timezone.localdate()}"
    # Neither row leads to the other: they share only what all rows of the day share.
    response, remark = rows
    shared = set(map(str, response["fields"].values())) & set(map(str, remark["fields"].values()))
    assert shared <= {f"{timezone.localdate()}", "None", "False", str(survey.pk)}


def test_two_people_who_swap_their_answers_leave_the_same_tables(signed_in, contestant, colleague):
    """Whoever could tell these two histories apart could link a person to an answer."""
    survey = survey_of()
    address = reverse("contests:survey", args=[survey.code])
    good, bad = answers_for(survey, grades="5"), answers_for(survey, grades="1", text="Chậm.")
    browsers = [signed_in(contestant), signed_in(colleague)]

    def history(order):
        Response.objects.all().delete()
        Remark.objects.all().delete()
        for browser, sent in zip(browsers, order, strict=True):
            browser.post(address, sent, **OF_A_PERSON)
        found = dump()
        found["contests.remark"] = sorted(Remark.objects.values_list("text", flat=True))
        return found

    assert history([good, bad]) == history([bad, good])


def test_a_used_code_leaves_no_row_and_no_mark_to_lay_beside_an_answer(person, organiser):
    survey = survey_of(needs_code=True)
    codes = make_codes(survey, count=3, by=organiser, at=timezone.now())
    kept = everything()
    assert [code for code in codes if code in kept] == []
    before = set(ResponseCode.objects.values_list("digest", flat=True))
    address = reverse("contests:survey", args=[survey.code])
    person.post(address, answers_for(survey, ma=codes[1].lower()), **OF_A_PERSON)
    assert Response.objects.count() == 1
    left = set(ResponseCode.objects.values_list("digest", flat=True))
    assert len(before - left) == 1
    assert left < before
    kept = everything()
    assert [digest for digest in before - left if digest in kept] == []


def test_a_fault_is_logged_by_its_place_and_not_by_what_was_answered(person, log, monkeypatch):
    """A database's message quotes the row that it refused."""

    def fails(*args, **kwargs):
        raise DataError(f"Failing row contains (…, Mong có thêm ghế, {ADDRESS})")

    monkeypatch.setattr(views, "answer_survey", fails)
    person.raise_request_exception = False
    survey = survey_of()
    address = reverse("contests:survey", args=[survey.code])
    log.truncate(0)
    assert person.post(address, answers_for(survey), **OF_A_PERSON).status_code == 500
    (line,) = [json.loads(one) for one in log.getvalue().strip("\0\n").splitlines()]
    assert (line["event"], line["kind"]) == ("untraced_page_failed", "DataError")
    assert "ghế" not in log.getvalue()
    assert ADDRESS not in log.getvalue()


def test_rows_of_past_days_are_stored_anew_in_the_order_of_their_random_keys(client):
    survey = survey_of()
    address = reverse("contests:survey", args=[survey.code])
    for _ in range(6):
        client.post(address, answers_for(survey), HTTP_ORIGIN="http://testserver")
    today = timezone.localdate()
    assert mix_all(today=today) == 0
    before = sorted(Response.objects.values_list("pk", "day", "values__isnull"))
    assert mix_all(today=today + timedelta(days=1)) == 12
    assert sorted(Response.objects.values_list("pk", "day", "values__isnull")) == before
    assert mix_all(today=today + timedelta(days=1)) == 0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM contests_response ORDER BY ctid")
            placed = [key for (key,) in cursor.fetchall()]
            cursor.execute("SELECT DISTINCT xmin::text FROM contests_response")
            writers = cursor.fetchall()
        assert placed == sorted(placed)
        assert len(writers) == 1


def test_nothing_of_the_code_that_stores_answers_knows_a_request_or_an_account():
    names = set(vars(responding))
    assert not names & {"User", "HttpRequest", "record", "log", "structlog"}
