"""Copies the history of contests into the audit trail."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import migrations

KINDS = {"created": "contest_created", "edited": "description_edited"}
BATCH = 500


def copy_events(*, events: Any, lines: Any, names: Any, entries: Any) -> int:
    """Copy what is not copied yet, oldest first; the models are given, as they were or are."""
    copied = lines.objects.exclude(copied_from=None).values("copied_from")
    waiting = events.objects.exclude(pk__in=copied).select_related("contest", "round", "by")
    waiting = list(waiting.order_by("at", "pk")[:BATCH])
    voided = [event.detail["entry"] for event in waiting if "entry" in event.detail]
    people = dict(entries.objects.filter(pk__in=voided).values_list("pk", "user"))
    drafts = [_line_of(event, people, line=lines, name=names) for event in waiting]
    written = lines.objects.bulk_create([line for line, _said in drafts])
    for line, (_draft, said) in zip(written, drafts, strict=True):
        for name in said:
            name.line_id = line.pk
    names.objects.bulk_create([name for _line, said in drafts for name in said])
    return len(waiting)


def _line_of(event: Any, people: dict[int, int], *, line: Any, name: Any) -> tuple[Any, list[Any]]:
    said = []
    if event.by is not None:
        said.append(name(slot="by", person=event.by.pk, text=event.by.full_name))
    detail = dict(event.detail)
    about = {"about_kind": "contest", "about_id": event.contest_id, "about_label": event.contest.title}
    if event.round is not None:
        about = {"about_kind": "round", "about_id": event.round_id, "about_label": event.round.title}
    if "entry" in detail:
        entry = detail.pop("entry")
        about = {"about_kind": "entry", "about_id": entry, "about_label": ""}
        said.append(name(slot="about", person=people.get(entry, 0), text=detail.pop("name", "")))
    for one in said:
        one.salt = secrets.token_hex(16)
    is_edit = event.kind == "edited"
    return line(
        at=event.at,
        kind=KINDS.get(event.kind, event.kind),
        by_id=event.by_id,
        role="organiser" if event.by_id else "system",
        contest=event.contest_id,
        before={field: change["before"] for field, change in detail.items()} if is_edit else {},
        after={field: change["after"] for field, change in detail.items()} if is_edit else detail,
        reason=event.reason,
        names={
            one.slot: hashlib.sha256(f"{one.salt}:{one.text}".encode()).hexdigest() for one in said
        },
        copied_from=event.pk,
        **about,
    ), said


def copy_all(apps: Any, schema_editor: Any) -> None:
    models = {
        "events": apps.get_model("contests", "ContestEvent"),
        "lines": apps.get_model("quizsite", "AuditLine"),
        "names": apps.get_model("quizsite", "AuditName"),
        "entries": apps.get_model("contests", "Entry"),
    }
    while copy_events(**models):
        pass


class Migration(migrations.Migration):

    survives_because = "it only reads the old table; a job copies what is still written there"

    dependencies = [
        ('contests', '0008_avoided_questions'),
        ('quizsite', '0002_audit_trail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(copy_all, migrations.RunPython.noop),
    ]
