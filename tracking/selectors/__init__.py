"""Reads of tracking: querysets in, composed querysets out."""
