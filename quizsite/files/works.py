"""Files of works: judged by what they hold, read in the limited child, scanned, and cleaned.

Whoever takes files calls `inspect_file` alone; every "no" is a refusal that says what to do."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from quizsite.files.virus_scan import check_not_infected
from quizsite.files.words import explained, found_in_words
from quizsite.refusals import Refusal
from quizsite.tables.child import ChildFailed, ask_child

_ENDINGS = {"jpeg": "jpg", "jpe": "jpg", "m4v": "mp4"}
MEGABYTE = 1024 * 1024


class UnacceptableFile(Refusal):
    """The message says what to do with the file; `detail["trouble"]` is its code."""

    code = "unacceptable_file"
    status = 400


@dataclass(frozen=True, slots=True)
class FoundInFile:
    """What a person would not expect in a work: what, in which part, and what it says there."""

    code: str
    place: str
    value: str

    @property
    def words(self) -> str:
        return found_in_words(self.code, self.place, self.value)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """`parts` are texts with the codes of their places; `cleaned` is a file that the caller moves.

    Pages of a Word file are what Word counted when it saved: a hint (`are_pages_sure`)."""

    kind: str
    pages: int | None
    are_pages_sure: bool
    seconds: int | None
    is_scan: bool
    parts: tuple[tuple[str, str], ...]
    found: tuple[FoundInFile, ...]
    cleaned: Path | None

    @property
    def text(self) -> str:
        """What the author wrote; no comment, header or address of a link."""
        return "\n".join(
            said for place, said in self.parts if place == "body" or place.startswith("page:")
        )


def inspect_file(
    path: Path, *, name: str, most_bytes: int | None = None, into: Path | None = None
) -> FileFacts:
    """Judge, scan, read and clean one whole file; nothing is read before its size was looked at.

    At most 18 s and 512 MB beside the scan; the cleaned copy is made in `into`."""
    most = most_bytes or settings.WORK_FILE_MEGABYTES * MEGABYTE
    size = path.stat().st_size
    if size > most:
        raise _refused("too_large", limit=most // MEGABYTE)
    if not size:
        raise _refused("empty")
    check_not_infected(path)
    with tempfile.NamedTemporaryFile(dir=into, prefix="sach-", suffix=".tmp", delete=False) as made:
        cleaned = Path(made.name)
    try:
        answer = _asked(path, cleaned)
    except BaseException:
        cleaned.unlink(missing_ok=True)
        raise
    return _facts(answer, cleaned, name=name)


def _asked(path: Path, cleaned: Path) -> dict[str, Any]:
    try:
        answer = ask_child("quizsite.files.work_child", path, said=str(cleaned.resolve()).encode())
    except ChildFailed as failed:
        raise _refused(failed.code) from failed
    if "trouble" in answer:
        raise _refused(answer["trouble"], **answer["detail"])
    return answer


def _facts(answer: dict[str, Any], cleaned: Path, *, name: str) -> FileFacts:
    has_cleaned = answer["has_cleaned"]
    if not has_cleaned:
        cleaned.unlink(missing_ok=True)
    found = [FoundInFile(**one) for one in answer["found"]]
    ending = Path(name).suffix.lower().lstrip(".")
    if _ENDINGS.get(ending, ending) != answer["kind"]:
        found.append(FoundInFile("other_ending", "name", f".{answer['kind']}"))
    return FileFacts(
        kind=answer["kind"],
        pages=answer["pages"],
        are_pages_sure=answer["are_pages_sure"],
        seconds=answer["seconds"],
        is_scan=answer["is_scan"],
        parts=tuple((place, text) for place, text in answer["parts"]),
        found=tuple(found),
        cleaned=cleaned if has_cleaned else None,
    )


def _refused(code: str, **detail: Any) -> UnacceptableFile:
    return UnacceptableFile(explained(code, **detail), trouble=code, **detail)
