"""The trail as a table that people take home."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quizsite.audit.reading import ShownLine, read_line
from quizsite.audit.words import subject_in_words
from quizsite.language.moments import moment
from quizsite.models import AuditLine
from quizsite.tables.columns import Column, Row
from quizsite.tables.csv_writer import csv_lines


def trail_lines(lines: QuerySet[AuditLine]) -> Iterator[str]:
    """A CSV file, line by line; the ids are those that `manage.py verify_audit` names."""
    return csv_lines(_columns(), map(_row, lines.iterator(chunk_size=500)))


def _columns() -> list[Column]:
    return [
        Column("id", _("Dòng")),
        Column("at", _("Lúc")),
        Column("kind", _("Việc")),
        Column("subject", _("Về")),
        Column("about", _("Tên")),
        Column("by", _("Người làm")),
        Column("role", _("Vai")),
        Column("source", _("Từ")),
        Column("reason", _("Lý do")),
        Column("changes", _("Thay đổi")),
        Column("before", _("Trước (nguyên văn)")),
        Column("after", _("Sau (nguyên văn)")),
    ]


def _row(line: AuditLine) -> Row:
    read = read_line(line)
    return {
        "id": line.pk,
        "at": moment(read.at),
        "kind": read.kind,
        "subject": subject_in_words(read.subject),
        "about": read.about,
        "by": read.by,
        "role": read.role,
        "source": read.source,
        "reason": read.reason,
        "changes": _changes(read),
        "before": _raw(line.before),
        "after": _raw(line.after),
    }


def _changes(read: ShownLine) -> str:
    return "\n".join(
        f"{one.label}: {one.after}" if one.is_new else f"{one.label}: {one.before} → {one.after}"
        for one in read.changes
    )


def _raw(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False) if said else ""
