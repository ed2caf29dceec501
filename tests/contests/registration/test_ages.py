"""Minors: the year of birth where a division admits them, and a guardian's consent under 16."""

import pytest
from django.urls import reverse

from contests.models import EntrantAge, Entry
from contests.registration.ages import (
    Age,
    AgeMissing,
    GuardianMissing,
    is_minor,
    must_agree_too,
)
from contests.registration.conditions import Brought
from contests.registration.entries import register_entry
from contests.regulation.contest import contest_regulation
from quizsite.accounts.consents import current_texts, give_consent_again
from quizsite.accounts.models import Purpose
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.subjects import the_person
from tests.factories import NOON, DivisionFactory, OrganiserFactory, UnitFactory
from tests.joining import enter_by_pages

pytestmark = pytest.mark.django_db
GUARDED = {
    "guardian_name": "Lê Thị Mai",
    "guardian_relation": "mother",
    "has_guardian_agreed": True,
}


@pytest.fixture
def division():
    return DivisionFactory(name="Học sinh", admits_minors=True)


def enter(division, user, age):
    texts = current_texts([Purpose.TAKING_PART, Purpose.PUBLICATION])
    return register_entry(
        division.contest,
        user=user,
        division=division,
        unit=UnitFactory(),
        agreed=texts.values(),
        brought=Brought(age=age),
        at=NOON,
    )


@pytest.mark.parametrize(
    ("birth_year", "minor", "agrees"),
    [(2009, False, True), (2010, True, True), (2019, True, True), (2020, True, False)],
)
def test_in_the_year_of_doubt_a_person_counts_as_under_age(birth_year, minor, agrees):
    """NOON is in 2026: born in 2010 may still be 15, born in 2019 may be 7."""
    assert is_minor(birth_year, at=NOON) == minor
    assert must_agree_too(birth_year, at=NOON) == agrees


def test_a_child_enters_with_both_consents_and_is_an_alias(division, contestant):
    entry = enter(division, contestant, Age(2014, **GUARDED, has_child_agreed=True))
    assert entry.display_name.startswith("Thí sinh ")
    assert (entry.age.guardian_name, entry.age.guardian_relation) == ("Lê Thị Mai", "mother")
    assert (entry.age.guardian_agreed_at, entry.age.child_agreed_at) == (NOON, NOON)
    give_consent_again(contestant, purpose=Purpose.PUBLICATION, at=NOON, channel="test")
    assert Entry.objects.get().display_name == entry.display_name


@pytest.mark.parametrize(
    "age",
    [
        Age(2014, has_child_agreed=True),
        Age(2014, **GUARDED),
        Age(2014, **{**GUARDED, "guardian_name": ""}, has_child_agreed=True),
        Age(2022, **{**GUARDED, "has_guardian_agreed": False}),
    ],
)
def test_a_child_without_a_guardian_or_without_own_consent_is_refused(division, contestant, age):
    with pytest.raises(GuardianMissing):
        enter(division, contestant, age)
    assert not Entry.objects.exists()


def test_under_seven_the_guardian_agrees_alone(division, contestant):
    assert enter(division, contestant, Age(2020, **GUARDED)).age.child_agreed_at is None


def test_the_year_is_asked_where_minors_are_admitted_and_nowhere_else(division, contestant):
    with pytest.raises(AgeMissing):
        enter(division, contestant, None)
    enter(DivisionFactory(), contestant, Age(2014, **GUARDED))
    assert not EntrantAge.objects.exists()


def test_of_adults_the_year_alone_is_kept(division, contestant):
    entry = enter(division, contestant, Age(1990, **GUARDED, has_child_agreed=True))
    assert entry.display_name == contestant.short_name
    age = EntrantAge.objects.get()
    assert (age.birth_year, age.guardian_name, age.guardian_agreed_at) == (1990, "", None)


def test_deleting_removes_the_age_and_the_guardian(division, contestant):
    enter(division, contestant, Age(2014, **GUARDED, has_child_agreed=True))
    erase_person(contestant, by=the_person(contestant), at=NOON, reason="x")
    assert not EntrantAge.objects.exists()


def sent(division, **changes):
    return {
        "division": division.pk,
        "unit": UnitFactory().name,
        "consent_version": "6-3-4",
        "has_agreed": "on",
        **changes,
    }


CHILD = {
    "birth_year": "2014",
    "guardian_name": "Lê Thị Mai",
    "guardian_relation": "mother",
    "guardian_agrees": "on",
    "child_agrees": "on",
}


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"birth_year": ""}, "Bảng thi này cần năm sinh"),
        ({"birth_year": "14"}, "bốn chữ số"),
        ({"birth_year": "2999"}, "bốn chữ số"),
        ({"guardian_name": ""}, "bắt buộc"),
        ({"guardian_relation": ""}, "bắt buộc"),
        ({"guardian_agrees": ""}, "bắt buộc"),
        ({"child_agrees": ""}, "chính người dự thi cũng phải đồng ý"),
    ],
)
def test_the_form_says_at_the_field_what_is_missing(
    signed_in, contestant, division, left_out, said, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    url = reverse("contests:register", args=[division.contest.slug])
    page = signed_in(contestant).post(url, sent(division, **{**CHILD, **left_out}))
    [name] = left_out
    assert said in str(page.context["form"].errors[name])
    assert not Entry.objects.exists()


def test_a_child_enters_through_the_page_and_organisers_see_who_agreed(
    signed_in, contestant, organiser, division, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    contest = division.contest
    enter_by_pages(signed_in(contestant), contest, sent(division, **CHILD))
    OrganiserFactory(contest=contest, user=organiser)
    entry = Entry.objects.get()
    page = signed_in(organiser).get(reverse("contests:entry", args=[contest.slug, entry.pk]))
    assert "Lê Thị Mai (mẹ)" in page.content.decode()


def test_a_contest_without_minors_asks_no_age(signed_in, contestant):
    division = DivisionFactory()
    url = reverse("contests:register", args=[division.contest.slug])
    assert "Năm sinh" not in signed_in(contestant).get(url).content.decode()


def test_the_rules_say_which_division_admits_minors(division):
    said = repr(contest_regulation(division.contest, divisions=[division]))
    assert "Bảng Học sinh nhận người dưới 16 tuổi" in said
