"""Row-level security: what `visible_to` says, once more in the database (models/scopes.py).

A recruiter's rows are found by the recruiter's id; children are seen with their parent. Interviewers have a role of
their own (app_panel), so that their wider conditions are no burden on the recruiters' indexes; they may read what
their panels are about, and write nothing here.
"""

from django.db import migrations

from config.postgres.walls import ME, wall

LED = f"recruiter_id = {ME}"
OF_CANDIDATE = "EXISTS (SELECT FROM tracking_candidate c WHERE c.id = candidate_id)"
# For panels, who see the candidate but neither their files nor their history: owned or led, said in full.
OF_LED_CANDIDATE = (
    f"EXISTS (SELECT FROM tracking_candidate c WHERE c.id = candidate_id AND (c.owner_id = {ME} OR EXISTS "
    f"(SELECT FROM tracking_interviewprocess p WHERE p.candidate_id = c.id AND p.{LED})))"
)
OF_PROCESS = "EXISTS (SELECT FROM tracking_interviewprocess p WHERE p.id = process_id)"
OF_LED_PROCESS = f"EXISTS (SELECT FROM tracking_interviewprocess p WHERE p.id = process_id AND p.{LED})"
# PanelMember carries its stage's process, so that no policy has to go back to the table it is asked by.
ON_PANEL_OF_PROCESS = "EXISTS (SELECT FROM tracking_panelmember m WHERE m.process_id = {id} AND m.user_id = " + ME + ")"
ON_PANEL_OF_STAGE = "EXISTS (SELECT FROM tracking_panelmember m WHERE m.stage_id = {id} AND m.user_id = " + ME + ")"


def led(table: str) -> str:
    """An owned or led candidate; `table` tells its id from the process's."""
    return (
        f"owner_id = {ME} OR EXISTS "
        f"(SELECT FROM tracking_interviewprocess p WHERE p.candidate_id = {table}.id AND p.{LED})"
    )


def trace(table: str, panel: str) -> "object":
    """The history of a walled table is seen with its row; by panels only where they also lead the row."""
    return wall(
        f"tracking_{table}event",
        mine=f"EXISTS (SELECT FROM tracking_{table} r WHERE r.id = pgh_obj_id)",
        panel=panel,
        history=True,
    )


class Migration(migrations.Migration):
    dependencies = [("tracking", "0001_initial"), ("base", "0002_roles_and_cache")]
    operations = [
        wall(
            "tracking_interviewprocess",
            mine=LED,
            panel_reads=ON_PANEL_OF_PROCESS.format(id="tracking_interviewprocess.id"),
        ),
        wall(
            "tracking_candidate",
            mine=led("tracking_candidate"),
            panel_reads=(
                "EXISTS (SELECT FROM tracking_interviewprocess p WHERE p.candidate_id = tracking_candidate.id)"
            ),
        ),
        wall(
            "tracking_interviewstage",
            mine=OF_LED_PROCESS,
            panel_reads=ON_PANEL_OF_STAGE.format(id="tracking_interviewstage.id"),
        ),
        # Ids only; every policy about panels reads it, so it cannot itself ask who sees the stage.
        wall("tracking_panelmember", mine=OF_LED_PROCESS, panel_reads="true"),
        wall("tracking_offer", mine=OF_LED_PROCESS),
        wall("tracking_placement", mine=OF_LED_PROCESS),
        wall(
            "tracking_statuschange",
            mine=f"{OF_LED_PROCESS} OR (process_id IS NULL AND {OF_CANDIDATE})",
            panel=f"{OF_LED_PROCESS} OR (process_id IS NULL AND {OF_LED_CANDIDATE})",
        ),
        wall("tracking_attachment", mine=OF_CANDIDATE, panel=OF_LED_CANDIDATE),
        trace("candidate", panel=OF_LED_CANDIDATE.replace("candidate_id AND", "pgh_obj_id AND", 1)),
        trace("interviewprocess", panel=OF_LED_PROCESS.replace("= process_id", "= pgh_obj_id")),
        trace("interviewstage", panel=OF_LED_PROCESS),
        trace("offer", panel=OF_LED_PROCESS),
    ]
