"""Judges a file that has come whole, by its content and not by its name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from contests.rules import ContestRefusal

_LONGEST_HEAD = 16


class FileNotTaken(ContestRefusal):
    code = "file_not_taken"
    status = 415


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file turned out to be."""

    kind: str
    pages: int | None = None


def _is_docx(path: Path, head: bytes) -> bool:
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names


_KINDS: dict[str, Callable[[Path, bytes], bool]] = {
    "docx": _is_docx,
    "pdf": lambda _path, head: head.startswith(b"%PDF-"),
    "jpg": lambda _path, head: head.startswith(b"\xff\xd8\xff"),
    "png": lambda _path, head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "mp4": lambda _path, head: head[4:8] == b"ftyp",
}
_SPELT = {"jpeg": "jpg", "m4v": "mp4"}


def ending_of(name: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return _SPELT.get(ending, ending)


def judge(path: Path, *, name: str) -> Judged:
    """Refuse what is not the kind that its name says.

    A seam: `quizsite/files/works.py` reads the whole file in a limited process and takes this
    place; here only the first bytes are looked at."""
    with path.open("rb") as file:
        head = file.read(_LONGEST_HEAD)
    kind = ending_of(name)
    is_kind = _KINDS.get(kind)
    if is_kind is None or not is_kind(path, head):
        said = _("Nội dung tệp “%(name)s” không phải .%(kind)s. Hãy lưu lại đúng loại rồi gửi lại.")
        raise FileNotTaken(said % {"name": name, "kind": kind})
    return Judged(kind)
