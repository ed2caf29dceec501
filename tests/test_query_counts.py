"""A page's number of queries does not depend on how many people take part."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.filled_results import fill_results
from benchmarks.filling import fill_people
from contests.models import ContestOrganiser, Entry
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    HeadcountFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
    UserFactory,
)

FEW, MANY = 12, 250  # the more fill several pages of every list
SLUG = "thu-do"
BOARD = f"/cuoc-thi/{SLUG}/bang-xep-hang/"
PUBLIC = [
    "/",
    f"/cuoc-thi/{SLUG}/",
    f"{BOARD}?ky=1",
    f"{BOARD}?ky=1&man-chieu=1",
    f"{BOARD}du-lieu/?ky=1",
    f"/cuoc-thi/{SLUG}/man-chieu/buc/?ky=1",
    f"/cuoc-thi/{SLUG}/man-chieu/don-vi/?ky=1",
    f"/cuoc-thi/{SLUG}/don-vi/?ky=1",
    f"/cuoc-thi/{SLUG}/don-vi/so-noi-vu/?ky=1",
]
OWN = [
    f"{BOARD}?ky=1",
    f"{BOARD}cua-toi/?ky=1",
    f"/cuoc-thi/{SLUG}/vao-thi/1/",
    "/ket-qua-cua-toi/",
]
ORGANISERS = [
    f"/to-chuc/{SLUG}/",
    f"/to-chuc/{SLUG}/du-thi/",
    f"/to-chuc/{SLUG}/du-thi/?don_vi=a&trang_thai=da-thi&xep=ten",
    f"/to-chuc/{SLUG}/khong-du-thi/",
    f"/to-chuc/{SLUG}/khong-xet-giai/",
    f"/to-chuc/{SLUG}/trung-nguoi/",
    f"/to-chuc/{SLUG}/dau-hieu/",
    f"/to-chuc/{SLUG}/ky/1/theo-doi/",
    f"/to-chuc/{SLUG}/ky/1/theo-doi/so-lieu/",
    f"/to-chuc/{SLUG}/ky/1/chot/",
    f"/to-chuc/{SLUG}/ket-qua/",
]


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def week(db):
    contest = ContestFactory(slug=SLUG)
    unit = UnitFactory(code="so-noi-vu")
    for office in UnitFactory.create_batch(3, parent=unit):
        HeadcountFactory(unit=office)
    week = RoundFactory(contest=contest, number=1)
    SectionFactory(
        round=week,
        division=DivisionFactory(contest=contest),
        count=3,
        pool=[RevisionFactory().pk for _ in range(5)],
    )
    return week


def queries(client, path):
    client.get(path)  # whatever is made once
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def at_both_sizes(week, path, client_of):
    counts = []
    for people in (FEW, MANY):
        entries = fill_people(week.contest, people, at=NOON, rng=random.Random(people))
        fill_results(week, entries, rng=random.Random(people))
        counts.append(queries(client_of(Entry.objects.filter(contest=week.contest).first()), path))
    return counts


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page(client, week, path):
    few, many = at_both_sizes(week, path, lambda _entry: client)

    assert many == few


@pytest.mark.parametrize("path", OWN)
def test_page_of_a_person_who_took_part(signed_in, week, path):
    few, many = at_both_sizes(week, path, lambda entry: signed_in(entry.user))

    assert many == few


@pytest.mark.parametrize("path", ORGANISERS)
def test_page_of_the_organiser(signed_in, week, path):
    user = UserFactory()
    ContestOrganiser.objects.create(contest=week.contest, user=user, since=NOON)

    few, many = at_both_sizes(week, path, lambda _entry: signed_in(user))

    assert many == few
