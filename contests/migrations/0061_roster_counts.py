from typing import Any

from django.db import migrations, models
from django.db.models import Count, Q


def mark_repeated(apps: Any, _schema_editor: Any) -> None:
    """Lines of one contest that share an address or an entry may be of one person."""
    lines = apps.get_model("contests", "RosterPerson").objects
    for sign in ("email", "phone", "entry"):
        named = lines.exclude(**{sign: None}).order_by().values("contest", sign)
        shared = named.annotate(n=Count("pk")).filter(n__gt=1)
        for contest, value in shared.values_list("contest", sign):
            lines.filter(**{"contest": contest, sign: value}).update(is_repeated=True)


class Migration(migrations.Migration):
    dependencies = [("contests", "0060_device_of_papers")]
    survives_because = "it fills a new column, which the version before neither reads nor writes"

    operations = [
        migrations.AddField(
            model_name="rosterperson",
            name="is_repeated",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="rosterperson",
            index=models.Index(
                fields=["contest", "unit", "category", "is_compulsory", "entry"],
                name="roster_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="rosterperson",
            index=models.Index(
                condition=Q(("is_repeated", True)), fields=["contest"], name="roster_repeated"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=Q(("voided_at__isnull", False)), fields=["contest"], name="entry_voided"
            ),
        ),
        migrations.RunPython(mark_repeated, migrations.RunPython.noop),
    ]
