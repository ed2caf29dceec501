"""The page on which organisers get a link and a QR code that lead to the form of entry."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contests.access import organised_contest
from contests.joining.forms_links import JoinLinkForm
from quizsite.web.qr import qr_svg


@login_required
@require_safe
def join_link(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = JoinLinkForm(request.GET or None, contest=contest, on=timezone.localdate())
    address = request.build_absolute_uri(form.path())
    context = {
        "contest": contest,
        "form": form,
        "address": address,
        "qr": qr_svg(address),
        "unit": form.cleaned_data.get("unit") if form.is_valid() else None,
    }
    return render(request, "contests/organising/join_link.html", context)
