"""SQLite numbers rows as they come, whatever the key is: these tables keep no such number."""

from typing import Any

from django.db import migrations

TABLES = ("contests_response", "contests_remark", "contests_responsecode")


def _rebuild(schema_editor: Any, *, ending: str) -> None:
    """Make the empty tables anew; who runs the version before knows none of them."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL"
                " ORDER BY type DESC",  # the table before its indexes
                [table],
            )
            create, *indexes = [sql for (sql,) in cursor.fetchall()]
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(create.removesuffix(" WITHOUT ROWID") + ending)
            for index in indexes:
                cursor.execute(index)


def without_row_numbers(apps: Any, schema_editor: Any) -> None:
    _rebuild(schema_editor, ending=" WITHOUT ROWID")


def with_row_numbers(apps: Any, schema_editor: Any) -> None:
    _rebuild(schema_editor, ending="")


class Migration(migrations.Migration):
    dependencies = [("contests", "0037_surveys")]
    survives_because = "the version before knows none of these tables, and they are empty"

    operations = [migrations.RunPython(without_row_numbers, with_row_numbers)]
