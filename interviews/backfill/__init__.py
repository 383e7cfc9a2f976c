"""Sessions of the program before this one: read from its JSON export, by rules that make nothing up."""

from interviews.backfill.exchanges import OldAnswer, OldQuestion
from interviews.backfill.reading import Entry, read_entries
from interviews.backfill.sessions import OldSession, read_session

__all__ = ["Entry", "OldAnswer", "OldQuestion", "OldSession", "read_entries", "read_session"]
