"""The paper for browsers without scripts: five questions on a page, saved by its buttons."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.attempts.overdue import close_on_visit
from contests.attempts.usage import own_attempt
from contests.delivery.answer_endpoint import words_of
from contests.delivery.hand_ins import hand_in
from contests.delivery.notes import note_taken
from contests.delivery.plain_page import Posted, hand_in_page, pages_of, plain_page, read_page
from contests.delivery.plain_saves import save_form, save_waiting, take_up_and_tell
from contests.delivery.saves import Receipt, Verdict
from contests.delivery.tokens import ANY_EPOCH, SaveToken, read_save_token
from contests.models import VOIDED_FROM, Attempt, AttemptState
from quizsite.accounts.rules import signed_in_user
from quizsite.web.page_cache import reads

END = "nop"  # the page before handing in, in place of a page's number
_TOO_LATE = {Verdict.LATE, Verdict.CLOSED}
_NOT_NEWEST = {Verdict.SUPERSEDED, Verdict.SIGNED_OUT}


@reads("trang", "cua-so")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def plain_paper(request: HttpRequest, code: UUID) -> HttpResponse:
    at = timezone.now()
    attempt = own_attempt(signed_in_user(request), code=code)
    if attempt is None:
        raise Http404
    if request.method == "POST" and request.POST.get("viec") != "nhan":
        return _save(request, attempt, at=at)
    attempt = close_on_visit(attempt, at=at)
    if attempt.state != AttemptState.OPEN:
        return _over(request, attempt)
    if attempt.writer >= VOIDED_FROM:  # the page with the button says why
        return redirect("contests:enter", attempt.round.contest.slug, attempt.round.number)
    return _take(request, attempt) if request.method == "POST" else _show(request, attempt, at=at)


def _show(request: HttpRequest, attempt: Attempt, *, at: datetime) -> HttpResponse:
    is_newest = request.GET.get("cua-so") == str(attempt.writer)
    if is_newest and request.GET.get("trang") == END:
        return render(request, "contests/plain_hand_in.html", hand_in_page(attempt, at=at))
    number = _page_number(request.GET.get("trang"), attempt)
    context = plain_page(attempt, number, is_newest=is_newest, at=at)
    return render(request, "contests/plain_paper.html", context)


def _page_number(text: str | None, attempt: Attempt) -> int:
    known = {str(number): number for number in pages_of(attempt)}
    return known.get(text or "", 1)


def _over(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Lead to the result, and name what the form still held."""
    number = _page_number(request.POST.get("trang"), attempt)
    is_late = attempt.state == AttemptState.EXPIRED
    posted = read_page(attempt, number, request.POST)
    return _uncounted(request, attempt, Verdict.LATE if is_late else Verdict.CLOSED, posted)


def _take(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Make this form the newest, and store what it held before it was."""
    number = _page_number(request.POST.get("trang"), attempt)
    posted = read_page(attempt, number, request.POST)
    taken = take_up_and_tell(attempt)
    note_taken(taken, user_agent=request.headers.get("User-Agent", ""))
    if posted.changes:
        receipt, yielded = save_waiting(taken, posted.changes, was=posted.was)
        if receipt.verdict is not Verdict.SAVED:
            return _refused(request, taken, receipt, posted)
        _tell_saved(request, receipt, len(posted.changes) - len(yielded))
        _warn_of_places(request, attempt, posted)
        if yielded:
            words = _("Đã trả lời ở cửa sổ khác nên giữ câu trả lời đó: %(questions)s.")
            messages.warning(request, words % {"questions": _names(yielded, attempt)})
    if posted.faults:
        return _ask_to_correct(request, taken, number, posted)
    return _see(taken, number)


def _save(request: HttpRequest, attempt: Attempt, *, at: datetime) -> HttpResponse:
    number = _page_number(request.POST.get("trang"), attempt)
    posted = read_page(attempt, number, request.POST)
    token = read_save_token(request.POST.get("ticket", ""))
    if token is None or token.attempt_id != attempt.pk:
        messages.error(request, _("Trang này đã cũ nên chưa lưu được. Hãy bấm làm tiếp tại đây."))
        return _ask_to_take(request, attempt, number, posted, at=at)
    receipt = save_form(token, posted.changes)
    if receipt.verdict in _NOT_NEWEST:
        messages.error(request, _unsaved_words(receipt))
        return _ask_to_take(request, attempt, number, posted, at=at)
    if receipt.verdict is not Verdict.SAVED:
        return _refused(request, attempt, receipt, posted)
    _tell_saved(request, receipt, len(posted.changes))
    _warn_of_places(request, attempt, posted)
    if posted.faults:
        return _ask_to_correct(request, attempt, number, posted)
    return _go_on(request, attempt, token, number)


def _go_on(request: HttpRequest, attempt: Attempt, token: SaveToken, number: int) -> HttpResponse:
    to = request.POST.get("den", "")
    if to == "xong":
        return _hand_in(request, attempt, token)
    return _see(attempt, END if to == END else _page_number(to or str(number), attempt))


def _hand_in(request: HttpRequest, attempt: Attempt, token: SaveToken) -> HttpResponse:
    (receipt,) = hand_in([token._replace(epoch=ANY_EPOCH)])
    if receipt.verdict is Verdict.SUBMITTED:
        return redirect("contests:result", attempt.code)
    messages.error(request, _("Chưa nộp được. Hãy thử lại sau ít giây."))
    return _see(attempt, END)


def _ask_to_take(
    request: HttpRequest, attempt: Attempt, number: int, posted: Posted, *, at: datetime
) -> HttpResponse:
    """Show what the person filled in once more, with the button that makes this form the newest."""
    context = plain_page(attempt, number, is_newest=False, at=at, posted=posted)
    return render(request, "contests/plain_paper.html", context, status=409)


def _ask_to_correct(
    request: HttpRequest, attempt: Attempt, number: int, posted: Posted
) -> HttpResponse:
    context = plain_page(attempt, number, is_newest=True, at=timezone.now(), posted=posted)
    return render(request, "contests/plain_paper.html", context, status=422)


def _refused(
    request: HttpRequest, attempt: Attempt, receipt: Receipt, posted: Posted
) -> HttpResponse:
    if receipt.verdict not in _TOO_LATE:
        messages.error(request, words_of(receipt.verdict))
        return redirect("contests:enter", attempt.round.contest.slug, attempt.round.number)
    return _uncounted(request, attempt, receipt.verdict, posted)


def _uncounted(
    request: HttpRequest, attempt: Attempt, verdict: Verdict, posted: Posted
) -> HttpResponse:
    if posted.changes:
        words = _("%(why)s Không được tính: %(questions)s. Các câu đã lưu trước đó vẫn được tính.")
        said = {"why": words_of(verdict), "questions": _names(posted.changes, attempt)}
        messages.error(request, words % said)
    return redirect("contests:result", attempt.code)


def _unsaved_words(receipt: Receipt) -> str:
    if receipt.verdict is Verdict.SIGNED_OUT:
        return _("Bạn đã đăng xuất ở nơi khác nên các câu trên trang này chưa được lưu.")
    return _("Bài đang được làm ở cửa sổ khác nên các câu trên trang này chưa được lưu.")


def _tell_saved(request: HttpRequest, receipt: Receipt, count: int) -> None:
    if count:
        at = f"{timezone.localtime(receipt.server_at):%H:%M:%S}"
        said = {"n": count, "at": at}
        messages.success(request, _("Đã lưu %(n)d câu trên máy chủ lúc %(at)s.") % said)


def _warn_of_places(request: HttpRequest, attempt: Attempt, posted: Posted) -> None:
    """Without scripts nothing keeps two items apart; what was chosen is saved all the same."""
    if posted.twice:
        words = _("Có hai mục cùng một thứ tự: %(questions)s. Đã lưu như bạn chọn; hãy xem lại.")
        messages.warning(request, words % {"questions": _names(posted.twice, attempt)})


def _names(positions: Iterable[int], attempt: Attempt) -> str:
    last = _("câu hỏi phụ") if attempt.round.asks_sub_question else _("câu dự đoán")
    return ", ".join(_("câu %(n)d") % {"n": one} if one else last for one in sorted(positions))


def _see(attempt: Attempt, page: int | str) -> HttpResponse:
    where = urlencode({"trang": page, "cua-so": attempt.writer})
    return redirect(f"{reverse('contests:plain_paper', args=[attempt.code])}?{where}")
