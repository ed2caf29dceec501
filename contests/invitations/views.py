"""Pages of invitations: those who give roles make and take back links, and people open them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest
from contests.forms import told_in
from contests.invitations.forms import (
    CONTACT,
    InvitationForm,
    PanelInvitationForm,
    StaffInvitationForm,
)
from contests.invitations.invitations import (
    accept_invitation,
    invite,
    invite_by_mail,
    open_invitation,
    revoke_invitation,
    role_in_words,
    token_of,
)
from contests.judging.access import organised_panel
from contests.models import Invitation
from contests.rules import check_may_give_bank_roles
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import signed_in_user

SHOWN = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_invitations(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _made(request, form, contest=contest)
            return redirect("contests:contest_invitations", slug)
    return _page(request, form, Invitation.objects.filter(contest=contest), contest=contest)


@login_required
@require_POST
def contest_revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    _revoked(request, get_object_or_404(Invitation, contest=contest, pk=pk))
    return redirect("contests:contest_invitations", slug)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_invitations(request: HttpRequest) -> HttpResponse:
    check_may_give_bank_roles(signed_in_user(request))
    unit = Unit.objects.filter(code=request.GET.get("don-vi", "")[:64]).first()
    initial: dict[str, Any] = {"unit": unit, "kind": CONTACT} if unit else {}
    form = StaffInvitationForm(request.POST or None, initial=initial, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _made(request, form)
            return redirect("contests:staff_invitations")
    return _page(request, form, Invitation.objects.filter(contest=None, panel=None))


@login_required
@require_POST
def staff_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    check_may_give_bank_roles(signed_in_user(request))
    _revoked(request, get_object_or_404(Invitation, contest=None, panel=None, pk=pk))
    return redirect("contests:staff_invitations")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panel_invitations(request: HttpRequest, slug: str, panel_id: int) -> HttpResponse:
    panel = organised_panel(request, slug, panel_id)
    form = PanelInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _made(request, form, panel=panel)
            return redirect("contests:panel_invitations", slug, panel_id)
    found = Invitation.objects.filter(panel=panel)
    return _page(request, form, found, contest=panel.contest, panel=panel)


@login_required
@require_POST
def panel_revoke(request: HttpRequest, slug: str, panel_id: int, pk: int) -> HttpResponse:
    panel = organised_panel(request, slug, panel_id)
    _revoked(request, get_object_or_404(Invitation, panel=panel, pk=pk))
    return redirect("contests:panel_invitations", slug, panel_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens: who invites to what; the person's own button takes the role."""
    user, at = signed_in_user(request), timezone.now()
    if request.method == "POST":
        taken = accept_invitation(token, user=user, at=at)
        messages.success(request, _("Bạn đã nhận vai: %(role)s.") % {"role": role_in_words(taken)})
        return redirect(_desk_of(taken))
    found = open_invitation(token, at=at)
    context = {"invitation": found, "role": role_in_words(found)}
    return render(request, "contests/invitation.html", context)


def _made(request: HttpRequest, form: InvitationForm, **of: Any) -> None:
    at, email = timezone.now(), form.cleaned_data["email"]
    make = partial(invite_by_mail, email) if email else invite
    make(**form.role(), **of, until=form.until(at), by=signed_in_user(request), at=at)
    if email:
        said = _("Đã tạo lời mời; thư đi trong ít phút. Đường dẫn vẫn chép được ở đây.")
    else:
        said = _("Đã tạo lời mời. Hãy chép đường dẫn và gửi riêng cho người đó.")
    messages.success(request, said)


def _revoked(request: HttpRequest, found: Invitation) -> None:
    revoke_invitation(found, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã thu lại lời mời."))


def _page(
    request: HttpRequest, form: InvitationForm, found: QuerySet[Invitation], **of: Any
) -> HttpResponse:
    rows = invitation_rows(request, found[:SHOWN])
    context = {"form": form, "rows": rows, "now": timezone.now(), **of}
    return render(request, "contests/organising/invitations.html", context)


def invitation_rows(
    request: HttpRequest, found: QuerySet[Invitation]
) -> list[tuple[Invitation, str, str]]:
    """Each with its role in words, and its link as long as it opens something."""
    shown = found.select_related("contest", "unit", "panel", "made_by", "used_by")
    return [(one, role_in_words(one), _link(request, one, is_open=_is_open(one))) for one in shown]


def _is_open(one: Invitation) -> bool:
    return one.used_at is None and one.revoked_at is None and one.expires_at > timezone.now()


def _link(request: HttpRequest, one: Invitation, *, is_open: bool) -> str:
    path = reverse("contests:invitation", args=[token_of(one)])
    return request.build_absolute_uri(path) if is_open else ""


def _desk_of(taken: Invitation) -> str:
    if taken.contest is not None:
        return reverse("contests:organise_contest", args=[taken.contest.slug])
    if taken.panel is not None:
        return reverse("contests:own_panel", args=[taken.panel.pk])
    if taken.unit is not None:
        return reverse("leaderboard:unit_desk", args=[taken.unit.code])
    return reverse("questionbank:questions")
