"""The pages that list questions, show one with its history, and move its revisions."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from questionbank import rules
from questionbank.access import bank_page
from questionbank.authoring import revisions
from questionbank.authoring.forms import ChosenSetForm, FilterForm, NoteForm
from questionbank.authoring.question_list import key_shares, revisions_for
from questionbank.authoring.revisions import Moved
from questionbank.authoring.sets import put_into, take_out
from questionbank.authoring.wording import warnings_of
from questionbank.key_views import see_key
from questionbank.models import REVISION_MOVES, Question, Revision
from questionbank.pools import why_not_in_force
from questionbank.question_types.registry import QUESTION_TYPES
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import allowed

PER_PAGE = 25
CODES_NAMED = 20


@require_safe
@bank_page
def questions(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    wanted = form.wanted()
    found = revisions_for(wanted).select_related("question__axis", "document", "author")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "set_form": ChosenSetForm(),
        "page": page,
        "is_wide": wanted.is_wide(),
        "newest": max((revision.pk for revision in page), default=0),
        "shares": key_shares(),
        "roles": rules.roles_of(signed_in_user(request)),
        "today": timezone.localdate(),
    }
    return render(request, "questionbank/questions.html", context)


@require_safe
@bank_page
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    found = get_object_or_404(Question.objects.select_related("axis"), pk=question_id)
    history = list(
        found.revisions.select_related(
            "answer_key", "document__replaced_by", "author", "reviewer"
        ).order_by("-number")
    )
    shown = _shown(history, request.GET.get("phien-ban", ""))
    see_key(found, shown, by=signed_in_user(request), at=timezone.now())
    context = {
        "question": found,
        "history": history,
        "revision": shown,
        "sets": found.sets.all(),
        "fixed": QUESTION_TYPES[shown.kind].fixed_positions(shown.options),
        "right": shown.answer_key.right_options,
        "warnings": warnings_of(
            shown.stem, shown.options, shown.answer_key.right_options, kind=shown.kind
        ),
        "why_not": why_not_in_force(shown.document, on=timezone.localdate()),
        "may": _steps_for(signed_in_user(request), shown),
        "proposal": shown.proposals.open().select_related("proposed_by").first(),
        "may_review": allowed(rules.check_may_review, signed_in_user(request)),
        "note_form": NoteForm(),
    }
    return render(request, "questionbank/question.html", context)


def _shown(history: list[Revision], number: str) -> Revision:
    """Choose the revision asked for, else the one in work or published, else the last."""
    if number:
        for revision in history:
            if str(revision.number) == number:
                return revision
        raise Http404
    live = [one for one in history if one.state != revisions.State.RETIRED]
    return (live or history)[0]


def _steps_for(user: User, revision: Revision) -> dict[str, bool]:
    state = revisions.State(revision.state)
    next_states = REVISION_MOVES[state]
    is_waiting = state == revisions.State.IN_REVIEW
    return {
        "write": allowed(rules.check_may_write, user),
        "send": state == revisions.State.DRAFT and allowed(rules.check_may_write, user),
        "publish": is_waiting and allowed(rules.check_may_publish, user, revision),
        "give_back": is_waiting and allowed(rules.check_may_return, user, revision),
        "retire": revisions.State.RETIRED in next_states
        and allowed(rules.check_may_retire, user, revision),
        "propose": state == revisions.State.PUBLISHED
        and not allowed(rules.check_may_retire, user, revision),
        "is_own": is_waiting and revision.author_id == user.pk,
    }


def _send(revision: Revision, *, note: str, by: User, at: datetime) -> str:
    revisions.send_to_review(revision, by=by, at=at)
    return _("Đã gửi duyệt. Một người khác sẽ xem và ban hành.")


def _give_back(revision: Revision, *, note: str, by: User, at: datetime) -> str:
    revisions.return_to_draft(revision, note=note, by=by, at=at)
    return _("Đã trả lại cho người soạn.")


def _publish(revision: Revision, *, note: str, by: User, at: datetime) -> str:
    revisions.publish_revision(revision, by=by, at=at)
    return _("Đã ban hành. Câu hỏi có thể vào đề thi từ bây giờ.")


def _retire(revision: Revision, *, note: str, by: User, at: datetime) -> str:
    revisions.retire(revision, note=note, by=by, at=at)
    return _("Đã ngừng dùng phiên bản này.")


STEPS: dict[str, Callable[..., str]] = {
    "gui-duyet": _send,
    "tra-lai": _give_back,
    "ban-hanh": _publish,
    "ngung-dung": _retire,
}


@require_POST
@bank_page
def take_step(request: HttpRequest, revision_id: int, step: str) -> HttpResponse:
    revision = get_object_or_404(Revision, pk=revision_id)
    if step not in STEPS:
        raise Http404
    form = NoteForm(request.POST)
    form.is_valid()
    note = form.cleaned_data.get("note", "")
    said = STEPS[step](revision, note=note, by=signed_in_user(request), at=timezone.now())
    messages.success(request, said)
    return redirect("questionbank:question", revision.question_id)


@require_POST
@bank_page
def take_step_with_many(request: HttpRequest) -> HttpResponse:
    """Move the ticked revisions, or all that the filter found when the page was rendered."""
    query = QueryDict(request.POST.get("filter", ""))
    if request.POST.get("whole"):
        newest = max(_ids(request.POST.getlist("newest")), default=0)
        chosen = revisions_for(FilterForm(query).wanted()).filter(pk__lte=newest)
        ids = list(chosen.values_list("pk", flat=True))
    else:
        ids = _ids(request.POST.getlist("revision"))
    user, step = signed_in_user(request), request.POST.get("step")
    if step == "ban-hanh":
        _tell_published(request, revisions.publish_all(ids, by=user, at=timezone.now()))
    elif step in {"vao-bo", "ra-bo"}:
        _change_set(request, ids, is_into=step == "vao-bo")
    else:
        _tell_sent(request, revisions.send_all_to_review(ids, by=user, at=timezone.now()))
    return redirect(f"{reverse('questionbank:questions')}?{query.urlencode()}")


def _change_set(request: HttpRequest, revision_ids: list[int], *, is_into: bool) -> None:
    form = ChosenSetForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Hãy chọn bộ câu hỏi rồi bấm lại."))
        return
    chosen, user = form.cleaned_data["into"], signed_in_user(request)
    questions = Revision.objects.filter(pk__among=revision_ids).values_list(
        "question_id", flat=True
    )
    if not is_into:
        done = take_out(chosen, questions, by=user, at=timezone.now())
        said = _("Đã bỏ %(count)s câu khỏi bộ “%(name)s”.")
        messages.success(request, said % {"count": done, "name": chosen})
        return
    put = put_into(chosen, questions, by=user, at=timezone.now())
    said = _("Đã đưa %(count)s câu vào bộ “%(name)s”.")
    messages.success(request, said % {"count": put.done, "name": chosen})
    if put.refused:
        said = _(
            "%(count)s câu không đưa vào được, vì một câu không vừa để thi thử vừa để xếp hạng: "
            "%(codes)s. Hãy bỏ các câu đó khỏi bộ cũ trước."
        )
        codes = ", ".join(put.refused[:CODES_NAMED]) + ("…" if put.refused[CODES_NAMED:] else "")
        messages.warning(request, said % {"count": len(put.refused), "codes": codes})


def _ids(said: list[str]) -> list[int]:
    """Keep what can be an id: SQLite fails on a number of more than 64 bits."""
    return [int(one) for one in said if one.isdecimal() and len(one) <= 18]


def _tell_sent(request: HttpRequest, moved: Moved) -> None:
    if moved.done:
        said = ngettext("Đã gửi duyệt %(count)s câu.", "Đã gửi duyệt %(count)s câu.", moved.done)
        messages.success(request, said % {"count": moved.done})
    else:
        messages.warning(request, _("Trong các câu đã chọn không có câu nào là bản nháp."))


def _tell_published(request: HttpRequest, moved: Moved) -> None:
    if moved.done:
        messages.success(request, _("Đã ban hành %(count)s câu.") % {"count": moved.done})
    if moved.own:
        said = _("%(count)s câu do chính bạn soạn nên cần một người duyệt khác.")
        messages.warning(request, said % {"count": moved.own})
    if not (moved.done or moved.own):
        messages.warning(request, _("Trong các câu đã chọn không có câu nào đang chờ duyệt."))
