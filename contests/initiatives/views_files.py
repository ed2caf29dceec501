"""Who sent an idea adds and removes files; the desk takes them as files to save."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contests.initiatives.files import add_file, remove_files
from contests.initiatives.forms_send import plain_code
from contests.initiatives.history import about_initiative
from contests.initiatives.rules import keeper
from contests.initiatives.views_send import by_code
from contests.models import Initiative, InitiativeFile
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.limits import generous_per_address
from quizsite.files.storage import works_store
from quizsite.refusals import Refusal
from quizsite.web.client_address import sender_of


@never_cache
@generous_per_address
@require_POST
def initiative_file_add(request: HttpRequest, tracking: str) -> HttpResponse:
    found = _tracked(request, tracking)
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        messages.error(request, _("Hãy chọn một tệp rồi bấm gửi."))
        return redirect("contests:initiative_track", found.tracking_code)
    try:
        file = add_file(found, sent, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request,
            _("Đã nhận tệp.")
            if file.read_at
            else _("Đã nhận tệp; người phụ trách thấy tệp sau khi máy chủ quét vi-rút."),
        )
    return redirect("contests:initiative_track", found.tracking_code)


@never_cache
@generous_per_address
@require_POST
def initiative_file_remove(request: HttpRequest, tracking: str, file_pk: int) -> HttpResponse:
    found = _tracked(request, tracking)
    file = get_object_or_404(InitiativeFile, initiative=found, pk=file_pk)
    remove_files([file])
    messages.success(request, _("Đã bỏ tệp."))
    return redirect("contests:initiative_track", found.tracking_code)


def _tracked(request: HttpRequest, tracking: str) -> Initiative:
    found = by_code(sender_of(request), plain_code(tracking[:40]))
    if found is None:
        raise Http404
    return found


@never_cache
@login_required
@require_safe
def initiative_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """Our cleaned copy, always to save: no browser opens it on this site."""
    by = keeper(signed_in_user(request))
    read = InitiativeFile.objects.filter(initiative__pk=pk, read_at__isnull=False)
    file = get_object_or_404(read.select_related("initiative"), pk=file_pk)
    about = about_initiative(file.initiative)
    note_reading(about, page=_("Tệp của một ý tưởng"), people=1, by=by, at=timezone.now())
    try:
        opened = works_store().open(file.cleaned_as)
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"y-tuong-{pk}-{file.pk}.{file.kind}"
    answer = FileResponse(opened, as_attachment=True, filename=name)
    answer["Content-Type"] = "application/octet-stream"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
