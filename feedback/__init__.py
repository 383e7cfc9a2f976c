"""Feedback ingest, next-stage decisions, suitability and events. May use interviews and tracking."""
