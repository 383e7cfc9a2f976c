"""The recount that `benchmarks.analytics_agreement` holds every figure against: plain Python over the rows, from the
definitions in docs/analytics.md and in the estimators' docstrings, with none of analytics' own code.
"""
