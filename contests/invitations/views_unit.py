"""The page on which a contact person invites deputies, and contact persons of units below."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contests.invitations.forms import UnitInvitationForm
from contests.invitations.invitations import invite, keeps_contacts, revoke_invitation
from contests.invitations.unit_contacts import contacts_of, deputies_of
from contests.invitations.views import SHOWN, invitation_rows
from contests.models import Invitation
from quizsite.accounts.models import Unit, UnitContact, User
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.units.contacts import dismiss_contact
from quizsite.accounts.units.desk import about_unit
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor


def _kept(request: HttpRequest, code: str) -> tuple[Unit, User]:
    """The unit of this contact person, or one below it; another is not found."""
    user, unit = signed_in_user(request), Unit.objects.filter(code=code).first()
    if unit is None or not keeps_contacts(user, unit):
        raise Http404
    return unit, user


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_contacts(request: HttpRequest, code: str) -> HttpResponse:
    unit, user = _kept(request, code)
    at = timezone.now()
    form = UnitInvitationForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        invite(**form.role(), until=form.until(at), by=user, at=at)
        said = _("Đã tạo lời mời. Hãy chép đường dẫn và gửi riêng cho người đó.")
        messages.success(request, said)
        return redirect("contests:unit_contacts", code)
    held = list(contacts_of(unit))
    note_reading(
        about_unit(unit),
        page=_("Đầu mối của đơn vị"),
        people=len(held),
        by=Actor(user, Role.CONTACT),
        at=at,
    )
    own = Invitation.objects.filter(made_by=user, unit__in=form.units)
    context = {
        "unit": unit,
        "form": form,
        "held": held,
        "deputies": set(deputies_of(unit, user).values_list("pk", flat=True)),
        "user_id": user.pk,
        "rows": invitation_rows(request, own[:SHOWN]),
    }
    return render(request, "contests/unit_contacts.html", context)


@login_required
@require_POST
def unit_contact_dismiss(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    unit, user = _kept(request, code)
    found: UnitContact = get_object_or_404(deputies_of(unit, user), pk=pk)
    by = Actor(user, Role.CONTACT)
    dismiss_contact(found.unit, user=found.user, by=by, at=timezone.now())
    messages.success(request, _("Đã thu vai đầu mối."))
    return redirect("contests:unit_contacts", code)


@login_required
@require_POST
def unit_invitation_revoke(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    _unit, user = _kept(request, code)
    found = get_object_or_404(Invitation, made_by=user, unit__isnull=False, pk=pk)
    revoke_invitation(found, by=user, at=timezone.now())
    messages.success(request, _("Đã thu lại lời mời."))
    return redirect("contests:unit_contacts", code)
