"""Keeping an answer for as long as the database holds exactly the same: no clock, no signal, no guess.

Each answer is kept under the state of what it was made of, which is read for each question anew:

- The snapshot names the transactions whose work a reader sees: who reads under the same one sees the same rows. The
  first commit of anything gives it another name.
- Figures that are told from tallies, facts and the log alone have a state that lasts longer: the generation of the
  facts, which everything that changes facts or tallies raises, with the entries of the log. A login, a job leave it as
  it is, and a change of what is not counted too, once it is folded. Where many wait, the snapshot takes its place.

The answer and its state come from one look at the database, and one at a time works out the answer to a question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from weakref import WeakValueDictionary

from django.db import connection

from analytics.selectors.looking import one_look, present_look
from analytics.selectors.moments import today_of
from analytics.selectors.selection import Selection
from config.base.models import User
from config.postgres.identity import current
from config.postgres.prepared import fetch_prepared

MOST_ANSWERS, MOST_BYTES = 2_000, 16_000_000

# What an answer is made of, as SQL for its state.
ROWS = "SELECT pg_current_snapshot()::text"
MANY = 200
FACTS = f"""
SELECT CASE WHEN EXISTS (SELECT FROM analytics_changedprocess OFFSET {MANY}) THEN pg_current_snapshot()::text
            ELSE (SELECT max(generation)::text FROM analytics_rollupstate) END,
       CASE WHEN NOT EXISTS (SELECT FROM analytics_changedprocess OFFSET {MANY})
            THEN (SELECT string_agg(id::text, ' ' ORDER BY id) FROM analytics_changedprocess) END"""  # noqa: S608  a number
# Feeders' names, by the versions of their rows: names themselves take twice as long to put together.
FACTS_AND_FEEDERS = f"{FACTS}, (SELECT md5(string_agg(ctid::text || xmin, ' ')) FROM tracking_feeder)"  # noqa: S608

State = tuple[str | None, ...]


class Answers:
    """The latest asked for stay, as many as there is room for."""

    def __init__(self, most: int = MOST_ANSWERS, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes, self._bytes = most, most_bytes, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()
        self._working: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, answer: bytes) -> None:
        if len(answer) > self._most_bytes:
            return
        with self._lock:
            self._bytes += len(answer) - len(self._kept.pop(key, b""))
            self._kept[key] = answer
            while len(self._kept) > self._most or self._bytes > self._most_bytes:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest)

    def one_at_a_time(self, question: Hashable) -> Lock:
        """There for as long as somebody holds it or waits for it."""
        with self._lock:
            return self._working.setdefault(question, Lock())


answers = Answers()


def kept(made_of: str, user: User, selection: Selection, asked: Hashable, work_out: Callable[[], bytes]) -> bytes:
    """The answer to what was `asked`, a question of this module's callers that names all else it depends on.

    One query where it is kept. Of a past day nothing is: what it is made of has no such state. Nor within a transaction
    other than a look's: it may have written what others do not see.
    """
    look = present_look()
    if selection.as_of or (connection.in_atomic_block and not look.is_fixed):
        with one_look():
            return work_out()
    question = (asked, selection, today_of(selection), user.pk, user.roles, current())
    if look.is_fixed:
        return told(made_of, question, work_out)
    found = answers.get((question, state_of(made_of)))
    if found is None:
        with answers.one_at_a_time(question), one_look():
            found = told(made_of, question, work_out)
    return found


def told(made_of: str, question: Hashable, work_out: Callable[[], bytes]) -> bytes:
    """Within a look."""
    key = (question, state_of(made_of))
    found = answers.get(key)
    if found is None:
        found = work_out()
        answers.keep(key, found)
    return found


def state_of(made_of: str) -> State:
    [state] = fetch_prepared(made_of, [], [])
    return tuple(state)
