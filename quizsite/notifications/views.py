"""Pages of a person's own notices: what was sent, what to send, and stopping by one tap."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizsite.accounts.consents import has_consented
from quizsite.accounts.models import Purpose
from quizsite.accounts.rules import signed_in_user
from quizsite.notifications.forms import QuietHoursForm, WishesForm
from quizsite.notifications.letters import subject_of
from quizsite.notifications.models import Channel, Notice
from quizsite.notifications.own_hours import NothingLeft, own_hours, set_own_hours
from quizsite.notifications.push import site_point
from quizsite.notifications.recipients import address_of, open_channels
from quizsite.notifications.stop_links import read_stop
from quizsite.notifications.stopped import restart_address, returned_since
from quizsite.notifications.texts import can_have_texts, wants_texts
from quizsite.notifications.wishes import (
    channels_of,
    declined_by,
    set_wishes,
    stop_by_link,
    topics_of,
)

PER_PAGE = 30


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    address = address_of(user)
    notices = Notice.objects.filter(person=user)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": [(one, subject_of(one, at=timezone.now())) for one in page],
        "topics": topics_of(user),
        "agrees": has_consented(user, Purpose.MESSAGES),
        "address": address,
        "returned_since": returned_since(address),
        "site_point": site_point(),
        "is_text_open": Channel.SMS in open_channels(),
        "can_have_texts": can_have_texts(user),
        "wants_texts": wants_texts(user),
        "own_hours": own_hours(user),
        "browsers": user.push_subscriptions.count(),
    }
    return render(request, "notifications/own.html", context)


@login_required
@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    restart_address(signed_in_user(request))
    messages.success(request, _("Đã bật lại. Nếu thư tiếp theo lại bị trả về thì lại dừng."))
    return redirect("notifications:own")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, contest: int) -> HttpResponse:
    user = signed_in_user(request)
    topic = next((one for one in topics_of(user) if one.contest == contest), None)
    if topic is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    declined, channels = declined_by(user, contest=contest), channels_of(user)
    form = WishesForm(sent, declined=declined, channels=channels)
    if form.is_valid():
        set_wishes(user, contest=contest, wanted=form.wanted())
        messages.success(request, _("Đã lưu lựa chọn của bạn."))
        return redirect("notifications:own")
    return render(request, "notifications/wishes.html", {"topic": topic, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quiet_hours(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    begins, ends = own_hours(user) or ("", "")
    sent = request.POST if request.method == "POST" else None
    form = QuietHoursForm(sent, initial={"begins": begins, "ends": ends})
    if form.is_valid():
        try:
            set_own_hours(user, hours=form.hours())
        except NothingLeft as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Đã lưu giờ nghỉ của bạn."))
            return redirect("notifications:own")
    context = {"form": form, "site_hours": settings.QUIET_HOURS}
    return render(request, "notifications/quiet_hours.html", context)


# Mail programs post here by themselves and send no cookie; the signature says whose it is.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing, since scanners of mail open links too."""
    found = read_stop(token)
    if request.method == "POST":
        stop_by_link(found, at=timezone.now())
    context = {"is_done": request.method == "POST", "is_person": found.person is not None}
    return render(request, "notifications/stop.html", context)
