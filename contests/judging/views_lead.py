"""Pages of those who lead a panel: progress, single works, the agreement on totals."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.forms import DeskReasonForm
from contests.judging.access import led_assignment, led_panel
from contests.judging.assignments import (
    fill_panel,
    reassign,
    renew_lease,
    reopen_sheet,
    works_without_markers,
)
from contests.judging.equals import ORDERING, equals_in, signed_places
from contests.judging.forms import ReassignForm
from contests.judging.progress import (
    agreement_on_common_works,
    counts_of,
    leases_over,
    progress_of,
    sheets_of_work,
    suspicious_sheets,
)
from contests.judging.reminders import remind_jurors
from contests.judging.rubric_tree import tree_of
from contests.judging.rules import check_is_chair, check_may_read_marks
from contests.judging.subjects import lead_of
from contests.judging.totals import (
    WorkTotal,
    agree_totals,
    other_leads,
    propose_totals,
    return_totals,
    totals_of,
    without_marks,
    works_by_code,
)
from contests.models import JudgedWork, Panel, PanelState, WorkStanding
from contests.rules import ContestRefusal
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import Refusal, allowed
from quizsite.two_people import confirming
from quizsite.web.page_cache import reads

_PER_PAGE = 100


def _shown(request: HttpRequest, panel: Panel, works: Sequence[JudgedWork]) -> list[WorkTotal]:
    """Organisers read the authors elsewhere, so they get no marks while the key is sealed."""
    totals = totals_of(panel, works)
    return totals if _reads_marks(request, panel) else without_marks(totals)


def _reads_marks(request: HttpRequest, panel: Panel) -> bool:
    return allowed(check_may_read_marks, signed_in_user(request), panel)


@never_cache
@login_required
@require_safe
def lead(request: HttpRequest, panel_id: int) -> HttpResponse:
    panel, at = led_panel(request, panel_id), timezone.now()
    context = {
        "panel": panel,
        "counts": counts_of(panel),
        "jurors": progress_of(panel),
        "reads_marks": _reads_marks(request, panel),
        "agreement": agreement_on_common_works(panel),
        "fast": suspicious_sheets(panel),
        "late": leases_over(panel, at=at),
        "short": works_without_markers(panel) if panel.state == PanelState.MARKING else [],
        "is_marking": panel.state == PanelState.MARKING,
    }
    return render(request, "contests/judging/lead.html", context)


@never_cache
@login_required
@require_safe
@reads("loc", "trang")
def lead_works(request: HttpRequest, panel_id: int) -> HttpResponse:
    """All works by code; `loc` keeps those that wait or lie too far apart."""
    panel, kept = led_panel(request, panel_id), request.GET.get("loc", "")
    filters = {"lech": WorkStanding.APART, "cho": WorkStanding.WAITING}
    works = works_by_code(panel, standing=filters.get(kept))
    page = Paginator(works, _PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "panel": panel,
        "page": page,
        "rows": _shown(request, panel, list(page)),
        "reads_marks": _reads_marks(request, panel),
        "kept": kept if kept in filters else "",
    }
    return render(request, "contests/judging/lead_works.html", context)


@never_cache
@login_required
@require_safe
def lead_work(request: HttpRequest, panel_id: int, code: str) -> HttpResponse:
    panel = led_panel(request, panel_id)
    work = get_object_or_404(works_by_code(panel), code=code)
    (total,) = _shown(request, panel, [work])
    lines, reads_marks = sheets_of_work(panel, code), _reads_marks(request, panel)
    context = {
        "panel": panel,
        "total": total,
        "tree": tree_of(panel.rubric_items.all()),
        "lines": lines if reads_marks else [one.without_marks for one in lines],
        "reads_marks": reads_marks,
        "is_marking": panel.state == PanelState.MARKING,
        "reassign_form": ReassignForm(panel=panel),
        "may_reopen": allowed(check_is_chair, signed_in_user(request), panel),
    }
    return render(request, "contests/judging/lead_work.html", context)


@login_required
@require_POST
def lead_step(request: HttpRequest, panel_id: int, pk: int, step: str) -> HttpResponse:
    """Renew a lease, give a work to somebody else, or let a juror mark again."""
    assignment = led_assignment(request, panel_id, pk)
    panel, user, at = assignment.work.panel, signed_in_user(request), timezone.now()
    by = lead_of(panel, user)
    try:
        if step == "gia-han":
            renew_lease(assignment, by=by, at=at)
            messages.success(request, _("Đã gia hạn giữ bài."))
        elif step == "mo-lai":
            check_is_chair(user, panel)
            reopen_sheet(assignment, by=by, at=at, reason=_reason(request))
            messages.success(request, _("Đã mở lại phiếu; giám khảo chấm lại và ghi lý do."))
        elif step == "chuyen":
            form = ReassignForm(request.POST, panel=panel)
            if form.is_valid():
                to, why = form.cleaned_data["to"], form.cleaned_data["reason"]
                reassign(assignment, to=to, by=by, at=at, reason=why)
                messages.success(request, _("Đã chuyển bài cho giám khảo khác."))
            else:
                messages.error(request, _("Hãy ghi lý do chuyển bài."))
        else:
            raise Http404
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("contests:lead_work", panel_id, assignment.work.code)


def _reason(request: HttpRequest) -> str:
    form = DeskReasonForm(request.POST)
    if not form.is_valid():
        raise ContestRefusal(_("Hãy ghi lý do: lý do được lưu trong nhật ký."))
    return str(form.cleaned_data["reason"])


@login_required
@require_POST
def lead_act(request: HttpRequest, panel_id: int, step: str) -> HttpResponse:
    """Remind the jurors, or give out what lacks markers without waiting for the job."""
    panel, at = led_panel(request, panel_id), timezone.now()
    by = lead_of(panel, signed_in_user(request))
    try:
        if step == "nhac":
            reached = remind_jurors(panel, by=by, at=at)
            said = _("Đã nhắc %(n)d giám khảo qua các kênh họ nhận; mỗi ngày nhắc một lần.")
            messages.success(request, said % {"n": reached})
        elif step == "phan-bai":
            made = fill_panel(panel, by=by, at=at)
            messages.success(request, _("Đã phân thêm %(n)d lượt chấm.") % {"n": made})
        else:
            raise Http404
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("contests:lead", panel_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reads("trang")
def totals(request: HttpRequest, panel_id: int) -> HttpResponse:
    panel, user = led_panel(request, panel_id), signed_in_user(request)
    if request.method == "POST":
        _decide(request, panel_id)
        return redirect("contests:totals", panel_id)
    tree = tree_of(panel.rubric_items.all())
    page = Paginator(works_by_code(panel), _PER_PAGE).get_page(request.GET.get("trang"))
    # Groups of equals read every sheet, so they are looked for once all totals wait for agreement.
    equals = equals_in(panel) if panel.state == PanelState.PROPOSED else []
    ordered = signed_places(panel, equals) if equals else {}
    context = {
        "panel": panel,
        "counts": counts_of(panel),
        "equals": equals,
        "orders_equals": panel.state in ORDERING,
        "unordered": sum(one.works[0].work not in ordered for one in equals),
        "page": page,
        "rows": [
            {"total": one, "marks": [one.marks.get(criterion.item.pk) for criterion in tree]}
            for one in _shown(request, panel, list(page))
        ],
        "tree": tree,
        "reads_marks": _reads_marks(request, panel),
        "is_chair": allowed(check_is_chair, user, panel),
        "confirming": confirming(
            person=user.pk, proposed_by=panel.proposed_by_id, others=other_leads(panel, user)
        ),
    }
    return render(request, "contests/judging/totals.html", context)


def _decide(request: HttpRequest, panel_id: int) -> None:
    panel, by, at = led_panel(request, panel_id), signed_in_user(request), timezone.now()
    reason = request.POST.get("reason", "")
    try:
        if "propose" in request.POST:
            propose_totals(panel, by=by, at=at)
            messages.success(request, _("Đã trình điểm. Giám khảo không gửi thêm điểm nữa."))
        elif "agree" in request.POST:
            agree_totals(panel, by=by, at=at, reason=reason)
            messages.success(request, _("Đã thống nhất điểm. Mọi phiếu chấm đã khóa."))
        elif "return" in request.POST:
            return_totals(panel, by=by, at=at, reason=_reason(request))
            messages.success(request, _("Đã trả lại để chấm tiếp."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
