"""Organisers' pages of a written round: the works, one work, paper works, the list as a file."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_written_round
from contests.forms import told_in
from contests.subjects import about_round, organiser
from contests.written.access import organised_work
from contests.written.desk import counts_by_state, note_seen, works_of, works_table
from contests.written.forms import PaperWorkForm, WorkFilterForm
from contests.written.hand_in import receipt_code
from contests.written.paper_entries import register_paper_work
from contests.written.terms import terms_of
from contests.written.uploads import PIECE_MOST
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.tables.responses import workbook_stream
from quizsite.tables.xlsx_writer import stream_workbook
from quizsite.web.page_cache import reads


@never_cache
@login_required
@require_safe
@reads("tim", "trang_thai", "trang")
def works(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_written_round(request, slug, number)
    form = WorkFilterForm(request.GET)
    found = works_of(round, form.wanted())
    page = Paginator(found, 50).get_page(request.GET.get("trang"))
    note_reading(
        about_round(round),
        page=_("Danh sách bài viết"),
        people=page.paginator.count,
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    context = {
        "contest": round.contest,
        "round": round,
        "terms": terms_of(round),
        "form": form,
        "page": page,
        "counts": counts_by_state(round),
    }
    return render(request, "contests/organising/works.html", context)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def works_file(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    round = organised_written_round(request, slug, number)
    table = works_table(round, by=signed_in_user(request), at=timezone.now())
    return workbook_stream(stream_workbook(table), name=f"bai-viet-{round.number}.xlsx")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_new(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round, at = organised_written_round(request, slug, number), timezone.now()
    form = PaperWorkForm(request.POST or None, round=round, at=at)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            work = register_paper_work(round, form.said(), by=signed_in_user(request), at=at)
            messages.success(request, _("Đã ghi nhận bài giấy. Bạn có thể gửi bản chụp."))
            return redirect("contests:desk_work", slug, work.pk)
    context = {"contest": round.contest, "round": round, "form": form, "terms": terms_of(round)}
    return render(request, "contests/organising/paper_work.html", context)


@never_cache
@login_required
@require_safe
def desk_work(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    work = organised_work(request, slug, pk)
    note_seen(work, by=signed_in_user(request), at=timezone.now())
    newest = work.versions.prefetch_related("files").order_by("-number").first()
    headings = terms_of(work.round).headings.all()
    if newest is not None:
        newest.work = work
    context = {
        "contest": work.round.contest,
        "round": work.round,
        "work": work,
        "authors": work.authors.select_related("unit"),
        "versions": work.versions.order_by("-number"),
        "newest": newest,
        "code": receipt_code(newest) if newest else "",
        "texts": [(one, newest.texts.get(str(one.pk), "")) for one in headings] if newest else [],
        "files": work.files.filter(removed_at=None) if work.is_on_paper else [],
        "settings": {
            "work": work.pk,
            "upload": reverse("contests:scan_upload", args=[slug, work.pk]),
            "piece": PIECE_MOST,
        },
    }
    return render(request, "contests/organising/work.html", context)
