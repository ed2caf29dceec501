from django.db import migrations, models

from quizsite.migrating import AddIndexWhileServing


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('leaderboard', '0003_counting'),
    ]

    operations = [
        AddIndexWhileServing(
            model_name='standing',
            index=models.Index(
                condition=models.Q(('attempt__isnull', False)),
                fields=['attempt'],
                name='standing_of_attempt',
            ),
        ),
    ]
