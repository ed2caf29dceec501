"""Organisers' pages of a show: its programme, teams, packages, drawn order and clock plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_stage_round
from contests.forms import told_in
from contests.models import RoundState, Show, StagePackage, StagePart, StageTeam
from contests.stage.minutes import minutes_of_show
from contests.stage.plan import planned_turns
from contests.stage.programmes.forms import DrawForm, NewPartForm, PackageForm, PartForm, TeamForm
from contests.stage.programmes.shows import (
    Change,
    draw_order,
    is_fixed,
    move_part,
    remove_package,
    remove_part,
    remove_team,
    save_package,
    save_part,
    save_team,
)
from contests.stage.rows import programme_of
from contests.subjects import about_round, note_export
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.kinds import AuditKind
from quizsite.documents.writers import WRITERS


def organised_show(request: HttpRequest, slug: str, number: int) -> Show:
    """The show of this organiser's stage round; another person's is not found."""
    round = organised_stage_round(request, slug, number)
    show = get_object_or_404(Show, round=round)
    show.round = round
    return show


def _change(request: HttpRequest) -> Change:
    return Change(signed_in_user(request), timezone.now())


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_plan(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    show = organised_show(request, slug, number)
    asked = request.POST.get("lam", "") if request.method == "POST" else ""
    part_form = NewPartForm(
        request.POST if asked == "phan" else None, instance=StagePart(show=show)
    )
    draw_form = DrawForm(request.POST if asked == "boc-tham" else None)
    if asked == "phan" and part_form.is_valid():
        with told_in(part_form):
            part = save_part(part_form.instance, change=_change(request))
            return redirect("contests:stage_part", slug, number, part.pk)
    if asked == "boc-tham" and draw_form.is_valid():
        with told_in(draw_form):
            witness = draw_form.cleaned_data["witness"]
            draw_order(show, witness=witness, change=_change(request))
            messages.success(request, _("Đã bốc thăm thứ tự các đội."))
            return redirect("contests:stage_plan", slug, number)
    context = {
        "contest": show.round.contest,
        "round": show.round,
        "show": show,
        "parts": show.parts.all(),
        "teams": show.teams.order_by(F("number").asc(nulls_last=True), "pk").prefetch_related(
            "units", "members"
        ),
        "packages": show.packages.select_related("part").prefetch_related("questions"),
        "part_form": part_form,
        "draw_form": draw_form,
        "is_fixed": is_fixed(show),
        "is_draft": show.round.state == RoundState.DRAFT,
    }
    status = 422 if asked else 200
    return render(request, "contests/stage/plan.html", context, status=status)


def _form_page(request: HttpRequest, show: Show, form: BaseForm, title: str) -> HttpResponse:
    context = {"contest": show.round.contest, "show": show, "form": form, "title": title}
    status = 422 if request.method == "POST" else 200
    return render(request, "contests/stage/plan_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_part(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    show = organised_show(request, slug, number)
    form = PartForm(_sent(request), instance=_own(show.parts.all(), pk))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            save_part(form.filled(), change=_change(request))
            messages.success(request, _("Đã lưu phần thi."))
            return redirect("contests:stage_plan", slug, number)
    return _form_page(request, show, form, form.instance.get_kind_display())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_team(request: HttpRequest, slug: str, number: int, pk: int = 0) -> HttpResponse:
    show = organised_show(request, slug, number)
    team = _own(show.teams.all(), pk) if pk else StageTeam(show=show)
    form = TeamForm(_sent(request), instance=team, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            said = form.cleaned_data
            save_team(
                form.instance,
                units=said["unit_lines"],
                members=said["member_lines"],
                change=_change(request),
            )
            messages.success(request, _("Đã lưu đội."))
            return redirect("contests:stage_plan", slug, number)
    return _form_page(request, show, form, _("Đội thi"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_package(request: HttpRequest, slug: str, number: int, pk: int = 0) -> HttpResponse:
    show = organised_show(request, slug, number)
    package = _own(show.packages.all(), pk) if pk else StagePackage(show=show)
    form = PackageForm(_sent(request), instance=package, show=show)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            questions = form.cleaned_data["question_lines"]
            save_package(form.instance, questions=questions, change=_change(request))
            messages.success(request, _("Đã lưu gói câu hỏi."))
            return redirect("contests:stage_plan", slug, number)
    return _form_page(request, show, form, _("Gói câu hỏi"))


def _own(rows: Any, pk: int) -> Any:
    return get_object_or_404(rows, pk__exact=pk)


@login_required
@require_POST
def stage_change(
    request: HttpRequest, slug: str, number: int, what: str, pk: int, step: str
) -> HttpResponse:
    """Move a part up or down, or remove a part, a team or a package."""
    show = organised_show(request, slug, number)
    change = _change(request)
    if (what, step) in {("phan", "len"), ("phan", "xuong")}:
        move_part(_own(show.parts.all(), pk), up=step == "len", change=change)
    elif (what, step) == ("phan", "bo"):
        remove_part(_own(show.parts.all(), pk), change=change)
    elif (what, step) == ("doi", "bo"):
        remove_team(_own(show.teams.all(), pk), change=change)
    elif (what, step) == ("goi", "bo"):
        remove_package(_own(show.packages.all(), pk), change=change)
    else:
        raise Http404
    messages.success(request, _("Đã lưu chương trình."))
    return redirect("contests:stage_plan", slug, number)


@login_required
@require_safe
def stage_minutes(request: HttpRequest, slug: str, number: int, ending: str) -> HttpResponse:
    """Minutes of the run that the devices show, as a file; the trail notes who took them."""
    show = organised_show(request, slug, number)
    writer = WRITERS.get(ending)
    if writer is None or not show.run:
        raise Http404
    at, name = timezone.now(), f"bien-ban-{show.code}.{ending}"
    data = writer.write(minutes_of_show(show, at=at))
    by = signed_in_user(request)
    note_export(about_round(show.round), AuditKind.MARKS_EXPORTED, file=name, by=by, at=at)
    response = HttpResponse(data, content_type=writer.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_safe
def stage_timetable(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The clock plan, to be printed: who is on the stage at what time."""
    show = organised_show(request, slug, number)
    turns = []
    if show.starts_at is not None:
        starts_ms = int(show.starts_at.timestamp() * 1000)
        turns = [
            {
                "part": one.part,
                "team": one.team,
                "starts_at": datetime.fromtimestamp(one.starts_ms / 1000, tz=show.starts_at.tzinfo),
            }
            for one in planned_turns(programme_of(show), starts_ms)
        ]
    context = {"contest": show.round.contest, "show": show, "turns": turns}
    return render(request, "contests/stage/timetable.html", context)
