"""Pages on which the questions of a draft are written and ordered."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.forms import told_in
from contests.models import Survey, SurveyQuestion
from contests.surveys.access import own_survey
from contests.surveys.forms import QuestionForm
from contests.surveys.questions import move_question, remove_question, save_question
from contests.surveys.rules import check_is_draft
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_question_new(request: HttpRequest, code: str) -> HttpResponse:
    survey = own_survey(request, code)
    return _question(request, survey, SurveyQuestion(survey=survey))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_question(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    survey = own_survey(request, code)
    return _question(request, survey, _own(survey, pk))


def _question(request: HttpRequest, survey: Survey, question: SurveyQuestion) -> HttpResponse:
    check_is_draft(survey)
    form = QuestionForm(request.POST or None, instance=question)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            save_question(form.instance, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã lưu câu hỏi."))
            return redirect("contests:survey_desk", survey.code)
    context = {"survey": survey, "contest": survey.contest, "form": form, "is_new": not question.pk}
    return render(request, "contests/surveys/question.html", context)


@login_required
@require_POST
def survey_question_move(request: HttpRequest, code: str, pk: int, step: str) -> HttpResponse:
    survey, by, at = own_survey(request, code), signed_in_user(request), timezone.now()
    question = _own(survey, pk)
    if step == "xoa":
        remove_question(question, by=by, at=at)
        messages.success(request, _("Đã xóa câu hỏi."))
    elif step in {"len", "xuong"}:
        move_question(question, up=step == "len", by=by, at=at)
    return redirect("contests:survey_desk", code)


def _own(survey: Survey, pk: int) -> SurveyQuestion:
    return get_object_or_404(survey.questions.select_related("survey"), pk=pk)
