"""Sends a picture: to the bank by its digest here, to others after the contests' own rules."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from questionbank.access import bank_page
from questionbank.models import Picture

SIZES = {"nho": "small", "lon": "large"}
# An hour outlasts a paper. An address names its content, so a browser never asks twice; it opens
# only for those who may see it, and without its question (decision 0058).
KEEP = "private, max-age=3600, immutable"


def send_picture(digest: str, size: str) -> HttpResponse:
    if size not in SIZES:
        raise Http404
    found = Picture.objects.filter(digest=digest).values_list("media_type", SIZES[size]).first()
    if found is None:
        raise Http404
    media_type, content = found
    return HttpResponse(bytes(content), content_type=media_type, headers={"Cache-Control": KEEP})


@require_safe
@bank_page
def picture(request: HttpRequest, digest: str, size: str) -> HttpResponse:
    return send_picture(digest, size)
