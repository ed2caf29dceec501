from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quizsite.db.word_index import WordIndex
from quizsite.language.vietnamese import search_key

IDEAS = WordIndex("contests_initiative", "search_key")
WORKS = WordIndex("contests_work", "search_key")


def keep_search_keys(apps: Any, _schema_editor: Any) -> None:
    """Works that were handed in before are found by what their newest version says."""
    works = apps.get_model("contests", "Work").objects
    for work in works.exclude(number=None).prefetch_related("versions").iterator(chunk_size=500):
        versions = sorted(work.versions.all(), key=lambda one: one.number)
        if versions:
            said = [work.title, *versions[-1].texts.values()]
            works.filter(pk=work.pk).update(search_key=search_key(" ".join(said)))


class Migration(migrations.Migration):

    survives_because = (
        "works and ideas come a few a minute, their columns may be left out, and the indexes of"
        " 20,000 ideas take a second or two; what the version before stores is indexed as well"
    )

    dependencies = [
        ('accounts', '0013_practice_purpose'),
        ("contests", "0066_stage_shows"),
        ('questionbank', '0015_listed_choices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='initiative',
            name='may_be_shown',
            field=models.BooleanField(db_default=False, default=False, verbose_name='đồng ý trưng bày ý tưởng'),
        ),
        migrations.AddField(
            model_name='work',
            name='kept_back_at',
            field=models.DateTimeField(help_text='organisers keep it from the gallery', null=True),
        ),
        migrations.AddField(
            model_name='work',
            name='axis',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='questionbank.axis', verbose_name='trục nội dung'),
        ),
        migrations.AddField(
            model_name='work',
            name='search_key',
            field=models.TextField(db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='workauthor',
            name='may_be_named',
            field=models.BooleanField(db_default=False, default=False, verbose_name='đồng ý nêu tên cạnh bài được giới thiệu'),
        ),
        migrations.AddIndex(
            model_name='initiative',
            index=models.Index(condition=models.Q(('hidden_at', None), ('merged_into', None), ('published_at__isnull', False)), fields=['-published_at', '-id'], name='initiative_listed'),
        ),
        migrations.AddIndex(
            model_name='work',
            index=models.Index(condition=models.Q(('may_be_shown', True), ('state', 'accepted')), fields=['-handed_in_at', '-id'], name='work_shown'),
        ),
        migrations.CreateModel(
            name='InitiativeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='as the sender called it', max_length=200)),
                ('kind', models.CharField(help_text='docx, pdf, jpg, png: by its content', max_length=20)),
                ('size', models.PositiveBigIntegerField()),
                ('digest', models.CharField(help_text='SHA-256 of what was sent', max_length=64)),
                ('stored_as', models.CharField(max_length=200)),
                ('cleaned_as', models.CharField(blank=True, help_text='what the desk gets', max_length=200)),
                ('sent_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(help_text='None: its virus scan has to wait', null=True)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='contests.initiative')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='OnwardAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('is_agreed', models.BooleanField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='contests.initiative')),
                ('work', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='onward_ask', to='contests.work')),
            ],
        ),
        migrations.RunPython(keep_search_keys, migrations.RunPython.noop),
        migrations.RunPython(IDEAS.build, IDEAS.drop),
        migrations.RunPython(WORKS.build, WORKS.drop),
    ]
