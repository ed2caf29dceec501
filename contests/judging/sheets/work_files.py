"""Files of works as jurors open them: cleaned copies under neutral names.

Who stores the files says here how one is opened; jurors' pages know no store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from contests.judging.sheets.rules import NoSuchSheet
from contests.models.judged import JudgedWork

Opener = Callable[[str], IO[bytes]]
_openers: list[Opener] = []

# What browsers show without running anything in it; the others are downloaded.
_SHOWN = {"jpg": "image/jpeg", "png": "image/png", "mp4": "video/mp4"}
_KEPT = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class OpenedFile:
    content: IO[bytes]
    name: str
    content_type: str
    is_shown: bool


def open_files_with(opener: Opener) -> None:
    """The slice that stores works calls this when it is ready."""
    _openers[:] = [opener]


def opened_file(work: JudgedWork, position: int) -> OpenedFile:
    if not (_openers and 0 < position <= len(work.files)):
        raise NoSuchSheet
    name, kind, stored_as = work.files[position - 1]
    try:
        content = _openers[0](stored_as)
    except FileNotFoundError as error:
        raise NoSuchSheet from error
    is_shown = kind in _SHOWN
    content_type = _SHOWN.get(kind) or _KEPT.get(kind, "application/octet-stream")
    return OpenedFile(content, name, content_type, is_shown)
