"""Marks: what an entry shares with another one, kept so that nobody can read it."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from contests.models import Entry, EntryMark, MarkKind
from contests.registration.conditions import Brought
from contests.registration.doubles import find_doubles
from contests.registration.entries import register_entry
from contests.registration.marks import mark_visit, signs_of_person
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Purpose
from quizsite.accounts.signing_in.devices import COOKIE, device_in, remember_device
from tests.factories import NOON, ContestFactory, DivisionFactory, EntryFactory, UnitFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


def test_a_person_is_told_by_name_with_unit_mailbox_and_number():
    assert signs_of_person("Trần  Thị Bình", 7, "binh+1@gmail.com", "+84912345678") == [
        (MarkKind.NAME, "tran thi binh 7"),
        (MarkKind.MAILBOX, "binh@gmail.com"),
        (MarkKind.PHONE, "+84912345678"),
    ]


def test_a_mailbox_named_by_a_number_is_that_number_as_well():
    signs = signs_of_person("", None, "0912345678@example.vn", "")
    assert (MarkKind.PHONE, "+84912345678") in signs


def test_an_entry_is_marked_with_all_that_came(contestant):
    contest = ContestFactory(entry_code="staff")
    entry = register_entry(
        contest,
        user=contestant,
        division=DivisionFactory(contest=contest),
        unit=UnitFactory(),
        agreed=[current_text(Purpose.TAKING_PART)],
        at=NOON,
        brought=Brought(code="CC01", device="may-1", network="10.0.0.0/24"),
    )
    assert {mark.kind for mark in entry.marks.all()} == set(MarkKind.values) - {"phone"}
    stored = str(list(EntryMark.objects.values()))
    for said in ("CC01", "may-1", "10.0.0.0", "binh", "Bình"):
        assert said not in stored


def test_a_visit_repeated_writes_nothing(django_assert_num_queries):
    entry = EntryFactory()
    mark_visit(entry, device="may-1", network="10.0.0.0/24", at=NOON)
    with django_assert_num_queries(1):
        mark_visit(entry, device="may-1", network="10.0.0.0/24", at=NOON)
    assert sorted(entry.marks.values_list("kind", flat=True)) == ["device", "network"]


@pytest.mark.parametrize("kind", MarkKind.values)
def test_each_kind_of_mark_proposes_a_double_in_its_own_words(kind):
    contest = ContestFactory()
    for entry in EntryFactory.create_batch(2, contest=contest):
        for digest in (5, 6):
            EntryMark.objects.create(contest=contest, entry=entry, kind=kind, digest=digest)
    find_doubles(contest, at=NOON)
    assert contest.likely_doubles.get().reasons == [kind]
    assert len(set(MarkKind.labels)) == len(MarkKind.labels)


def test_a_device_without_a_cookie_has_no_name(rf):
    assert device_in(rf.get("/")) == ""
    request = rf.get("/")
    request.COOKIES[COOKIE] = "bịa"
    assert device_in(request) == ""


def test_two_people_who_sign_in_on_one_device_share_its_mark(rf, contestant, colleague):
    request, response = rf.get("/"), HttpResponse()
    remember_device(request, response, contestant)
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    first = device_in(request)
    remember_device(request, response, colleague)
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    assert device_in(request) == first != ""


def test_the_page_with_the_button_notes_the_visit_and_the_start_does_not(
    signed_in, contestant, monkeypatch
):
    round = open_round()
    entry = entry_in(round, user=contestant)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    client = signed_in(contestant)
    page = reverse("contests:enter", args=[round.contest.slug, round.number])
    client.get(page)
    noted = set(entry.marks.values_list("kind", "digest"))
    assert {kind for kind, _digest in noted} == {"network"}  # the test's client has no device
    EntryMark.objects.all().delete()
    client.post(page)
    assert not entry.marks.exists()


def test_who_may_not_start_is_not_noted(signed_in, contestant, monkeypatch):
    round = open_round()
    entry = entry_in(round, user=contestant)
    Entry.objects.update(voided_at=NOON, void_reason="Thi hộ")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    signed_in(contestant).get(reverse("contests:enter", args=[round.contest.slug, round.number]))
    assert not entry.marks.exists()
