"""A person asks for text messages, or ends them; the link in one leads to what it is about."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quizsite.accounts.rules import signed_in_user
from quizsite.notifications.models import Notice
from quizsite.notifications.texts import want_no_texts, want_texts


@login_required
@require_POST
def texts_on(request: HttpRequest) -> HttpResponse:
    want_texts(signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã bật tin nhắn SMS."))
    return redirect("notifications:own")


@login_required
@require_POST
def texts_off(request: HttpRequest) -> HttpResponse:
    want_no_texts(signed_in_user(request))
    messages.success(request, _("Đã tắt tin nhắn SMS."))
    return redirect("notifications:own")


@login_required
@require_safe
def short(request: HttpRequest, number: int) -> HttpResponse:
    """The number is no secret: only its own person gets any further."""
    notice = get_object_or_404(Notice, pk=number, person=signed_in_user(request))
    return redirect(notice.facts.get("path", "/"))
