"""A browser asks for notices on this device, or its person ends them on all."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quizsite.accounts.rules import signed_in_user
from quizsite.notifications.push import PushRefused, subscribe, unsubscribe

_LONGEST = 1000


@login_required
@require_POST
def push_on(request: HttpRequest) -> HttpResponse:
    said = {name: request.POST.get(name, "") for name in ("endpoint", "point", "secret")}
    if any(len(value) > _LONGEST for value in said.values()):
        raise PushRefused
    subscribe(signed_in_user(request), **said, at=timezone.now())
    messages.success(request, _("Đã bật thông báo trên thiết bị này."))
    return redirect("notifications:own")


@login_required
@require_POST
def push_off(request: HttpRequest) -> HttpResponse:
    unsubscribe(signed_in_user(request))
    messages.success(request, _("Đã tắt thông báo trên mọi thiết bị của bạn."))
    return redirect("notifications:own")
