"""The ground floor every app stands on: it imports Django, DRF and libraries, never an app."""
