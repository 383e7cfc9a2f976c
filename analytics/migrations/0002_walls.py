"""Row-level security: recruiters read the figures of the processes they lead. Tallies of other keys than their own
mix in other people's processes; what a recruiter asks by those keys is added up from their own facts.
"""

from django.db import migrations

from config.postgres.roles import LOGIN, PANEL
from config.postgres.walls import ME, wall

OWN_TALLY = "dim = 'recruiter' AND key = NULLIF(current_setting('app.user_id', true), '')"
# They note what they change, and take nothing out: only who folds does.
ADD_ONLY = f"REVOKE UPDATE, DELETE ON analytics_changedprocess FROM {LOGIN}, {PANEL}"
UNDO = f"GRANT UPDATE, DELETE ON analytics_changedprocess TO {LOGIN}, {PANEL}"
# What was there before these tables is folded in like any change.
NOTE_ALL = "INSERT INTO analytics_changedprocess (process_id) SELECT id FROM tracking_interviewprocess"


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial")]
    operations = [
        wall("analytics_processfact", mine=f"recruiter_id = {ME}"),
        wall("analytics_tally", mine=OWN_TALLY),
        wall("analytics_spantally", mine=OWN_TALLY),
        wall("analytics_rollupstate", mine="false"),
        wall("analytics_changedprocess", mine="true"),  # ids alone: whoever changes a process notes it
        migrations.RunSQL(ADD_ONLY, UNDO),
        migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop),
    ]
