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
from quizsite.accounts.phones import as_spoken
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.forms import NameForm
from quizsite.accounts.units.search import search_units


@login_required
def home(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    phone = as_spoken(user.phone) if user.phone else ""
    units = [contact.unit for contact in user.contact_for.select_related("unit")]
    return render(request, "accounts/home.html", {"phone": phone, "units_in_care": units})


@login_required
def rename(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = NameForm(request.POST or None, initial={"full_name": user.full_name})
    if form.is_valid():
        people.rename_person(user, full_name=form.cleaned_data["full_name"], at=timezone.now())
        messages.success(request, _("Đã lưu họ và tên."))
        return redirect("accounts:home")
    return render(request, "accounts/rename.html", {"form": form})


@login_required
def personal_data(request: HttpRequest) -> HttpResponse:
    """Show a person's consents and when they were given; a POST withdraws or renews them."""
    user = signed_in_user(request)
    if request.method == "POST":
        at = timezone.now()
        if "rut-lai" in request.POST:
            consents.withdraw_consents(user, at=at)
            messages.success(request, _("Đã rút lại sự đồng ý."))
        elif "dong-y" in request.POST:
            text = consents.current_text()
            consents.give_consent(user, text=text, at=at, channel="tai-khoan")
            messages.success(request, _("Đã ghi nhận sự đồng ý."))
        return redirect("accounts:personal_data")
    context = {
        "given": user.consents.select_related("text").order_by("-given_at"),
        "current": consents.current_text(),
        "has_consented": consents.has_consented(user),
    }
    return render(request, "accounts/personal_data.html", context)


def consent_text(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/consent_text.html", {"text": consents.current_text()})


@require_safe
@cache_control(public=True, max_age=60)
def unit_search(request: HttpRequest) -> JsonResponse:
    """Return units to the picker while a person types; names of units are no secret."""
    query = request.GET.get("q", "")[:100]
    found = search_units(query, on=timezone.localdate(), limit=10)
    results = [
        {
            "code": one.unit.code,
            "name": one.unit.name,
            "kind": one.unit.kind.name,
            "path": one.path,
            "formerly": one.formerly,
        }
        for one in found
    ]
    return JsonResponse({"results": results})
