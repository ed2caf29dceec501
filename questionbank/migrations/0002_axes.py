"""The axes of the running programme, so that a new bank can be used at once."""

from typing import Any

from django.db import migrations

from questionbank.programme import AXES


def add_axes(apps: Any, schema_editor: Any) -> None:
    Axis = apps.get_model("questionbank", "Axis")
    for position, (code, name) in enumerate(AXES, start=1):
        Axis.objects.get_or_create(code=code, defaults={"name": name, "position": position})


class Migration(migrations.Migration):
    dependencies = [("questionbank", "0001_initial")]
    operations = [migrations.RunPython(add_axes, migrations.RunPython.noop)]
