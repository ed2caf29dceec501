"""Whoever organises a contest and works in the bank already goes on; the contest's page says so."""

from typing import Any

from django.db import migrations


def let_them_go_on(apps: Any, schema_editor: Any) -> None:
    in_bank = apps.get_model("questionbank", "BankRole").objects.values("user")
    roles = apps.get_model("contests", "DoubleRole")
    both = apps.get_model("contests", "ContestOrganiser").objects.filter(user__in=in_bank)
    roles.objects.bulk_create(
        roles(contest_id=one.contest_id, user_id=one.user_id) for one in both
    )


class Migration(migrations.Migration):

    survives_because = "it fills a table that the version before does not know"

    dependencies = [
        ('contests', '0012_double_roles'),
        ('questionbank', '0007_roles_since'),
    ]

    operations = [
        migrations.RunPython(let_them_go_on, migrations.RunPython.noop),
    ]
