"""Ratings and fingerprints. Whatever was counted before is counted anew, like what was there before 0002."""

import django.contrib.postgres.fields
from django.db import migrations, models

from config.postgres.roles import LOGIN, PANEL

NOTE_ALL = "INSERT INTO analytics_changedprocess (process_id) SELECT id FROM tracking_interviewprocess"
# Recruiters may know by it whether what they were told still holds; only who folds may write it.
SHOW = f"""
ALTER POLICY mine ON analytics_rollupstate USING (true);
REVOKE INSERT, UPDATE, DELETE ON analytics_rollupstate FROM {LOGIN}, {PANEL}"""
HIDE = f"""
GRANT INSERT, UPDATE, DELETE ON analytics_rollupstate TO {LOGIN}, {PANEL};
ALTER POLICY mine ON analytics_rollupstate USING (false)"""


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0002_walls'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='processfact',
            name='fact_by_candidate',
        ),
        migrations.RemoveIndex(model_name='processfact', name='fact_by_company'),
        migrations.AddIndex(
            model_name='processfact',
            index=models.Index(models.F('company_id'), models.F('feeder_id'), models.F('day'), name='fact_by_company'),
        ),
        migrations.AddField(
            model_name='processfact',
            name='candidates_fingerprint',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='processfact',
            name='rated',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list, help_text='Decided stages: analytics.selectors.rated.', size=None),
        ),
        migrations.AddField(
            model_name='processfact',
            name='ratings_fingerprint',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='processfact',
            name='stages_fingerprint',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='tally',
            name='candidates_fingerprint',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='tally',
            name='ratings_fingerprint',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='tally',
            name='stages_fingerprint',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="rollupstate",
            name="generation",
            field=models.BigIntegerField(default=0, help_text="Another with each change of facts or tallies."),
        ),
        migrations.RunSQL(SHOW, HIDE),
        migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop),
    ]
