"""Candidates and their interview processes at companies: stages, offers, placements. Knows no other app."""
