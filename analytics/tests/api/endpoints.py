"""Every figure that is read, by its address."""

from __future__ import annotations

FIGURES = (
    "/api/analytics/funnel",
    "/api/analytics/conversion-rates",
    "/api/analytics/stage-success-rates",
    "/api/analytics/stages/phone_screen",
    "/api/analytics/companies/Northwind",
    "/api/analytics/companies?name=Northwind",
    "/api/analytics/feeders/Amazon",
    "/api/analytics/feeders?name=Amazon",
    "/api/analytics/time-in-stage",
    "/api/analytics/interviewers",
    "/api/analytics/validity",
)
DATED = FIGURES[:-2]


def asking(path: str, **parameters: object) -> str:
    """The address with more parameters."""
    said = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"{path}{'&' if '?' in path else '?'}{said}"
