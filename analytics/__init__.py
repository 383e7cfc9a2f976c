"""Figures derived from the other apps. Nobody imports it."""
