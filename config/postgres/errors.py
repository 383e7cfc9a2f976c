class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot do what was asked; the message says why, and what to do."""


class BinariesNotFound(EmbeddedPostgresError):
    """There is no PostgreSQL to run."""


class IdentityMissing(RuntimeError):
    """The statement cannot carry its identity where it was sent."""
