"""An author's pages: the own works of a round, writing, authors, handing in, receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.forms import told_in
from contests.models import Work, WorkDraft
from contests.written.access import own_entry_in, own_work, owned_work
from contests.written.drafts import begin_work, save_draft
from contests.written.forms import WorkForm
from contests.written.hand_in import hand_in, readiness_of, receipt_code, withdraw_work
from contests.written.rules import check_may_begin, check_may_write, check_owns
from contests.written.showing import Agreed, agree_to_show, agreed_by
from contests.written.terms import terms_of
from contests.written.uploads import PIECE_MOST
from questionbank.models import Axis
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import Refusal, allowed

_both = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@_both
def own_works(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    entry, round = own_entry_in(request, slug, number)
    if entry is None:
        return redirect("contests:register", slug)
    at, terms = timezone.now(), terms_of(round)
    if request.method == "POST":
        work = begin_work(entry, round=round, at=at)
        return redirect("contests:work", slug, work.pk)
    works = Work.objects.of(signed_in_user(request)).filter(round=round)
    context = {
        "contest": round.contest,
        "round": round,
        "phase": round.phase(at),
        "terms": terms,
        "works": works.prefetch_related("authors", "versions"),
        "why_not": _why_not_begin(entry, round=round, terms=terms, at=at),
    }
    return render(request, "contests/written/own_works.html", context)


def _why_not_begin(entry: Any, **facts: Any) -> str:
    try:
        check_may_begin(entry, **facts)
    except Refusal as refusal:
        return str(refusal.message)
    return ""


@never_cache
@login_required
@_both
def work(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, at = own_work(request, slug, pk), timezone.now()
    may_write = allowed(check_owns, found, signed_in_user(request)) and allowed(
        check_may_write, found, round=found.round, at=at
    )
    if not may_write:
        return render(request, "contests/written/work_read.html", _read(found, at=at))
    terms, draft = terms_of(found.round), WorkDraft.objects.get(work=found)
    form = WorkForm(request.POST or None, terms=terms, draft=draft)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _save_form(found, form, at=at)
            messages.success(request, _("Đã lưu trên máy chủ."))
            return redirect(
                "contests:work_hand_in" if "hand_in" in request.POST else "contests:work", slug, pk
            )
    context = _read(found, at=at) | {"form": form, "terms": terms, "draft": draft}
    context["settings"] = _page_settings(found, draft)
    return render(request, "contests/written/work.html", context)


def _save_form(found: Work, form: WorkForm, *, at: datetime) -> None:
    """A page without scripts is a writer of its own, each time it is sent."""
    base = form.cleaned_data.get("base") or 0
    save_draft(
        found,
        written=form.written(),
        writer=form.cleaned_data["writer"] or f"form-{at.timestamp():.3f}",
        base=base,
        sequence=base + 1,
        at=at,
    )


def _page_settings(found: Work, draft: WorkDraft) -> dict[str, Any]:
    slug = found.round.contest.slug
    return {
        "work": found.pk,
        "draft": reverse("contests:work_draft", args=[slug, found.pk]),
        "next": reverse("contests:work_hand_in", args=[slug, found.pk]),
        "save": reverse("contests:work_save", args=[slug, found.pk]),
        "upload": reverse("contests:work_upload", args=[slug, found.pk]),
        "piece": PIECE_MOST,
        "sequence": draft.sequence,
        "writer": draft.writer,
    }


def _read(found: Work, *, at: datetime) -> dict[str, Any]:
    return {
        "contest": found.round.contest,
        "round": found.round,
        "phase": found.round.phase(at),
        "work": found,
        "authors": found.authors.select_related("unit"),
        "files": found.files.filter(removed_at=None),
        "versions": found.versions.order_by("-number"),
        "terms": terms_of(found.round),
    }


@never_cache
@login_required
@_both
def work_hand_in(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, at = owned_work(request, slug, pk), timezone.now()
    check_may_write(found, round=found.round, at=at)
    terms, draft = terms_of(found.round), WorkDraft.objects.get(work=found)
    if request.method == "POST":
        version = hand_in(found, at=at, **_agreed(request))
        messages.success(request, _("Máy chủ đã nhận bài. Đây là biên nhận của bạn."))
        return redirect("contests:work_receipt", slug, pk, version.number)
    ready = readiness_of(found, terms=terms, draft=draft)
    context = _read(found, at=at) | {"ready": ready, "draft": draft}
    context |= {
        "agreed": agreed_by(found, signed_in_user(request)),
        "axes": Axis.objects.offered(also=[found.axis_id or 0]),
    }
    context["texts"] = [(one, draft.texts.get(str(one.pk), "")) for one in terms.headings.all()]
    return render(request, "contests/written/hand_in.html", context)


def _agreed(request: HttpRequest) -> dict[str, Any]:
    """Boxes that may stay empty; an axis that is none of the list is as good as none chosen."""
    is_shown = "may_be_shown" in request.POST
    return {
        "may_be_shown": is_shown,
        "may_be_named": is_shown and "may_be_named" in request.POST,
        "axis": Axis.objects.filter(code=request.POST.get("axis", "")[:20]).first(),
    }


@never_cache
@login_required
@require_safe
def work_receipt(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    found = own_work(request, slug, pk)
    version = get_object_or_404(found.versions.prefetch_related("files"), number=number)
    version.work = found
    newest = found.versions.order_by("-number").values_list("number", flat=True).first()
    context = _read(found, at=timezone.now()) | {
        "version": version,
        "code": receipt_code(version),
        "is_newest": version.number == newest,
        "texts": [
            (one, version.texts.get(str(one.pk), ""))
            for one in terms_of(found.round).headings.all()
        ],
    }
    return render(request, "contests/written/receipt.html", context)


@never_cache
@login_required
@_both
def work_showing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Any author of a work opens it, at any time, whatever became of the round."""
    found, user = own_work(request, slug, pk), signed_in_user(request)
    if request.method == "POST":
        is_shown = "may_be_shown" in request.POST
        agreed = Agreed(is_shown, is_named=is_shown and "may_be_named" in request.POST)
        agree_to_show(found, agreed, by=user, at=timezone.now())
        messages.success(
            request,
            _("Đã ghi: bài được trưng bày khi có kết quả.")
            if is_shown
            else _("Đã ghi: bài không trưng bày ở đâu nữa."),
        )
        return redirect("contests:work_showing", slug, pk)
    context = _read(found, at=timezone.now()) | {
        "agreed": agreed_by(found, user),
        "is_owner": allowed(check_owns, found, user),
    }
    return render(request, "contests/written/showing.html", context)


@login_required
@require_POST
def work_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = owned_work(request, slug, pk)
    withdraw_work(found, at=timezone.now())
    messages.success(request, _("Đã rút bài. Bài này không dự thi nữa."))
    return redirect("contests:own_works", slug, found.round.number)
