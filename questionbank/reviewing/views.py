"""The review of a question: findings and checklist, comments, suggestions, comparison, history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questionbank import rules
from questionbank.access import bank_page
from questionbank.authoring.revisions import current_revisions, wording_of
from questionbank.blind_solves.knowledge import closed_questions
from questionbank.blind_solves.solves import read_solves_of
from questionbank.key_views import see_key
from questionbank.models import Question, Revision
from questionbank.review_models import RevisionComment, Suggestion
from questionbank.reviewing.checklist import ASKED, findings, may_save, save_checklist
from questionbank.reviewing.comments import resolve_comment, write_comment
from questionbank.reviewing.forms import ChecklistForm, CommentForm, RefusalForm, SuggestionForm
from questionbank.reviewing.parts import compared
from questionbank.reviewing.suggestions import (
    NothingSuggested,
    SuggestionFaulty,
    accept_suggestion,
    refuse_suggestion,
    suggest,
    suggested_wording,
)
from questionbank.rules import BankRefusal, allowed_to_write
from questionbank.uses import uses_by_question
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import allowed


class KeyClosed(BankRefusal):
    code = "key_closed"
    status = 409
    message = _lazy("Hãy giải câu này trước khi góp ý: góp ý có thể nói ra đáp án.")


def _question(request: HttpRequest, question_id: int) -> Question | HttpResponse:
    """The question, if its key is open to this person; else the way to the page of its solve."""
    found = get_object_or_404(Question.objects.select_related("axis"), pk=question_id)
    if closed_questions(signed_in_user(request), among=[question_id]):
        return redirect("questionbank:solve", question_id)
    return found


def _revision(request: HttpRequest, revision_id: int) -> Revision:
    found = Revision.objects.select_related(
        "question__axis", "answer_key", "document__replaced_by", "author"
    )
    revision = get_object_or_404(found, pk=revision_id)
    if closed_questions(signed_in_user(request), among=[revision.question_id]):
        raise KeyClosed
    return revision


@require_safe
@bank_page
def review(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _question(request, question_id)
    if isinstance(question, HttpResponse):
        return question
    current = current_revisions([question.pk])[question.pk]
    revision = _revision(request, current.pk)
    return _review_page(request, revision)


def _review_page(
    request: HttpRequest, revision: Revision, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Whoever is shown the page, as after a form that was refused, is shown the key."""
    by = signed_in_user(request)
    see_key(revision.question, revision, by=by, at=timezone.now())
    context = _review_context(revision, by) | forms
    return render(request, "questionbank/review.html", context, status=status)


def _review_context(revision: Revision, user: User) -> dict[str, Any]:
    own = revision.checklists.filter(reviewer=user).first()
    initial = {"ticked": own.ticked, "note": own.note} if own else {}
    threads = RevisionComment.objects.filter(revision__question=revision.question, answers=None)
    suggestions = Suggestion.objects.filter(revision__question=revision.question)
    return {
        "question": revision.question,
        "revision": revision,
        "findings": findings(revision, on=timezone.localdate()),
        "form": ChecklistForm(initial=initial),
        "may_check": may_save(revision) and allowed(rules.check_may_review, user),
        "saved": [
            (one, [ASKED[name] for name in one.ticked if name in ASKED])
            for one in revision.checklists.select_related("reviewer")
        ],
        "threads": threads.select_related("writer", "resolved_by", "revision").prefetch_related(
            "answered_by__writer"
        ),
        "suggestions": [
            (one, _parts_of(one))
            for one in suggestions.select_related(
                "suggested_by", "decided_by", "revision__answer_key"
            )
        ],
        "comment_form": CommentForm(),
        "may_write": allowed_to_write(user),
    }


def _parts_of(suggestion: Suggestion) -> list[Any]:
    old = wording_of(suggestion.revision)
    new = suggested_wording(suggestion.revision, suggestion.wording)
    return [part for part in compared(old, new) if part.is_changed]


@require_POST
@bank_page
def checklist(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision, form = _revision(request, revision_id), ChecklistForm(request.POST)
    if form.is_valid():
        said, by = form.cleaned_data, signed_in_user(request)
        save_checklist(revision, **said, by=by, at=timezone.now())
        messages.success(request, _("Đã lưu bảng kiểm."))
        return redirect("questionbank:review", revision.question_id)
    return _review_page(request, revision, form=form, status=400)


@require_POST
@bank_page
def comment(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision, form = _revision(request, revision_id), CommentForm(request.POST)
    if not form.is_valid():
        return _review_page(request, revision, comment_form=form, status=400)
    said = request.POST.get("answers", "")
    answers = None
    if said.isdecimal() and len(said) < 18:
        threads = RevisionComment.objects.filter(revision__question=revision.question_id)
        answers = threads.filter(pk=said).first()
    by, text = signed_in_user(request), form.cleaned_data["text"]
    write_comment(revision, text=text, answers=answers, by=by, at=timezone.now())
    messages.success(request, _("Đã ghi góp ý."))
    return redirect("questionbank:review", revision.question_id)


@require_POST
@bank_page
def comment_resolve(request: HttpRequest, comment_id: int) -> HttpResponse:
    found = get_object_or_404(
        RevisionComment.objects.select_related("revision__question"), pk=comment_id
    )
    _revision(request, found.revision_id)
    resolve_comment(found, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã đánh dấu góp ý là xong."))
    return redirect("questionbank:review", found.revision.question_id)


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def suggestion_add(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision, by = _revision(request, revision_id), signed_in_user(request)
    form = SuggestionForm(request.POST or None, revision=revision)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            suggest(revision, said=form.said(), reason=reason, by=by, at=timezone.now())
        except (NothingSuggested, SuggestionFaulty) as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Đã gửi lời đề nghị cho người soạn."))
            return redirect("questionbank:review", revision.question_id)
    see_key(revision.question, revision, by=by, at=timezone.now())
    context = {"form": form, "revision": revision, "question": revision.question}
    status = 400 if form.errors else 200
    return render(request, "questionbank/suggestion.html", context, status=status)


@require_POST
@bank_page
def suggestion_decide(request: HttpRequest, suggestion_id: int, decision: str) -> HttpResponse:
    found = get_object_or_404(
        Suggestion.objects.select_related("revision__question"), pk=suggestion_id
    )
    _revision(request, found.revision_id)
    by, question = signed_in_user(request), found.revision.question_id
    if decision == "nhan":
        accept_suggestion(found, by=by, at=timezone.now())
        messages.success(request, _("Đã lưu lời đề nghị thành bản nháp mới."))
        return redirect("questionbank:question", question)
    if decision != "khong-nhan":
        raise Http404
    form = RefusalForm(request.POST)
    if form.is_valid():
        refuse_suggestion(found, **form.cleaned_data, by=by, at=timezone.now())
        messages.success(request, _("Đã ghi là không nhận."))
    else:
        messages.warning(request, _("Hãy ghi vì sao không nhận."))
    return redirect("questionbank:review", question)


@require_safe
@bank_page
def compare(request: HttpRequest, question_id: int) -> HttpResponse:
    question = _question(request, question_id)
    if isinstance(question, HttpResponse):
        return question
    history = list(question.revisions.select_related("answer_key").order_by("number"))
    numbers = {str(one.number): one for one in history}
    new = numbers.get(request.GET.get("hai", ""), history[-1])
    old = numbers.get(request.GET.get("mot", ""), history[max(0, history.index(new) - 1)])
    for one in {old.pk: old, new.pk: new}.values():
        see_key(question, one, by=signed_in_user(request), at=timezone.now())
    context = {
        "question": question,
        "history": history,
        "old": old,
        "new": new,
        "parts": compared(wording_of(old), wording_of(new)),
    }
    return render(request, "questionbank/compare.html", context)


@require_safe
@bank_page
def history(request: HttpRequest, question_id: int) -> HttpResponse:
    """Revisions with their reviews, and rounds that are over; no key stands here."""
    question = _question(request, question_id)
    if isinstance(question, HttpResponse):
        return question
    revisions = list(
        question.revisions.select_related("author", "reviewer")
        .prefetch_related("checklists__reviewer", "writers__user", "comments")
        .order_by("-number")
    )
    solves = read_solves_of(revisions)
    uses = uses_by_question(at=timezone.now()).get(question.pk, [])
    context = {
        "question": question,
        "revisions": [(one, solves[one.pk]) for one in revisions],
        "uses": uses,
    }
    return render(request, "questionbank/history.html", context)
