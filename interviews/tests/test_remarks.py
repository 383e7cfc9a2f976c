"""Which remarks on answers become the strengths and weaknesses of a session."""

from __future__ import annotations

import pytest

from interviews.remarks import Said, findings, says_the_same


def said(order: int, text: str, dimension: str | None = "depth", weight: float = 3.0, **more: str) -> Said:
    return Said(order=order, text=text, dimension=dimension, weight=weight, **more)


def test_findings_of_nothing() -> None:
    assert findings([], 3) == []


def test_findings_are_as_many_as_are_real() -> None:
    assert [found.text for found in findings([said(1, "One example would help.")], 5)] == ["One example would help."]


def test_what_is_said_more_often_comes_first() -> None:
    remarks = [
        said(1, "Uses long sentences.", "communication", 5),
        said(1, "No example is given."),
        said(2, "No example is given."),
    ]
    first, second = findings(remarks, 3)
    assert (first.dimension, first.questions, first.alike) == ("depth", [1, 2], [1, 2])
    assert (second.dimension, second.questions) == ("communication", [1])


def test_what_is_said_more_strongly_comes_first_among_the_equally_frequent() -> None:
    remarks = [said(1, "Mild remark here.", "depth", 1), said(2, "Strong remark there.", "relevance", 4)]
    assert [found.dimension for found in findings(remarks, 3)] == ["relevance", "depth"]


def test_text_and_quote_are_the_strongest_ones() -> None:
    remarks = [
        said(1, "No example beside “it is fast”.", weight=2, quote="it is fast"),
        said(4, "No example beside “we did it”.", weight=4, quote="we did it"),
    ]
    (found,) = findings(remarks, 3)
    assert (found.text, found.quote, found.question, found.questions) == (
        *("No example beside “we did it”.", "we did it", 4, [1, 4]),
    )


def test_near_repeats_are_one_finding() -> None:
    remarks = [said(1, "The answer gives no example of it."), said(2, "The answer gives no example of that.")]
    assert len(findings(remarks, 5)) == 1


def test_points_left_out_are_told_apart_by_the_point() -> None:
    remarks = [
        said(1, "Your answer leaves out: space", point="An index takes disk space"),
        said(2, "Your answer leaves out: time", point="Writes become slower"),
    ]
    assert [found.question for found in findings(remarks, 5)] == [1, 2]


def test_dimensions_and_questions_take_turns() -> None:
    points = ("alpha beta", "gamma delta", "epsilon zeta", "eta theta")
    remarks = [said(7, point, "technical_accuracy", 5, point=point) for point in points]
    remarks += [said(order, f"{order} thing", "technical_accuracy", 2, point=f"{order} thing") for order in (1, 2)]
    remarks += [said(3, "Hard to follow.", "structure", 1)]
    found = findings(remarks, 4)
    assert [(one.dimension, one.question) for one in found] == [
        ("technical_accuracy", 7),
        ("structure", 3),
        ("technical_accuracy", 1),
        ("technical_accuracy", 2),
    ]
    assert found[0].alike == [1, 2, 7]


def test_imported_remarks_have_no_dimension() -> None:
    assert findings([said(1, "Good pace.", None)], 3)[0].dimension is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a b c d e", "a b c d e", True),
        ("a b c", "a b c d e", True),
        ("a b c", "a b d e f", False),
        ("?!", "?!", False),
    ],
)
def test_saying_the_same(one: str, other: str, same: bool) -> None:
    assert says_the_same(said(1, one), said(2, other)) is same
