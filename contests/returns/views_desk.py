"""The organisers' page of papers that devices brought back and the database does not know."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.models import Contest, ReturnedPaper, ReturnReason, ReturnState
from contests.returns.decide import accept_all, accept_paper, refuse_paper
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user

LONGEST_REASON = 500


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def returned_papers(request: HttpRequest, slug: str) -> HttpResponse:
    contest, by = organised_contest(request, slug), signed_in_user(request)
    found = ReturnedPaper.objects.filter(contest=contest)
    typed: dict[str, object] = {}
    if request.method == "POST":
        typed = _refused_decision(request, contest, by=by)
        if not typed:
            return redirect("contests:returned_papers", slug)
    waiting_first = Case(When(state=ReturnState.WAITING, then=Value(0)), default=Value(1))
    shown = found.select_related("round", "entry__user", "entry__unit", "decided_by")
    page = Paginator(shown.order_by(waiting_first, "arrived_at", "pk"), 25).get_page(
        request.GET.get("trang")
    )
    note_reading(
        about_contest(contest),
        page=_("Bài gửi lại sau khi khôi phục"),
        people=len(page),
        by=organiser(by),
        at=timezone.now(),
    )
    after_key = found.filter(state=ReturnState.WAITING, reason=ReturnReason.KEY_SHOWN).count()
    context = {
        "contest": contest,
        "page": page,
        "longest": LONGEST_REASON,
        "after_key": after_key,
    } | typed
    return render(request, "contests/organising/returned_papers.html", context)


def _refused_decision(request: HttpRequest, contest: Contest, *, by: User) -> dict[str, object]:
    """Decide; if that is refused, return what was typed, so that the page keeps it."""
    # No form reads it: PostgreSQL stores no NUL.
    reason = request.POST.get("ly-do", "").replace("\0", "").strip()[:LONGEST_REASON]
    if request.POST.get("viec") == "nhan-het":
        return _refused_acceptance(request, contest, by=by, reason=reason)
    try:
        code = UUID(request.POST.get("bai", ""))
    except ValueError:
        raise Http404 from None
    row = get_object_or_404(ReturnedPaper, contest=contest, code=code)
    try:
        if request.POST.get("viec") == "nhan":
            accept_paper(row, by=by, at=timezone.now(), reason=reason)
            messages.success(request, _("Đã nhận lại bài. Điểm được tính như mọi bài khác."))
        else:
            refuse_paper(row, by=by, at=timezone.now(), reason=reason)
            messages.success(request, _("Đã ghi là không nhận bài này."))
    except ContestRefusal as refused:
        messages.error(request, str(refused.message))
        return {"typed_at": code, "typed_reason": reason}
    return {}


def _refused_acceptance(
    request: HttpRequest, contest: Contest, *, by: User, reason: str
) -> dict[str, object]:
    try:
        decided = accept_all(contest, by=by, at=timezone.now(), reason=reason)
    except ContestRefusal as refused:
        messages.error(request, str(refused.message))
        return {"typed_at": "all", "typed_reason": reason}
    said = _("Đã nhận lại %(accepted)s bài. Điểm được tính như mọi bài khác.") % {
        "accepted": decided.accepted
    }
    messages.success(request, said)
    if decided.left:
        left = _("%(left)s bài chưa nhận được; bấm từng bài để xem vì sao.")
        messages.warning(request, left % {"left": decided.left})
    return {}
