"""Who proposed a step does not confirm it, unless nobody else could and staff allow it."""

import pytest
from django.db import transaction

from quizsite.accounts.models import User
from quizsite.audit.kinds import Role, Subject
from quizsite.audit.trail import OPERATOR, About, Actor
from quizsite.models import AuditLine
from quizsite.two_people import (
    LoneReasonMissing,
    LoneReasonWrong,
    NobodyElse,
    SecondPersonNeeded,
    SettingReasonMissing,
    allow_lone_confirmation,
    confirm,
    confirming,
    may_confirm_alone,
)
from tests.audit.lines import last_line, said_in
from tests.factories import NOON

pytestmark = pytest.mark.django_db
NOBODY = User.objects.none()
ABOUT = About(Subject.DOCUMENT, 7, "76/NQ-CP")


@pytest.fixture
def allowed_alone():
    allow_lone_confirmation(is_allowed=True, by=OPERATOR, at=NOON, reason="Phường nhỏ")


@transaction.atomic
def ask(person, *, proposed_by=None, others=NOBODY, reason=""):
    said = {"proposed_by": proposed_by and proposed_by.pk, "others": others, "reason": reason}
    return confirm(ABOUT, by=Actor(person, Role.REVIEWER), at=NOON, **said)


def test_a_second_person_confirms_without_a_line_of_this_rule(contestant, colleague):
    assert ask(colleague, proposed_by=contestant) is False
    assert ask(colleague, proposed_by=None) is False  # the account is gone
    assert not AuditLine.objects.exists()


def test_who_proposed_leaves_it_to_others_where_there_are_others(
    contestant, colleague, allowed_alone
):
    others = User.objects.filter(pk=colleague.pk)
    with pytest.raises(SecondPersonNeeded) as refusal:
        ask(contestant, proposed_by=contestant, others=others, reason="Vội")
    assert type(refusal.value) is SecondPersonNeeded
    assert not may_confirm_alone(others)


@pytest.mark.parametrize("reason", ["a\x00b", "x" * 501])
def test_a_reason_that_cannot_be_kept_is_refused(contestant, allowed_alone, reason):
    with pytest.raises(LoneReasonWrong):
        ask(contestant, proposed_by=contestant, reason=reason)
    assert not AuditLine.objects.filter(kind="confirmed_alone").exists()


def test_who_is_alone_needs_the_setting_then_a_reason(contestant):
    with pytest.raises(NobodyElse):
        ask(contestant, proposed_by=contestant, reason="Chỉ có tôi")
    allow_lone_confirmation(is_allowed=True, by=OPERATOR, at=NOON, reason="Phường nhỏ")
    assert may_confirm_alone(NOBODY)
    with pytest.raises(LoneReasonMissing):
        ask(contestant, proposed_by=contestant, reason=" ")
    assert ask(contestant, proposed_by=contestant, reason=" Chỉ có tôi ") is True
    line = last_line()
    assert said_in(line) == ("confirmed_alone", "reviewer", contestant.pk, "Chỉ có tôi")
    assert (line.about_kind, line.about_id) == ("document", 7)


def test_the_setting_is_in_the_trail_with_its_reason(allowed_alone):
    allow_lone_confirmation(is_allowed=True, by=OPERATOR, at=NOON, reason="Lần nữa")
    (line,) = AuditLine.objects.all()
    assert (line.kind, line.about_kind, line.reason) == ("setting_changed", "site", "Phường nhỏ")
    assert (line.before, line.after) == ({"may_confirm_alone": False}, {"may_confirm_alone": True})
    allow_lone_confirmation(is_allowed=False, by=OPERATOR, at=NOON, reason="Đủ người")
    assert not may_confirm_alone(NOBODY)
    with pytest.raises(SettingReasonMissing):
        allow_lone_confirmation(is_allowed=True, by=OPERATOR, at=NOON, reason=" ")


def test_a_page_offers_what_the_rule_will_allow(contestant, colleague):
    both = User.objects.filter(pk__in=(contestant.pk, colleague.pk))
    own = {"person": contestant.pk, "proposed_by": contestant.pk}
    others = both.exclude(pk=contestant.pk)
    assert confirming(**own, others=others) == (True, False, False)
    assert confirming(**own, others=NOBODY) == (True, True, False)
    assert confirming(person=colleague.pk, proposed_by=contestant.pk, others=others).may_confirm
    assert confirming(person=colleague.pk, proposed_by=None, others=NOBODY).may_confirm
    allow_lone_confirmation(is_allowed=True, by=OPERATOR, at=NOON, reason="Phường nhỏ")
    assert confirming(**own, others=NOBODY) == (True, True, True)
    assert confirming(**own, others=others) == (True, False, False)
