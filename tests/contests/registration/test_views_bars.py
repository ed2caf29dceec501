"""The page of people and units that may not compete, as its organiser uses it."""

import pytest
from django.urls import reverse

from contests.models import BarredPerson, BarredUnit
from quizsite.models import AuditLine
from tests.factories import (
    BarredPersonFactory,
    BarredUnitFactory,
    ContestFactory,
    EntryFactory,
    OrganiserFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(organiser, signed_in):
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    return contest, signed_in(organiser), reverse("contests:bars", args=[contest.slug])


def person(**fields):
    return {"ghi": "nguoi", **{f"nguoi-{name}": value for name, value in fields.items()}}


def test_a_person_is_written_down_and_taken_off(desk):
    contest, client, page = desk
    client.post(page, person(email="An@Coquan.vn", reason="Người nhà"))
    barred = BarredPerson.objects.get(contest=contest)
    assert (barred.email, barred.reason) == ("an@coquan.vn", "Người nhà")
    assert "an@coquan.vn" in client.get(page).text
    client.post(reverse("contests:lift_person", args=[contest.slug, barred.pk]), {"reason": "Nhầm"})
    assert not BarredPerson.objects.exists()
    kinds = AuditLine.objects.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["bar_added", "people_seen", "bar_lifted"]


def test_a_unit_is_written_down_after_a_question_if_people_have_entered(desk):
    contest, client, page = desk
    office = UnitFactory(name="Sở Nội vụ")
    entry = EntryFactory(contest=contest, unit=UnitFactory(parent=office))
    said = {"ghi": "don-vi", "don-vi-unit": office.code, "don-vi-reason": "Cơ quan tổ chức"}
    asked = client.post(page, said)
    assert "1 người đã đăng ký sẽ không bắt đầu được bài mới" in asked.text
    assert not BarredUnit.objects.exists()
    response = client.post(page, said | {"don-vi-accepts_entries": "on"}, follow=True)
    assert BarredUnit.objects.get().unit == office
    assert reverse("contests:entry", args=[contest.slug, entry.pk]) in response.text


@pytest.mark.parametrize(
    "named", [{}, {"full_name": "Lê An"}, {"email": "không phải địa chỉ"}, {"phone": "12"}]
)
def test_a_person_without_a_way_to_tell_them_is_refused_in_words(desk, named):
    _contest, client, page = desk
    answer = client.post(page, person(reason="Người nhà", **named))
    assert "Chưa lưu được" in answer.text
    assert not BarredPerson.objects.exists()


def test_a_reason_is_asked_for(desk):
    _contest, client, page = desk
    assert "Hãy ghi lý do." in client.post(page, person(email="an@coquan.vn")).text


def test_the_list_of_another_contest_is_as_unknown_as_none(desk):
    contest, client, _page = desk
    other = BarredPersonFactory(email="an@coquan.vn"), BarredUnitFactory()
    for name, barred in zip(("lift_person", "lift_unit"), other, strict=True):
        for slug in (contest.slug, barred.contest.slug):
            answer = client.get(reverse(f"contests:{name}", args=[slug, barred.pk]))
            assert answer.status_code == 404
    assert client.get(reverse("contests:bars", args=[other[0].contest.slug])).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_as_often_for_one_line_as_for_three(
    desk, people, django_assert_max_num_queries
):
    contest, client, page = desk
    for n in range(people):
        BarredPersonFactory(contest=contest, email=f"an{n}@coquan.vn", unit=UnitFactory())
        EntryFactory(contest=contest, user__email=f"an{n}@coquan.vn")
    client.get(page)
    with django_assert_max_num_queries(12):
        client.get(page)
