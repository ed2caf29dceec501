"""Organisers' pages of notices: what was sent, reminders to plan, words to look at and to try."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_contest
from contests.forms import told_in
from contests.models import Contest, Round
from contests.reminders.forms import ReminderForm
from contests.reminders.plan import (
    cancel_reminder,
    plan_reminder,
    preview_reminder,
    reminder_words,
    rounds_to_remind,
)
from contests.reminders.trying import send_test, words_with_samples
from contests.subjects import about_contest, organiser
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.notifications.models import Mailing, Notice, NoticeKind
from quizsite.notifications.outbox_figures import count_states, progress_of
from quizsite.notifications.texts import text_sums

PER_PAGE = 50
SOON = timedelta(minutes=2)


@login_required
@require_safe
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """The log: each notice with its person, and the mailings with how far they are."""
    contest, at = organised_contest(request, slug), timezone.now()
    found = Notice.objects.filter(contest=contest.pk).select_related("person")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    note_reading(
        about_contest(contest),
        page=_("Tin đã gửi"),
        people=len(page),
        by=organiser(signed_in_user(request)),
        at=at,
    )
    context = {
        "contest": contest,
        "page": page,
        "mailings": mailings_of(contest),
        "counts": _counts(contest),
        "kinds": NoticeKind.choices,
        "texts": text_sums(contest.pk),
    }
    return render(request, "contests/organising/notices.html", context)


def mailings_of(contest: Contest, **of: Any) -> list[tuple[Mailing, dict[str, int]]]:
    found = Mailing.objects.filter(contest=contest.pk, **of).select_related("made_by")
    return [(one, progress_of(one)) for one in found[:PER_PAGE]]


def _counts(contest: Contest) -> list[tuple[str, dict[str, int]]]:
    counted = count_states(contest.pk)
    return [
        (str(kind.label), {state: n for (one, state), n in counted.items() if one == kind})
        for kind in NoticeKind
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_new(request: HttpRequest, slug: str) -> HttpResponse:
    """The first button shows what would be sent to how many; the second lets it be sent."""
    contest, at = organised_contest(request, slug), timezone.now()
    rounds = rounds_to_remind(contest, at=at)
    form = ReminderForm(request.POST or None, rounds=rounds, at=at + SOON)
    context: dict[str, Any] = {"contest": contest, "form": form, "rounds": rounds}
    if request.method == "POST" and form.is_valid():
        round, said = form.chosen_round(), form.cleaned_data
        preview = preview_reminder(round, unit=None, due_at=said["due_at"])
        context |= {"preview": preview, "words": reminder_words(preview.occasion, at=at)}
        if "hen" in request.POST:
            with told_in(form):
                by = organiser(signed_in_user(request))
                plan_reminder(
                    round, unit=None, due_at=said["due_at"], most=said["most"], by=by, at=at
                )
                messages.success(request, _("Đã hẹn. Ai nộp bài trước giờ đó thì không bị nhắc."))
                return redirect("contests:notices", slug)
    return render(request, "contests/organising/reminder_new.html", context)


@login_required
@require_POST
def reminder_cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest, by = organised_contest(request, slug), organiser(signed_in_user(request))
    mailing = get_object_or_404(Mailing, pk=pk, contest=contest.pk, kind=NoticeKind.REMINDER)
    round = get_object_or_404(Round, contest=contest, pk=mailing.audience["round"])
    cancel_reminder(mailing, round=round, by=by, at=timezone.now())
    messages.success(request, _("Đã hủy: thư chưa đi thì không đi nữa."))
    return redirect("contests:notices", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_words(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What people read of this kind; a button sends it to the organiser's own address."""
    contest = organised_contest(request, slug)
    if kind not in NoticeKind.values:
        raise Http404
    asked = NoticeKind(kind)
    if request.method == "POST":
        send_test(asked, contest=contest, to=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Thư thử sẽ tới địa chỉ của bạn trong ít phút."))
        return redirect("contests:notice_words", slug, kind)
    context = {"contest": contest, "kind": asked, "words": words_with_samples(asked, contest)}
    return render(request, "contests/organising/notice_words.html", context)
