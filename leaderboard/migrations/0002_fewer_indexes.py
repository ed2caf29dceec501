from typing import Any

import django.db.models.deletion
from django.db import migrations, models

INDEXES = {
    'contest_id': 'leaderboard_standing_contest_id_d873236d',
    'division_id': 'leaderboard_standing_division_id_a9c05fd6',
    'round_id': 'leaderboard_standing_round_id_48c22a92',
    'unit_id': 'leaderboard_standing_unit_id_9d6d783d',
}


def foreign_key(name: str, to: str, **options: Any) -> migrations.AlterField:
    field = models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.CASCADE, to=to, **options
    )
    return migrations.AlterField(model_name='standing', name=name, field=field)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('contests', '0003_history_of_edits'),
        ('leaderboard', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='standing',
            name='leaderboard_contest_6d7a69_idx',
        ),
        # Left to itself, Django would make the constraints anew, under a lock for as long as a
        # million rows take.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX {name}',
                    f'CREATE INDEX {name} ON leaderboard_standing ({column})',
                )
                for column, name in INDEXES.items()
            ],
            state_operations=[
                foreign_key('contest', 'contests.contest', related_name='+'),
                foreign_key('division', 'contests.division', related_name='+'),
                foreign_key('round', 'contests.round', related_name='standings', null=True),
                foreign_key('unit', 'accounts.unit', related_name='+'),
            ],
        ),
    ]
