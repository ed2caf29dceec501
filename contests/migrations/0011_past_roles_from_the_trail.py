"""Fills in what the audit trail knows of roles: since when they are held, and who held one before."""

from typing import Any

from django.db import migrations

# Written out, because a migration must not follow later changes of the lists.
GIVEN = {"organiser_added": "organiser_removed", "bank_role_given": "bank_role_taken"}


def fill(apps: Any, schema_editor: Any) -> None:
    people = set(apps.get_model("accounts", "User").objects.values_list("pk", flat=True))
    contests = set(apps.get_model("contests", "Contest").objects.values_list("pk", flat=True))
    lines = apps.get_model("quizsite", "AuditLine").objects.filter(
        kind__in=[*GIVEN, *GIVEN.values()], about_id__in=people
    )
    given: dict[tuple[int, int | None, str], Any] = {}
    past = []
    for line in lines.order_by("at", "pk"):
        kind = line.after.get("bank_role") or line.before.get("bank_role") or ""
        if not kind and line.contest not in contests:
            continue
        key = (line.about_id, line.contest, kind)
        if line.kind in GIVEN:
            given[key] = line
        else:
            past.append(_past(apps, key, given.pop(key, None), line, people))
    apps.get_model("contests", "PastRole").objects.bulk_create(past)
    for (user, contest, kind), line in given.items():
        by = line.by_id if line.by_id in people else None
        if kind:
            roles = apps.get_model("questionbank", "BankRole").objects
            roles.filter(user=user, kind=kind, since=None).update(since=line.at, given_by=by)
        else:
            roles = apps.get_model("contests", "ContestOrganiser").objects
            roles.filter(user=user, contest=contest, given_by=None).update(given_by=by)


def _past(apps: Any, key: Any, given: Any, taken: Any, people: set[int]) -> Any:
    user, contest, kind = key
    return apps.get_model("contests", "PastRole")(
        user_id=user,
        contest_id=contest,
        kind=kind,
        since=given.at if given else None,
        until=taken.at,
        given_by_id=given.by_id if given and given.by_id in people else None,
        taken_by_id=taken.by_id if taken.by_id in people else None,
    )


class Migration(migrations.Migration):

    survives_because = "it fills only columns and rows that the version before does not ask for"

    dependencies = [
        ('contests', '0010_past_roles'),
        ('questionbank', '0007_roles_since'),
        ('quizsite', '0002_audit_trail'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
