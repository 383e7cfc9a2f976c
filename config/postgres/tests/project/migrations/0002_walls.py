from django.db import migrations

from config.postgres.walls import ME, wall

ON_THE_PANEL = f"EXISTS (SELECT FROM project_panel p WHERE p.box_id = project_box.id AND p.member = {ME})"
IN_A_BOX = "EXISTS (SELECT FROM project_box b WHERE b.id = box_id)"


class Migration(migrations.Migration):
    dependencies = [("project", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [
        wall("project_box", mine=f"owner = {ME}", panel_reads=ON_THE_PANEL),
        wall("project_panel", mine=IN_A_BOX, panel=f"member = {ME}"),
        wall("project_item", mine=IN_A_BOX),
        wall("project_entry", mine=f"owner = {ME}"),
        wall(
            "project_boxevent",
            mine="EXISTS (SELECT FROM project_box b WHERE b.id = project_boxevent.pgh_obj_id)",
            history=True,
        ),
        wall("pghistory_context", mine="false", upserted=True),
    ]
