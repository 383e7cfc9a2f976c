"""The figures over HTTP."""
