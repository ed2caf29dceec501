"""A unit replies once and in time; its contact persons are reminded."""

from datetime import timedelta

import pytest

from contests.initiatives.clock import due_after
from contests.initiatives.merges import merge_idea
from contests.initiatives.moderation import hide_idea
from contests.initiatives.notices import contacts_of, remind_units
from contests.initiatives.referrals import (
    AlreadyReplied,
    NotYetPublished,
    ReplyMissing,
    refer,
    reply_to,
    reply_to_all,
)
from contests.initiatives.reply_templates import filled, templates_for
from contests.initiatives.rules import InitiativeNotOpen
from contests.models import HidingReason, OfficialReply, Referral, ReplyOutcome, ReplyTemplate
from quizsite.accounts.consents import give_consent_again
from quizsite.accounts.models import Purpose
from quizsite.notifications.models import Notice
from tests.contests.initiatives.cast import SITE, idea, published, unit_with_contact
from tests.factories import NOON, UnitFactory

pytestmark = pytest.mark.django_db
SAID = {"outcome": ReplyOutcome.TAKEN_UP, "text": "Phường sẽ làm thử.", "by": SITE}


def referred(unit=None, **facts):
    return refer(published(**facts), unit or UnitFactory(), by=SITE, at=NOON)


def test_a_unit_gets_the_days_of_its_term():
    assert referred().due_at == due_after(NOON, days=15)


def test_an_idea_is_referred_after_it_is_published_and_not_while_hidden():
    with pytest.raises(NotYetPublished):
        refer(idea(), UnitFactory(), by=SITE, at=NOON)
    hidden = published("Loa")
    hide_idea(hidden, reason=HidingReason.INSULT, note="", by=SITE, at=NOON)
    with pytest.raises(InitiativeNotOpen):
        refer(hidden, UnitFactory(), by=SITE, at=NOON)


def test_a_later_referral_ends_the_one_before():
    first = referred()
    second = refer(first.initiative, UnitFactory(), by=SITE, at=NOON)
    with pytest.raises(AlreadyReplied):
        reply_to(first, **SAID, at=NOON)
    assert reply_to(second, **SAID, at=NOON).text == "Phường sẽ làm thử."


def test_a_unit_replies_once():
    referral = referred(email="hoa@example.vn")
    reply_to(referral, **SAID, at=NOON)
    with pytest.raises(AlreadyReplied):
        reply_to(referral, **SAID, at=NOON)
    assert OfficialReply.objects.count() == 1
    assert Notice.objects.filter(facts__step="Đơn vị trả lời").count() == 1


def test_a_reply_has_words():
    with pytest.raises(ReplyMissing):
        reply_to(referred(), **{**SAID, "text": "\u200b"}, at=NOON)


def test_a_reply_answers_the_merged_ones_too():
    kept = published(email="hoa@example.vn")
    duplicate = published("Loa", email="lan@example.vn")
    asked = refer(duplicate, UnitFactory(), by=SITE, at=NOON)
    referral = refer(kept, UnitFactory(), by=SITE, at=NOON)
    merge_idea(duplicate, into=kept, by=SITE, at=NOON)
    reply_to(referral, **SAID, at=NOON)
    told = Notice.objects.filter(facts__step="Đơn vị trả lời")
    assert sorted(told.values_list("address", flat=True)) == ["hoa@example.vn", "lan@example.vn"]
    asked.refresh_from_db()
    assert asked.ended_at == NOON


def test_several_are_answered_and_those_that_moved_left_out():
    unit = UnitFactory()
    one, other = referred(unit), referred(unit, title="Loa")
    reply_to(one, **SAID, at=NOON)
    words = [(one, "Có."), (other, "Có.")]
    said = {"outcome": ReplyOutcome.STUDIED, "by": SITE, "at": NOON}
    assert reply_to_all(words, **said) == 1
    with pytest.raises(AlreadyReplied):
        reply_to_all(words, **said)


def test_a_template_is_filled_once_and_not_from_a_title():
    unit = UnitFactory(name="Phường Mẫu")
    found = published("Loa {đơn vị} ở quầy")
    text = filled("{đơn vị} trả lời ý tưởng “{tên ý tưởng}” số {số}. {x} {", found, unit)
    assert text == f"Phường Mẫu trả lời ý tưởng “Loa {{đơn vị}} ở quầy” số {found.pk}. {{x}} {{"


def test_a_unit_uses_its_own_templates_and_those_above():
    city = UnitFactory()
    ward = UnitFactory(parent=city)
    for name, unit in (("chung", None), ("tp", city), ("phường", ward), ("x", UnitFactory())):
        ReplyTemplate.objects.create(name=name, unit=unit, outcome="studied", text="…")
    assert [one.name for one in templates_for(ward)] == ["chung", "phường", "tp"]


def test_contact_persons_are_reminded_once_a_day_until_they_replied():
    unit, user = unit_with_contact()
    give_consent_again(user, purpose=Purpose.MESSAGES, at=NOON, channel="test")
    referral = referred(unit)
    assert Notice.objects.filter(kind="initiative_due").count() == 1
    assert remind_units(at=NOON + timedelta(days=3)) == 0
    soon = referral.due_at - timedelta(days=1, hours=5)
    for hours in (0, 3):
        remind_units(at=soon + timedelta(hours=hours))
    assert Notice.objects.filter(kind="initiative_due").count() == 2
    reply_to(referral, **SAID, at=soon)
    assert remind_units(at=referral.due_at + timedelta(days=3)) == 0


def test_where_a_unit_has_no_contact_person_the_one_above_is_told():
    city, user = unit_with_contact()
    referral = Referral(unit=UnitFactory(parent=city))
    assert contacts_of(referral) == [user.pk]
