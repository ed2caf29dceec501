"""The formats that an official document is written in, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quizsite.documents.docx_writer import official_docx
from quizsite.documents.pdf_writer import official_pdf
from quizsite.documents.structure import OfficialDocument


@dataclass(frozen=True, slots=True)
class Writer:
    write: Callable[[OfficialDocument], bytes]
    content_type: str


WRITERS = {
    "docx": Writer(
        official_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": Writer(official_pdf, "application/pdf"),
}
