"""What is kept of people goes in time or when they ask; the idea stays without them."""

from datetime import timedelta

import pytest

from contests.initiatives.arrangements import appoint_keeper
from contests.initiatives.personal_data import HOLDINGS, KEEPER, RULES
from contests.initiatives.referrals import refer, reply_to
from contests.initiatives.voices import give_voice
from contests.models import (
    Applicant,
    Initiative,
    InitiativeSender,
    OfficialReply,
    ReplyOutcome,
    Voice,
)
from quizsite.accounts.personal_data.retention import apply_rule, contact_data_kept_for
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from tests.contests.initiatives.cast import SITE, author, before_council, published
from tests.factories import NOON, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = NOON + contact_data_kept_for() + timedelta(days=1)


def answered(found):
    referral = refer(found, UnitFactory(), by=SITE, at=NOON)
    said = {"outcome": ReplyOutcome.STUDIED, "text": "Có.", "by": SITE, "at": NOON}
    reply_to(referral, **said)
    return found


def test_contacts_go_a_year_after_the_last_step_of_an_answered_idea():
    found = answered(published(email="hoa@example.vn"))
    Initiative.objects.update(public_name="N. T. Hoa")
    rule = RULES[0]
    assert apply_rule(rule, at=LATER - timedelta(days=3)) == 0
    assert apply_rule(rule, at=LATER) == 1
    found.refresh_from_db()
    assert (found.public_name, InitiativeSender.objects.exists()) == ("", False)


def test_who_still_waits_for_an_answer_is_not_forgotten():
    published(email="hoa@example.vn")
    assert apply_rule(RULES[0], at=LATER) == 0


def test_erasing_a_person_leaves_the_idea(contestant, colleague):
    own, other = published(user=contestant), published("Loa", user=colleague)
    Initiative.objects.filter(pk=own.pk).update(public_name="T. T. Bình", objection="Tôi là Bình")
    give_voice(other, by=contestant, at=NOON)
    assert KEEPER.stays(contestant, NOON) != []
    KEEPER.erase(contestant, NOON)
    own.refresh_from_db()
    assert (own.public_name, own.objection, own.title) == ("", "", "Gọi số thứ tự bằng giọng đọc")
    assert not InitiativeSender.objects.filter(user=contestant).exists()
    assert not Voice.objects.exists()
    assert InitiativeSender.objects.filter(user=colleague).exists()


def test_roles_are_given_up_first(contestant):
    members = [contestant, UserFactory(), UserFactory()]
    before_council(members)
    appoint_keeper(contestant, by=SITE, at=NOON)
    assert len(KEEPER.roles(contestant)) == 2


def test_a_person_reads_all_that_is_kept(contestant):
    found = published(user=contestant)
    other = published("Loa")
    give_voice(other, by=contestant, at=NOON)
    before_council([UserFactory() for _ in range(3)], authors=[author(user=contestant)])
    referral = refer(found, UnitFactory(), by=SITE, at=NOON)
    reply_to(
        referral,
        outcome=ReplyOutcome.STUDIED,
        text="Có.",
        by=Actor(contestant, Role.CONTACT),
        at=NOON,
    )
    rows = {one.key: list(one.read(contestant, NOON)) for one in HOLDINGS}
    assert {key: len(found) for key, found in rows.items()} == {
        "initiatives": 1,
        "voices": 1,
        "recognition": 2,
    }
    KEEPER.erase(contestant, NOON)
    assert OfficialReply.objects.get(by=None).text == "Có."
    assert Applicant.objects.get().user is None
