"""Pages of a person's own notices: what was sent, what to send, and stopping by one tap."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from quizsite.accounts.consents import has_consented
from quizsite.accounts.models import Purpose
from quizsite.accounts.rules import signed_in_user
from quizsite.notifications.forms import WishesForm
from quizsite.notifications.letters import subject_of
from quizsite.notifications.models import Notice
from quizsite.notifications.push import site_point
from quizsite.notifications.recipients import address_of
from quizsite.notifications.stop_links import read_stop
from quizsite.notifications.wishes import declined_by, set_wishes, stop_by_link, topics_of

PER_PAGE = 30


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    notices = Notice.objects.filter(person=user)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": [(one, subject_of(one, at=timezone.now())) for one in page],
        "topics": topics_of(user),
        "agrees": has_consented(user, Purpose.MESSAGES),
        "address": address_of(user),
        "site_point": site_point(),
        "browsers": user.push_subscriptions.count(),
    }
    return render(request, "notifications/own.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, contest: int) -> HttpResponse:
    user = signed_in_user(request)
    topic = next((one for one in topics_of(user) if one.contest == contest), None)
    if topic is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = WishesForm(sent, declined=declined_by(user, contest=contest))
    if form.is_valid():
        set_wishes(user, contest=contest, wanted=form.wanted())
        messages.success(request, _("Đã lưu lựa chọn của bạn."))
        return redirect("notifications:own")
    return render(request, "notifications/wishes.html", {"topic": topic, "form": form})


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
