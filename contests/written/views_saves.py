"""Endpoints that the writing page calls: saves of the draft, and pieces of files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.models import Work, WorkFile
from contests.written.access import (
    file_of,
    organised_work,
    own_work,
    owned_work,
    paper_work,
)
from contests.written.drafts import Written, save_draft
from contests.written.paper_entries import note_scans
from contests.written.uploads import (
    append_piece,
    begin_upload,
    remove_own_file,
    waits_for_scan,
)
from quizsite.files.storage import works_store
from quizsite.refusals import Refusal

View = Callable[..., HttpResponseBase]


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """A draft as the page sends it."""

    writer: str
    base: int
    sequence: int
    title: str = ""
    texts: dict[str, str] = {}
    tools: str = ""


class Announced(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    size: int


def told_as_json(view: View) -> View:
    """The script reads the code and shows the sentence; what was typed stays on the page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            said = _("Bạn đã đăng xuất. Hãy đăng nhập lại ở cửa sổ khác; chữ đã gõ vẫn còn ở đây.")
            return JsonResponse({"code": "signed_out", "message": said}, status=401)
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            facts = {"code": refusal.code, "message": str(refusal.message), **refusal.detail}
            return JsonResponse(facts, status=refusal.status)
        except (msgspec.DecodeError, ValueError):
            said = _("Trang gửi dữ liệu không đọc được. Hãy tải lại trang; chữ đã gõ vẫn còn.")
            return JsonResponse({"code": "unreadable", "message": said}, status=400)

    return answer


@never_cache
@require_POST
@told_as_json
def work_save(request: HttpRequest, slug: str, pk: int) -> JsonResponse:
    """Acknowledge only what is committed: the answer names the sequence that is stored."""
    work = owned_work(request, slug, pk)
    sent = msgspec.json.decode(request.body, type=Sent)
    if not 0 < len(sent.writer) <= 40 or not 0 <= sent.sequence < 2**53:
        raise ValueError
    draft = save_draft(
        work,
        written=Written(sent.title, sent.texts, sent.tools),
        writer=sent.writer,
        base=sent.base,
        sequence=sent.sequence,
        at=timezone.now(),
    )
    return JsonResponse({"sequence": draft.sequence, "saved_at": draft.saved_at.isoformat()})


@never_cache
@require_safe
@told_as_json
def work_draft(request: HttpRequest, slug: str, pk: int) -> JsonResponse:
    """What the server has: a page reads it before it chooses between two versions."""
    draft = owned_work(request, slug, pk).draft
    return JsonResponse(
        {
            "sequence": draft.sequence,
            "writer": draft.writer,
            "title": draft.title,
            "texts": draft.texts,
            "tools": draft.tool_statement,
        }
    )


def _upload(find: Callable[[HttpRequest, str, int], Work]) -> View:
    @never_cache
    @require_POST
    @told_as_json
    def begin(request: HttpRequest, slug: str, pk: int) -> JsonResponse:
        """Say what is to come; the answer says how much of it is here already."""
        work = find(request, slug, pk)
        said = msgspec.json.decode(request.body, type=Announced)
        file = begin_upload(work, name=said.name[:1000], size=said.size, at=timezone.now())
        return JsonResponse(_state(file), status=201)

    return begin


def _piece(find: Callable[[HttpRequest, str, int], Work]) -> View:
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @told_as_json
    def piece(request: HttpRequest, slug: str, pk: int, file_pk: int) -> JsonResponse:
        work = find(request, slug, pk)
        file = file_of(work, file_pk)
        if request.method == "POST":
            offset = int(request.headers.get("Upload-Offset", ""))
            at = timezone.now()
            file = append_piece(file, offset=offset, data=request.body, at=at)
            if file.whole_at and work.is_on_paper:
                note_scans(work, at=at)
        answer = JsonResponse(_state(file))
        answer["Upload-Offset"], answer["Upload-Length"] = str(file.received), str(file.size)
        return answer

    return piece


def _removal(find: Callable[[HttpRequest, str, int], Work]) -> View:
    @never_cache
    @require_POST
    @told_as_json
    def remove(request: HttpRequest, slug: str, pk: int, file_pk: int) -> JsonResponse:
        work, at = find(request, slug, pk), timezone.now()
        remove_own_file(file_of(work, file_pk), at=at)
        if work.is_on_paper:
            note_scans(work, at=at)
        return JsonResponse({"removed": True})

    return remove


def _download(find: Callable[[HttpRequest, str, int], Work]) -> View:
    @never_cache
    @login_required
    @require_safe
    def download(request: HttpRequest, slug: str, pk: int, file_pk: int) -> HttpResponseBase:
        return _handed_out(file_of(find(request, slug, pk), file_pk))

    return download


work_upload, scan_upload = _upload(owned_work), _upload(paper_work)
work_piece, scan_piece = _piece(owned_work), _piece(paper_work)
file_remove, scan_remove = _removal(owned_work), _removal(paper_work)
own_file, desk_file = _download(own_work), _download(organised_work)


def _state(file: WorkFile) -> dict[str, Any]:
    return {
        "file": file.pk,
        "name": file.name,
        "offset": file.received,
        "size": file.size,
        "whole": file.whole_at is not None,
        "waits": waits_for_scan(file),
    }


def _handed_out(file: WorkFile) -> HttpResponseBase:
    """Always as a file to save: whatever is in it, no browser runs it on this site."""
    if not file.stored_as or file.whole_at is None:
        raise Http404
    try:
        opened = works_store().open(file.stored_as)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(opened, as_attachment=True, filename=file.name)
    answer["Content-Type"] = "application/octet-stream"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
