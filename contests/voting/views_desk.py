"""Organisers make ballots, review votes after the closing, and settle them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_contest
from contests.forms import DeskReasonForm, told_in
from contests.models import Ballot, BallotPhase, Candidate, SuspectSign
from contests.rules import ContestRefusal
from contests.voting.ballots import (
    add_candidate,
    add_works,
    announce_ballot,
    annul_votes,
    edit_ballot,
    make_ballot,
    remove_candidate,
    settle_ballot,
    suspicions_of,
    tallies,
    turnout,
)
from contests.voting.forms import BallotForm, CandidateForm
from contests.voting.rules import are_counts_shown
from contests.voting.signs import Suspicion
from quizsite.accounts.rules import signed_in_user

_DONE = {
    "cong-bo": gettext_lazy("Đã công bố bình chọn. Hãy gửi đường dẫn cho mọi người."),
    "chot": gettext_lazy("Đã chốt bình chọn. Số phiếu hiện với mọi người."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ballots(request: HttpRequest, slug: str) -> HttpResponse:
    contest, at = organised_contest(request, slug), timezone.now()
    draft = Ballot(contest=contest, is_sample=contest.is_sample)
    form = BallotForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        made = make_ballot(draft, by=signed_in_user(request), at=at)
        messages.success(request, _("Đã tạo bình chọn. Hãy thêm tác phẩm rồi công bố."))
        return redirect("contests:ballot_desk", slug, made.pk)
    listed = [(one, one.phase(at)) for one in contest.ballots.all()]
    context = {"contest": contest, "form": form, "ballots": listed}
    return render(request, "contests/voting/ballots.html", context)


@login_required
@require_safe
def ballot_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, at = _own(request, slug, pk), timezone.now()
    phase = found.phase(at)
    context = {
        "contest": found.contest,
        "ballot": found,
        "phase": phase,
        "candidates": found.candidates.all(),
        "candidate_form": CandidateForm(),
        "turnout": turnout(found),
        "tallies": tallies(found) if are_counts_shown(found) else None,
        "annulments": found.annulments.all(),
    }
    if phase is BallotPhase.CLOSED:
        context |= _review(found)
    return render(request, "contests/voting/ballot_desk.html", context)


def _review(found: Ballot) -> dict[str, object]:
    try:
        signs = suspicions_of(found, at=timezone.now())
    except ContestRefusal as refusal:
        return {"waits": refusal}
    titles = dict(found.candidates.values_list("pk", "title"))
    rows = [(one, SuspectSign(one.sign).label, titles[one.candidate]) for one in signs]
    return {"signs": rows, "reason_form": DeskReasonForm()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ballot_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    form = BallotForm(request.POST or None, instance=_own(request, slug, pk))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_ballot(form.instance, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã lưu bình chọn."))
            return redirect("contests:ballot_desk", slug, pk)
    context = {"contest": form.instance.contest, "ballot": form.instance, "form": form}
    return render(request, "contests/voting/ballot_edit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_new(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _own(request, slug, pk)
    form = CandidateForm(request.POST or None, instance=Candidate(ballot=found))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            add_candidate(form.instance, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã thêm tác phẩm."))
            return redirect("contests:ballot_desk", slug, pk)
    context = {"contest": found.contest, "ballot": found, "form": form}
    return render(request, "contests/voting/candidate_new.html", context)


@login_required
@require_POST
def candidate_remove(request: HttpRequest, slug: str, pk: int, candidate: int) -> HttpResponse:
    found = _own(request, slug, pk)
    gone = get_object_or_404(found.candidates.select_related("ballot__contest"), pk=candidate)
    remove_candidate(gone, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã bỏ tác phẩm."))
    return redirect("contests:ballot_desk", slug, pk)


@login_required
@require_POST
def ballot_works(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _own(request, slug, pk)
    added = add_works(found, by=signed_in_user(request), at=timezone.now())
    if added:
        messages.success(request, _("Đã thêm %d bài hợp lệ.") % added)
    else:
        messages.info(
            request, _("Không có bài nào để thêm: cần bài hợp lệ mà tác giả đồng ý giới thiệu.")
        )
    return redirect("contests:ballot_desk", slug, pk)


@login_required
@require_POST
def ballot_move(request: HttpRequest, slug: str, pk: int, step: str) -> HttpResponse:
    found, by, at = _own(request, slug, pk), signed_in_user(request), timezone.now()
    if step not in _DONE:
        raise Http404
    try:
        if step == "cong-bo":
            announce_ballot(found, by=by, at=at)
        else:
            settle_ballot(found, by=by, at=at)
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _DONE[step])
    return redirect("contests:ballot_desk", slug, pk)


@login_required
@require_POST
def votes_annul(
    request: HttpRequest, slug: str, pk: int, candidate: int, sign: str
) -> HttpResponse:
    found, at = _own(request, slug, pk), timezone.now()
    form = DeskReasonForm(request.POST)
    suspicion = _suspicion(found, candidate, sign)
    if not form.is_valid():
        messages.error(request, _("Chưa bỏ phiếu nào: hãy ghi lý do."))
        return redirect("contests:ballot_desk", slug, pk)
    by, reason = signed_in_user(request), form.cleaned_data["reason"]
    made = annul_votes(found, suspicion, reason=reason, by=by, at=at)
    messages.success(request, _("Đã bỏ %d phiếu khỏi số đếm.") % made.count)
    return redirect("contests:ballot_desk", slug, pk)


def _suspicion(found: Ballot, candidate: int, sign: str) -> Suspicion:
    for one in suspicions_of(found, at=timezone.now()):
        if (one.candidate, one.sign) == (candidate, sign):
            return one
    raise Http404


def _own(request: HttpRequest, slug: str, pk: int) -> Ballot:
    contest = organised_contest(request, slug)
    return get_object_or_404(
        Ballot.objects.select_related("contest", "round"), contest=contest, pk=pk
    )
