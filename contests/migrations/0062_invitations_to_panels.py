from django.db import migrations, models


class Migration(migrations.Migration):
    survives_because = (
        'invitations are few, so the wider check reads them in a moment, and what the version '
        'before writes names no panel and passes it'
    )

    dependencies = [
        ('contests', '0061_roster_counts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='invitation',
            name='invitation_gives_one_role',
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bank_kind', ''), ('contest__isnull', False), ('panel', None), ('unit', None)), models.Q(('bank_kind', ''), ('contest', None), ('panel', None), ('unit__isnull', False)), models.Q(('contest', None), ('panel', None), ('unit', None), models.Q(('bank_kind', ''), _negated=True)), models.Q(('bank_kind', ''), ('contest', None), ('panel__isnull', False), ('unit', None), models.Q(('panel_role', ''), _negated=True)), _connector='OR'), name='invitation_gives_one_role'),
        ),
    ]
