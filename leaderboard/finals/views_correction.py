"""The page on which organisers correct a final result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_round
from contests.forms import ReasonForm
from contests.models import CorrectionState, RoundState
from contests.rules import other_organisers
from contests.subjects import about_round, organiser
from leaderboard.finals.corrections import (
    confirm_correction,
    pending_changes,
    propose_correction,
    refuse_correction,
)
from leaderboard.rules import LeaderboardRefusal
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.two_people import confirming


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round, by, at = organised_round(request, slug, number), signed_in_user(request), timezone.now()
    if round.state != RoundState.FINALISED or round.is_being_finalised:
        return redirect("leaderboard:finalise", slug, number)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("Mọi người đọc được trên trang cuộc thi.")
    if request.method == "POST" and form.is_valid():
        try:
            propose_correction(round, reason=form.cleaned_data["reason"], by=by, at=at)
        except LeaderboardRefusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Đã gửi đề nghị đính chính, chờ người thứ hai xác nhận."))
            return redirect("leaderboard:correction", slug, number)
    changes, others = pending_changes(round), other_organisers(round.contest, by)
    note_reading(
        about_round(round),
        page=_("Đính chính kết quả"),
        people=len(changes.voided) + len(changes.restored),
        by=organiser(by),
        at=at,
    )
    proposed = round.corrections.filter(state=CorrectionState.PROPOSED).first()
    context = {
        "contest": round.contest,
        "round": round,
        "form": form,
        "changes": changes,
        "proposed": proposed,
        "confirming": proposed
        and confirming(person=by.pk, proposed_by=proposed.proposed_by_id, others=others),
        "done": round.corrections.filter(state=CorrectionState.CONFIRMED).order_by("number"),
    }
    return render(request, "leaderboard/correction.html", context)


@login_required
@require_POST
def decide_correction(
    request: HttpRequest, slug: str, number: int, pk: int, decision: str
) -> HttpResponse:
    round = organised_round(request, slug, number)
    found = get_object_or_404(round.corrections.select_related("round__contest"), pk=pk)
    by, at = signed_in_user(request), timezone.now()
    if decision == "xac-nhan":
        said = {name: request.POST.get(name, "") for name in ("seen", "lone_reason")}
        confirm_correction(found, by=by, at=at, **said)
        messages.success(request, _("Đã xác nhận. Máy chủ đang tính bản kết quả mới."))
        return redirect("leaderboard:finalise", slug, number)
    if decision != "bac":
        raise Http404
    refuse_correction(found, by=by, at=at)
    messages.success(request, _("Đã bác đề nghị. Kết quả giữ nguyên."))
    return redirect("leaderboard:correction", slug, number)
