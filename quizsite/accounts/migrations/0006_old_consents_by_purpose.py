from typing import Any

from django.db import migrations

# The first text covered these at once. The row that is there stands for taking part, because
# entries point to it; the others are added beside it.
_COVERED_TOO = ("account", "publication")


def split(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for purpose in _COVERED_TOO:
            cursor.execute(
                "INSERT INTO accounts_consent"
                " (user_id, text_id, given_at, channel, withdrawn_at, purpose)"
                " SELECT consent.user_id, consent.text_id, consent.given_at, consent.channel,"
                " consent.withdrawn_at, %s"
                " FROM accounts_consent consent JOIN accounts_consenttext text"
                " ON text.id = consent.text_id"
                " WHERE text.purpose = '' AND consent.purpose = 'taking_part'",
                [purpose],
            )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_consent_purposes")]

    survives_because = (
        "It only adds rows, and the version before asks whether any consent stands: it withdraws"
        " and gives all of a person's alike."
    )

    operations = [migrations.RunPython(split, migrations.RunPython.noop)]
