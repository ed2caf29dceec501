from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# The entry's own foreign keys hold these three. SQLite keeps its constraints, which cost it
# nothing: without them it would write the whole table anew, and lose its triggers.
COPIES = {
    'contest_id': ('leaderboard_standing_contest_id_d873236d_fk_contests_contest_id', 'contests_contest'),
    'division_id': ('leaderboard_standing_division_id_a9c05fd6_fk_contests_', 'contests_division'),
    'unit_id': ('leaderboard_standing_unit_id_9d6d783d_fk_accounts_unit_id', 'accounts_unit'),
}
INDEXES = {
    'entry_id': 'leaderboard_standing_entry_id_a95b2580',
    'attempt_id': 'leaderboard_standing_attempt_id_ce1bc738',
}
TABLE = 'ALTER TABLE leaderboard_standing'


def lighten(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(
            f'{TABLE} ADD CONSTRAINT one_standing_a_round UNIQUE USING INDEX one_standing_a_round'
        )
        for name, _table in COPIES.values():
            schema_editor.execute(f'{TABLE} DROP CONSTRAINT {name}')


def burden(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == 'postgresql':
        for column, (name, table) in COPIES.items():
            schema_editor.execute(
                f'{TABLE} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {table} (id) '
                'DEFERRABLE INITIALLY DEFERRED'
            )
        # Its index goes with it: the migration before would drop it.
        schema_editor.execute(f'{TABLE} DROP CONSTRAINT one_standing_a_round')
        schema_editor.execute(
            'CREATE UNIQUE INDEX one_standing_a_round ON leaderboard_standing (entry_id, round_id)'
        )


def foreign_key(name: str, to: str, **options: Any) -> migrations.AlterField:
    field = models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.CASCADE, to=to, **options
    )
    return migrations.AlterField(model_name='standing', name=name, field=field)


class Migration(migrations.Migration):

    survives_because = (
        'constraints and indexes go or change their names in an instant, all or none, and the '
        'version before asks for none of them by name'
    )

    dependencies = [
        ('accounts', '0001_initial'),
        ('contests', '0005_indexes_repeated'),
        ('leaderboard', '0005_index_once_a_round'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(lighten, burden),
                *(
                    migrations.RunSQL(
                        f'DROP INDEX {name}',
                        f'CREATE INDEX {name} ON leaderboard_standing ({column})',
                    )
                    for column, name in INDEXES.items()
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name='standing',
                    constraint=models.UniqueConstraint(
                        fields=('entry', 'round'), name='one_standing_a_round'
                    ),
                ),
                foreign_key('entry', 'contests.entry', related_name='standings'),
                foreign_key('attempt', 'contests.attempt', related_name='+', null=True),
                foreign_key('contest', 'contests.contest', related_name='+', db_constraint=False),
                foreign_key('division', 'contests.division', related_name='+', db_constraint=False),
                foreign_key('unit', 'accounts.unit', related_name='+', db_constraint=False),
            ],
        ),
        migrations.RemoveConstraint(model_name='standing', name='standing_once'),
    ]
