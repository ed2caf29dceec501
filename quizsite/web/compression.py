"""Packs answers where no proxy does (docs/decisions/0044-every-browser.md).

Pages that are the same for all visitors are packed once (`page_cache.py`). Others get some bytes by
chance (Django's defence against BREACH), and Django masks its CSRF tokens anew on every page:
nobody learns a secret from lengths."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.text import compress_string

SMALLEST_BYTES = 1000  # below it one packet carries the page anyway
_TEXT = re.compile(r"text/|application/json|image/svg\+xml")
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))")


def is_packed_for(accept_encoding: str) -> bool:
    """Tell whether a browser that says so gets its answer packed by this process."""
    is_ours = settings.SERVE_ROLE == "all" and not settings.BEHIND_PROXY
    return is_ours and _TAKES_GZIP.search(accept_encoding) is not None


def packed(page: bytes) -> bytes:
    return compress_string(page, max_random_bytes=GZipMiddleware.max_random_bytes)


class PackedAnswers(GZipMiddleware):
    """Packs text; files are packed already, static ones since they were collected."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        is_text = _TEXT.match(response.get("Content-Type", ""))
        is_small = response.streaming or len(response.content) < SMALLEST_BYTES
        if is_small or not is_text or not is_packed_for(request.headers.get("Accept-Encoding", "")):
            return response
        return super().process_response(request, response)
