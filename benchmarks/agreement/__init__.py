"""The recount that `benchmarks.analytics_agreement` holds every figure against: plain Python over the rows, from the
definitions in docs/analytics.md and in the estimators' docstrings, and plain SQL. Of analytics' own it takes the names
of measures and the lists of words that are no themes.
"""
