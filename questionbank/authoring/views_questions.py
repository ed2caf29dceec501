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
from questionbank.authoring.completeness import in_words, lacks_of
from questionbank.authoring.forms import ChosenSetForm, FilterForm, NoteForm
from questionbank.authoring.kinds import shown_key
from questionbank.authoring.question_list import key_shares, revisions_for
from questionbank.authoring.revisions import Moved
from questionbank.authoring.sets import put_into, take_out
from questionbank.authoring.wording import warnings_of
from questionbank.blind_solves.knowledge import closed_questions
from questionbank.blind_solves.queue import next_to_solve
from questionbank.blind_solves.solves import may_settle, read_solves, why_not_solved
from questionbank.key_views import see_key
from questionbank.models import REVISION_MOVES, Question, Revision
from questionbank.pools import why_not_in_force
from questionbank.round_figures import round_figures_of
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
    found = found.prefetch_related("question__tags")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "set_form": ChosenSetForm(),
        "page": page,
        "is_wide": wanted.is_wide(),
        "newest": max((revision.pk for revision in page), default=0),
        "shares": key_shares(),
        "roles": rules.roles_of(signed_in_user(request)),
        "closed": len(closed_questions(signed_in_user(request))),
        "today": timezone.localdate(),
    }
    return render(request, "questionbank/questions.html", context)


@require_safe
@bank_page
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    found = get_object_or_404(Question.objects.select_related("axis"), pk=question_id)
    if closed_questions(signed_in_user(request), among=[question_id]):
        return redirect("questionbank:solve", question_id)
    history = list(
        found.revisions.select_related(
            "answer_key", "passage", "document__replaced_by", "author", "reviewer"
        ).order_by("-number")
    )
    shown = _shown(history, request.GET.get("phien-ban", ""))
    at = timezone.now()
    see_key(found, shown, by=signed_in_user(request), at=at)
    proposal = shown.proposals.open().select_related("proposed_by").first()
    context = {
        "question": found,
        "history": history,
        "revision": shown,
        "sets": found.sets.all(),
        "lacks": in_words(lacks_of(shown)),
        **shown_key(shown.options, shown.answer_key.right_options, kind=shown.kind),
        "warnings": warnings_of(
            shown.stem, shown.options, shown.answer_key.right_options, kind=shown.kind
        ),
        "why_not": why_not_in_force(shown.document, on=timezone.localdate()),
        "may": _steps_for(signed_in_user(request), shown),
        "proposal": proposal,
        **_solves_for(signed_in_user(request), shown),
        "may_review": allowed(rules.check_may_review, signed_in_user(request)),
        "may_confirm_alone": rules.may_confirm_alone(signed_in_user(request), proposal),
        "note_form": NoteForm(),
        "rounds": round_figures_of(found.pk, at=at),
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


def _solves_for(user: User, revision: Revision) -> dict[str, object]:
    solves = read_solves(revision)
    open_ones = [one.solve for one in solves if one.is_open]
    is_waiting = revision.state == revisions.State.IN_REVIEW
    has_solved = is_waiting and any(one.solve.solver_id == user.pk for one in solves)
    return {
        "next": next_to_solve(user, after=revision.question.code) if has_solved else None,
        "solves": solves,
        "settles": {one.pk for one in open_ones if may_settle(user, one, revision)},
        "is_waiting": is_waiting,
        "cannot_publish": why_not_solved(solves),
    }


def _steps_for(user: User, revision: Revision) -> dict[str, bool]:
    state = revisions.State(revision.state)
    next_states = REVISION_MOVES[state]
    is_waiting = state == revisions.State.IN_REVIEW
    is_own = rules.wrote(user, revision)
    return {
        "write": allowed(rules.check_may_write, user),
        "send": state == revisions.State.DRAFT
        and not lacks_of(revision)
        and allowed(rules.check_may_write, user),
        "publish": is_waiting and not is_own and allowed(rules.check_may_review, user),
        "publish_alone": is_waiting and is_own and rules.may_publish_alone(user),
        "give_back": is_waiting and allowed(rules.check_may_return, user, revision),
        "retire": revisions.State.RETIRED in next_states
        and allowed(rules.check_may_retire, user, revision),
        "propose": state == revisions.State.PUBLISHED
        and not allowed(rules.check_may_retire, user, revision),
        "is_own": is_waiting and is_own,
    }


def _send(revision: Revision, *, note: str, by: User, at: datetime) -> str:
    revisions.send_to_review(revision, by=by, at=at)
    return _("Đã gửi duyệt. Một người khác sẽ xem và ban hành.")


def _give_back(revision: Revision, *, note: str, by: User, at: datetime) -> str:
    revisions.return_to_draft(revision, note=note, by=by, at=at)
    return _("Đã trả lại cho người soạn.")


def _publish(revision: Revision, *, note: str, by: User, at: datetime) -> str:
    revisions.publish_revision(revision, by=by, at=at, reason=note)
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
    elif not moved.incomplete:
        messages.warning(request, _("Trong các câu đã chọn không có câu nào là bản nháp."))
    _tell_incomplete(request, moved)


def _tell_published(request: HttpRequest, moved: Moved) -> None:
    if moved.done:
        messages.success(request, _("Đã ban hành %(count)s câu.") % {"count": moved.done})
    if moved.own:
        said = _("%(count)s câu do chính bạn soạn nên cần một người duyệt khác.")
        messages.warning(request, said % {"count": moved.own})
    _tell_incomplete(request, moved)
    if moved.unsolved:
        said = _("%(count)s câu chưa có lời giải độc lập, hoặc có lời giải khác đáp án chưa khép.")
        messages.warning(request, said % {"count": moved.unsolved})
    if not (moved.done or moved.own or moved.incomplete or moved.unsolved):
        messages.warning(request, _("Trong các câu đã chọn không có câu nào đang chờ duyệt."))


def _tell_incomplete(request: HttpRequest, moved: Moved) -> None:
    if moved.incomplete:
        said = _("%(count)s câu còn thiếu nên giữ nguyên; danh sách ghi câu nào thiếu gì.")
        messages.warning(request, said % {"count": moved.incomplete})
