"""Says which migrations a running version survives, and builds an index while people take papers
(docs/decisions, "Migrations beside a running version")."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import Migration, operations
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

_GOES_AWAY = (
    operations.DeleteModel,
    operations.RemoveField,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
    operations.AlterOrderWithRespectTo,
)
# Each of these reads or writes the whole table and blocks all other writers.
_HOLDS_THE_TABLE = (operations.AddConstraint, operations.AlterUniqueTogether)
_UNKNOWN = (operations.RunPython, operations.RunSQL, operations.SeparateDatabaseAndState)


@contextmanager
def at_leisure(schema_editor: Any) -> Iterator[None]:
    """Lift `migrate`'s `lock_timeout`: building an index concurrently waits for writers and blocks
    none. The timeout would cut it off and leave an invalid index behind."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (before,) = cursor.fetchone()
        cursor.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"SET lock_timeout = '{before}'")


class AddIndexWhileServing(AddIndexConcurrently):
    """Creates an index while others write to the table; its migration says `atomic = False`."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            with at_leisure(schema_editor):
                super().database_forwards(app_label, schema_editor, *states)
        else:
            operations.AddIndex.database_forwards(self, app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, *states)
        else:
            operations.AddIndex.database_backwards(self, app_label, schema_editor, *states)


class LengthenColumn(operations.AlterField):
    """Lets a text column hold more; PostgreSQL notes it without reading a row.

    SQLite keeps no lengths: making the table anew there would cost its triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, *states)


def troubles(migration: Migration, before: ProjectState) -> list[str]:
    """Say in words what would break or block the running version.

    The author of a migration may overrule this with a reason in `survives_because`."""
    found = []
    if not migration.atomic and len(migration.operations) > 1:
        found.append("whole: what fails after its first step cannot be tried again; divide it")
    if getattr(migration, "survives_because", ""):
        return found
    state = before.clone()
    made: set[str] = set()
    for operation in migration.operations:
        found += list(_troubles_of(operation, migration.app_label, state, made))
        operation.state_forwards(migration.app_label, state)
    return found


def _troubles_of(operation: Any, app: str, state: ProjectState, made: set[str]) -> Iterator[str]:
    what = operation.describe()
    if isinstance(operation, operations.CreateModel):
        made.add(operation.name_lower)
    elif getattr(operation, "model_name_lower", "") in made:
        pass  # no running process uses a table that this migration creates
    elif isinstance(operation, _GOES_AWAY):
        yield f"{what}: the version before still asks for it; drop it one release later"
    elif isinstance(operation, operations.AddField):
        if not _may_be_left_out(operation.field):
            yield f"{what}: the version before inserts without it; give it null=True or db_default"
    elif isinstance(operation, operations.AlterField):
        old = state.models[app, operation.model_name_lower].fields[operation.name_lower]
        if isinstance(operation, LengthenColumn) and _is_longer(operation.field, than=old):
            return
        if _as_stored(old) != _as_stored(operation.field):
            yield f"{what}: the column changes under the version before; add a new one beside it"
    elif isinstance(operation, AddIndexWhileServing):
        pass
    elif isinstance(operation, operations.AddIndex):
        yield f"{what}: nobody could write meanwhile; use AddIndexWhileServing"
    elif isinstance(operation, _HOLDS_THE_TABLE):
        yield f"{what}: reads the whole table while nobody may write to it"
    elif isinstance(operation, _UNKNOWN):
        yield f"{what}: only its author can say what it holds, and for how long"


def _is_longer(field: Field[Any, Any], *, than: Field[Any, Any]) -> bool:
    kept, old = field.clone(), than.max_length or 0
    kept.max_length = old
    return (field.max_length or 0) > old and _as_stored(kept) == _as_stored(than)


def _may_be_left_out(field: Field[Any, Any]) -> bool:
    return field.null or field.many_to_many or field.db_default is not NOT_PROVIDED


def _as_stored(field: Field[Any, Any]) -> tuple[str, list[Any], dict[str, Any]]:
    _name, path, args, options = field.deconstruct()
    ours = {*field.non_db_attrs, "default"}
    return path, list(args), {key: value for key, value in options.items() if key not in ours}
