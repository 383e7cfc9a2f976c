"""Row-level security: a session and all below it are seen by its user; private roles and profiles by their owner.

The catalogue (modules, bank, follow-up templates) is everybody's: questions are drawn from it for each candidate.
Managers and jobs act as the role that sees all; which of it a manager is shown says `visible_to`.
"""

from django.db import migrations

from config.postgres.walls import ME, wall

MINE = f"user_id = {ME}"
OF_SESSION = "EXISTS (SELECT FROM interviews_interviewsession s WHERE s.id = session_id)"
OF_QUESTION = "EXISTS (SELECT FROM interviews_interviewquestion q WHERE q.id = question_id)"
OF_ANSWER = "EXISTS (SELECT FROM interviews_interviewanswer a WHERE a.id = answer_id)"


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_initial"), ("base", "0002_roles_and_cache")]
    operations = [
        wall("interviews_role", mine=f"owner_id IS NULL OR owner_id = {ME}"),
        wall("interviews_profile", mine=MINE),
        wall("interviews_interviewsession", mine=MINE),
        wall("interviews_interviewquestion", mine=OF_SESSION),
        wall("interviews_recording", mine=OF_SESSION),
        wall("interviews_interviewanswer", mine=OF_QUESTION),
        wall("interviews_answerrevision", mine=OF_ANSWER),
        wall("interviews_scoreoverride", mine=OF_ANSWER),
    ]
