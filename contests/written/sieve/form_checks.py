"""Checks the form of a work against what its round asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """From and to, either may be missing."""

    least: int | None = None
    most: int | None = None

    def fault(self, value: int) -> str:
        """Return "few", "many" or ""; a work of which nothing can be counted is not judged."""
        if self.least is not None and value < self.least:
            return "few"
        return "many" if self.most is not None and value > self.most else ""


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    is_required: bool
    words: Bounds
    text: str


@dataclass(frozen=True, slots=True)
class FileSeen:
    """`pages` is None where it is not known; `is_read` says whether a machine could read it."""

    name: str
    kind: str
    pages: int | None
    is_read: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the round asks for; `file_kinds` empty takes every kind."""

    words: Bounds
    pages: Bounds
    files: Bounds
    file_kinds: tuple[str, ...]
    takes_text: bool
    must_state_tools: bool


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    place: str = ""
    value: str = ""


def count_words(text: str) -> int:
    """Count as Word does: what stands between blanks, if it has a letter or digit."""
    return sum(any(one.isalnum() for one in word) for word in text.split())


def form_faults(
    asked: Asked, headings: Sequence[Heading], files: Sequence[FileSeen], *, tools_stated: bool
) -> list[Fault]:
    found = list(_of_files(asked, files))
    if asked.takes_text:
        found += _of_headings(headings, has_files=bool(files))
    found += _of_whole(asked, headings, files)
    if asked.must_state_tools and not tools_stated:
        found.append(Fault("tools_not_stated"))
    return found


def _of_headings(headings: Sequence[Heading], *, has_files: bool) -> Iterator[Fault]:
    """A work that came as files has its headings in there, where no machine finds them surely."""
    for one in headings:
        count = count_words(one.text)
        if one.is_required and not count and not has_files:
            yield Fault("heading_empty", one.title)
        elif count and (fault := one.words.fault(count)):
            yield Fault(f"heading_{fault}_words", one.title, str(count))


def _of_whole(
    asked: Asked, headings: Sequence[Heading], files: Sequence[FileSeen]
) -> Iterator[Fault]:
    written = sum(count_words(one.text) for one in headings)
    if written and (fault := asked.words.fault(written)):
        yield Fault(f"{fault}_words", value=str(written))
    pages = [one.pages for one in files if one.kind != "mp4"]
    if pages and None not in pages:
        total = sum(one or 0 for one in pages)
        if fault := asked.pages.fault(total):
            yield Fault(f"{fault}_pages", value=str(total))


def _of_files(asked: Asked, files: Sequence[FileSeen]) -> Iterator[Fault]:
    if files and (fault := asked.files.fault(len(files))):
        yield Fault(f"{fault}_files", value=str(len(files)))
    for one in files:
        if asked.file_kinds and one.kind not in asked.file_kinds:
            yield Fault("file_of_another_kind", one.name, one.kind)
        if not one.is_read:
            yield Fault("file_not_read", one.name)
