"""Measurements, which print ratios and assert no times: see the README beside this."""
