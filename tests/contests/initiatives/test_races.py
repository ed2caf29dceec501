"""Steps at the same moment: the database lets one win, and each has a test without the guard."""

import pytest
from django.db.models import QuerySet

from contests.initiatives import referrals as module
from contests.initiatives.councils import VotedAlready, cast_ballot
from contests.initiatives.intake import Idea, SentBy, send_idea
from contests.initiatives.moderation import publish_idea
from contests.initiatives.referrals import AlreadyReplied, refer, reply_to
from contests.initiatives.rules import InitiativeMoved
from contests.initiatives.voices import give_voice
from contests.models import (
    CouncilBallot,
    Initiative,
    InitiativeEvent,
    OfficialReply,
    Referral,
    ReplyOutcome,
    Voice,
)
from tests.contests.initiatives.cast import SITE, before_council, idea, published
from tests.factories import NOON, UnitFactory, UserFactory
from tests.stage import race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FORM = "11111111-1111-4111-8111-111111111111"


def kinds(results):
    return sorted(type(one).__name__ for one in results)


def reply(pk, text):
    referral = Referral.objects.select_related("unit").get(pk=pk)
    said = {"outcome": ReplyOutcome.STUDIED, "text": text, "by": SITE, "at": NOON}
    return reply_to(referral, **said)


def test_of_two_replies_at_once_one_counts():
    referral = refer(published(), UnitFactory(), by=SITE, at=NOON)
    results = race([lambda: reply(referral.pk, "một"), lambda: reply(referral.pk, "hai")])
    assert kinds(results) == [AlreadyReplied.__name__, OfficialReply.__name__]
    assert InitiativeEvent.objects.filter(kind="replied").count() == 1


def test_without_the_guard_both_replies_would_be_written(monkeypatch):
    """The update that looks for a waiting referral is what decides: a blind one lets both pass as
    far as the constraint, which nobody is told of in words."""
    referral = refer(published(), UnitFactory(), by=SITE, at=NOON)
    reply(referral.pk, "một")
    update = QuerySet.update

    def blind(self, **facts):
        if self.model is Referral and "replied_at" in facts:
            return update(Referral.objects.filter(pk=referral.pk), **facts)
        return update(self, **facts)

    monkeypatch.setattr(QuerySet, "update", blind)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        reply(referral.pk, "hai")
    assert module.OfficialReply.objects.count() == 1


def test_of_two_referrals_at_once_one_is_open():
    found = published()
    units = [UnitFactory(), UnitFactory()]

    def send(unit):
        return refer(Initiative.objects.get(pk=found.pk), unit, by=SITE, at=NOON)

    race([lambda: send(units[0]), lambda: send(units[1])])
    assert Referral.objects.filter(replied_at=None, ended_at=None).count() == 1


def test_a_person_who_presses_twice_at_once_has_one_voice(contestant):
    found = published()
    results = race([lambda: give_voice(found, by=contestant, at=NOON) for _n in range(3)])
    assert kinds(results) == ["Voice"] * 3
    assert Voice.objects.count() == 1


def test_a_member_who_votes_twice_at_once_has_one_ballot():
    members = [UserFactory() for _n in range(3)]
    lying = before_council(members)
    said = {"remark": "", "by": members[0], "at": NOON}
    results = race(
        [
            lambda: cast_ballot(lying, is_in_favour=True, **said),
            lambda: cast_ballot(lying, is_in_favour=False, **said),
        ]
    )
    assert kinds(results) == [CouncilBallot.__name__, VotedAlready.__name__]
    assert CouncilBallot.objects.count() == 1


def test_of_two_moderators_one_publishes():
    found = idea()
    results = race(
        [
            lambda: publish_idea(Initiative.objects.get(pk=found.pk), by=SITE, at=NOON)
            for _n in range(2)
        ]
    )
    assert kinds(results) == [Initiative.__name__, InitiativeMoved.__name__]


def test_a_form_sent_twice_at_once_makes_one_idea():
    said = Idea("Loa đọc số thứ tự", "Khó nhìn.", "Lắp loa.")
    sent_by = SentBy("Lê Văn Bảy", email="bay@example.vn")
    results = race(
        [lambda: send_idea(said, sent_by=sent_by, form_id=FORM, at=NOON) for _n in range(3)]
    )
    assert kinds(results) == [Initiative.__name__] * 3
    assert Initiative.objects.count() == 1
