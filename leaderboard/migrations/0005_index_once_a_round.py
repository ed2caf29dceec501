from typing import Any

from django.db import migrations

from quizsite.migrating import at_leisure


def make(apps: Any, schema_editor: Any) -> None:
    """The next migration makes a constraint of it, in an instant."""
    index = 'one_standing_a_round ON leaderboard_standing (entry_id, round_id)'
    if schema_editor.connection.vendor == 'postgresql':
        with at_leisure(schema_editor):
            schema_editor.execute(f'CREATE UNIQUE INDEX CONCURRENTLY {index}')
    else:
        schema_editor.execute(f'CREATE UNIQUE INDEX {index}')


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute('DROP INDEX one_standing_a_round')


class Migration(migrations.Migration):

    atomic = False
    survives_because = 'the index is made while others write, and says what another says already'

    dependencies = [
        ('leaderboard', '0004_standing_of_attempt'),
    ]

    operations = [migrations.RunPython(make, drop)]
