"""Pages of practising: by axis, one question at a time, and what a person knows."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.practice.answers import forget_practice
from contests.practice.asked import FIELD
from contests.practice.knowledge import axes_with, knowledge_chart, practised_with_axes
from contests.practice.own_papers import own_answers
from contests.practice.progress import keep_progress, learner
from contests.practice.questions import practicable
from contests.practice.steps import Sent, Where, ask_person, ask_stranger, judge
from contests.practice.study import shelf
from contests.queries import published_contest
from questionbank.models import Axis
from questionbank.posted import values_in
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Purpose, User
from quizsite.accounts.rules import signed_in_user
from quizsite.web.page_cache import reads, same_for_visitors

_MOST_TURNS = 10_000


@require_safe
@same_for_visitors
@reads("cuoc-thi")
def practice(request: HttpRequest) -> HttpResponse:
    """The axes, how many questions each offers, and what is due for whom is signed in."""
    where, at, user = _where(request.GET), timezone.now(), _viewer(request)
    papers = own_answers(user, at=at) if user else []
    found = practicable(contest=where.contest, user=user, papers=papers, at=at)
    keeper = learner(user)
    rows = practised_with_axes(keeper) if keeper else []
    axes = axes_with(found, rows, on=timezone.localdate(at))
    context = {
        **_offer(user, keeps=keeper is not None),
        "where": where,
        "query": urlencode(_kept(where)),
        "axes": [one for one in axes if one.offered],
        "offered": len(found),
        "due": sum(one.due for one in axes),
        "has_practised": bool(rows),
        "shelf": shelf(where.contest),
    }
    return render(request, "contests/practice/practice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def practice_question(request: HttpRequest) -> HttpResponse:
    """Ask the next question, or judge the one whose signed text came back.

    Only a post of somebody who agreed to it stores anything; a stranger's form is a plain query."""
    said = request.POST if request.method == "POST" else request.GET
    where, user, at = _where(said), _viewer(request), timezone.now()
    keeper = learner(user)
    (seed, number), again = _turn(said), "lai" in said
    if "phieu" in said:
        stores = keeper is not None and request.method == "POST"
        shown = judge(_sent(said), where=where, user=user, stores=stores, at=at)
    elif keeper is None:
        shown = ask_stranger(where=where, seed=seed, number=number, at=at)
    else:
        shown = ask_person(keeper, where=where, again=again, at=at)
    carried = {"where": where, "kept": _kept(where), "query": urlencode(_kept(where))}
    carried |= {"turn": (seed, number), "again": again, "is_daily": "hom-nay" in said}
    carried |= _offer(user, keeps=keeper is not None)
    return render(request, "contests/practice/question.html", carried | shown)


def _offer(user: User | None, *, keeps: bool) -> dict[str, Any]:
    """Who is signed in and has not agreed is asked, on the page, whether to keep progress."""
    asks = user is not None and not keeps
    return {"keeps": keeps, "keep_text": current_text(Purpose.PRACTICE) if asks else None}


def _sent(said: QueryDict) -> Sent:
    return Sent(
        said.get("phieu", ""),
        values_in(said, FIELD),
        gives_up="khong-biet" in said,
        only_looks="xem" in said,
    )


def _kept(where: Where) -> list[tuple[str, str]]:
    """What forms and links carry on."""
    found = [("truc", where.axis.code)] if where.axis else []
    return [*found, ("cuoc-thi", where.contest.slug)] if where.contest else found


@require_safe
@login_required
def own_knowledge(request: HttpRequest) -> HttpResponse:
    user, at = signed_in_user(request), timezone.now()
    rows, papers = practised_with_axes(user), own_answers(user, at=at)
    offered = practicable(user=user, papers=papers, at=at)
    axes = axes_with(offered, rows, papers, on=timezone.localdate(at))
    met = [one for one in axes if one.practised.of or one.papers.of]
    context = {
        "axes": met,
        "chart": knowledge_chart(met),
        "practised": len(rows),
        "known": sum(one.known for one in axes),
        "due": sum(one.due for one in axes),
        "papers": len(papers),
    }
    return render(request, "contests/practice/knowledge.html", context)


@require_POST
@login_required
def practice_keep(request: HttpRequest) -> HttpResponse:
    keep_progress(signed_in_user(request), at=timezone.now())
    messages.success(request, _("Từ giờ trang giữ tiến độ luyện tập của bạn."))
    return redirect("contests:practice")


@require_POST
@login_required
def practice_forget(request: HttpRequest) -> HttpResponse:
    removed = forget_practice(signed_in_user(request))
    said = _("Đã xóa tiến độ luyện tập của %(n)d câu.") % {"n": removed}
    messages.success(request, said)
    return redirect("contests:own_knowledge")


@require_safe
@same_for_visitors
@reads("cuoc-thi")
def study(request: HttpRequest) -> HttpResponse:
    """What there is to read, by axis."""
    where = _where(request.GET)
    context = {"where": where, "shelf": shelf(where.contest)}
    return render(request, "contests/practice/study.html", context)


def _where(said: QueryDict) -> Where:
    """Read the contest and axis that an address names; one that does not exist is not found."""
    contest, axis = None, None
    if slug := said.get("cuoc-thi", ""):
        contest = published_contest(slug)
        if contest is None:
            raise Http404
    if code := said.get("truc", ""):
        axis = Axis.objects.filter(code=code).first()
        if axis is None:
            raise Http404
    return Where(contest, axis)


def _turn(said: QueryDict) -> tuple[int, int]:
    """In which order a stranger is asked, and the how-manieth question it is."""
    seed = _number(said.get("luot", ""))
    if seed is None:
        return secrets.randbelow(_MOST_TURNS), 0
    return seed, _number(said.get("cau", "")) or 0


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else None


def _viewer(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
