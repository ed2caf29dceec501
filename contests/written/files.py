"""Judges a file that has come whole, by its content and not by its name."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.utils.translation import gettext as _

from contests.rules import ContestRefusal
from quizsite.files.works import FileFacts, UnacceptableFile, inspect_file

_SPELT = {"jpeg": "jpg", "jpe": "jpg", "m4v": "mp4"}


class FileNotTaken(ContestRefusal):
    code = "file_not_taken"
    status = 415


def ending_of(name: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return _SPELT.get(ending, ending)


def judge(path: Path, *, name: str, kinds: Collection[str], most_bytes: int) -> FileFacts:
    """Read and clean it in the limited process; refuse what no juror could open safely.

    The caller moves or removes the cleaned copy, which lies beside the file."""
    try:
        facts = inspect_file(path, name=name, most_bytes=most_bytes, into=path.parent)
    except UnacceptableFile as refusal:
        said = _("Tệp “%(name)s”: %(why)s") % {"name": name, "why": refusal}
        raise FileNotTaken(said, **refusal.detail) from refusal
    if facts.kind not in kinds:
        if facts.cleaned is not None:
            facts.cleaned.unlink(missing_ok=True)
        said = _("Tệp “%(name)s” thật ra là .%(kind)s, kỳ này chỉ nhận %(kinds)s.")
        told = ", ".join(f".{one}" for one in kinds)
        raise FileNotTaken(said % {"name": name, "kind": facts.kind, "kinds": told})
    return facts
