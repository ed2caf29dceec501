"""Pages of a contest's documents: freeze the result, state the office, preview, download."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_award, organised_contest
from contests.awards import Award
from contests.queries import ranked_rounds
from contests.subjects import organiser
from leaderboard.document_models import DocumentKind
from leaderboard.official_documents.appeals import appeals_of
from leaderboard.official_documents.builders import OF_APPEALS, OF_RULES, WITHOUT_SNAPSHOT
from leaderboard.official_documents.forms import BorderForm, NumberForm, OfficeForm
from leaderboard.official_documents.issue import (
    digest_behind,
    is_office_stated,
    issued_in,
    issued_of,
    number_document,
    office_of,
    set_office,
    take_document,
    write_document,
)
from leaderboard.official_documents.jobs import zip_reminders
from leaderboard.official_documents.snapshots import (
    NoSnapshot,
    frozen_content,
    has_changed,
    in_groups,
    needed_snapshot,
    snapshot_of,
    take_snapshot,
)
from leaderboard.official_documents.tables import lagging
from leaderboard.official_documents.templates import templates_in, write_by_template
from leaderboard.prizes.checking import about_award
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.documents.writers import WRITERS
from quizsite.jobs.files import file_of
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import wait_for
from quizsite.web.page_cache import reads

OWN = "mau"  # the office's own template, in the place of an ending


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    award, at = organised_award(request, slug, number), timezone.now()
    if request.method == "POST":
        take_snapshot(award, by=signed_in_user(request), at=at)
        messages.success(request, _("Đã lấy số liệu. Mọi văn bản dưới đây dùng số liệu này."))
        return redirect(request.path)
    snapshot, issued = snapshot_of(award), issued_in(award)
    context = {
        "contest": award.contest,
        "award": award,
        "rounds": ranked_rounds(award.contest.pk),
        "snapshot": snapshot,
        "code": in_groups(snapshot.digest) if snapshot else "",
        "has_changed": snapshot is not None and has_changed(award, snapshot, at=at),
        "has_office": is_office_stated(award.contest),
        "documents": [
            {
                "kind": kind,
                "url": _url("document", award, kind),
                "issued": issued.get(kind),
                "is_outdated": _is_outdated(award, kind, issued),
                "waits": kind not in WITHOUT_SNAPSHOT and snapshot is None,
            }
            for kind in DocumentKind
        ],
    }
    return render(request, "leaderboard/documents.html", context)


def _is_outdated(award: Award, kind: DocumentKind, issued: dict[str, Any]) -> bool:
    """A file was taken, and what it was written from is not what stands now."""
    taken = issued.get(kind)
    if taken is None or not taken.digest:
        return False
    if kind not in WITHOUT_SNAPSHOT and snapshot_of(award) is None:
        return False
    return bool(taken.digest != digest_behind(award, kind))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = OfficeForm(request.POST or None, instance=office_of(contest))
    if request.method == "POST" and form.is_valid():
        set_office(form.save(commit=False), by=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Đã lưu thông tin cơ quan."))
        return redirect("leaderboard:documents", slug)
    return render(request, "leaderboard/office.html", {"contest": contest, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, slug: str, kind: str, number: int | None = None) -> HttpResponse:
    award, asked, at = organised_award(request, slug, number), kind_named(kind), timezone.now()
    if asked == DocumentKind.REMINDERS:
        return redirect(_url("reminders", award))
    form = NumberForm(request.POST or None, instance=issued_of(award, asked))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("number", "day")}
        number_document(award, asked, by=signed_in_user(request), at=at, **said)
        messages.success(request, _("Đã ghi số và ngày của văn bản."))
        return redirect(request.path)
    shown = write_document(award, asked, at=at)
    _note_reading(request, award, asked)
    context = {
        "contest": award.contest,
        "award": award,
        "kind": asked,
        "form": form,
        "shown": shown,
        "back": _url("documents", award),
        "files": [(ending, _url("document_file", award, asked, ending)) for ending in WRITERS],
        "own_file": _url("document_file", award, asked, OWN)
        if asked in templates_in(award.contest)
        else "",
    }
    return render(request, "leaderboard/document.html", context)


def _note_reading(request: HttpRequest, award: Award, kind: DocumentKind) -> None:
    if kind in OF_RULES:
        return
    if kind in OF_APPEALS:
        page, people = _("Biên bản xử lý khiếu nại"), len(appeals_of(award))
    else:
        page = _("Văn bản có danh sách đạt giải")
        people = len(frozen_content(needed_snapshot(award)).winners)
    note_reading(
        about_award(award),
        page=page,
        people=people,
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def document_file(
    request: HttpRequest, slug: str, kind: str, ending: str, number: int | None = None
) -> HttpResponse:
    award, asked, at = organised_award(request, slug, number), kind_named(kind), timezone.now()
    if ending not in {*WRITERS, OWN} or asked == DocumentKind.REMINDERS:
        raise Http404
    name = f"{stem(asked)}-{award.contest.slug}" + (f"-ky-{number}" if number else "")
    if ending == OWN:
        writer, name = WRITERS["docx"], f"{name}-{OWN}.docx"
        data = write_by_template(award, asked, at=at)
    else:
        writer, name = WRITERS[ending], f"{name}.{ending}"
        data = writer.write(write_document(award, asked, at=at))
    take_document(award, asked, file=name, by=signed_in_user(request), at=at)
    response = HttpResponse(data, content_type=writer.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reads("duoi")
def reminders(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Units below a share, and a job that writes each a letter."""
    award = organised_award(request, slug, number)
    snapshot = needed_snapshot(award) if request.method == "POST" else snapshot_of(award)
    form, below = BorderForm.read(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and form.is_valid():
        for ending in WRITERS:
            enqueue_once(zip_reminders, *_reminders_job(award, below, ending))
        return redirect(f"{request.path}?duoi={below}")
    waits = {
        ending: wait_for(zip_reminders, *_reminders_job(award, below, ending)) for ending in WRITERS
    }
    context = {
        "contest": award.contest,
        "award": award,
        "form": form,
        "below": below,
        "waits": "" if snapshot else NoSnapshot.message,
        "units": lagging(frozen_content(snapshot), below=below) if snapshot else [],
        "wait": next((one for one in waits.values() if one.is_under_way), None),
        "died": any(one.has_died for one in waits.values()),
        "files": [
            (ending, _url("reminders_file", award, below, ending))
            for ending, one in waits.items()
            if one.job and file_of(one.job)
        ],
        "back": _url("documents", award),
    }
    return render(request, "leaderboard/reminders.html", context)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def reminders_file(
    request: HttpRequest, slug: str, below: int, ending: str, number: int | None = None
) -> FileResponse:
    award = organised_award(request, slug, number)
    if ending not in WRITERS:
        raise Http404
    job = wait_for(zip_reminders, *_reminders_job(award, below, ending)).job
    file = file_of(job) if job else None
    if file is None:
        raise Http404
    name = f"cong-van-don-doc-{award.contest.slug}-{ending}.zip"
    by, at = signed_in_user(request), timezone.now()
    take_document(award, DocumentKind.REMINDERS, file=name, by=by, at=at)
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )


def _reminders_job(award: Award, below: int, ending: str) -> tuple[int, int, int, str]:
    return award.contest.pk, award.round_id or 0, below, ending


def kind_named(said: str) -> DocumentKind:
    try:
        return DocumentKind(said.replace("-", "_"))
    except ValueError:
        raise Http404 from None


def stem(kind: DocumentKind) -> str:
    return kind.value.replace("_", "-")


def _url(name: str, award: Award, *args: DocumentKind | str | int) -> str:
    shown = [stem(one) if isinstance(one, DocumentKind) else one for one in args]
    numbers = [award.round.number] if award.round else []
    return reverse(f"leaderboard:{name}", args=[award.contest.slug, *numbers, *shown])
