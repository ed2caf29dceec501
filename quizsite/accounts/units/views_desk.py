"""Pages on which staff keep the units: list, one unit, its end, headcounts and contact persons."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizsite.accounts.models import Headcount, Unit, UnitContact
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import check_may_keep_units, signed_in_user
from quizsite.accounts.subjects import the_staff
from quizsite.accounts.units.contacts import appoint_contact, dismiss_contact
from quizsite.accounts.units.desk import (
    about_unit,
    add_unit,
    edit_unit,
    end_unit,
    find_units,
    state_headcount,
    take_back_headcount,
)
from quizsite.accounts.units.forms_desk import ContactForm, EndUnitForm, HeadcountForm, UnitForm
from quizsite.accounts.units.refusals import told_in
from quizsite.audit.trail import Actor
from quizsite.language.ordering import VietnameseOrder

PER_PAGE = 50


def keeper(request: HttpRequest) -> Actor:
    user = signed_in_user(request)
    check_may_keep_units(user)
    return the_staff(user)


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    keeper(request)
    query = request.GET.get("q", "").strip()[:120]
    page = Paginator(find_units(query), PER_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "query": query, "today": timezone.localdate()}
    return render(request, "accounts/units/units.html", context)


@login_required
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    keeper(request)
    found = _unit(code)
    context = {
        "unit": found,
        "aliases": found.aliases.order_by(VietnameseOrder("name")),
        "below": Unit.objects.filter(parent=found).count(),
        "headcounts": found.headcounts.count(),
        "contacts": found.contacts.count(),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/units/unit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    by = keeper(request)
    form = UnitForm(request.POST or None, instance=Unit(), on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = add_unit(form.unit(), by=by, at=timezone.now())
            messages.success(request, _("Đã thêm đơn vị."))
            return redirect("accounts:unit", made.code)
    return render(request, "accounts/units/unit_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: HttpRequest, code: str) -> HttpResponse:
    by, found = keeper(request), _unit(code)
    form = UnitForm(request.POST or None, instance=_unit(code), on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_unit(form.unit(), by=by, at=timezone.now())
            messages.success(request, _("Đã lưu đơn vị."))
            return redirect("accounts:unit", code)
    return render(request, "accounts/units/unit_form.html", {"form": form, "unit": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_end(request: HttpRequest, code: str) -> HttpResponse:
    by, found = keeper(request), _unit(code)
    initial = {"until": found.in_force_until, "successor": found.successor}
    form = EndUnitForm(request.POST or None, initial=initial, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            end_unit(found, **form.cleaned_data, by=by, at=timezone.now())
            messages.success(request, _("Đã lưu đơn vị."))
            return redirect("accounts:unit", code)
    return render(request, "accounts/units/unit_end.html", {"form": form, "unit": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def headcounts(request: HttpRequest, code: str) -> HttpResponse:
    by, found = keeper(request), _unit(code)
    form = HeadcountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state_headcount(found, **form.stated(), by=by, at=timezone.now())
        messages.success(request, _("Đã ghi số cán bộ."))
        return redirect("accounts:headcounts", code)
    stated = found.headcounts.order_by("category", "-as_of")
    context = {
        "form": form,
        "unit": found,
        "page": Paginator(stated, PER_PAGE).get_page(request.GET.get("trang")),
    }
    return render(request, "accounts/units/headcounts.html", context)


@login_required
@require_POST
def headcount_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    by = keeper(request)
    stated = Headcount.objects.select_related("unit").filter(unit__code=code)
    take_back_headcount(get_object_or_404(stated, pk=pk), by=by, at=timezone.now())
    messages.success(request, _("Đã bỏ số liệu đó."))
    return redirect("accounts:headcounts", code)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, code: str) -> HttpResponse:
    by, found, at = keeper(request), _unit(code), timezone.now()
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        appoint_contact(found, user=form.cleaned_data["person"], by=by, at=at)
        messages.success(request, _("Đã giao vai đầu mối."))
        return redirect("accounts:contacts", code)
    held = list(found.contacts.select_related("user").order_by("since", "pk"))
    if held:
        page = _("Đầu mối của đơn vị")
        note_reading(about_unit(found), page=page, people=len(held), by=by, at=at)
    context: dict[str, Any] = {"form": form, "unit": found, "held": held}
    return render(request, "accounts/units/contacts.html", context)


@login_required
@require_POST
def contact_dismiss(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    by = keeper(request)
    held = UnitContact.objects.select_related("unit", "user").filter(unit__code=code)
    one = get_object_or_404(held, pk=pk)
    dismiss_contact(one.unit, user=one.user, by=by, at=timezone.now())
    messages.success(request, _("Đã thu vai đầu mối."))
    return redirect("accounts:contacts", code)


def _unit(code: str) -> Unit:
    found: Unit = get_object_or_404(
        Unit.objects.select_related("kind", "parent", "successor"), code=code
    )
    return found
