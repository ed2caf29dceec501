"""Pages of a round's questions, and of deciding what becomes of a wrong one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_round
from contests.analysis.suggestions import FROM_ANALYSIS, suggested_ruling
from contests.attempts.rules import is_over
from contests.attempts.withheld_keys import Withheld, withheld_keys
from contests.models import QuestionRuling, Round, RoundState, RulingKind, RulingState
from contests.papers.drawing import layout_of
from contests.rules import other_organisers
from contests.rulings.decisions import confirm_ruling, propose_ruling, refuse_ruling
from contests.rulings.key_views import see_key
from leaderboard.wrong_questions.forms import RulingForm
from leaderboard.wrong_questions.forms_written import WrittenRulingForm
from leaderboard.wrong_questions.given_answers import GivenAnswer, wrong_answers
from leaderboard.wrong_questions.jobs import preview_ruling
from leaderboard.wrong_questions.questions import (
    matching,
    preview_rows,
    questions_of,
    waiting_for_a_decision,
    with_rulings,
)
from questionbank.models import AnswerKey, Revision
from questionbank.question_types.registry import QUESTION_TYPES, TYPED_TYPES
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import wait_for
from quizsite.two_people import confirming

_CONFIRMED = gettext_lazy("Đã xác nhận. Các bài có câu này đang được chấm lại.")
_CONFIRMED_FINAL = gettext_lazy("Đã xác nhận. Điểm đổi khi kết quả được đính chính.")


@login_required
@require_safe
def questions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    query, is_waiting = request.GET.get("q", "").strip(), request.GET.get("cho") == "1"
    found = questions_of(round)
    found = waiting_for_a_decision(found, round) if is_waiting else found
    page = Paginator(matching(found, query), 25).get_page(request.GET.get("trang"))
    context = {"contest": round.contest, "round": round, "query": query, "page": page}
    context |= {"is_waiting": is_waiting, "kept": "cho=1" if is_waiting else ""}
    context["listed"] = with_rulings(list(page), round)
    context["is_over"] = is_over(round, at=timezone.now())
    return render(request, "leaderboard/round_questions.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, number: int, revision_id: int) -> HttpResponse:
    """Take a proposal; who decides on one is shown the key, which leaves a line."""
    round = organised_round(request, slug, number)
    revision = get_object_or_404(questions_of(round), pk=revision_id)
    rulings = list(
        round.rulings.filter(revision=revision)
        .select_related("round__contest", "revision", "proposed_by", "decided_by")
        .order_by("-pk")
    )
    user, at = signed_in_user(request), timezone.now()
    withheld = _withheld(round, revision, rulings, at=at)
    wrong = [] if withheld or not is_over(round, at=at) else wrong_answers(round, revision)
    form = _form(request, round, revision, rulings, wrong=wrong, is_withheld=withheld is not None)
    if request.method == "POST" and form.is_valid():
        ruling = propose_ruling(
            round,
            revision,
            kind=RulingKind(form.cleaned_data["kind"]),
            accepted=form.cleaned_data["accepted"],
            reason=form.cleaned_data["reason"],
            by=user,
            at=at,
        )
        enqueue_once(preview_ruling, ruling.pk)
        messages.success(request, _("Đã gửi đề nghị, chờ người thứ hai xác nhận."))
        return redirect("leaderboard:round_question", slug, number, revision.pk)
    context = {"form": form, "withheld": withheld, **_shown(round, revision, rulings, user=user)}
    context["wrong"] = wrong
    if withheld is None:
        see_key(round, revision, by=user, at=at)
        context |= _with_key(revision, context["proposed"])
    return render(request, "leaderboard/round_question.html", context)


def _form(
    request: HttpRequest,
    round: Round,
    revision: Revision,
    rulings: list[QuestionRuling],
    *,
    wrong: Sequence[GivenAnswer],
    is_withheld: bool,
) -> RulingForm:
    """Who comes from the analysis finds what its figures suggest."""
    comes_from_analysis = request.GET.get("tu") == FROM_ANALYSIS
    initial = (
        suggested_ruling(round, revision, is_withheld=is_withheld) if comes_from_analysis else {}
    )
    is_ruled = any(
        one.state == RulingState.IN_FORCE and one.kind != RulingKind.KEEP for one in rulings
    )
    sent = request.POST or None
    if revision.kind not in TYPED_TYPES:
        return RulingForm(sent, initial=initial, revision=revision, is_ruled=is_ruled)
    initial["accepted"] = _accepted_before(rulings)
    return WrittenRulingForm(
        sent, initial=initial, revision=revision, is_ruled=is_ruled, wrong=wrong
    )


def _withheld(
    round: Round, revision: Revision, rulings: list[QuestionRuling], *, at: datetime
) -> Withheld | None:
    """Own rounds withhold no key of a question that somebody disputes."""
    disputed = {RulingState.PROPOSED, RulingState.AGREED, RulingState.IN_FORCE}
    is_disputed = any(one.state in disputed for one in rulings)
    outside = round.contest_id if is_disputed else None
    return withheld_keys([revision.pk], at=at, outside=outside).get(revision.pk)


def _accepted_before(rulings: list[QuestionRuling]) -> list[Any]:
    """What the ruling in force accepts of what people wrote: the next one replaces it whole."""
    in_force = next((one for one in rulings if one.state == RulingState.IN_FORCE), None)
    of_kind = TYPED_TYPES.get(in_force.revision.kind) if in_force else None
    if in_force is None or of_kind is None:
        return []
    return [one for key in in_force.accepted for one in of_kind.accepted_in(key)]


def _shown(
    round: Round, revision: Revision, rulings: list[QuestionRuling], *, user: User
) -> dict[str, Any]:
    others = other_organisers(round.contest, user)
    proposed = next((one for one in rulings if one.state == RulingState.PROPOSED), None)
    return {
        "contest": round.contest,
        "round": round,
        "revision": revision,
        "options": [{"text": text} for text in revision.options],
        "item": _rows(revision, ()),
        "is_stopped": revision.pk in (round.stopped or ()),
        "is_final": round.state == RoundState.FINALISED,
        "proposed": proposed,
        "wait": wait_for(preview_ruling, proposed.pk) if proposed else None,
        "confirming": proposed
        and confirming(person=user.pk, proposed_by=proposed.proposed_by_id, others=others),
        "rulings": [one for one in rulings if one is not proposed],
    }


def _rows(revision: Revision, key: Sequence[int]) -> dict[str, Any]:
    """What the review's template of the kind shows; options to choose from are listed here."""
    layout = layout_of(revision.options, kind=revision.kind)
    order = range(layout.first, layout.option_count)
    of_kind = QUESTION_TYPES[revision.kind]
    return {"shown": of_kind.review(revision.options, order, key, 0), "has_no_answer": True}


def _with_key(revision: Revision, proposed: QuestionRuling | None) -> dict[str, Any]:
    """Add the key, and what people answered, from which it could be told."""
    key = AnswerKey.objects.get(revision=revision)
    preview = (proposed.preview or {}) if proposed else {}
    answers = preview.get("answers", [])
    return {
        "options": [
            {"text": text, "is_right": n in key.right_options, "answers": answers[n : n + 1]}
            for n, text in enumerate(revision.options)
        ],
        "item": _rows(revision, key.right_options),
        "explanation": key.explanation,
        "preview": preview,
        "divisions": preview_rows(proposed) if proposed else [],
    }


@login_required
@require_POST
def decide(
    request: HttpRequest, slug: str, number: int, ruling_id: int, decision: str
) -> HttpResponse:
    round = organised_round(request, slug, number)
    found = round.rulings.select_related("round__contest", "revision__question")
    ruling = get_object_or_404(found, pk=ruling_id)
    by, at = signed_in_user(request), timezone.now()
    if decision == "xac-nhan":
        confirm_ruling(ruling, by=by, at=at, lone_reason=request.POST.get("lone_reason", ""))
        is_final = round.state == RoundState.FINALISED
        messages.success(request, _CONFIRMED_FINAL if is_final else _CONFIRMED)
    elif decision == "bac":
        refuse_ruling(ruling, by=by, at=at)
        messages.success(request, _("Đã bác đề nghị. Điểm không thay đổi."))
    else:
        raise Http404
    return redirect("leaderboard:round_question", slug, number, ruling.revision_id)


@never_cache
@login_required
@require_safe
def ruling_wait(request: HttpRequest, slug: str, number: int, ruling_id: int) -> HttpResponse:
    """Tell the open page whether to wait on: asking for that page would note its key each time."""
    round = organised_round(request, slug, number)
    ruling = get_object_or_404(round.rulings, pk=ruling_id)
    if not wait_for(preview_ruling, ruling.pk).is_under_way:
        return HttpResponse()
    context = {"round": round, "ruling": ruling}
    return render(request, "leaderboard/_ruling_wait.html", context)


@login_required
@require_POST
def count_again(request: HttpRequest, slug: str, number: int, ruling_id: int) -> HttpResponse:
    """Ask for the preview anew: papers have been closed since."""
    round = organised_round(request, slug, number)
    ruling = get_object_or_404(round.rulings.proposed(), pk=ruling_id)
    enqueue_once(preview_ruling, ruling.pk)
    messages.success(request, _("Máy chủ đang tính lại."))
    return redirect("leaderboard:round_question", slug, number, ruling.revision_id)
