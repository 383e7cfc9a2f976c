"""What every endpoint shares: login, one JSON parser, one error format, pagination, idempotency, ETags."""
