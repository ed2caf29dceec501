"""Pages that give, take and approve roles: of a contest's organisers, and of people of the bank."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest, own_contest
from contests.forms import ReasonForm
from contests.models import Contest, ContestOrganiser, PastRole
from contests.planning.double_roles import (
    approve_double_role,
    approvers,
    double_holders,
)
from contests.planning.forms_roles import (
    BlindSolveForm,
    GiveBankRoleForm,
    GiveRoleForm,
    LoneConfirmationForm,
)
from contests.planning.roles import (
    add_organiser,
    give_bank_role,
    remove_organiser,
    take_bank_role,
)
from contests.rules import check_may_change, check_may_give_bank_roles
from contests.subjects import organiser
from questionbank.blind_solves.solves import ask_blind_solve, asks_blind_solve
from questionbank.models import BankRole
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.language.ordering import by_person
from quizsite.refusals import allowed

_PAGE = "contests:organisers"
_SOLVE = "giai"  # two forms of one page ask for a reason


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisers(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = GiveRoleForm(request.POST or None)

    def give(user: User, reason: str) -> None:
        by, at = organiser(signed_in_user(request)), timezone.now()
        add_organiser(contest, user=user, by=by, at=at, void_reason=reason)

    if request.method == "POST" and form.is_valid() and form.gives(give):
        messages.success(request, _("Đã thêm người vào ban tổ chức."))
        return redirect(_PAGE, slug)
    return _organisers_page(request, contest, form=form, reason_form=ReasonForm())


@login_required
@require_POST
def organiser_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    held = get_object_or_404(
        ContestOrganiser.objects.select_related("user"), contest=contest, pk=pk
    )
    user = signed_in_user(request)
    remove_organiser(contest, user=held.user, by=organiser(user), at=timezone.now())
    messages.success(request, _("Đã bớt người khỏi ban tổ chức."))
    return redirect("contests:organise") if held.user == user else redirect(_PAGE, slug)


@login_required
@require_POST
def double_role_approve(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = own_contest(request, slug)
    held = get_object_or_404(
        ContestOrganiser.objects.select_related("user"), contest=contest, pk=pk
    )
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _organisers_page(request, contest, form=GiveRoleForm(), reason_form=form)
    by, reason = signed_in_user(request), form.cleaned_data["reason"]
    approve_double_role(contest, user=held.user, by=by, at=timezone.now(), reason=reason)
    messages.success(request, _("Đã chấp thuận. Trang công khai của cuộc thi nêu việc này."))
    return redirect(_PAGE, slug)


def _organisers_page(
    request: HttpRequest, contest: Contest, *, form: GiveRoleForm, reason_form: ReasonForm
) -> HttpResponse:
    user = signed_in_user(request)
    held = ContestOrganiser.objects.filter(contest=contest).select_related("user", "given_by")
    doubles = {one.user.pk: one for one in double_holders(contest)}
    past = PastRole.objects.filter(contest=contest)
    context: dict[str, Any] = {
        "contest": contest,
        "form": form,
        "reason_form": reason_form,
        "may_approve_own": two_people.may_confirm_alone(approvers(contest, but=user)),
        "may_approve": allowed(check_may_change, user, contest),
        "held": [(one, doubles.get(one.user_id)) for one in held.order_by("since", "pk")],
        "past": past.select_related("user", "given_by", "taken_by"),
    }
    return render(request, "contests/organising/organisers.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank_roles(request: HttpRequest) -> HttpResponse:
    by = _staff(request)
    form = GiveBankRoleForm(request.POST or None)

    def give(user: User, reason: str) -> None:
        give_bank_role(user, kind=form.wanted(), by=by, at=timezone.now(), void_reason=reason)

    if request.method == "POST" and form.is_valid() and form.gives(give):
        messages.success(request, _("Đã giao vai."))
        return redirect("contests:bank_roles")
    return _bank_page(request, form=form, lone_form=_lone_form())


@login_required
@require_POST
def bank_role_take(request: HttpRequest, pk: int) -> HttpResponse:
    by = _staff(request)
    held = get_object_or_404(BankRole.objects.select_related("user"), pk=pk)
    take_bank_role(held.user, kind=BankRole.Kind(held.kind), by=by, at=timezone.now())
    messages.success(request, _("Đã thu vai."))
    return redirect("contests:bank_roles")


@login_required
@require_POST
def lone_confirmation(request: HttpRequest) -> HttpResponse:
    by = _staff(request)
    form = LoneConfirmationForm(request.POST)
    if not form.is_valid():
        return _bank_page(request, form=GiveBankRoleForm(), lone_form=form)
    two_people.allow_lone_confirmation(by=by, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Đã lưu thiết lập."))
    return redirect("contests:bank_roles")


@login_required
@require_POST
def blind_solve_setting(request: HttpRequest) -> HttpResponse:
    by = _staff(request)
    form = BlindSolveForm(request.POST, prefix=_SOLVE)
    if not form.is_valid():
        return _bank_page(request, form=GiveBankRoleForm(), lone_form=_lone_form(), solve_form=form)
    ask_blind_solve(by=by, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Đã lưu thiết lập."))
    return redirect("contests:bank_roles")


def _staff(request: HttpRequest) -> Actor:
    user = signed_in_user(request)
    check_may_give_bank_roles(user)
    return Actor(user, Role.STAFF)


def _lone_form() -> LoneConfirmationForm:
    return LoneConfirmationForm(initial={"is_allowed": two_people.is_lone_confirmation_allowed()})


def _bank_page(
    request: HttpRequest,
    *,
    form: GiveBankRoleForm,
    lone_form: LoneConfirmationForm,
    solve_form: BlindSolveForm | None = None,
) -> HttpResponse:
    held = BankRole.objects.select_related("user", "given_by").order_by(
        *by_person("user__full_name"), "kind"
    )
    past = PastRole.objects.filter(contest=None).select_related("user", "given_by", "taken_by")
    context = {
        "form": form,
        "lone_form": lone_form,
        "solve_form": solve_form
        or BlindSolveForm(initial={"is_asked": asks_blind_solve()}, prefix=_SOLVE),
        "held": held,
        "past": past,
    }
    return render(request, "contests/organising/bank_roles.html", context)
