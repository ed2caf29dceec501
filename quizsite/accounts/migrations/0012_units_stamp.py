from typing import Any

from django.db import migrations, models

TABLES = ("accounts_unit", "accounts_unitalias", "accounts_unitkind")
STAMP = "INSERT INTO accounts_unitsstamp (slot, stamp) "
SLOTS = 4
RANDOM = {
    "postgresql": "md5(random()::text || clock_timestamp()::text || pg_backend_pid()::text)",
    "sqlite": "lower(hex(randomblob(16)))",
}
# A random text: a number counted on would come again after a transaction that was rolled back.
# A free slot: whoever changes units never waits for another transaction because of its stamp.
POSTGRESQL = [
    f"""
    CREATE FUNCTION accounts_stamp_units() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        free integer;
    BEGIN
        SELECT slot INTO free FROM accounts_unitsstamp ORDER BY slot LIMIT 1
            FOR UPDATE SKIP LOCKED;
        {STAMP} VALUES (coalesce(free, 1), {RANDOM["postgresql"]})
            ON CONFLICT (slot) DO UPDATE SET stamp = excluded.stamp;
        RETURN NULL;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION accounts_stamp_units()"
        for table in TABLES
    ),
]
# SQLite lets one write at a time.
SQLITE = [
    f"CREATE TRIGGER {table}_stamp_{operation.lower()} AFTER {operation} ON {table} "
    f"BEGIN {STAMP} VALUES (1, {RANDOM['sqlite']}) "
    "ON CONFLICT (slot) DO UPDATE SET stamp = excluded.stamp; END"
    for table in TABLES
    for operation in ("INSERT", "UPDATE", "DELETE")
]


def stamp_units(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    slots = ", ".join(f"({slot}, {RANDOM[vendor]})" for slot in range(1, SLOTS + 1))
    statements = POSTGRESQL if vendor == "postgresql" else SQLITE
    for statement in [*statements, f"{STAMP} VALUES {slots}"]:
        schema_editor.execute(statement, params=None)


def stamp_no_units(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION accounts_stamp_units() CASCADE", params=None)
        return
    for table in TABLES:
        for operation in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_stamp_{operation}", params=None)


class Migration(migrations.Migration):

    survives_because = (
        "creating a trigger waits for writers of units alone, of whom there are a few a day, and "
        "what the trigger writes the version before never reads"
    )

    dependencies = [
        ("accounts", "0011_associations_students_and_part_time_staff"),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitsStamp',
            fields=[
                ('slot', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('stamp', models.CharField(max_length=40)),
            ],
        ),
        migrations.RunPython(stamp_units, stamp_no_units),
    ]
