"""Places in the feed of events, given after their commit."""

from __future__ import annotations

from django.db import connection

from config.postgres.identity import SYSTEM, acting_as
from feedback.models import Publication

# Both in one message: each statement sees what was committed before it began, so the second one sees whatever the
# holder of the lock before us has placed. In the order of `id` those of one subject stand as they happened, since
# whoever writes of a subject holds its lock; others are placed as they come, none before one that has its place.
PLACE = """
    SELECT pg_advisory_xact_lock(hashtext('feedback_publication'));
    UPDATE feedback_publication SET position = placed.position
      FROM (SELECT id, row_number() OVER (ORDER BY id) + (
                SELECT COALESCE(max(position), 0) FROM feedback_publication) AS position
              FROM feedback_publication WHERE position IS NULL) placed
     WHERE feedback_publication.id = placed.id
"""


def place_events() -> None:
    """Gives each committed event without a place the next one: whoever has read up to a place misses none."""
    with acting_as(SYSTEM):
        if Publication.objects.filter(position=None).exists():
            with connection.cursor() as cursor:
                cursor.execute(PLACE)
