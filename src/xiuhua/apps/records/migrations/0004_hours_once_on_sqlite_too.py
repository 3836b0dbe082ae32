"""Hours begin once a day for each calendar, also on SQLite, where empty subdistricts count as different."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_attempts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='officehours',
            name='hours_once_per_start',
        ),
        migrations.AddConstraint(
            model_name='officehours',
            constraint=models.UniqueConstraint(fields=('subdistrict', 'calendar', 'valid_from'), name='own_hours_once_per_start'),
        ),
        migrations.AddConstraint(
            model_name='officehours',
            constraint=models.UniqueConstraint(condition=models.Q(('subdistrict', None)), fields=('calendar', 'valid_from'), name='general_hours_once_per_start'),
        ),
    ]
