"""Organisers give accepted works to a jury, and open the key once its totals are agreed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contests.access import organised_written_round
from contests.models import PanelState
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from contests.written.codes import key_lines, open_key, send_to_panel, unsent_works
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user


@never_cache
@login_required
@require_safe
def works_key(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_written_round(request, slug, number)
    lines = key_lines(round)
    if lines:
        note_reading(
            about_round(round),
            page=_("Mã phách đã mở"),
            people=len(lines),
            by=organiser(signed_in_user(request)),
            at=timezone.now(),
        )
    context = {
        "contest": round.contest,
        "round": round,
        "unsent": unsent_works(round).count(),
        "panels": round.panels.all(),
        "waiting": round.panels.exclude(state=PanelState.AGREED).exists(),
        "ballots": round.ballots.all(),
        "lines": lines,
    }
    return render(request, "contests/organising/works_key.html", context)


@login_required
@require_POST
def works_send(request: HttpRequest, slug: str, number: int, panel_id: int) -> HttpResponse:
    round = organised_written_round(request, slug, number)
    panel = get_object_or_404(round.panels, pk=panel_id)
    try:
        sent = send_to_panel(panel, by=signed_in_user(request), at=timezone.now())
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đưa %d bài cho ban giám khảo, dưới mã phách.") % sent)
    return redirect("contests:works_key", slug, number)


@login_required
@require_POST
def works_key_open(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_written_round(request, slug, number)
    try:
        opened = open_key(round, by=signed_in_user(request), at=timezone.now())
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã mở mã phách: %d bài có điểm trên bảng.") % opened)
    return redirect("contests:works_key", slug, number)
