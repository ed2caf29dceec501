"""Pages of own results: all of them, and the wish to read figures alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leaderboard.certificates.issuing import own_certificates
from leaderboard.own_results.history import history_of
from leaderboard.own_results.wishes import are_joys_on, switch_joys
from leaderboard.own_results.works import works_of
from quizsite.accounts.rules import signed_in_user
from quizsite.web.page_cache import reads


@reads("trang")
@login_required
@require_safe
def own_results(request: HttpRequest) -> HttpResponse:
    user, at = signed_in_user(request), timezone.now()
    found = history_of(user, page=request.GET.get("trang", ""), at=at)
    context = {
        "history": found,
        "works": works_of(user, at=at),
        "page": found.page,
        "are_joys_on": are_joys_on(user),
        "certificates": own_certificates(user),
    }
    return render(request, "leaderboard/own_results.html", context)


@login_required
@require_POST
def joys(request: HttpRequest) -> HttpResponse:
    are_on = request.POST.get("loi-khen") == "bat"
    switch_joys(signed_in_user(request), are_on=are_on, at=timezone.now())
    said = _("Trang kết quả lại có lời khen và nhiệt kế đơn vị.")
    messages.success(request, said if are_on else _("Trang kết quả từ nay chỉ có số liệu."))
    return redirect("leaderboard:own_results")
