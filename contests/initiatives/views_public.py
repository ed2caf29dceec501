"""Pages for everybody: the list, one initiative with its way, figures, and like ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from contests.initiatives.clock import clock_words
from contests.initiatives.figures import figures_by_unit, figures_workbook, total_of
from contests.initiatives.forms_send import ListForm
from contests.initiatives.similar import LONGEST_ASKED, similar_to
from contests.initiatives.voices import give_voice, has_voice, take_voice_back, voices_of
from contests.models import Initiative, InitiativeEventKind, InitiativeState, Referral
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.language.vietnamese import search_key
from quizsite.tables.responses import workbook_stream
from quizsite.web.page_cache import reads, same_for_visitors

PER_PAGE = 20
_AMONG_MODERATORS = (InitiativeEventKind.OBJECTED, InitiativeEventKind.OBJECTION_SETTLED)
# The main way; where an idea stands is the last of these that it has reached.
WAY = (
    (gettext_lazy("Gửi"), {InitiativeState.RECEIVED}),
    (gettext_lazy("Xem xét"), {InitiativeState.CONSIDERED, InitiativeState.SET_ASIDE}),
    (gettext_lazy("Làm thử"), {InitiativeState.PILOTED}),
    (gettext_lazy("Lập đơn"), {InitiativeState.APPLIED}),
    (gettext_lazy("Hội đồng"), {InitiativeState.BEFORE_COUNCIL, InitiativeState.NOT_RECOGNISED}),
    (gettext_lazy("Công nhận"), {InitiativeState.RECOGNISED}),
    (gettext_lazy("Nhân rộng"), {InitiativeState.SPREAD}),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One idea of a list, with what was counted and said of it."""

    initiative: Initiative
    voices: int
    referral: Referral | None
    clock: str


@require_safe
@reads("q", "truc", "don_vi", "tinh_trang", "trang")
@same_for_visitors
def initiatives(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    page = Paginator(_found(asked), PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(list(page), at=timezone.now()),
        "kept": urlencode({n: request.GET[n] for n in form.fields if request.GET.get(n)}),
        "is_searched": any(asked.values()),
    }
    return render(request, "contests/initiatives/list.html", context)


def _found(asked: dict[str, Any]) -> QuerySet[Initiative]:
    found = Initiative.objects.listed().select_related("axis")
    if words := search_key(asked.get("q") or ""):
        found = found.filter(search_key__words=words)
    if asked.get("truc"):
        found = found.filter(axis=asked["truc"])
    if asked.get("don_vi"):
        asked_of = Referral.objects.filter(unit=asked["don_vi"])
        found = found.filter(pk__in=asked_of.values("initiative"))
    if asked.get("tinh_trang"):
        found = found.filter(state=asked["tinh_trang"])
    return found


def lines_of(found: Sequence[Initiative], *, at: datetime) -> list[Line]:
    """A fixed number of queries for a page of ideas."""
    keys = [one.pk for one in found]
    voices = voices_of(keys)
    asked = Referral.objects.filter(initiative__in=keys, ended_at=None).select_related("unit")
    newest = {one.initiative_id: one for one in asked.order_by("made_at", "pk")}
    lines = []
    for one in found:
        referral = newest.get(one.pk)
        clock = clock_words(referral, at=at) if referral else ""
        lines.append(Line(one, voices[one.pk], referral, clock))
    return lines


@require_safe
@same_for_visitors
def initiative(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Initiative.objects.published().select_related("axis", "unit", "merged_into")
    found = get_object_or_404(rows, pk=pk)
    if found.hidden_at is not None:
        return render(request, "contests/initiatives/hidden.html", {"initiative": found})
    user, at = request.user, timezone.now()
    person = user if isinstance(user, User) else None
    context = {
        **way_of(found, at=at),
        "may_take_back": person is not None and has_voice(found, person),
        "is_sender": person is not None and _is_senders(found, person),
    }
    return render(request, "contests/initiatives/initiative.html", context)


def _is_senders(found: Initiative, person: User) -> bool:
    return Initiative.objects.filter(pk=found.pk, sender__user=person).exists()


def way_of(found: Initiative, *, at: datetime, is_desk: bool = False) -> dict[str, Any]:
    """What a page tells of one idea: its steps, replies with their clock, trials, who has it."""
    events = found.events.select_related("unit", "other")
    if not is_desk:
        events = events.exclude(kind__in=_AMONG_MODERATORS)
    asked = found.referrals.filter(ended_at=None).select_related("unit", "reply")
    now = next(n for n, (_name, states) in enumerate(WAY) if found.state in states)
    return {
        "initiative": found,
        "way": [(name, n < now, n == now) for n, (name, _states) in enumerate(WAY)],
        "events": events,
        "referrals": [(one, clock_words(one, at=at)) for one in asked],
        "pilots": found.pilots.select_related("unit").prefetch_related("figures"),
        "spreads": found.spreads.select_related("unit"),
        "merged": found.merged.filter(hidden_at=None).exclude(published_at=None),
        "voices": voices_of([found.pk])[found.pk],
    }


@login_required
@require_POST
def initiative_support(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Initiative.objects.listed(), pk=pk)
    by = signed_in_user(request)
    if "thoi" in request.POST:
        take_voice_back(found, by=by)
        messages.success(request, _("Bạn đã thôi ủng hộ."))
    else:
        give_voice(found, by=by, at=timezone.now())
        messages.success(request, _("Cảm ơn bạn đã ủng hộ."))
    return redirect("contests:initiative", pk)


@require_safe
@same_for_visitors
def initiative_figures(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    rows = figures_by_unit(at=at)
    context = {"rows": rows, "total": total_of(rows), "at": at}
    return render(request, "contests/initiatives/figures.html", context)


@require_safe
def initiative_figures_file(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    return workbook_stream(figures_workbook(figures_by_unit(at=at), at=at), name="sang-kien.xlsx")


@require_safe
@reads("q")
def initiative_similar(request: HttpRequest) -> JsonResponse:
    """For the page that somebody is writing on: titles, links, and how many are behind them."""
    found = similar_to(request.GET.get("q", "")[:LONGEST_ASKED])
    voices = voices_of([one.initiative.pk for one in found])
    told = [
        {
            "title": one.initiative.title,
            "url": reverse("contests:initiative", args=[one.initiative.pk]),
            "said": _("%(state)s, %(n)d người ủng hộ")
            % {
                "state": one.initiative.get_state_display(),
                "n": voices[one.initiative.pk],
            },
        }
        for one in found
    ]
    return JsonResponse({"similar": told}, headers={"Cache-Control": "no-store"})
