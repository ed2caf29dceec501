"""The page with three questions, and the same page with the answers marked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contests.models import Contest
from contests.papers.shown_text import with_pictures
from contests.queries import published_contest
from contests.trial.questions import (
    DRAWS,
    QUESTIONS,
    TrialQuestion,
    mark_of,
    marked,
    trial_of,
)
from questionbank.posted import MOST_ROWS, values_in
from questionbank.question_types.registry import QUESTION_TYPES
from quizsite.web.page_cache import reads, same_for_visitors

_DRAW, _MARK = "de", "ma"
_NUMBERS = [str(n) for n in range(DRAWS)]
_OPTIONS = [str(n) for n in range(MOST_ROWS)]
_VALUES = [str(n) for n in range(1, MOST_ROWS + 1)]
# One parameter for each box or row: a page has one address, whatever made-up ones come along.
_BOXES = {
    (question, option): f"c{question}-{option}"
    for question in range(QUESTIONS)
    for option in range(MOST_ROWS)
}
_RADIOS = [f"c{question}" for question in range(QUESTIONS)]


@require_safe
@same_for_visitors
@reads(among={_DRAW: _NUMBERS})
def trial(request: HttpRequest, slug: str) -> HttpResponse:
    contest, draw, questions = _asked(request, slug)
    asked = [_on_page(n, one) for n, one in enumerate(questions)]
    context = {"contest": contest, "draw": draw, "asked": asked, "mark": mark_of(questions)}
    return render(request, "contests/trial.html", context)


@require_safe
@reads(
    _MARK,
    among={
        _DRAW: _NUMBERS,
        **dict.fromkeys(_RADIOS, _OPTIONS),
        **dict.fromkeys(_BOXES.values(), _VALUES),
    },
)
def trial_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark what the address says; nobody's answers are stored."""
    contest, draw, questions = _asked(request, slug)
    if request.GET.get(_MARK) != mark_of(questions):
        return redirect("contests:trial", slug)
    reviewed = [
        {**_on_page(n, one), **marked(one, _said(request, n, one))}
        for n, one in enumerate(questions)
    ]
    context = {
        "contest": contest,
        "reviewed": reviewed,
        "right": sum(item["is_right"] for item in reviewed),
        "next_draw": (draw + 1) % DRAWS,
    }
    return render(request, "contests/trial_answers.html", context)


def _asked(request: HttpRequest, slug: str) -> tuple[Contest, int, list[TrialQuestion]]:
    contest, number = published_contest(slug), request.GET.get(_DRAW, "0")
    draw = int(number) if number in _NUMBERS else 0
    questions = trial_of(contest, draw, at=timezone.now()) if contest else []
    if contest is None or not questions:
        raise Http404
    return contest, draw, questions


def _on_page(n: int, question: TrialQuestion) -> dict[str, object]:
    shown = QUESTION_TYPES[question.kind].review(question.options, question.order, (), 0)
    rows = with_pictures(shown, question.order, question.said["pictures"])
    options = [
        {
            **row,
            "name": _BOXES[n, place] if question.is_multiple else _RADIOS[n],
            "value": "1" if question.is_multiple else str(place),
        }
        for place, row in enumerate(rows)
    ]
    return {
        "position": n + 1,
        **question.said,
        "kind": question.kind,
        "is_multiple": question.is_multiple,
        "options": options,
        "rows": rows,
        "name": _RADIOS[n],
        "fields": f"contests/questions/{question.kind}_fields.html",
        "hint": f"contests/questions/{question.kind}_hint.html",
        "explanation": question.explanation,
        "basis": question.basis,
    }


def _said(request: HttpRequest, n: int, question: TrialQuestion) -> list[str]:
    """Boxes to tick have a parameter each, as rows have."""
    if question.is_multiple:
        return [str(shown) for shown in range(MOST_ROWS) if request.GET.get(_BOXES[n, shown])]
    return values_in(request.GET, _RADIOS[n])
