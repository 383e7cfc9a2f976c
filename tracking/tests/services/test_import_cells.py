"""Single cells: what is read, and what is said of the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from config.base.errors import Invalid
from tracking.services.importing import cells as reading
from tracking.services.importing.cells import Cells
from tracking.services.importing.rows import reasons


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (reading.parse_id, "9B2C0D4E-1111-4222-8333-444455556666", "9b2c0d4e-1111-4222-8333-444455556666"),
        (reading.parse_name, "  Café ".strip(), ("Café", "café")),
        (reading.parse_day, "2024-02-29", "2024-02-29"),
        (reading.parse_rating, "5", 5),
        (reading.parse_order, "50", 50),
        (reading.parse_names, "{}", "{}"),
        (reading.parse_names, '{Ada,"Grace, B. \\"Amazing\\"",ada}', '{"Ada","Grace, B. \\"Amazing\\""}'),
        (reading.parse_terms, "{}", {"currency": ""}),
        (
            reading.parse_terms,
            '{"base_salary": 120000, "currency": "USD", "start_date": "2024-03-01", "signing_bonus": null}',
            {"base_salary": Decimal(120000), "currency": "USD", "start_date": "2024-03-01"},
        ),
        (
            reading.parse_terms,
            '{"base_salary": "1.50", "currency": "EUR"}',
            {"base_salary": Decimal("1.50"), "currency": "EUR"},
        ),
    ],
)
def test_good_cell_is_read(parse: Any, text: str, value: Any) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (reading.parse_id, "9b2c0d4e"),
        (reading.parse_id, "{9b2c0d4e-1111-4222-8333-444455556666}"),
        (reading.parse_name, "\u200b"),
        (reading.parse_name, "x" * 201),
        (reading.parse_short_text, "x" * 201),
        (reading.parse_text, "x" * 20_001),
        (reading.parse_email, "ada"),
        (reading.parse_email, f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org"),
        (reading.parse_day, "2023-02-29"),
        (reading.parse_day, "31.12.2024"),
        (reading.parse_day, "1969-12-31"),
        (reading.parse_moment, "2024-01-01T10:00:00"),
        (reading.parse_moment, "yesterday"),
        (reading.parse_moment, "2201-01-01T00:00:00+00"),
        (reading.parse_rating, "0"),
        (reading.parse_rating, "6"),
        (reading.parse_rating, "3.5"),
        (reading.parse_rating, "３"),
        (reading.parse_order, "0"),
        (reading.parse_order, "51"),
        (reading.parse_order, "1_0"),
        (reading.parse_names, "Ada"),
        (reading.parse_names, "{Ada"),
        (reading.parse_names, "{Ada,}"),
        (reading.parse_names, "{NULL}"),
        (reading.parse_names, '{""}'),
        (reading.parse_names, "{" + ",".join(f"n{number}" for number in range(51)) + "}"),
        (reading.parse_terms, "{"),
        (reading.parse_terms, "[]"),
        (reading.parse_terms, "[" * 20_000),
        (reading.parse_terms, '{"salary": 1}'),
        (reading.parse_terms, '{"base_salary": 1}'),
        (reading.parse_terms, '{"base_salary": -1, "currency": "USD"}'),
        (reading.parse_terms, '{"base_salary": NaN, "currency": "USD"}'),
        (reading.parse_terms, '{"base_salary": true, "currency": "USD"}'),
        (reading.parse_terms, '{"base_salary": "many", "currency": "USD"}'),
        (reading.parse_terms, '{"base_salary": 1e30, "currency": "USD"}'),
        (reading.parse_terms, '{"base_salary": 1.234, "currency": "USD"}'),
        (reading.parse_terms, '{"base_salary": 0.5, "currency": "JPY"}'),
        (reading.parse_terms, '{"base_salary": 1, "currency": "usd"}'),
        (reading.parse_terms, '{"base_salary": 1, "currency": 5}'),
        (reading.parse_terms, '{"start_date": "soon"}'),
        (reading.parse_terms, '{"start_date": 5}'),
        (reading.parse_terms, '{"other_benefits": "a\\u0000b"}'),
        (reading.parse_terms, '{"other_benefits": "\\ud800"}'),
    ],
)
def test_bad_cell_is_refused(parse: Any, text: str) -> None:
    with pytest.raises((ValueError, Invalid)):
        parse(text)


def test_row_tells_all_that_is_wrong_with_it() -> None:
    cells = Cells({"id": "", "rating": "9", "status": "lost", "name": " \u200b "})

    assert cells.read("id", reading.parse_id, required=True) is None
    assert cells.read("rating", reading.parse_rating) is None
    assert cells.choice("status", ("new", "active")) is None
    assert cells.read("name", reading.parse_name) is None
    assert cells.problems == [
        "id: it is empty.",
        "rating: “9” is not a whole number from 1 to 5.",
        "status: “lost” is not one of new, active.",
        "name: A name is needed.",
    ]


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        ("rejected_by_company", "skills_gap", ("skills", None)),
        ("rejected_by_company", "Failed technical", ("skills", None)),
        ("rejected_by_company", "experience_level", ("experience", None)),
        ("rejected_by_company", "position-filled", ("position_closed", None)),
        ("rejected_by_company", "location", ("other", None)),
        ("rejected_by_company", "culture_fit", ("culture_fit", None)),
        ("rejected_by_company", "it rained", (None, None)),
        ("candidate_withdrew", "counter_offer", (None, "counter_offer")),
        ("candidate_withdrew", "skills_gap", (None, None)),
        ("offer_declined", "compensation", (None, "compensation")),
        ("offer_accepted", "hired", (None, None)),
        ("in_progress", "skills", (None, None)),
    ],
)
def test_final_outcome_names_a_reason(status: str, text: str, expected: tuple[str | None, str | None]) -> None:
    assert reasons(status, text) == expected
