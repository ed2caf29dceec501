"""New migrations leave the running version running, and block none of its queries for long."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import OperationalError, connection, models, transaction
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django_linear_migrations.apps import check_max_migration_files
from psycopg.errors import DeadlockDetected

from quizsite.migrating import AddIndexWhileServing, LengthenColumn, troubles

# Nothing was running before the first release; what comes after these must be survived.
FIRST_RELEASE = {
    "accounts": "0001_initial",
    "contests": "0004_one_index_of_answers",
    "django_tasks_database": "0021_conditional_partial_index_ordering",
    "leaderboard": "0003_counting",
    "questionbank": "0002_axes",
    "quizsite": "0001_process_report",
}


def later_migrations():
    loader = MigrationLoader(None)
    return [
        (loader.graph.nodes[key], loader)
        for key in sorted(loader.graph.nodes)
        if key[0] in FIRST_RELEASE and key[1] > FIRST_RELEASE[key[0]]
    ]


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", "--check", "--dry-run")


def test_each_app_names_its_newest_migration():
    assert check_max_migration_files() == []


def test_every_new_migration_is_survived_by_the_version_before():
    for migration, loader in later_migrations():
        key = (migration.app_label, migration.name)
        before = loader.project_state(key, at_end=False)
        assert (key, troubles(migration, before)) == (key, [])


@pytest.fixture
def state():
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
    ]
    operations.CreateModel("Thing", fields).state_forwards("app", state)
    return state


def found_in(state, *steps, **attributes):
    migration = Migration("0002_step", "app")
    migration.operations = list(steps)
    for name, value in attributes.items():
        setattr(migration, name, value)
    return [trouble.rpartition(": ")[2] for trouble in troubles(migration, state)]


INDEX = models.Index(fields=["name"], name="thing_name")
CHECK = models.CheckConstraint(condition=models.Q(name__gt=""), name="thing_named")


@pytest.mark.parametrize(
    "step",
    [
        LengthenColumn("thing", "name", models.CharField(max_length=10)),
        LengthenColumn("thing", "name", models.TextField()),
        operations.RemoveField("thing", "name"),
        operations.RenameField("thing", "name", "title"),
        operations.RenameModel("Thing", "Matter"),
        operations.DeleteModel("Thing"),
        operations.AlterModelTable("thing", "things"),
        operations.AddField("thing", "size", models.IntegerField(default=0)),
        operations.AlterField("thing", "name", models.CharField(max_length=10)),
        operations.AlterField("thing", "name", models.TextField()),
        operations.AddIndex("thing", INDEX),
        operations.AddConstraint("thing", CHECK),
        operations.RunSQL("UPDATE app_thing SET name = 'x'"),
    ],
    ids=lambda step: type(step).__name__,
)
def test_what_the_version_before_would_not_survive_is_refused(state, step):
    assert len(found_in(state, step)) == 1
    assert found_in(state, step, survives_because="nobody has the table yet") == []


@pytest.mark.parametrize(
    "step",
    [
        operations.AddField("thing", "size", models.IntegerField(null=True)),
        operations.AddField("thing", "size", models.IntegerField(db_default=0)),
        operations.AlterField(
            "thing", "name", models.CharField("words", max_length=20, default="")
        ),
        LengthenColumn("thing", "name", models.CharField(max_length=30)),
        AddIndexWhileServing("thing", INDEX),
        operations.RemoveIndex("thing", "thing_name"),
        operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
    ],
    ids=lambda step: type(step).__name__,
)
def test_a_change_that_the_running_version_does_not_notice_is_allowed(state, step):
    assert found_in(state, step) == []


def test_a_migration_that_keeps_its_first_step_has_no_second(state):
    index = models.Index(fields=["name"], name="thing_name")
    step = AddIndexWhileServing("thing", index)
    assert found_in(state, step, atomic=False) == []
    assert found_in(state, step, step, atomic=False, survives_because="…") != []


def test_a_table_that_the_same_migration_creates_may_be_changed(state):
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
    index = operations.AddIndex("other", INDEX)
    assert found_in(state, operations.CreateModel("Other", fields), index) == []


@pytest.mark.django_db(transaction=True)
def test_an_index_is_made_while_serving_on_either_database():
    before = MigrationLoader(None).project_state()
    step = AddIndexWhileServing("round", models.Index(fields=["title"], name="round_title_try"))
    after = before.clone()
    step.state_forwards("contests", after)

    def indexes():
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, "contests_round"))

    with connection.schema_editor(atomic=False) as editor:
        step.database_forwards("contests", editor, before, after)
        assert "round_title_try" in indexes()
        step.database_backwards("contests", editor, after, before)
    assert "round_title_try" not in indexes()


@pytest.fixture
def busy_table(monkeypatch):
    """Use a table that a migration is about to change, until the test lets go of it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no locks of tables to wait for")
    user = connection.copy("user")
    user.set_autocommit(False)
    user.cursor().execute("LOCK TABLE contests_round IN ROW EXCLUSIVE MODE")
    tried = []

    def change_table(command, *args, **options):
        tried.append(threading.get_ident())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE contests_round IN ACCESS EXCLUSIVE MODE")

    monkeypatch.setattr(DjangoMigrate, "handle", change_table)
    yield user, tried
    user.close()


QUICKLY = {"lock_seconds": 0.05, "pause_seconds": 0, "verbosity": 0}


@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_up_waiting_and_tries_again(busy_table, monkeypatch, capsys):
    user, tried = busy_table
    monkeypatch.setattr("time.sleep", lambda _seconds: user.rollback() if len(tried) == 2 else None)
    call_command("migrate", **QUICKLY)
    assert len(tried) == 3
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_never_free_is_told_in_words(busy_table, capsys):
    with pytest.raises(CommandError, match="Bảng bận quá lâu"):
        call_command("migrate", **QUICKLY)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no deadlocks")
def test_a_migration_that_lost_a_deadlock_tries_again(monkeypatch, capsys):
    tried = []

    def change_table(command, *args, **options):
        tried.append(1)
        if len(tried) == 1:
            raise OperationalError from DeadlockDetected()

    monkeypatch.setattr(DjangoMigrate, "handle", change_table)
    call_command("migrate", **QUICKLY)
    assert len(tried) == 2
