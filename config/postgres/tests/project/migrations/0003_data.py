from uuid import UUID

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOUNDER = UUID(int=7)


def add_and_change(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A data migration on walled tables."""
    box = apps.get_model("project", "Box").objects.create(owner=FOUNDER, label="old")
    apps.get_model("project", "Item").objects.create(box=box, name="first")
    changed = apps.get_model("project", "Box").objects.filter(label="old").update(label="from a migration")
    if changed != 1:
        raise AssertionError(f"the migration saw {changed} of its own rows")


class Migration(migrations.Migration):
    dependencies = [("project", "0002_walls")]

    operations = [migrations.RunPython(add_and_change, migrations.RunPython.noop)]
