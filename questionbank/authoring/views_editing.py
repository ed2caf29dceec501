"""The pages on which an author writes a question or a new revision of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionbank.access import bank_page
from questionbank.authoring.forms import QuestionForm
from questionbank.authoring.revisions import (
    CodeTaken,
    NothingChanged,
    add_question,
    current_revisions,
    revise_question,
)
from questionbank.authoring.wording import warnings_of
from questionbank.key_views import see_key
from questionbank.models import Question
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.rules import check_may_write
from quizsite.accounts.rules import signed_in_user


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def question_add(request: HttpRequest) -> HttpResponse:
    author = signed_in_user(request)
    check_may_write(author)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        said = form.cleaned_data
        try:
            revision = add_question(
                said["axis"],
                code=said["code"],
                wording=form.wording(),
                by=author,
                at=timezone.now(),
            )
        except CodeTaken as refusal:
            form.add_error("code", str(refusal.message))
        else:
            messages.success(request, _("Đã lưu bản nháp."))
            return redirect("questionbank:question", revision.question_id)
    return _editor(request, form, question=None)


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def question_edit(request: HttpRequest, question_id: int) -> HttpResponse:
    author = signed_in_user(request)
    check_may_write(author)
    question = get_object_or_404(Question.objects.select_related("axis"), pk=question_id)
    current = current_revisions([question.pk])[question.pk]
    current.question = question
    if request.method != "POST":
        see_key(question, current, by=author, at=timezone.now())
    initial = QuestionForm.initial_of(current)
    form = QuestionForm(request.POST or None, initial=initial, question=question)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            revise_question(
                question,
                axis=form.cleaned_data["axis"],
                wording=form.wording(),
                by=author,
                at=timezone.now(),
            )
        except NothingChanged as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Đã lưu thành bản nháp mới."))
        return redirect("questionbank:question", question.pk)
    return _editor(request, form, question=question)


def _editor(request: HttpRequest, form: QuestionForm, *, question: Question | None) -> HttpResponse:
    context: dict[str, object] = {"form": form, "question": question}
    if "preview" in request.POST:
        options = form.options()
        context |= {
            "is_preview": True,
            "stem": form.cleaned_data.get("stem", ""),
            "options": options,
            "right": form.right(),
            "fixed": QUESTION_TYPES[form.kind].fixed_positions(options),
            "warnings": warnings_of(
                form.cleaned_data.get("stem", ""), options, form.right(), kind=form.kind
            ),
        }
    return render(request, "questionbank/editor.html", context)
