"""An invitation gives one role to whoever accepts first, by the roles' own rules."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.invitations.invitations import (
    LONGEST,
    HoldsItAlready,
    InvitationSpent,
    accept_invitation,
    invite,
    invite_by_mail,
    open_invitation,
    revoke_invitation,
    token_of,
)
from contests.models import ContestOrganiser, Invitation
from contests.planning.roles import add_organiser, remove_organiser
from contests.rules import TakesPart
from questionbank.models import BankRole
from quizsite.accounts.models import UnitContact
from quizsite.accounts.rules import ContactUnconfirmed
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine
from quizsite.notifications.models import Notice
from quizsite.notifications.recipients import address_digest
from quizsite.notifications.stopped import stop_address
from tests.factories import (
    NOON,
    ContestFactory,
    EntryFactory,
    OrganiserFactory,
    UnitFactory,
    UserFactory,
)
from tests.stage import race

pytestmark = pytest.mark.django_db
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def contest(organiser):
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def token(contest, organiser):
    return token_of(invite(contest=contest, until=TOMORROW, by=organiser, at=NOON))


@pytest.fixture
def staff(db):
    return UserFactory(full_name="Hồ Thị Quản", is_staff=True)


def test_accepting_makes_an_organiser_and_names_who_invited(contest, organiser, colleague, token):
    accept_invitation(token, user=colleague, at=NOON)
    held = ContestOrganiser.objects.get(user=colleague)
    assert (held.contest, held.given_by) == (contest, organiser)
    assert list(AuditLine.objects.order_by("pk").values_list("kind", "by_id")) == [
        (AuditKind.INVITATION_MADE, organiser.pk),
        (AuditKind.INVITATION_USED, colleague.pk),
        (AuditKind.ORGANISER_ADDED, organiser.pk),
    ]


def test_a_link_serves_one_person(colleague, stranger, token):
    accept_invitation(token, user=colleague, at=NOON)
    with pytest.raises(InvitationSpent):
        accept_invitation(token, user=stranger, at=NOON)


def test_who_holds_the_role_leaves_the_link_to_others(organiser, colleague, token):
    with pytest.raises(HoldsItAlready):
        accept_invitation(token, user=organiser, at=NOON)
    accept_invitation(token, user=colleague, at=NOON)
    assert Invitation.objects.get().used_by == colleague


@pytest.mark.parametrize("spoilt", ["", "1", "x:y", "1:" + "a" * 43])
def test_a_link_made_up_opens_nothing(spoilt, token):
    with pytest.raises(InvitationSpent):
        open_invitation(spoilt, at=NOON)


def test_an_old_link_and_one_taken_back_open_nothing(organiser, token):
    with pytest.raises(InvitationSpent):
        open_invitation(token, at=TOMORROW)
    found = open_invitation(token, at=NOON)
    revoke_invitation(found, by=organiser, at=NOON)
    with pytest.raises(InvitationSpent):
        open_invitation(token, at=NOON)
    with pytest.raises(InvitationSpent):
        revoke_invitation(found, by=organiser, at=NOON)


def test_no_link_lives_longer_than_two_weeks(contest, organiser):
    made = invite(contest=contest, until=NOON + timedelta(days=90), by=organiser, at=NOON)
    assert made.expires_at == NOON + LONGEST


def test_the_link_ends_with_the_role_of_who_made_it(contest, organiser, colleague, token):
    OrganiserFactory(contest=contest)
    remove_organiser(contest, user=organiser, by=OPERATOR, at=NOON)
    with pytest.raises(InvitationSpent):
        accept_invitation(token, user=colleague, at=NOON)
    add_organiser(contest, user=organiser, by=OPERATOR, at=NOON)  # opens no old link anew
    with pytest.raises(InvitationSpent):
        accept_invitation(token, user=colleague, at=NOON)


def test_an_organiser_with_two_roles_invites_nobody_until_approved(organiser, token):
    BankRole.objects.create(user=organiser, kind=BankRole.Kind.AUTHOR)
    with pytest.raises(InvitationSpent):
        open_invitation(token, at=NOON)


def test_whoever_takes_part_does_not_get_in_and_the_link_stays_open(contest, contestant, token):
    EntryFactory(contest=contest, user=contestant)
    with pytest.raises(TakesPart):
        accept_invitation(token, user=contestant, at=NOON)
    assert open_invitation(token, at=NOON).used_at is None


def test_who_confirmed_no_address_accepts_nothing(token):
    with pytest.raises(ContactUnconfirmed):
        accept_invitation(token, user=UserFactory(confirmed=False), at=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_gets_the_role(contest, colleague, stranger, token):
    def accept(user):
        return lambda: accept_invitation(token, user=user, at=NOON)

    results = race([accept(colleague), accept(stranger)])
    assert sum(isinstance(one, InvitationSpent) for one in results) == 1
    assert contest.organisers.count() == 2


def test_staff_invite_to_the_bank_and_to_a_unit(staff, colleague, signed_in):
    unit = UnitFactory()
    desk, page = signed_in(staff), reverse("contests:staff_invitations")
    assert desk.post(page, {"kind": "dau-moi", "days": "3"}).status_code == 200  # no unit
    assert desk.post(page, {"kind": "author", "unit": unit.code, "days": "3"}).status_code == 200
    desk.post(page, {"kind": "dau-moi", "unit": unit.code, "days": "3"})
    desk.post(page, {"kind": "author", "days": "3", "note": "chị Lan"})
    assert "chị Lan" in desk.get(page).content.decode()
    for one in Invitation.objects.order_by("pk"):
        accept_invitation(token_of(one), user=colleague, at=timezone.now())
    assert UnitContact.objects.get().user == colleague
    assert BankRole.objects.get().given_by == staff


def test_the_page_shows_the_link_until_it_is_used(contest, organiser, colleague, signed_in):
    desk = signed_in(organiser)
    page = reverse("contests:contest_invitations", args=[contest.slug])
    desk.post(page, {"days": "3", "note": "anh Hải"})
    made = Invitation.objects.get()
    path = reverse("contests:invitation", args=[token_of(made)])
    assert f"http://testserver{path}" in desk.get(page).content.decode()
    holder = signed_in(colleague)
    assert organiser.full_name in holder.get(path).content.decode()
    assert holder.post(path).url == reverse("contests:organise_contest", args=[contest.slug])
    shown = desk.get(page).content.decode()
    assert path not in shown
    assert colleague.full_name in shown


def test_an_invitation_is_taken_back_on_the_page(contest, organiser, colleague, signed_in):
    made = invite(
        contest=contest,
        until=timezone.now() + timedelta(days=1),
        by=organiser,
        at=timezone.now(),
    )
    desk = signed_in(organiser)
    desk.post(reverse("contests:contest_revoke", args=[contest.slug, made.pk]))
    path = reverse("contests:invitation", args=[token_of(made)])
    assert signed_in(colleague).get(path).status_code == 404


def test_only_those_who_give_the_role_see_the_pages(contest, token, stranger, signed_in, client):
    OrganiserFactory(user=stranger)
    pages = [
        reverse("contests:contest_invitations", args=[contest.slug]),
        reverse("contests:staff_invitations"),
    ]
    for page in pages:
        assert signed_in(stranger).get(page).status_code == 404
        assert client.get(page).url.startswith(reverse("account_login"))
    opened = reverse("contests:invitation", args=[token])
    assert client.get(opened).url.startswith(reverse("account_login"))


def test_an_invitation_with_an_address_is_sent_there(signed_in, organiser):
    contest = OrganiserFactory(user=organiser).contest
    page = reverse("contests:contest_invitations", args=[contest.slug])
    signed_in(organiser).post(page, {"days": 3, "email": "Lan@example.vn"})
    notice, made = Notice.objects.get(), Invitation.objects.get()
    assert (notice.address, notice.expires_at) == ("lan@example.vn", made.expires_at)
    assert notice.facts["path"] == reverse("contests:invitation", args=[token_of(made)])


def test_an_address_that_takes_nothing_is_told_and_no_invitation_is_made(signed_in, organiser):
    contest = OrganiserFactory(user=organiser).contest
    stop_address(address_digest("lan@example.vn"), at=NOON)
    page = reverse("contests:contest_invitations", args=[contest.slug])
    answer = signed_in(organiser).post(page, {"days": 3, "email": "lan@example.vn"})
    assert "địa chỉ này không nhận thư" in answer.content.decode()
    assert 'value="lan@example.vn"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_taken_back_before_it_went_out_is_not_sent(organiser):
    contest = OrganiserFactory(user=organiser).contest
    made = invite_by_mail("lan@example.vn", contest=contest, until=TOMORROW, by=organiser, at=NOON)
    revoke_invitation(made, by=organiser, at=NOON)
    assert Notice.objects.get().state == "dropped"
