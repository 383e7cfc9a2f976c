"""The groups that are roles, the shared cache's table, and the walls of what belongs to one account."""

from django.db import migrations

from config.base.roles import Role
from config.postgres.walls import ME, wall

# DatabaseCache's own table; unlogged, since a cache need not survive a crash.
CACHE = """
    CREATE UNLOGGED TABLE base_cache (
        cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
    );
    CREATE INDEX base_cache_expires ON base_cache (expires);
"""


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in Role.values:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunSQL(CACHE, "DROP TABLE base_cache"),
        wall("base_idempotencyrecord", mine=f"user_id = {ME}"),
        # Who did what is for those who see all; triggers write it as the owner.
        wall("pghistory_context", mine="false", history=True, upserted=True),
    ]
