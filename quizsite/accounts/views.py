"""The pages of a person's own account; allauth's views sign people up and in (see urls.py)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from quizsite.accounts import consents, people
from quizsite.accounts.models import Purpose
from quizsite.accounts.personal_data.controller import site_controller
from quizsite.accounts.phones import as_spoken
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.forms_sign_up import NameForm
from quizsite.accounts.units.search import find_units

MOST_OFFERED = 10


@login_required
def home(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    phone = as_spoken(user.phone) if user.phone else ""
    units = [contact.unit for contact in user.contact_for.select_related("unit")]
    context = {
        "phone": phone,
        "units_in_care": units,
        "is_name_public": consents.has_consented(user, Purpose.PUBLICATION),
    }
    return render(request, "accounts/home.html", context)


@login_required
def rename(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = NameForm(request.POST or None, initial={"full_name": user.full_name})
    if form.is_valid():
        people.rename_person(user, full_name=form.cleaned_data["full_name"], at=timezone.now())
        messages.success(request, _("Đã lưu họ và tên."))
        return redirect("accounts:home")
    return render(request, "accounts/rename.html", {"form": form})


def consent_text(request: HttpRequest) -> HttpResponse:
    texts = consents.current_texts(list(Purpose)).values()
    context = {"texts": texts, "controller": site_controller()}
    return render(request, "accounts/consent_text.html", context)


@require_safe
@cache_control(public=True, max_age=60)
def unit_search(request: HttpRequest) -> JsonResponse:
    """Return units to the picker while a person types; names of units are no secret."""
    query = request.GET.get("q", "")[:100]
    finding = find_units(query, on=timezone.localdate(), limit=MOST_OFFERED + 1)
    results = [
        {
            "code": one.unit.code,
            "name": one.unit.name,
            "kind": one.unit.kind.name,
            "path": one.path,
            "formerly": one.formerly,
        }
        for one in finding.units[:MOST_OFFERED]
    ]
    return JsonResponse(
        {
            "results": results,
            "notes": finding.notes,
            "is_near": finding.is_near,
            "has_more": len(finding.units) > MOST_OFFERED,
        }
    )
