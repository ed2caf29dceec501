"""A chain of every criterion makes a key of 177 characters; columns held 160."""

from django.db import migrations, models

from quizsite.migrating import LengthenColumn


class Migration(migrations.Migration):
    dependencies = [('leaderboard', '0014_joys_off')]

    operations = [
        LengthenColumn("standing", "sort_key", models.CharField(max_length=240)),
        LengthenColumn("boardstretch", "sort_key", models.CharField(blank=True, max_length=240)),
        LengthenColumn("standingchange", "sort_key", models.CharField(max_length=240)),
    ]
