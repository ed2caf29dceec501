"""Pages of who keeps the column: what waits, one idea with its steps, the application's file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.initiatives.application_paper import application_document
from contests.initiatives.applications import warnings_of
from contests.initiatives.councils import tally_of
from contests.initiatives.history import about_initiative
from contests.initiatives.page_steps import KEEPER_STEPS, carry_out, offers
from contests.initiatives.recognised import known_elsewhere, recognised_like
from contests.initiatives.rules import keeper
from contests.initiatives.similar import similar_to
from contests.initiatives.views_public import lines_of, way_of
from contests.models import (
    Application,
    Initiative,
    InitiativeSender,
    InitiativeState,
)
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record
from quizsite.documents.writers import WRITERS

PER_PAGE = 25
Rows = QuerySet[Initiative]
_OPEN = {"referrals__replied_at": None, "referrals__ended_at": None}


def _waiting(rows: Rows, at: datetime) -> Rows:
    return rows.filter(state=InitiativeState.RECEIVED, hidden_at=None, merged_into=None)


def _unreferred(rows: Rows, at: datetime) -> Rows:
    listed = rows.filter(state=InitiativeState.CONSIDERED, hidden_at=None, merged_into=None)
    asked = Initiative.objects.filter(referrals__isnull=False, referrals__ended_at=None)
    elsewhere = Initiative.objects.filter(referrals__reply__outcome="not_ours").exclude(
        referrals__isnull=False, **_OPEN
    )
    return listed.exclude(pk__in=asked.values("pk")) | listed.filter(pk__in=elsewhere.values("pk"))


def _overdue(rows: Rows, at: datetime) -> Rows:
    late = rows.filter(referrals__isnull=False, referrals__due_at__lte=at, **_OPEN)
    return late.filter(hidden_at=None, merged_into=None).distinct()


def _objected(rows: Rows, at: datetime) -> Rows:
    return rows.exclude(objected_at=None).filter(objection_settled_at=None)


def _councils(rows: Rows, at: datetime) -> Rows:
    return rows.filter(state__in=(InitiativeState.APPLIED, InitiativeState.BEFORE_COUNCIL))


QUEUES: dict[str, tuple[Promise, Callable[[Rows, datetime], Rows]]] = {
    "cho-duyet": (gettext_lazy("Chờ duyệt"), _waiting),
    "chua-chuyen": (gettext_lazy("Chưa chuyển"), _unreferred),
    "qua-han": (gettext_lazy("Quá hạn trả lời"), _overdue),
    "phan-hoi": (gettext_lazy("Phản hồi khi bị ẩn"), _objected),
    "hoi-dong": (gettext_lazy("Đơn và hội đồng"), _councils),
    "tat-ca": (gettext_lazy("Tất cả"), lambda rows, at: rows),
}


@never_cache
@login_required
@require_safe
def initiatives_desk(request: HttpRequest) -> HttpResponse:
    user, at = signed_in_user(request), timezone.now()
    keeper(user)
    asked = request.GET.get("viec", "")
    key = asked if asked in QUEUES else "cho-duyet"
    rows = Initiative.objects.select_related("axis").order_by("-sent_at", "-pk")
    page = Paginator(QUEUES[key][1](rows, at), PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "queues": [
            (name, title, QUEUES[name][1](Initiative.objects.order_by(), at).count(), name == key)
            for name, (title, _find) in QUEUES.items()
        ],
        "page": page,
        "lines": lines_of(list(page), at=at),
        "kept": f"viec={key}",
        "is_staff": user.is_staff,
    }
    return render(request, "contests/initiatives/desk.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def initiative_desk(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = keeper(signed_in_user(request)), timezone.now()
    rows = Initiative.objects.select_related("axis", "unit", "merged_into")
    found = get_object_or_404(rows, pk=pk)
    offered = offers(request, KEEPER_STEPS, found)
    if request.method == "POST" and carry_out(request, offered, by=by, at=at):
        return redirect("contests:initiative_desk", pk)
    found.refresh_from_db()
    sender = InitiativeSender.objects.filter(initiative=found).first()
    note_reading(
        about_initiative(found),
        page=_("Người gửi một ý tưởng"),
        people=1 if sender else 0,
        by=by,
        at=at,
    )
    context = {
        **way_of(found, at=at, is_desk=True),
        "offers": offered,
        "sender": sender,
        "files": found.files.all(),
        **_alike(found),
        **_application(found, at=at),
    }
    return render(request, "contests/initiatives/desk_initiative.html", context)


def _alike(found: Initiative) -> dict[str, Any]:
    text = f"{found.problem}\n{found.solution}"
    near = [found.pk, *found.merged.values_list("pk", flat=True)]
    return {
        "similar": similar_to(found.title, text, but=near),
        "recognised": recognised_like(found.title, text, but=near),
        "elsewhere": known_elsewhere(found.title, text),
    }


def _application(found: Initiative, *, at: datetime) -> dict[str, Any]:
    rows = found.applications.select_related("council", "recognition")
    application = rows.prefetch_related("applicants", "ballots").filter(taken_back_at=None).first()
    if application is None:
        return {"may_apply": found.state == InitiativeState.PILOTED}
    application.initiative = found
    return {
        "application": application,
        "warnings": warnings_of(application, today=timezone.localdate(at)),
        "tally": tally_of(application) if application.council else None,
    }


@never_cache
@login_required
@require_safe
def application_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    by = keeper(signed_in_user(request))
    application = get_object_or_404(Application, initiative__pk=pk, taken_back_at=None)
    return file_of(application, ending, by=by, at=timezone.now())


def file_of(application: Application, ending: str, *, by: Actor, at: datetime) -> HttpResponse:
    """The file names people, so the trail notes first who takes it."""
    if ending not in WRITERS:
        raise Http404
    name = f"don-sang-kien-{application.initiative_id}.{ending}"
    with transaction.atomic():
        about, kind = about_initiative(application.initiative), AuditKind.APPLICATION_TAKEN
        record(about, kind=kind, by=by, at=at, after={"file": name})
    writer = WRITERS[ending]
    answer = HttpResponse(
        writer.write(application_document(application)), content_type=writer.content_type
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
