"""The operations page shows people as much as their role allows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from quizsite.models import ProcessReport
from quizsite.operations.process_reports import database_clock
from tests.factories import ContestFactory, OrganiserFactory, RoundFactory

pytestmark = pytest.mark.django_db

PAGES = ["operations", "operations_figures"]


def url(name):
    return reverse(f"contests:{name}")


@pytest.fixture
def contest(organiser):
    return OrganiserFactory(contest=ContestFactory(slug="thu-do"), user=organiser).contest


def report(name, *, age=0, **figures):
    ProcessReport.objects.create(
        name=name,
        role="all",
        host="may-chu",
        pid=1,
        started_at=database_clock() - timedelta(hours=1),
        reported_at=database_clock() - timedelta(seconds=age),
        figures={"disk_free": 2**40, "disk_total": 2**40} | figures,
    )


@pytest.mark.parametrize("page", PAGES)
def test_an_organiser_sees_whether_the_site_is_well(signed_in, organiser, contest, page):
    report("may-chu:1", minute={"saves": 1234})
    answer = signed_in(organiser).get(url(page))
    assert "Mọi thứ bình thường." in answer.text
    assert "1.234 lượt lưu trong 60 giây qua" in answer.text
    assert "may-chu:1" not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_staff_see_each_process(signed_in, stranger, page):
    stranger.is_staff = True
    stranger.save()
    report("may-chu:1")
    report("may-chu:2", age=60)
    text = signed_in(stranger).get(url(page)).text
    assert "may-chu:1: chạy từ" in " ".join(text.replace("</strong>", "").split())
    assert "không còn báo cáo từ" in text


@pytest.mark.parametrize("page", PAGES)
def test_other_people_do_not_find_the_page(client, signed_in, contestant, page):
    assert client.get(url(page)).status_code == 302
    assert signed_in(contestant).get(url(page)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries(signed_in, organiser, contest, rows, django_assert_num_queries):
    for number in range(rows):
        report(f"may-chu:{number}")
        RoundFactory(
            contest=contest,
            opens_at=database_clock() + timedelta(hours=1),
            closes_at=database_clock() + timedelta(hours=2),
        )
    desk = signed_in(organiser)
    with django_assert_num_queries(7):
        desk.get(url("operations_figures"))


def test_errors_of_the_server_are_on_the_watch_page(signed_in, organiser, contest):
    round = RoundFactory(contest=contest)
    report("may-chu:1", errors=3)
    report("may-chu:2", errors=2)
    report("may-chu:3", errors=40, age=60)
    page = signed_in(organiser).get(
        reverse("contests:round_figures", args=["thu-do", round.number])
    )
    assert page.context["figures"].errors == 5
    assert "lỗi máy chủ trong 5 phút qua" in page.text


def test_an_organiser_finds_the_way_to_it(signed_in, organiser, contest, contestant):
    assert url("operations") in signed_in(organiser).get(reverse("contests:organise")).text
    assert url("operations") not in signed_in(contestant).get(reverse("contests:organise")).text
