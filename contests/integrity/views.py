"""Pages of the signs of cheating: the queue, and one case with its evidence to decide on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_contest, organised_quiz
from contests.forms import DeskReasonForm, told_in
from contests.integrity.decisions import CaseChanged, ask_about, clear_case, void_in_case
from contests.integrity.evidence import moments_of, pairs_of, papers_of, rows_of
from contests.integrity.forms import VoidSomeForm
from contests.integrity.jobs import find_signs, newest_looks
from contests.integrity.looking import check_may_look, has_marks_left, is_closed
from contests.integrity.words import base_rate, figures, pair_figures
from contests.models import (
    CASE_MOVES,
    Attempt,
    CaseState,
    Contest,
    Entry,
    IntegrityCase,
    IntegrityLook,
    Round,
    SignKind,
)
from contests.monitoring.paper_evidence import see_paper
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import Wait

_TABS = {
    "": (CaseState.WAITING,),
    "hoi": (CaseState.ASKED,),
    "xong": (CaseState.CLEARED, CaseState.VOIDED),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages say of one case."""

    case: IntegrityCase
    entries: list[Entry]

    @property
    def figures(self) -> list[str]:
        return figures(self.case)

    @property
    def base_rate(self) -> str:
        return base_rate(self.case)


@dataclass(frozen=True, slots=True)
class Looked:
    """A closed round with its newest look, and what became of the job asked for last."""

    round: Round
    look: IntegrityLook | None
    may_look: bool
    wait: Wait


@login_required
@require_safe
def cases(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    tab = request.GET.get("xem", "")
    states = _TABS.get(tab, _TABS[""])
    listed = IntegrityCase.objects.filter(round__contest=contest, state__in=states)
    order = ("-decided_at",) if tab == "xong" else ("-strength", "pk")
    found = _with_people(listed).select_related("round", "decided_by").order_by(*order)
    page = Paginator(found, 20).get_page(request.GET.get("trang"))
    shown = [Shown(one, list(one.entries.all())) for one in page]
    at = timezone.now()
    _note_reading(request, contest, people=sum(len(one.entries) for one in shown), at=at)
    context = {
        "contest": contest,
        "page": page,
        "shown": shown,
        "tab": tab if tab in _TABS else "",
        "kept": f"xem={tab}" if tab in _TABS and tab else "",
        "looks": (looks := _looks(contest, at=at)),
        "is_under_way": any(one.wait.is_under_way for one in looks),
    }
    return render(request, "contests/organising/cases.html", context)


def _with_people(cases: QuerySet[IntegrityCase]) -> QuerySet[IntegrityCase]:
    people = Entry.objects.annotate(papers=Count("attempts"))
    people = people.select_related("user", "unit", "division").order_by("pk")
    return cases.prefetch_related(Prefetch("entries", people))


def _note_reading(request: HttpRequest, contest: Contest, *, people: int, at: datetime) -> None:
    note_reading(
        about_contest(contest),
        page=_("Dấu hiệu cần xét"),
        people=people,
        by=organiser(signed_in_user(request)),
        at=at,
    )


def _looks(contest: Contest, *, at: datetime) -> list[Looked]:
    """Rounds that were looked at, or can be: in a fixed number of queries."""
    rounds = Round.objects.ranked().quizzes().filter(contest=contest).order_by("number")
    jobs, has_marks = newest_looks(), has_marks_left(contest, at=at)
    looked = [
        Looked(
            round,
            getattr(round, "integrity_look", None),
            may_look=has_marks and is_closed(round, at=at),
            wait=jobs.get(round.pk, Wait(None)),
        )
        for round in rounds.select_related("integrity_look")
    ]
    return [one for one in looked if one.look or one.may_look]


@login_required
@require_POST
def look_again(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_quiz(request, slug, number)
    check_may_look(round, at=timezone.now())
    enqueue_once(find_signs, round.pk)
    messages.success(request, _("Máy chủ đang tìm."))
    return redirect("contests:cases", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    found = _with_people(IntegrityCase.objects.filter(round__contest=contest))
    one = get_object_or_404(found.select_related("round__contest", "decided_by"), pk=pk)
    shown = Shown(one, list(one.entries.all()))
    sent = request.POST if request.method == "POST" else None
    if sent is not None and not CASE_MOVES[CaseState(one.state)]:
        messages.info(request, str(CaseChanged()))
        return redirect("contests:cases", slug)
    forms = _forms(sent, shown.entries)
    by, at = signed_in_user(request), timezone.now()
    if sent is not None and (done := _decide(one, sent, forms, by=by, at=at)):
        messages.success(request, done)
        return redirect("contests:cases", slug)
    context = {"contest": contest, "shown": shown, "case": one, **forms}
    context |= _evidence(one, request.GET.get("cap", ""), by=by, at=at)
    _note_reading(request, contest, people=len(shown.entries), at=at)
    return render(request, "contests/organising/case.html", context)


def _forms(sent: Any, entries: list[Entry]) -> dict[str, Any]:
    """Each button has its own form; only the one that was sent is checked."""

    def of(button: str) -> Any:
        return sent if sent is not None and button in sent else None

    return {
        "clear_form": DeskReasonForm(of("clear"), prefix="on"),
        "ask_form": DeskReasonForm(of("ask"), prefix="hoi"),
        "void_form": VoidSomeForm(of("void"), entries=entries, prefix="loai"),
    }


def _decide(
    case: IntegrityCase, sent: Any, forms: dict[str, Any], *, by: User, at: datetime
) -> str:
    """Do what was asked for, and say it; "" if the form shows what is missing."""
    button = next((one for one in ("clear", "ask", "void") if one in sent), "clear")
    form, done = forms[f"{button}_form"], ""
    if not form.is_valid():
        return ""
    with told_in(form):
        said = {"by": by, "at": at, "reason": form.cleaned_data["reason"]}
        if button == "void":
            void_in_case(case, form.chosen, **said)
            done = _("Đã loại. Bảng xếp hạng của kỳ chưa chốt được tính lại.")
        elif button == "ask":
            ask_about(case, **said)
            done = _("Đã chuyển sang mục Cần hỏi.")
        else:
            clear_case(case, **said)
            done = _("Đã ghi là không có vấn đề.")
    return done


@transaction.atomic
def _evidence(case: IntegrityCase, chosen: str, *, by: User, at: datetime) -> dict[str, Any]:
    """Read the papers that are shown; whoever reads answers of a person leaves a line."""
    pairs = pairs_of(case)
    if pairs:
        number = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else 0
        pair = pairs[min(number, len(pairs) - 1)]
        papers = papers_of(case, of=pair["papers"])
        sides = [papers[pk] for pk in pair["papers"] if pk in papers]
        _see(sides, by=by, at=at)
        rows = rows_of(sides[0], sides[1], at=at) if len(sides) == 2 else []
        everybody = papers_of(case)
        named = [
            [everybody[pk].entry.user.full_name for pk in other["papers"] if pk in everybody]
            for other in pairs
        ]
        return {
            "sides": sides,
            "rows": rows,
            "withheld": sorted({row.withheld for row in rows if row.withheld is not None}),
            "pair_figures": pair_figures(pair),
            "pairs": [
                {"number": n, "names": names, "is_shown": other is pair}
                for n, (other, names) in enumerate(zip(pairs, named, strict=True))
            ],
        }
    shown = sorted(papers_of(case).values(), key=lambda one: one.started_at)
    if case.kind == SignKind.FAST and shown:
        _see(shown[:1], by=by, at=at)
        return {"papers": shown, "moments": moments_of(shown[0])}
    return {"papers": shown}


def _see(papers: Iterable[Attempt], *, by: User, at: datetime) -> None:
    for one in papers:
        see_paper(one, by=by, at=at)
