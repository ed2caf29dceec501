"""Lines of the trail as people read them, on a page and in a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quizsite.audit.names import names_of
from quizsite.audit.words import in_words, kind_in_words, label_of, role_in_words
from quizsite.models import AuditLine

# Shown whole, on lines of their own: people compare them letter by letter.
_SEALS = ("lots_commitment", "digest", "contest_lots")


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str
    is_new: bool  # nothing stood there before


@dataclass(frozen=True, slots=True)
class ShownLine:
    at: datetime
    kind: str
    subject: str
    about: str
    by: str
    role: str
    source: str
    reason: str
    changes: list[Change]
    seals: list[tuple[str, str]]


def read_line(line: AuditLine) -> ShownLine:
    """Put a line into words; the caller prefetches `clear_names`."""
    names = names_of(line)
    return ShownLine(
        at=line.at,
        kind=kind_in_words(line.kind),
        subject=line.about_kind,
        about=names.get("about", line.about_label),
        by=names.get("by", ""),
        role=role_in_words(line.role),
        source=line.source,
        reason=line.reason,
        changes=_changes(line, names),
        seals=[
            (label_of(line.about_kind, name), str(line.after[name]))
            for name in _SEALS
            if line.after.get(name)
        ],
    )


def _changes(line: AuditLine, names: dict[str, str]) -> list[Change]:
    def said(when: str, name: str, values: dict[str, object]) -> str:
        clear = names.get(f"{when}.{name}")
        return clear or in_words(line.about_kind, name, values.get(name))

    fields = [*line.before, *line.after]
    fields += [slot.partition(".")[2] for slot in names if "." in slot]
    found = [
        Change(
            label=label_of(line.about_kind, name),
            before=said("before", name, line.before),
            after=said("after", name, line.after),
            is_new=name not in line.before and f"before.{name}" not in names,
        )
        for name in dict.fromkeys(fields)
        if name not in _SEALS
    ]
    return [change for change in found if change.label and change.after]
