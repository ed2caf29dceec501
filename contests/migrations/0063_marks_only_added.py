from typing import Any

from django.db import migrations, models

SHEETS, GIVEN = "contests_marksheet", "contests_assignment"
SAID = "marks of a jury are append-only"
NOTHING = {"postgresql": "'[]'::jsonb", "sqlite": "'[]'"}
# Sheets go only with a work whose text was emptied before (its author is erased, and its panel
# has not agreed on totals), or with a rehearsal.
MAY_GO = """
    EXISTS (
        SELECT 1 FROM contests_assignment a
        JOIN contests_judgedwork w ON w.id = a.work_id
        JOIN contests_panel p ON p.id = w.panel_id
        JOIN contests_contest c ON c.id = p.contest_id
        WHERE a.id = OLD.assignment_id
        AND (c.is_rehearsal
             OR (p.state <> 'agreed' AND w.parts = {nothing} AND w.files = {nothing}))
    )
"""
# The assignment of a sheet says who marked which work.
MOVED = f"""
    (NEW.work_id <> OLD.work_id OR NEW.member_id <> OLD.member_id)
    AND EXISTS (SELECT 1 FROM {SHEETS} s WHERE s.assignment_id = OLD.id)
"""
POSTGRESQL = [
    f"""
    CREATE FUNCTION contests_marks_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE FUNCTION contests_marks_refuse_loss() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {MAY_GO.format(nothing=NOTHING["postgresql"])} THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE FUNCTION contests_marks_refuse_move() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {MOVED} THEN
            RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"CREATE TRIGGER {SHEETS}_no_update BEFORE UPDATE ON {SHEETS} "
    "FOR EACH ROW EXECUTE FUNCTION contests_marks_refuse()",
    f"CREATE TRIGGER {SHEETS}_no_delete BEFORE DELETE ON {SHEETS} "
    "FOR EACH ROW EXECUTE FUNCTION contests_marks_refuse_loss()",
    f"CREATE TRIGGER {GIVEN}_no_move BEFORE UPDATE OF work_id, member_id ON {GIVEN} "
    "FOR EACH ROW EXECUTE FUNCTION contests_marks_refuse_move()",
]
SQLITE = [
    f"CREATE TRIGGER {SHEETS}_no_update BEFORE UPDATE ON {SHEETS} "
    f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    f"CREATE TRIGGER {SHEETS}_no_delete BEFORE DELETE ON {SHEETS} "
    f"WHEN NOT {MAY_GO.format(nothing=NOTHING['sqlite'])} "
    f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    f"CREATE TRIGGER {GIVEN}_no_move BEFORE UPDATE OF work_id, member_id ON {GIVEN} "
    f"WHEN {MOVED} BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
]


def refuse(apps: Any, schema_editor: Any) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if is_postgresql else SQLITE:
        schema_editor.execute(statement, params=None)


def refuse_no_more(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in ("refuse", "refuse_loss", "refuse_move"):
            schema_editor.execute(f"DROP FUNCTION contests_marks_{name}() CASCADE", params=None)
        return
    for name in (f"{SHEETS}_no_update", f"{SHEETS}_no_delete", f"{GIVEN}_no_move"):
        schema_editor.execute(f"DROP TRIGGER {name}", params=None)


class Migration(migrations.Migration):

    survives_because = (
        "creating a trigger or the index of some thousand works waits for jurors who send a sheet "
        "at that moment; the version before only adds sheets, and refuses at most to erase an author "
        "whose work is being marked until it is replaced; works have no standing until a job looks"
    )

    dependencies = [
        ("contests", "0062_invitations_to_panels"),
    ]

    operations = [
        migrations.AddField(
            model_name='judgedwork',
            name='standing',
            field=models.CharField(choices=[('waiting', 'chưa chấm xong'), ('apart', 'chờ chấm lần ba'), ('settled', 'đã đủ điểm')], help_text='empty until first looked at', max_length=10, null=True),
        ),
        migrations.AddIndex(
            model_name='judgedwork',
            index=models.Index(fields=['panel', 'standing', 'code'], name='judged_by_standing'),
        ),
        migrations.RunPython(refuse, refuse_no_more),
    ]
