"""Organisers' pages of a final: who goes on, the desk, the draw, the plan, the points."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_written_round
from contests.forms import DeskReasonForm, told_in
from contests.models import PanelState, Round, WorkFinal
from contests.presentations.access import organised_final
from contests.presentations.clock import turns
from contests.presentations.draw import draw, presenters
from contests.presentations.forms import FinalForm, WitnessForm
from contests.presentations.live import live_of
from contests.presentations.making import discard_final, make_final
from contests.presentations.proposal import check_may_make, propose
from contests.presentations.watching import let_watch
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from contests.written.codes import open_key
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def final_new(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show who would go on under these settings; only the second button writes anything."""
    source = organised_written_round(request, slug, number)
    made = WorkFinal.objects.filter(source=source).select_related("round").first()
    if made is not None:
        return redirect("contests:final_desk", slug, made.round.number)
    form = FinalForm(request.POST or None, initial={"title": _("Chung khảo")})
    context: dict[str, Any] = {"contest": source.contest, "round": source, "form": form}
    try:
        check_may_make(source)
    except ContestRefusal as refusal:
        return render(request, "contests/presentations/new.html", context | {"refusal": refusal})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            if "make" in request.POST:
                return _make(request, source, form)
            context["proposal"] = _read(request, source, form)
    return render(request, "contests/presentations/new.html", context)


def _read(request: HttpRequest, source: Round, form: FinalForm) -> Any:
    """The list names people, and the trail says who read it."""
    proposal, by = propose(source, form.instance), organiser(signed_in_user(request))
    said = _("Xem trước danh sách vào chung khảo")
    people, at = len(proposal.rows), timezone.now()
    note_reading(about_round(source), page=said, people=people, by=by, at=at)
    return proposal


def _make(request: HttpRequest, source: Round, form: FinalForm) -> HttpResponse:
    final = make_final(
        source,
        form.instance,
        occasion=form.occasion(),
        seen=form.cleaned_data["seen"],
        by=signed_in_user(request),
        at=timezone.now(),
    )
    messages.success(request, _("Đã lập bản nháp chung khảo. Hãy xem ban giám khảo rồi bốc thăm."))
    return redirect("contests:final_desk", source.contest.slug, final.round.number)


@never_cache
@login_required
@require_safe
def final_desk(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    final = organised_final(request, slug, number)
    return render(request, "contests/presentations/desk.html", _desk(request, final))


def _desk(request: HttpRequest, final: WorkFinal) -> dict[str, Any]:
    rows, at = _turns(final), timezone.now()
    by = organiser(signed_in_user(request))
    about, said = about_round(final.round), _("Bài vào chung khảo")
    note_reading(about, page=said, people=len(rows), by=by, at=at)
    return {
        "contest": final.round.contest,
        "round": final.round,
        "final": final,
        "rows": rows,
        "phase": final.round.phase(at),
        "witness_form": WitnessForm(),
        "reason_form": DeskReasonForm(),
        "is_agreed": final.panel.state == PanelState.AGREED,
    }


def _turns(final: WorkFinal) -> list[tuple[Any, Any, str]]:
    """Each finalist with the own turn; before the draw there are no turns."""
    found = final.finalists.select_related("work", "origin").prefetch_related("work__authors__unit")
    finalists = list(found.order_by("position", "source_place", "work__number"))
    plan = turns(
        len(finalists),
        starts_at=final.round.opens_at,
        talk=final.talk_minutes,
        questions=final.question_minutes,
        pause=final.pause_minutes,
    )
    is_drawn = final.drawn_at is not None
    return [
        (one, turn if is_drawn else None, presenters(one.work))
        for one, turn in zip(finalists, plan, strict=True)
    ]


@never_cache
@login_required
@require_safe
def final_plan(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The clock plan, to print: who presents when, and how the order was drawn."""
    final = organised_final(request, slug, number)
    if final.drawn_at is None:
        raise Http404
    return render(request, "contests/presentations/plan.html", _desk(request, final))


@login_required
@require_http_methods(["POST"])
def final_draw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    final, form = organised_final(request, slug, number), WitnessForm(request.POST)
    if form.is_valid():
        with told_in(form):
            witness = form.cleaned_data["witness"]
            draw(final, witness=witness, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã bốc thăm thứ tự và công bố vòng chung khảo."))
            return redirect("contests:final_desk", slug, number)
    context = _desk(request, final) | {"witness_form": form}
    return render(request, "contests/presentations/desk.html", context)


@login_required
@require_POST
def final_discard(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    final, form = organised_final(request, slug, number), DeskReasonForm(request.POST)
    if form.is_valid():
        with told_in(form):
            reason, source = form.cleaned_data["reason"], final.source
            discard_final(final, by=signed_in_user(request), at=timezone.now(), reason=reason)
            messages.success(request, _("Đã bỏ bản nháp chung khảo."))
            return redirect("contests:final_new", slug, source.number)
    context = _desk(request, final) | {"reason_form": form}
    return render(request, "contests/presentations/desk.html", context)


@login_required
@require_POST
def final_points(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put the agreed totals on the board, weighed with those of the first round."""
    final = organised_final(request, slug, number)
    try:
        opened = open_key(final.round, by=signed_in_user(request), at=timezone.now())
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đưa điểm của %d bài vào bảng xếp hạng.") % opened)
    return redirect("contests:final_desk", slug, number)


@never_cache
@login_required
@require_safe
def final_live(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return render(request, "contests/presentations/live.html", _live(request, slug, number))


@never_cache
@login_required
@require_safe
def final_live_rows(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return render(request, "contests/presentations/_live.html", _live(request, slug, number))


def _live(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    final = organised_final(request, slug, number)
    return {
        "contest": final.round.contest,
        "round": final.round,
        "final": final,
        "live": live_of(final),
    }


@login_required
@require_POST
def final_watch(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let everybody watch, or no longer."""
    final, is_public = organised_final(request, slug, number), "open" in request.POST
    try:
        let_watch(final, is_public=is_public, by=signed_in_user(request), at=timezone.now())
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("contests:final_live", slug, number)
