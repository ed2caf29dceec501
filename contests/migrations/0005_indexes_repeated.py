import django.db.models.deletion
from django.db import migrations, models

# Each is the beginning of another index of its table.
INDEXES = {
    'contests_attempt_entry_id_0ddf3870': 'contests_attempt (entry_id)',
    'contests_attempt_round_id_a683e863': 'contests_attempt (round_id)',
    'contests_entry_contest_id_193f2ff7': 'contests_entry (contest_id)',
}


def foreign_key(model: str, name: str, to: str, related_name: str) -> migrations.AlterField:
    field = models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to=to,
    )
    return migrations.AlterField(model_name=model, name=name, field=field)


class Migration(migrations.Migration):

    survives_because = 'an index goes in an instant, and nobody asks for it by name'

    dependencies = [
        ('contests', '0004_one_index_of_answers'),
    ]

    operations = [
        # Left to itself, Django would make the constraints anew, under a lock for as long as a
        # million rows take.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'DROP INDEX {name}', f'CREATE INDEX {name} ON {columns}')
                for name, columns in INDEXES.items()
            ],
            state_operations=[
                foreign_key('attempt', 'entry', 'contests.entry', 'attempts'),
                foreign_key('attempt', 'round', 'contests.round', 'attempts'),
                foreign_key('entry', 'contest', 'contests.contest', 'entries'),
            ],
        ),
    ]
