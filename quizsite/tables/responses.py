"""Answers of pages that send a workbook."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse

from quizsite.tables.xlsx_writer import CONTENT_TYPE


def workbook_response(content: bytes, *, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=_named(name))


def workbook_stream(pieces: Iterable[bytes], *, name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(pieces, content_type=CONTENT_TYPE, headers=_named(name))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
