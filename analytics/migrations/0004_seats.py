"""Sums of what interviewers said: managers read them. Recruiters do not see what they still have to judge themselves."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from config.postgres.walls import wall

# What was there before is counted like any change.
NOTE_SEATS = """
INSERT INTO analytics_changedprocess (process_id)
SELECT process_id FROM tracking_panelmember UNION SELECT process_id FROM interview_feedback"""


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0003_ratings'),
        ('feedback', '0005_scored_candidate'),
        ('tracking', '0005_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='CountedFeedback',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('feedback.interviewfeedback',),
        ),
        migrations.CreateModel(
            name='CountedSeat',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('tracking.panelmember',),
        ),
        migrations.CreateModel(
            name='SeatFact',
            fields=[
                ('stage_id', models.UUIDField()),
                ('author_id', models.UUIDField()),
                ('said', models.BooleanField()),
                ('process_id', models.UUIDField()),
                ('candidate_id', models.UUIDField(help_text='Of feedback.', null=True)),
                ('number', models.SmallIntegerField(help_text='Of feedback: analytics.seats.said_as.', null=True)),
                ('kind', models.SmallIntegerField(help_text='Of a seat, where the interview was held: a SeatSum.', null=True)),
                ('length', models.IntegerField(help_text='Days, or a day, as `kind` says.', null=True)),
                ('pk', models.CompositePrimaryKey('stage_id', 'author_id', 'said', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'indexes': [models.Index(models.F('process_id'), name='seat_by_process'), models.Index(models.F('author_id'), models.F('candidate_id'), name='seat_by_candidate')],
            },
        ),
        migrations.CreateModel(
            name='SeatTally',
            fields=[
                ('author_id', models.UUIDField()),
                ('kind', models.SmallIntegerField()),
                ('number', models.IntegerField()),
                ('n', models.BigIntegerField()),
                ('pk', models.CompositePrimaryKey('author_id', 'kind', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name_plural': 'seat tallies',
                'indexes': [models.Index(models.F('kind'), condition=models.Q(('n', 0)), name='seat_tally_empty')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])), name='seat_tally_kind_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedfeedback',
            trigger=pgtrigger.compiler.Trigger(name='note_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO analytics_changedprocess (process_id) SELECT DISTINCT process_id FROM (SELECT process_id FROM new_rows) changed; RETURN NULL;', hash='8e883bef009452beca6cd805a11060cba3a6a475', level='STATEMENT', operation='INSERT', pgid='pgtrigger_note_insert_c801b', referencing='REFERENCING NEW TABLE AS new_rows ', table='interview_feedback', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedfeedback',
            trigger=pgtrigger.compiler.Trigger(name='note_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO analytics_changedprocess (process_id) SELECT DISTINCT process_id FROM (SELECT process_id FROM old_rows UNION SELECT process_id FROM new_rows) changed; RETURN NULL;', hash='46e96e9ca1670b90598daf5f1fed43319665fada', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_note_update_f4e63', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='interview_feedback', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedfeedback',
            trigger=pgtrigger.compiler.Trigger(name='note_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO analytics_changedprocess (process_id) SELECT DISTINCT process_id FROM (SELECT process_id FROM old_rows) changed; RETURN NULL;', hash='f2c163f8ed6b8aa8bc0a71fbd707a54f67361333', level='STATEMENT', operation='DELETE', pgid='pgtrigger_note_delete_174f1', referencing='REFERENCING OLD TABLE AS old_rows ', table='interview_feedback', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedseat',
            trigger=pgtrigger.compiler.Trigger(name='note_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO analytics_changedprocess (process_id) SELECT DISTINCT process_id FROM (SELECT process_id FROM new_rows) changed; RETURN NULL;', hash='c3a5d3b3a5996db55db5a467127e5ec7dac943c3', level='STATEMENT', operation='INSERT', pgid='pgtrigger_note_insert_14f59', referencing='REFERENCING NEW TABLE AS new_rows ', table='tracking_panelmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedseat',
            trigger=pgtrigger.compiler.Trigger(name='note_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO analytics_changedprocess (process_id) SELECT DISTINCT process_id FROM (SELECT process_id FROM old_rows UNION SELECT process_id FROM new_rows) changed; RETURN NULL;', hash='dbf74e63c7060e55f7a3e4125df303074c6b8afd', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_note_update_38fb1', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='tracking_panelmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='countedseat',
            trigger=pgtrigger.compiler.Trigger(name='note_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO analytics_changedprocess (process_id) SELECT DISTINCT process_id FROM (SELECT process_id FROM old_rows) changed; RETURN NULL;', hash='2f0d938db1776e0474cee3737f68cdba70d3148c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_note_delete_9889c', referencing='REFERENCING OLD TABLE AS old_rows ', table='tracking_panelmember', when='AFTER')),
        ),
        wall("analytics_seatfact", mine="false"),
        wall("analytics_seattally", mine="false"),
        migrations.RunSQL(NOTE_SEATS, migrations.RunSQL.noop),
    ]
