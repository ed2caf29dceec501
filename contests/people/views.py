"""Pages on which staff find a person and decide on the account."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.forms import ReasonForm
from contests.people.found import SHORTEST, find_people, person_for
from contests.rules import check_may_oversee_people
from quizsite.accounts.models import User
from quizsite.accounts.oversight.disabling import disable_person, enable_person
from quizsite.accounts.oversight.lost_factors import confirm_reset, propose_reset, refuse_reset
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.accounts.subjects import about_person, the_staff
from quizsite.audit.kinds import Subject
from quizsite.audit.trail import About

_WITH_REASON: dict[str, Callable[..., None]] = {
    "disable": disable_person,
    "enable": enable_person,
    "propose": propose_reset,
}
_WITHOUT: dict[str, Callable[..., None]] = {"confirm": confirm_reset, "refuse": refuse_reset}


@never_cache
@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    check_may_oversee_people(signed_in_user(request))
    query = request.GET.get("q", "").strip()[:120]
    page = Paginator(find_people(query), 25).get_page(request.GET.get("trang"))
    note_reading(
        About(Subject.SITE),
        page=_("Người dùng"),
        people=page.paginator.count,
        by=the_staff(signed_in_user(request)),
        at=timezone.now(),
    )
    context = {"page": page, "query": query, "is_short": len(query) < SHORTEST}
    return render(request, "contests/organising/people.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed(reading=False)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    by, at = signed_in_user(request), timezone.now()
    check_may_oversee_people(by)
    user = get_object_or_404(User, pk=person_id)
    form = ReasonForm(request.POST if _asks(request, _WITH_REASON) else None)
    form.fields["reason"].help_text = _("Được lưu trong nhật ký toàn trang.")
    if request.method == "POST" and (form.is_valid() or _asks(request, _WITHOUT)):
        _decide(request, form, user=user, by=by)
        messages.success(request, _("Đã lưu."))
        return redirect("contests:person", user.pk)
    note_reading(
        about_person(user), page=_("Trang của một người dùng"), people=1, by=the_staff(by), at=at
    )
    context = {"person": person_for(by, user, at=at), "form": form}
    return render(request, "contests/organising/person.html", context)


def _decide(request: HttpRequest, form: ReasonForm, *, user: User, by: User) -> None:
    at = timezone.now()
    if name := _asks(request, _WITHOUT):
        _WITHOUT[name](user, by=by, at=at)
    elif name := _asks(request, _WITH_REASON):
        _WITH_REASON[name](user, by=by, reason=form.cleaned_data["reason"], at=at)


def _asks(request: HttpRequest, deeds: dict[str, Callable[..., None]]) -> str:
    """The button decides, not the state of now: two may press at once."""
    return next((name for name in deeds if name in request.POST), "")
