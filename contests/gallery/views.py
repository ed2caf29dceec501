"""The gallery, one work, its pictures, and the gallery bare for other sites.

No page is kept anywhere: a work that its author takes back is gone with the next request."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contests.gallery.forms import GalleryForm
from contests.gallery.reading import PICTURES, picture_of, readable_work, reading_of
from contests.gallery.shelf import place_of, shelf
from contests.models import Work
from quizsite.files.storage import works_store
from quizsite.web.page_cache import reads

_FILTERS = ("q", "loai", "cuoc_thi", "truc", "don_vi")
_EMBEDDED = 10


@never_cache
@require_safe
@reads(*_FILTERS, "sau")
def gallery(request: HttpRequest) -> HttpResponse:
    context = _context(request, per_page=20)
    context["embed"] = _address(request, "contests:embedded_gallery", context["kept"])
    return render(request, "contests/gallery/gallery.html", context)


@never_cache
@require_safe
@reads(*_FILTERS)
def embedded_gallery(request: HttpRequest) -> HttpResponse:
    """The newest of what is asked for; other sites may frame it (`quizsite/web/framing.py`)."""
    context = _context(request, per_page=_EMBEDDED)
    context["whole"] = _address(request, "contests:gallery", context["kept"])
    response = render(request, "contests/gallery/embedded.html", context)
    setattr(response, "xframe_options_exempt", True)  # noqa: B010 -- Django reads it
    return response


def _context(request: HttpRequest, *, per_page: int) -> dict[str, Any]:
    form, at = GalleryForm(request.GET), timezone.now()
    asked, after = form.asked(), place_of(request.GET.get("sau", ""))
    return {
        "form": form,
        "shelf": shelf(asked, after=after, at=at, per_page=per_page),
        "asked": asked,
        "is_first": after is None,
        "is_narrowed": any(request.GET.get(name) for name in _FILTERS[1:]),
        "is_searched": any(request.GET.get(name) for name in _FILTERS),
        "kept": urlencode({n: request.GET[n] for n in _FILTERS if request.GET.get(n)}),
    }


def _address(request: HttpRequest, name: str, kept: str) -> str:
    return request.build_absolute_uri(reverse(name) + (f"?{kept}" if kept else ""))


@never_cache
@require_safe
def gallery_work(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    work = _readable(pk)
    context = {"reading": reading_of(work, at=at), "work": work, "contest": work.round.contest}
    return render(request, "contests/gallery/work.html", context)


def _readable(pk: int) -> Work:
    work = readable_work(pk, at=timezone.now())
    if work is None:
        raise Http404
    return work


@never_cache
@require_safe
def gallery_picture(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """Our own copy alone, of a work that may be shown at this moment."""
    file = picture_of(_readable(pk), file_pk)
    if file is None:
        raise Http404
    try:
        opened = works_store().open(file.cleaned_as)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(opened, content_type=PICTURES[file.kind])
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
