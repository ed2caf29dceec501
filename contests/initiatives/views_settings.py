"""The staff's page: who keeps the column, days to reply, ready words, councils."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contests.forms import told_in
from contests.initiatives import forms_settings as forms
from contests.initiatives.arrangements import (
    add_template,
    appoint_keeper,
    dismiss_keeper,
    person_at,
    remove_template,
    set_term,
)
from contests.initiatives.clock import site_days
from contests.initiatives.councils import make_council, seat_member, unseat_member
from contests.initiatives.rules import check_may_arrange
from contests.models import ColumnKeeper, Council, CouncilMember, ReplyTemplate, ReplyTerm
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor

Deed = Callable[[dict[str, Any], Actor, datetime], object]


def _term(said: dict[str, Any], by: Actor, at: datetime) -> object:
    return set_term(said["unit"], days=said["days"], by=by, at=at)


def _seat(said: dict[str, Any], by: Actor, at: datetime) -> object:
    return seat_member(said["council"], person_at(said["address"]), by=by, at=at)


SETTINGS: dict[str, tuple[Promise, type[forms.SettingForm], Deed]] = {
    "phu-trach": (
        gettext_lazy("Thêm người phụ trách"),
        forms.KeeperForm,
        lambda said, by, at: appoint_keeper(person_at(said["address"]), by=by, at=at),
    ),
    "thoi-han": (gettext_lazy("Đặt thời hạn trả lời"), forms.TermForm, _term),
    "mau": (
        gettext_lazy("Thêm mẫu trả lời"),
        forms.TemplateForm,
        lambda said, by, at: add_template(ReplyTemplate(**said), by=by, at=at),
    ),
    "hoi-dong": (
        gettext_lazy("Lập hội đồng"),
        forms.CouncilForm,
        lambda said, by, at: make_council(Council(**said), by=by, at=at),
    ),
    "thanh-vien": (gettext_lazy("Thêm thành viên hội đồng"), forms.SeatForm, _seat),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def initiative_settings(request: HttpRequest) -> HttpResponse:
    user, at = signed_in_user(request), timezone.now()
    check_may_arrange(user)
    sent = request.POST.get("step", "") if request.method == "POST" else ""
    bound = {
        key: form(request.POST if key == sent else None, prefix=key)
        for key, (_title, form, _do) in SETTINGS.items()
    }
    if sent in bound and bound[sent].is_valid():
        form = bound[sent]
        with told_in(form):
            SETTINGS[sent][2](form.cleaned_data, Actor(user, Role.STAFF), at)
            messages.success(request, _("Đã lưu."))
            return redirect("contests:initiative_settings")
    context = {
        "forms": [(key, SETTINGS[key][0], form) for key, form in bound.items()],
        "keepers": ColumnKeeper.objects.select_related("user"),
        "site_days": site_days(),
        "terms": ReplyTerm.objects.exclude(unit=None).select_related("unit"),
        "templates": ReplyTemplate.objects.select_related("unit"),
        "councils": Council.objects.prefetch_related("members__user"),
    }
    return render(request, "contests/initiatives/settings.html", context)


@login_required
@require_POST
def initiative_setting_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    user, at = signed_in_user(request), timezone.now()
    check_may_arrange(user)
    by = Actor(user, Role.STAFF)
    if kind == "phu-trach":
        dismiss_keeper(get_object_or_404(ColumnKeeper, pk=pk), by=by, at=at)
    elif kind == "mau":
        remove_template(get_object_or_404(ReplyTemplate, pk=pk), by=by, at=at)
    elif kind == "thanh-vien":
        unseat_member(get_object_or_404(CouncilMember, pk=pk), by=by, at=at)
    else:
        raise Http404
    messages.success(request, _("Đã bỏ."))
    return redirect("contests:initiative_settings")
