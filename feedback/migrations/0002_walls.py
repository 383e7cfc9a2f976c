"""Row-level security: what `visible_to` says, once more in the database (models/scopes.py).

Feedback comes in, and decisions fall, in the name of the system once a service has asked who is there; so these
conditions judge who reads. What is for managers and services alone is read in the name of the system too.
"""

from django.db import migrations

from config.postgres.walls import ME, wall

OF_LED_PROCESS = f"EXISTS (SELECT FROM tracking_interviewprocess p WHERE p.id = process_id AND p.recruiter_id = {ME})"
MEMBER = (
    "EXISTS (SELECT FROM tracking_panelmember m WHERE m.stage_id = interview_feedback.stage_id"
    f" AND m.user_id = {ME} AND m.feedback_at IS {{said}})"
)
SAID, UNSAID = MEMBER.format(said="NOT NULL"), MEMBER.format(said="NULL")
BLIND = f"author_id = {ME} OR ({OF_LED_PROCESS} AND NOT {UNSAID})"
OF_CANDIDATE = "EXISTS (SELECT FROM tracking_candidate c WHERE c.id = candidate_id)"
OF_LED_CANDIDATE = (
    f"EXISTS (SELECT FROM tracking_candidate c WHERE c.id = candidate_id AND (c.owner_id = {ME} OR EXISTS "
    f"(SELECT FROM tracking_interviewprocess p WHERE p.candidate_id = c.id AND p.recruiter_id = {ME})))"
)
OF_THE_SYSTEM = (
    "feedback_nextstagerule",
    "feedback_interviewerseverity",
    "feedback_event",
    "feedback_publication",
    "feedback_processedevent",
    "feedback_webhookendpoint",
    "feedback_webhookdelivery",
    "feedback_webhookattempt",
)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("tracking", "0003_panel_feedback")]
    operations = [
        wall("interview_feedback", mine=BLIND, panel=f"{BLIND} OR {SAID}"),
        wall(
            "feedback_feedbackrevision",
            mine="EXISTS (SELECT FROM interview_feedback f WHERE f.id = feedback_id)",
        ),
        wall("feedback_feedbackreminder", mine=f"user_id = {ME}"),
        wall("feedback_nextstagedecision", mine=OF_LED_PROCESS),
        wall(
            "feedback_decisionchange",
            mine="EXISTS (SELECT FROM feedback_nextstagedecision d WHERE d.id = decision_id)",
        ),
        wall("feedback_suitabilityscore", mine=OF_CANDIDATE, panel=OF_LED_CANDIDATE),
        wall("feedback_suitabilityoverride", mine=OF_CANDIDATE, panel=OF_LED_CANDIDATE),
        *(wall(table, mine="false") for table in OF_THE_SYSTEM),
    ]
