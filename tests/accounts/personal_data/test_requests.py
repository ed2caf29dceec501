"""Requests about one's own data run by the decree's clocks, and staff see what is due."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from quizsite.accounts.people import rename_person
from quizsite.accounts.personal_data.models import DataRequest, RequestKind
from quizsite.accounts.personal_data.requests import (
    DONE_WITHIN,
    RequestDone,
    RequestWaits,
    ask,
    finish,
    working_days_after,
)
from quizsite.models import AuditLine
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db
STAFF_PAGE = "/to-chuc/du-lieu-ca-nhan/"


@pytest.mark.parametrize(
    ("received", "answered_by"),
    [
        ("2026-11-30", "2026-12-02"),
        ("2026-11-26", "2026-11-30"),
        ("2026-11-28", "2026-12-01"),
        pytest.param("2027-02-03", "2027-02-12", id="over Tết"),
        pytest.param("2026-04-24", "2026-04-29", id="a day off in lieu of a Sunday"),
    ],
)
def test_an_answer_is_due_after_two_working_days(received, answered_by):
    at = timezone.make_aware(datetime.fromisoformat(f"{received}T09:00:00"))
    due = timezone.localtime(working_days_after(at, 2))
    assert f"{due:%Y-%m-%d %H:%M}" == f"{answered_by} 23:59"


def test_each_kind_has_its_clock():
    days = {kind.value: DONE_WITHIN[kind].days for kind in RequestKind}
    assert days == {
        "access": 10,
        "correction": 10,
        "withdrawal": 15,
        "restriction": 15,
        "objection": 15,
        "deletion": 20,
    }


def test_of_one_kind_one_waits_at_a_time():
    user = UserFactory()
    first = ask(user, kind=RequestKind.OBJECTION, body="Không đồng ý", at=NOON)
    assert first.due_at == NOON + timedelta(days=15)
    with pytest.raises(RequestWaits):
        ask(user, kind=RequestKind.OBJECTION, body="Lần nữa", at=NOON)
    ask(user, kind=RequestKind.RESTRICTION, body="Đừng gửi", at=NOON)


def test_what_the_software_fulfils_is_kept_as_fulfilled_at_once():
    user = UserFactory()
    rename_person(user, full_name="Lê Ba", at=NOON)
    rename_person(user, full_name="Lê Ba", at=NOON)
    [kept] = user.data_requests.all()
    assert (kept.kind, kept.received_at, kept.done_at) == ("correction", NOON, NOON)


def test_a_request_is_finished_once_and_the_trail_says_by_whom():
    staff = UserFactory(is_staff=True)
    asked = ask(UserFactory(), kind=RequestKind.OBJECTION, body="Không", at=NOON)
    finish(asked, outcome=" Đã bỏ số điện thoại. ", by=staff, at=NOON)
    with pytest.raises(RequestDone):
        finish(asked, outcome="Lần nữa", by=staff, at=NOON)
    line = AuditLine.objects.get(kind="data_request_done")
    assert (line.by_id, line.about_id) == (staff.pk, asked.user_id)
    assert asked.outcome == "Đã bỏ số điện thoại."


def test_a_person_asks_on_the_page_and_reads_by_when(client):
    user = UserFactory()
    client.force_login(user)
    path = "/tai-khoan/du-lieu-ca-nhan/yeu-cau/"
    page = client.post(path, {"kind": "objection", "body": ""})
    assert page.context["form"].errors["body"]
    assert client.post(path, {"kind": "deletion", "body": "x"}).context["form"].errors["kind"]
    page = client.post(path, {"kind": "objection", "body": "Đừng xếp hạng tôi"}, follow=True)
    assert "Bạn được trả lời muộn nhất ngày" in page.content.decode()
    assert user.data_requests.get().body == "Đừng xếp hạng tôi"


def test_staff_see_what_waits_first_by_the_day_it_is_due(client):
    user = UserFactory()
    kinds = (RequestKind.OBJECTION, RequestKind.CORRECTION)
    later, sooner = (ask(user, kind=kind, body="x", at=NOON) for kind in kinds)
    rename_person(user, full_name="Lê Ba", at=NOON)
    client.force_login(UserFactory(is_staff=True))
    page = client.get(STAFF_PAGE)
    shown = [one.pk for one in page.context["page"]]
    done = DataRequest.objects.exclude(done_at=None).get()
    assert shown == [sooner.pk, later.pk, done.pk]

    client.post(STAFF_PAGE, {"request": sooner.pk, "outcome": "Đã sửa."})
    sooner.refresh_from_db()
    assert (sooner.done_at is not None, sooner.outcome) == (True, "Đã sửa.")
    assert client.post(STAFF_PAGE, {"request": later.pk}).context["form"].errors
    assert client.post(STAFF_PAGE, {"request": 2**40, "outcome": "x"}).status_code == 404


def test_nobody_but_staff_sees_the_list(client):
    client.force_login(UserFactory())
    assert client.get(STAFF_PAGE).status_code == 404


def test_staff_need_their_second_factor(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(UserFactory(is_staff=True))
    answer = client.get(STAFF_PAGE)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/tai-khoan/hai-lop/")


def test_staff_read_how_many_wait_where_they_begin(client):
    ask(UserFactory(), kind=RequestKind.OBJECTION, body="x", at=NOON)
    client.force_login(UserFactory(is_staff=True))
    assert "1 đang chờ" in client.get("/to-chuc/").content.decode()
    client.force_login(UserFactory())
    assert "đang chờ" not in client.get("/to-chuc/").content.decode()
