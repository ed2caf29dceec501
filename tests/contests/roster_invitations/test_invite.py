"""Rosters invite by mail: each address once, again only on request, never in the night."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from contests.models import RosterInvitation, RosterPerson
from contests.roster.links import RosterLinkOver, open_link, token_of
from contests.roster_invitations import addresses
from contests.roster_invitations.invite import count_to_invite, invite_rostered
from contests.roster_invitations.rules import (
    MOST_TIMES,
    PAUSE,
    ClosesTooSoon,
    InvitedJustNow,
    NobodyToInvite,
)
from contests.roster_invitations.states import invited_states
from quizsite.accounts.consents import withdraw_consent
from quizsite.accounts.models import Purpose
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor
from quizsite.notifications.mailings import write_due_mailings
from quizsite.notifications.models import Mailing, Notice
from quizsite.notifications.recipients import address_digest
from quizsite.notifications.sending import send_due
from quizsite.notifications.stopped import stop_address
from tests.audit.lines import last_line
from tests.contests.notices.test_telling import agrees
from tests.factories import NOON, RosterPersonFactory, UnitFactory, UserFactory
from tests.notifications.conftest import mailbox
from tests.stage import entry_in, open_round, race

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def week():
    return open_round(opens_at=NOON - DAY, closes_at=NOON + 30 * DAY)


@pytest.fixture
def office():
    return UnitFactory(name="Sở Nội vụ")


@pytest.fixture
def contact():
    return Actor(UserFactory(), Role.CONTACT)


def line(week, unit, email="an@coquan.vn", **more):
    return RosterPersonFactory(contest=week.contest, unit=unit, email=email, **more)


def invite(week, unit, by, *, at=NOON, is_again=False, units=None):
    made = invite_rostered(
        week.contest, unit=unit, units=units or [unit.pk], is_again=is_again, by=by, at=at
    )
    write(at)
    return made


def write(at):
    write_due_mailings(at=at, between=lambda: None)


def send(at=NOON):
    send_due(now=lambda: at, between=lambda: None)


def state_of(one):
    return invited_states(one.contest_id, [one])[one.pk]


def test_whoever_has_not_entered_gets_one_mail_with_an_own_link(week, office, contact, mailbox):
    person = line(week, office, full_name="Lê An")
    line(week, office, email=None)
    line(week, office, email="da@coquan.vn", entry=entry_in(week), matched_by="address")
    invite(week, office, contact)
    send()
    [mail] = mailbox.mails
    assert (mail["To"], mail["Subject"].strip()) == (
        "an@coquan.vn",
        f"Sở Nội vụ mời bạn dự thi: {week.contest.title}",
    )
    assert f"/moi-thi/{token_of(person, times=1)}/" in mail.get_body(("plain",)).get_content()
    assert last_line().kind == AuditKind.ROSTER_INVITED
    assert last_line().after == {"invited": 1, "is_again": False}
    notice = Notice.objects.get()
    assert (notice.address, notice.facts) == ("", {})
    assert (state_of(person).times, state_of(person).is_waiting) == (1, False)


def test_an_address_on_two_rosters_is_invited_once(week, office, contact):
    other = UnitFactory()
    line(week, office), line(week, other)
    invite(week, office, contact)
    with pytest.raises(NobodyToInvite):
        invite(week, other, contact, at=NOON + DAY)
    assert Notice.objects.count() == 1


def test_a_list_brought_in_anew_invites_nobody_twice(week, office, contact):
    line(week, office).delete()
    line(week, office)
    invite(week, office, contact)
    RosterPerson.objects.all().delete()
    Notice.objects.all().delete()
    line(week, office)
    with pytest.raises(NobodyToInvite):
        invite(week, office, contact, at=NOON + DAY)


def test_again_only_when_asked_after_a_pause_and_three_times_in_all(week, office, contact):
    line(week, office)
    invite(week, office, contact)
    with pytest.raises(NobodyToInvite):
        invite(week, office, contact, at=NOON + PAUSE - DAY, is_again=True)
    for n in range(1, MOST_TIMES):
        invite(week, office, contact, at=NOON + n * PAUSE, is_again=True)
        assert Notice.objects.count() == n + 1
    with pytest.raises(NobodyToInvite):
        invite(week, office, contact, at=NOON + MOST_TIMES * PAUSE, is_again=True)
    counts = count_to_invite(week.contest, units=[office.pk], at=NOON + 20 * DAY)
    assert (counts.first, counts.again, counts.often_enough) == (0, 0, 1)


def test_a_double_tap_plans_one_mailing(week, office, contact):
    line(week, office)
    of = {"unit": office, "units": [office.pk], "is_again": False, "by": contact, "at": NOON}
    invite_rostered(week.contest, **of)
    with pytest.raises(InvitedJustNow):
        invite_rostered(week.contest, **of)
    assert Mailing.objects.count() == 1


def test_the_night_is_quiet_for_addresses_of_rosters(week, office, contact, settings, mailbox):
    settings.QUIET_HOURS = (21, 7)
    night = timezone.localtime(NOON).replace(hour=22)
    line(week, office)
    invite(week, office, contact, at=night)
    send(night)
    assert mailbox.mails == []
    send(night + timedelta(hours=9, minutes=1))
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("change", ["entered", "removed", "corrected", "withdrawn"])
def test_what_changed_since_then_is_asked_before_sending(change, week, office, contact, mailbox):
    one = line(week, office)
    invite(week, office, contact)
    if change == "entered":
        one.entry, one.matched_by = entry_in(week), "address"
        one.save()
    elif change == "removed":
        one.delete()
    elif change == "corrected":
        RosterPerson.objects.update(email="khac@coquan.vn")
    else:
        withdraw_consent(agrees(UserFactory(email=one.email)), purpose=Purpose.MESSAGES, at=NOON)
    send()
    assert mailbox.mails == []
    assert Notice.objects.get().state == "dropped"


def test_a_refused_address_is_told_beside_the_name(week, office, contact, mailbox):
    one = line(week, office)
    mailbox.answers["an@coquan.vn"] = "550 5.1.1 no such user"
    invite(week, office, contact)
    send()
    assert "địa chỉ không nhận thư" in state_of(one).trouble


def test_a_stopped_address_is_counted_and_left_alone(week, office, contact):
    one = line(week, office)
    stop_address(address_digest("an@coquan.vn"), at=NOON)
    counts = count_to_invite(week.contest, units=[office.pk], at=NOON)
    assert (counts.first, counts.stopped) == (0, 1)
    with pytest.raises(NobodyToInvite):
        invite(week, office, contact)
    assert state_of(one).trouble


def test_a_contest_that_closes_within_the_hour_invites_nobody(week, office, contact):
    line(week, office)
    with pytest.raises(ClosesTooSoon):
        invite(week, office, contact, at=week.closes_at - timedelta(minutes=30))


def test_the_link_ends_with_the_address_that_it_was_sent_to(week, office):
    one = line(week, office)
    token = token_of(one)
    assert open_link(token).line == one
    RosterPerson.objects.update(email="khac@coquan.vn")
    for wrong in (token, "1:abc", f"{token}x", "²-a:b"):
        with pytest.raises(RosterLinkOver):
            open_link(wrong)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_guarded", [True, False])
def test_two_desks_at_once_count_an_address_once(is_guarded, week, office, contact, monkeypatch):
    """Without the lock on the contest's row the constraint stops the second; one mail stands."""
    if not is_guarded:
        if connection.vendor == "sqlite":
            pytest.skip("SQLite has one writer, so nobody comes between")
        manager = type(addresses.Contest.objects)
        monkeypatch.setattr(manager, "select_for_update", lambda self, **_: self.all())
    other = UnitFactory(parent=office)
    line(week, other)
    for unit in (office, other):
        invite_rostered(
            week.contest, unit=unit, units=[other.pk], is_again=False, by=contact, at=NOON
        )
    race([lambda: write(NOON)] * 2)
    write(NOON)
    assert (Notice.objects.count(), RosterInvitation.objects.get().times) == (1, 1)
