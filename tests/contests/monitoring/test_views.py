"""The operations page shows people as much as their role allows."""

from datetime import timedelta

import msgspec
import pytest
from django.urls import reverse

from contests.attempts.start import start_attempt, take_up
from contests.delivery.paper_copy import read_copy
from contests.delivery.receipts import Acknowledged
from contests.models import Attempt
from contests.returns.take_back import take_back
from quizsite.accounts.signing_in.text_budget import count_text
from quizsite.models import ProcessReport
from quizsite.operations.process_reports import database_clock
from tests.contests.returns.device import Device
from tests.factories import ContestFactory, OrganiserFactory, RoundFactory
from tests.stage import entry_in, open_round

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


@pytest.mark.parametrize(
    ("sent", "level", "says"),
    [(0, 0, ""), (5, 0, ""), (6, 1, "Cần để ý: Tin nhắn."), (10, 2, "Có sự cố: Tin nhắn.")],
)
def test_the_page_tells_how_many_texts_the_site_may_still_send(
    signed_in, organiser, contest, settings, sent, level, says
):
    settings.SMS_PER_HOUR = 10
    report("may-chu:1")
    for _ in range(sent):
        assert count_text()
    answer = signed_in(organiser).get(url("operations"))
    assert f"{sent} trên 10 tin trong giờ này" in answer.text
    assert says in answer.text
    check = next(one for one in answer.context["checks"] if one.title == "Tin nhắn")
    assert check.level == level
    assert count_text() is (sent < 10)


@pytest.mark.parametrize("page", PAGES)
def test_staff_see_each_process(signed_in, stranger, page):
    stranger.is_staff = True
    stranger.save()
    report("may-chu:1")
    report("may-chu:2", age=60)
    text = signed_in(stranger).get(url(page)).text
    assert "may-chu:1: chạy từ" in " ".join(text.replace("</strong>", "").split())
    assert "không còn báo cáo từ" in text


def paper_of_a_lost_round():
    """A device brings back a paper of a round that was made after the backup."""
    at = database_clock()
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    device = Device(take_up(start_attempt(entry_in(round), round=round, at=at)))
    device.save(1, 2, 1_000_001)
    Attempt.objects.filter(pk=device.attempt.pk).delete()
    copy = msgspec.structs.replace(read_copy(device.copy), round=0)
    take_back(copy, [Acknowledged(*one[:5]) for one in device.receipts], at=at)
    return copy


@pytest.mark.parametrize("page", PAGES)
def test_staff_find_papers_of_rounds_that_the_backup_does_not_have(signed_in, stranger, page):
    stranger.is_staff = True
    stranger.save()
    report("may-chu:1")
    copy = paper_of_a_lost_round()
    text = signed_in(stranger).get(url(page)).text
    assert f"Mã bài {copy.code}: bắt đầu" in text
    assert "1 bài gửi lại" in text
    assert "Có sự cố: Bài của kỳ thi không còn." in text


def test_organisers_learn_that_there_are_some_without_their_codes(signed_in, organiser, contest):
    report("may-chu:1")
    copy = paper_of_a_lost_round()
    text = signed_in(organiser).get(url("operations")).text
    assert "Bài của kỳ thi không còn" in text
    assert str(copy.code) not in text


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
    with django_assert_num_queries(10):
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
