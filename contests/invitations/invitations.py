"""Making, taking back and accepting invitations; the roles' own rules decide who may hold them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.judging.members import appoint
from contests.judging.subjects import about_panel
from contests.models import Contest, Invitation, Panel, PanelRole
from contests.planning.roles import add_organiser, give_bank_role
from contests.rules import ContestRefusal, check_may_change
from contests.subjects import about_contest
from questionbank.models import BankRole
from quizsite.accounts.models import Unit, User
from quizsite.accounts.rules import check_contact_confirmed
from quizsite.accounts.subjects import the_person
from quizsite.accounts.units.contacts import appoint_contact
from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.audit.trail import About, Actor, record
from quizsite.language import moments
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion, notify_address, take_back
from quizsite.refusals import allowed

LONGEST = timedelta(days=14)
_SIGNER = Signer(salt="contests.invitations")


class InvitationSpent(ContestRefusal):
    """Nobody learns which of these it is."""

    code = "invitation_spent"
    status = 404
    message = gettext_lazy(
        "Lời mời này không dùng được: đã có người nhận, đã hết hạn, đã thu lại, hoặc người mời"
        " không còn giữ vai. Hãy xin đường dẫn mới."
    )


class HoldsItAlready(ContestRefusal):
    code = "holds_it_already"
    status = 409
    message = gettext_lazy("Bạn đã giữ vai này, nên không cần nhận lời mời. Hãy để người khác.")


class AddressStopped(ContestRefusal):
    code = "address_stopped"
    status = 409
    message = gettext_lazy(
        "Chưa tạo lời mời: địa chỉ này không nhận thư, hoặc người ở đó đã thôi nhận. Hãy xem lại"
        " địa chỉ, hoặc bỏ trống ô đó rồi tự gửi đường dẫn."
    )


def token_of(invitation: Invitation) -> str:
    return _SIGNER.sign(str(invitation.pk))


def open_invitation(token: str, *, at: datetime) -> Invitation:
    """Find the invitation of a link, as long as whoever made it may still give the role."""
    try:
        pk = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError) as error:
        raise InvitationSpent from error
    found = Invitation.objects.open(at).select_related(
        "contest", "unit", "panel__contest", "made_by"
    )
    invitation = found.filter(pk=pk).first()
    if invitation is None or not _may_still_give(invitation):
        raise InvitationSpent
    return invitation


def _may_still_give(invitation: Invitation) -> bool:
    giver, contest = invitation.made_by, invitation.contest
    if not giver.is_active:
        return False
    if invitation.panel is not None:
        contest = invitation.panel.contest
    if contest is None:
        return giver.is_staff or keeps_contacts(giver, invitation.unit)
    is_organiser = contest.organisers.filter(pk=giver.pk).exists()
    return is_organiser and allowed(check_may_change, giver, contest)


def keeps_contacts(user: User, unit: Unit | None) -> bool:
    """Contact persons choose their deputies, and the contact persons of the units below."""
    if unit is None:
        return False
    above = unit.ancestors(include_self=True).values("pk")
    return bool(user.contact_for.filter(unit__in=above).exists())


def role_in_words(invitation: Invitation) -> str:
    if invitation.contest is not None:
        return _("ban tổ chức cuộc thi “%(title)s”") % {"title": invitation.contest.title}
    if invitation.panel is not None:
        said = {"role": PanelRole(invitation.panel_role).label, "panel": invitation.panel.title}
        return _("%(role)s của “%(panel)s”") % said
    if invitation.unit is not None:
        return _("đầu mối của %(unit)s") % {"unit": invitation.unit.name}
    return str(BankRole.Kind(invitation.bank_kind).label)


@transaction.atomic
def invite(  # noqa: PLR0913 -- one of the four roles, whatever it is of
    *,
    contest: Contest | None = None,
    unit: Unit | None = None,
    bank_kind: str = "",
    panel: Panel | None = None,
    panel_role: str = "",
    note: str = "",
    until: datetime,
    by: User,
    at: datetime,
) -> Invitation:
    """Make an invitation to one role; the caller asks whether `by` may give it."""
    invitation = Invitation.objects.create(
        contest=contest,
        unit=unit,
        bank_kind=bank_kind,
        panel=panel,
        panel_role=panel_role,
        note=note,
        made_by=by,
        made_at=at,
        expires_at=min(until, at + LONGEST),
    )
    after = {"invited_to": role_in_words(invitation), "expires_at": invitation.expires_at}
    kind, giver = AuditKind.INVITATION_MADE, _giver(invitation)
    record(_about(invitation), kind=kind, by=giver, at=at, after=after)
    return invitation


@transaction.atomic
def invite_by_mail(email: str, *, at: datetime, **role: Any) -> Invitation:
    """Make an invitation and send it; the address is kept until the mail is sent."""
    invitation = invite(at=at, **role)
    if not notify_address(email, _occasion_of(invitation), at=at):
        raise AddressStopped
    return invitation


def _occasion_of(invitation: Invitation) -> Occasion:
    facts = {
        "role": role_in_words(invitation),
        "until": moments.until(invitation.expires_at),
        "path": reverse("contests:invitation", args=[token_of(invitation)]),
    }
    contest = invitation.panel.contest_id if invitation.panel else invitation.contest_id
    return Occasion(
        NoticeKind.INVITATION,
        f"invitation:{invitation.pk}",
        facts,
        contest,
        expires_at=invitation.expires_at,
    )


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User, at: datetime) -> None:
    if not Invitation.objects.open(at).filter(pk=invitation.pk).update(revoked_at=at):
        raise InvitationSpent
    take_back(f"invitation:{invitation.pk}")
    before = {"invited_to": role_in_words(invitation)}
    actor, kind = Actor(by, _giver(invitation).role), AuditKind.INVITATION_REVOKED
    record(_about(invitation), kind=kind, by=actor, at=at, before=before)


@transaction.atomic
def accept_invitation(token: str, *, user: User, at: datetime) -> Invitation:
    """Give the role to whoever accepts first; what stands in the way is refused as always."""
    check_contact_confirmed(user)
    invitation = open_invitation(token, at=at)
    if _holds(invitation, user):
        raise HoldsItAlready
    # Of two who accept at once, one finds it open.
    won = Invitation.objects.open(at).filter(pk=invitation.pk).update(used_at=at, used_by=user)
    if not won:
        raise InvitationSpent
    after = {"invited_to": role_in_words(invitation)}
    kind, person = AuditKind.INVITATION_USED, the_person(user)
    record(_about(invitation), kind=kind, by=person, at=at, after=after)
    _give(invitation, user, at=at)
    return invitation


def _give(invitation: Invitation, user: User, *, at: datetime) -> None:
    by = _giver(invitation)
    if invitation.contest is not None:
        add_organiser(invitation.contest, user=user, by=by, at=at)
    elif invitation.panel is not None:
        role = PanelRole(invitation.panel_role)
        appoint(invitation.panel, user=user, role=role, by=invitation.made_by, at=at)
    elif invitation.unit is not None:
        appoint_contact(invitation.unit, user=user, by=by, at=at)
    else:
        give_bank_role(user, kind=BankRole.Kind(invitation.bank_kind), by=by, at=at)


def _holds(invitation: Invitation, user: User) -> bool:
    if invitation.contest is not None:
        return invitation.contest.organisers.filter(pk=user.pk).exists()
    if invitation.panel is not None:
        return invitation.panel.members.current().filter(user=user).exists()
    if invitation.unit is not None:
        return user.contact_for.filter(unit=invitation.unit).exists()
    return user.bank_roles.filter(kind=invitation.bank_kind).exists()


def _giver(invitation: Invitation) -> Actor:
    giver = invitation.made_by
    if invitation.contest is not None or invitation.panel is not None:
        return Actor(giver, Role.ORGANISER)
    return Actor(giver, Role.STAFF if giver.is_staff else Role.CONTACT)


def _about(invitation: Invitation) -> About:
    if invitation.contest is not None:
        return about_contest(invitation.contest)
    if invitation.panel is not None:
        return about_panel(invitation.panel)
    if invitation.unit is not None and not invitation.made_by.is_staff:
        return About(Subject.UNITS, invitation.unit.pk, invitation.unit.name)
    return About(Subject.SITE)
