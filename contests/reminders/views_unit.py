"""A contact person reminds the people of the own unit, and reads which reminders there were."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.forms import told_in
from contests.models import Contest, ContestState, Round
from contests.reminders.forms import ReminderForm
from contests.reminders.plan import (
    cancel_reminder,
    may_see_counts,
    plan_reminder,
    preview_reminder,
    reminder_words,
    rounds_to_remind,
)
from contests.reminders.views import SOON, mailings_of
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import check_may_see_unit_desk, signed_in_user
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.notifications.models import Mailing, NoticeKind


def _asked(request: HttpRequest, code: str, slug: str) -> tuple[Unit, Contest, Actor]:
    """Find the unit that this person is contact of, and a contest that everybody sees."""
    unit, user = get_object_or_404(Unit, code=code), signed_in_user(request)
    check_may_see_unit_desk(user, unit)
    open_to_all = Contest.objects.filter(state=ContestState.PUBLISHED, is_rehearsal=False)
    return unit, get_object_or_404(open_to_all, slug=slug), Actor(user, Role.CONTACT)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_reminders(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    (unit, contest, by), at = _asked(request, code, slug), timezone.now()
    rounds = rounds_to_remind(contest, at=at)
    form = ReminderForm(request.POST or None, rounds=rounds, at=at + SOON)
    mailings = mailings_of(contest, kind=NoticeKind.REMINDER, audience__unit=unit.pk)
    context: dict[str, Any] = {"unit": unit, "contest": contest, "form": form, "rounds": rounds}
    context |= {"mailings": mailings, "tells_counts": may_see_counts(contest, at=at)}
    if request.method == "POST" and form.is_valid():
        round, said = form.chosen_round(), form.cleaned_data
        preview = preview_reminder(round, unit=unit, due_at=said["due_at"])
        context |= {"preview": preview, "words": reminder_words(preview.occasion, at=at)}
        if "hen" in request.POST:
            with told_in(form):
                due_at, most = said["due_at"], said["most"]
                plan_reminder(round, unit=unit, due_at=due_at, most=most, by=by, at=at)
                messages.success(request, _("Đã hẹn. Ai nộp bài trước giờ đó thì không bị nhắc."))
                return redirect("contests:unit_reminders", code, slug)
    return render(request, "contests/unit_reminders.html", context)


@login_required
@require_POST
def unit_reminder_cancel(request: HttpRequest, code: str, slug: str, pk: int) -> HttpResponse:
    unit, contest, by = _asked(request, code, slug)
    own = Mailing.objects.filter(contest=contest.pk, audience__unit=unit.pk)
    mailing = get_object_or_404(own, pk=pk, kind=NoticeKind.REMINDER)
    round = get_object_or_404(Round, contest=contest, pk=mailing.audience["round"])
    cancel_reminder(mailing, round=round, by=by, at=timezone.now())
    messages.success(request, _("Đã hủy: thư chưa đi thì không đi nữa."))
    return redirect("contests:unit_reminders", code, slug)
