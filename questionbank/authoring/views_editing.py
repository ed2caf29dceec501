"""The pages on which an author writes a question or a new revision of one."""

from django.contrib import messages
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionbank.access import bank_page
from questionbank.authoring.forms import QuestionForm
from questionbank.authoring.forms_parts import PartsForm
from questionbank.authoring.forms_rows import FORMS
from questionbank.authoring.kinds import WRITTEN_KINDS, shown_key
from questionbank.authoring.revisions import (
    CodeTaken,
    NothingChanged,
    add_question,
    current_revisions,
    revise_question,
)
from questionbank.authoring.wording import warnings_of
from questionbank.blind_solves.knowledge import closed_questions
from questionbank.edit_versions import ChangedMeanwhile, comparison
from questionbank.key_views import see_key
from questionbank.models import Question, QuestionKind
from questionbank.question_types.registry import templates_of
from questionbank.rules import check_may_write
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def question_add(request: HttpRequest) -> HttpResponse:
    author = signed_in_user(request)
    check_may_write(author)
    form = _form_of(request.GET.get("dang", ""))(request.POST or None)
    parts = PartsForm(request.POST or None, request.FILES or None, by=author)
    if _may_save(request, form, parts):
        said = form.cleaned_data
        try:
            revision = add_question(
                said["axis"],
                code=said["code"],
                wording=parts.complete(form.wording()),
                by=author,
                at=timezone.now(),
            )
        except CodeTaken as refusal:
            form.add_error("code", str(refusal.message))
        else:
            messages.success(request, _("Đã lưu bản nháp."))
            return redirect("questionbank:question", revision.question_id)
    return _editor(request, form, parts, question=None)


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def question_edit(request: HttpRequest, question_id: int) -> HttpResponse:
    author = signed_in_user(request)
    check_may_write(author)
    question = get_object_or_404(Question.objects.select_related("axis"), pk=question_id)
    if closed_questions(author, among=[question.pk]):
        return redirect("questionbank:solve", question.pk)
    current = current_revisions([question.pk])[question.pk]
    current.question = question
    if request.method != "POST":
        see_key(question, current, by=author, at=timezone.now())
    of_kind = _form_of(current.kind)
    initial = of_kind.initial_of(current)
    successor = request.GET.get("van-ban", "")
    if successor.isdecimal() and len(successor) < 18:  # the queue of rework offers it
        initial["document"] = int(successor)
    form = of_kind(request.POST or None, initial=initial, question=question)
    parts = PartsForm(request.POST or None, request.FILES or None, revision=current, by=author)
    if _may_save(request, form, parts):
        try:
            revise_question(
                question,
                axis=form.cleaned_data["axis"],
                wording=parts.complete(form.wording()),
                by=author,
                at=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except ChangedMeanwhile:
            return _changed(request, form, parts, question, by=author)
        except NothingChanged as refusal:  # which tells that what was sent is the key
            see_key(question, current, by=author, at=timezone.now())
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Đã lưu thành bản nháp mới."))
        return redirect("questionbank:question", question.pk)
    return _editor(request, form, parts, question=question)


def _changed(
    request: HttpRequest, form: QuestionForm, parts: PartsForm, question: Question, *, by: User
) -> HttpResponse:
    """Show what somebody else has saved beside what was typed; the key is noted as seen."""
    current = current_revisions([question.pk])[question.pk]
    current.question = question
    see_key(question, current, by=by, at=timezone.now())
    stored = type(form).initial_of(current)
    texts = {
        name: stored.get(name, False if isinstance(field, BooleanField) else "")
        for name, field in form.fields.items()
        if name != "version"
    }
    name = current.author.full_name if current.author else ""
    changed = comparison(form, texts, version=str(current.number), by=name)
    return _editor(request, form, parts, question=question, changed=changed)


def _form_of(kind: str) -> type[QuestionForm]:
    """Return the form of this kind; of options to choose from if there is no such kind."""
    return FORMS.get(kind, QuestionForm)


def _may_save(request: HttpRequest, form: QuestionForm, parts: PartsForm) -> bool:
    """Both forms are always asked: what was uploaded is kept whatever else is wrong."""
    if not form.is_bound:  # nothing was sent, or nothing but files
        return False
    is_whole = all([form.is_valid(), parts.is_valid()])
    is_fitting = parts.check_rows(form.options(), kind=form.kind)
    return is_fitting and is_whole and "preview" not in request.POST


def _editor(
    request: HttpRequest,
    form: QuestionForm,
    parts: PartsForm,
    *,
    question: Question | None,
    changed: dict[str, object] | None = None,
) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "parts": parts,
        "question": question,
        "changed": changed,
        "kinds": QuestionKind.choices,
        "rows_template": templates_of(form.kind, "rows", folder="questionbank"),
    }
    if "preview" in request.POST:
        stem = form.cleaned_data.get("stem", "")
        context |= {"is_preview": True, "preview": parts.shown() | {"stem": stem}}
        # Rows that lack something have no key to show; their faults stand at the fields.
        if form.kind == QuestionKind.CHOICE or not form.row_faults():
            written = WRITTEN_KINDS[form.kind]
            options, right = written.freeze(form.options(), form.right())
            context |= shown_key(options, right, kind=form.kind)
            context["warnings"] = warnings_of(stem, options, right, kind=form.kind)
            context["has_key"] = True
    status = 409 if changed else 200
    return render(request, "questionbank/editor.html", context, status=status)
