from django.db import migrations, models

from quizsite.migrating import AddIndexWhileServing


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('notifications', '0004_texts'),
    ]

    operations = [
        AddIndexWhileServing(
            model_name='notice',
            index=models.Index(
                condition=models.Q(('sent_at', None), _negated=True),
                fields=['sent_at'],
                name='notice_sent_lately',
            ),
        ),
    ]
