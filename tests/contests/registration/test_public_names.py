"""The public reads the short name of whoever agreed to that, and an alias of everybody else."""

import pytest
from django.urls import reverse

from contests.models import Entry
from contests.registration.entries import register_entry
from contests.registration.public_names import alias_of
from quizsite.accounts.consents import (
    current_texts,
    give_consent_again,
    standing_purposes,
    withdraw_consent,
)
from quizsite.accounts.models import ConsentText, Purpose
from tests.factories import NOON, DivisionFactory, EntryFactory, UnitFactory

pytestmark = pytest.mark.django_db


def enter(user, *purposes):
    division = DivisionFactory()
    return register_entry(
        division.contest,
        user=user,
        division=division,
        unit=UnitFactory(),
        agreed=current_texts(purposes).values(),
        at=NOON,
    )


def test_without_consent_to_publication_the_public_reads_an_alias(contestant):
    entry = enter(contestant, Purpose.TAKING_PART)
    assert entry.display_name == alias_of(contest_id=entry.contest_id, user_id=contestant.pk)
    assert entry.display_name.startswith("Thí sinh ")
    assert len(entry.display_name) == len("Thí sinh 7K3M9Q")


def test_an_alias_is_the_same_each_time_and_another_in_each_contest(settings):
    first = alias_of(contest_id=1, user_id=1)
    assert first == alias_of(contest_id=1, user_id=1)
    others = {alias_of(contest_id=n, user_id=m) for n in range(1, 30) for m in range(1, 30)}
    assert len(others) == 29 * 29
    settings.SECRET_KEY = "another"
    assert alias_of(contest_id=1, user_id=1) != first


def test_organisers_find_a_person_by_the_alias(contestant):
    entry = enter(contestant, Purpose.TAKING_PART)
    EntryFactory(contest=entry.contest)
    assert list(Entry.objects.matching(entry.display_name[-6:])) == [entry]


def test_each_purpose_agreed_to_is_a_consent_of_its_own(contestant):
    enter(contestant, Purpose.TAKING_PART, Purpose.MESSAGES)
    assert standing_purposes(contestant) == {"taking_part", "messages"}
    assert {one.text.purpose for one in contestant.consents.all()} == {"taking_part", "messages"}


def test_withdrawing_publication_changes_every_public_name_and_no_other_purpose(contestant):
    entries = [enter(contestant, Purpose.TAKING_PART, Purpose.PUBLICATION) for _ in range(2)]
    other = EntryFactory()
    withdraw_consent(contestant, purpose=Purpose.PUBLICATION, at=NOON)
    for entry in entries:
        entry.refresh_from_db()
        assert entry.display_name == alias_of(contest_id=entry.contest_id, user_id=contestant.pk)
    assert standing_purposes(contestant) == {"taking_part"}
    assert Entry.objects.get(pk=other.pk).display_name == other.display_name


def test_agreeing_again_shows_the_short_name_again(contestant):
    entry = enter(contestant, Purpose.TAKING_PART)
    give_consent_again(contestant, purpose=Purpose.PUBLICATION, at=NOON, channel="test")
    entry.refresh_from_db()
    assert entry.display_name == contestant.short_name


def test_a_text_that_changed_meanwhile_is_shown_again_with_no_tick(signed_in, contestant):
    division = DivisionFactory()
    url = reverse("contests:register", args=[division.contest.slug])
    ConsentText.objects.create(version=9, purpose="messages", body="Mới.", published_at=NOON)
    sent = {"division": division.pk, "unit": UnitFactory().name, "consent_version": "6-3-4"}
    page = signed_in(contestant).post(url, {**sent, "has_agreed": "on", "agrees_messages": "on"})
    form = page.context["form"]
    assert "bản mới" in str(form.errors["consent_version"])
    assert form["consent_version"].value() == "6-3-9"
    assert not form["has_agreed"].value()
    assert not form["agrees_messages"].value()
    assert not Entry.objects.exists()
