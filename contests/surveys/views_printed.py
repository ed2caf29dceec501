"""Pages on which two people type printed forms in, and settle where they differ."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.forms import told_in
from contests.models import PrintedBatch, PrintedForm, Survey, SurveyQuestion, SurveyQuestionKind
from contests.surveys.access import own_survey
from contests.surveys.forms_printed import BatchForm, SettleForm
from contests.surveys.printed import (
    Difference,
    FormDone,
    differences,
    open_batch,
    settle_form,
    type_form,
)
from contests.surveys.response_form import GRADES, ResponseForm
from contests.surveys.rules import check_takes_printed_forms
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_batches(request: HttpRequest, code: str) -> HttpResponse:
    survey, by, at = own_survey(request, code), signed_in_user(request), timezone.now()
    check_takes_printed_forms(survey)
    form = BatchForm(request.POST or None, survey=survey, today=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            batch = open_batch(survey, **form.batch(), by=by, at=at)
            return redirect("contests:survey_batch", code, batch.pk)
    batches = [(one, len(one.done)) for one in survey.batches.select_related("place__unit")]
    context = {"survey": survey, "contest": survey.contest, "form": form, "batches": batches}
    return render(request, "contests/surveys/batches.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def survey_batch(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What of the batch is still to be typed, and by whom."""
    survey, by = own_survey(request, code), signed_in_user(request)
    batch = _batch(survey, pk)
    typed = {one.number: one for one in batch.typed.all()}
    open_numbers = [n for n in range(1, batch.size + 1) if n not in batch.done]
    context = {
        "survey": survey,
        "contest": survey.contest,
        "batch": batch,
        "done": len(batch.done),
        "next_first": next((n for n in open_numbers if n not in typed), None),
        "next_second": next((n for n in open_numbers if _waits_for(typed.get(n), by)), None),
        "waiting": sum(one.second is None for one in typed.values()),
        "differing": [one for one in typed.values() if one.second is not None],
    }
    return render(request, "contests/surveys/batch.html", context)


def _waits_for(form: PrintedForm | None, user: User) -> bool:
    return form is not None and form.second is None and form.first_by_id != user.pk


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_printed(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """An empty form, the second time too: who types it again does not see what was typed."""
    survey, by, at = own_survey(request, code), signed_in_user(request), timezone.now()
    batch = _batch(survey, pk)
    if not 1 <= number <= batch.size:
        raise Http404
    if number in batch.done:
        messages.warning(request, FormDone.message)
        return redirect("contests:survey_batch", code, pk)
    before = batch.typed.filter(number=number).first()
    if before is not None and before.second is not None:
        return redirect("contests:survey_settle", code, pk, number)
    form = ResponseForm(request.POST or None, survey=survey, place=batch.place, is_printed=True)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            left = type_form(batch, number=number, filled=form.filled(), by=by, at=at)
            return _typed(request, batch, left)
    context: dict[str, Any] = {"survey": survey, "contest": survey.contest, "form": form}
    context |= {"batch": batch, "number": number, "is_second": _waits_for(before, by)}
    return render(request, "contests/surveys/printed.html", context)


def _typed(request: HttpRequest, batch: PrintedBatch, left: PrintedForm | None) -> HttpResponse:
    code = batch.survey.code
    if left is None:
        messages.success(request, _("Hai lần nhập giống nhau. Phiếu đã được tính."))
    elif left.second is None:
        messages.success(request, _("Đã lưu lần nhập một. Người khác nhập lần hai."))
    else:
        messages.warning(request, _("Hai lần nhập khác nhau. Hãy xem lại tờ phiếu."))
        return redirect("contests:survey_settle", code, batch.pk, left.number)
    return redirect("contests:survey_batch", code, batch.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_settle(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    survey, by, at = own_survey(request, code), signed_in_user(request), timezone.now()
    batch = _batch(survey, pk)
    typed = get_object_or_404(batch.typed.exclude(second=None), number=number)
    typed.batch = batch
    found = _in_words(survey, differences(typed))
    form = SettleForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            settle_form(typed, second_for=form.second_for(), by=by, at=at)
            messages.success(request, _("Đã thống nhất. Phiếu đã được tính."))
            return redirect("contests:survey_batch", code, pk)
    context: dict[str, Any] = {"survey": survey, "contest": survey.contest, "form": form}
    context |= {"batch": batch, "number": number}
    return render(request, "contests/surveys/settle.html", context)


def _batch(survey: Survey, pk: int) -> PrintedBatch:
    found = survey.batches.select_related("place__unit", "survey__contest")
    return get_object_or_404(found, pk=pk)


def _in_words(survey: Survey, found: list[Difference]) -> list[tuple[Difference, str, str, str]]:
    questions = {str(one.pk): one for one in survey.questions.all()}
    said = []
    for one in found:
        question = questions.get(one.name.removeprefix("r"))
        text = question.text if question else _("Câu lọc")
        said.append((one, text, _value(question, one.first), _value(question, one.second)))
    return said


def _value(question: SurveyQuestion | None, value: Any) -> str:
    if question is None:  # whether the screening question sent the person away
        return _("Không") if value else _("Có")
    if value in (None, "", []):
        return _("để trống")
    if question.kind == SurveyQuestionKind.TEXT:
        return str(value)
    grades = dict(GRADES)
    if question.kind == SurveyQuestionKind.GRADES:
        return str(grades[value])
    if question.kind == SurveyQuestionKind.GRID:
        return "; ".join(
            f"{item}: {grades[grade] if grade else _('để trống')}"
            for item, grade in zip(question.items, value, strict=False)
        )
    chosen = value if isinstance(value, list) else [value]
    return "; ".join(question.options[n - 1] for n in chosen)
