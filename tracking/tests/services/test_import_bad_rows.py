"""Each kind of bad row is told with its file, line and reason, and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tracking.models import Candidate, Company, InterviewProcess, InterviewStage
from tracking.services.importing import BadRow, FolderSource, ImportReport, import_folder, import_rows
from tracking.services.importing import run as running
from tracking.tests.factories import ProcessFactory
from tracking.tests.import_files import Rows, candidate, ended, process, stage, three

pytestmark = pytest.mark.django_db


def problems_of(rows: Rows) -> list[tuple[str, int]]:
    report = import_rows(rows)
    assert report.refused
    assert_nothing_kept()
    return [(problem.file, problem.line) for problem in report.problems]


def assert_nothing_kept() -> None:
    for model in (Candidate, Company, InterviewProcess, InterviewStage):
        assert not model.objects.exists()


@pytest.mark.parametrize(
    ("file", "cells"),
    [
        ("candidates", {"id": "1"}),
        ("candidates", {"full_name": " "}),
        ("candidates", {"full_name": "x" * 201}),
        ("candidates", {"email": "nobody"}),
        ("candidates", {"status": "lost"}),
        ("candidates", {"created_at": ""}),
        ("candidates", {"created_at": "2024-01-01"}),
        ("processes", {"company_name": "\u200b"}),
        ("processes", {"role_title": ""}),
        ("processes", {"feeder_source": "x" * 201}),
        ("processes", {"recruiter_name": "x" * 201}),
        ("processes", {"status": "hired"}),
        ("processes", {"decided_at": "2024-02-20T10:00:00+00"}),
        ("processes", {"status": "candidate_withdrew"}),
        ("processes", {"status": "candidate_withdrew", "decided_at": "2024-01-20T10:00:00+00"}),
        ("processes", {"updated_at": "2024-01-20T10:00:00+00"}),
        ("processes", {"offer_details": '{"base_salary": 1, "currency": "USD"}'}),
        ("processes", {"status": "offer_extended", "offer_details": "{"}),
        ("processes", {"status": "offer_extended", "offer_details": '{"base_salary": 1, "currency": "ABC"}'}),
        ("processes", {"status": "offer_extended", "offer_details": '{"base_salary": -1, "currency": "USD"}'}),
        ("processes", {"candidate_id": "00000000-0000-4000-8000-000000000000"}),
        ("stages", {"id": ""}),
        ("stages", {"stage_name": ""}),
        ("stages", {"stage_order": "51"}),
        ("stages", {"scheduled_date": "2024-02-30"}),
        ("stages", {"outcome": "Passed"}),
        ("stages", {"outcome": "pending"}),
        ("stages", {"completed_date": ""}),
        ("stages", {"overall_rating": "6"}),
        ("stages", {"communication_rating": "0"}),
        ("stages", {"interviewer_names": "Ines"}),
        ("stages", {"feedback_notes": "x" * 20_001}),
        ("stages", {"interview_process_id": "00000000-0000-4000-8000-000000000000"}),
    ],
)
def test_bad_cell_refuses_the_import(file: str, cells: dict[str, str]) -> None:
    rows = three()
    del rows.stages[1:]
    getattr(rows, file)[0].update(cells)

    assert problems_of(rows)[0] == (f"{file}.csv", 2)


def test_bad_row_does_not_make_those_bad_that_refer_to_it() -> None:
    rows = three()
    rows.candidates[0]["email"] = "nobody"
    rows.processes[0]["status"] = "lost"

    assert problems_of(rows) == [("candidates.csv", 2), ("processes.csv", 2)]


@pytest.mark.parametrize("name", ["candidates", "processes", "stages"])
def test_id_twice_in_a_file(name: str) -> None:
    rows = three()
    given = getattr(rows, name)
    given.append({**given[0], "stage_order": "3"})

    assert (f"{name}.csv", len(given) + 1) in problems_of(rows)


@pytest.mark.parametrize(("orders", "line"), [((2, 3), 2), ((1, 3), 3), ((1, 1), 3), ((1, 2, 2, 3), 4), ((1, 2, 9), 4)])
def test_places_are_taken_once_and_have_no_gaps(orders: tuple[int, ...], line: int) -> None:
    rows = three()
    rows.stages = [stage(rows.processes[0], order) for order in orders]

    assert problems_of(rows) == [("stages.csv", line)]


def test_second_open_process_in_the_file() -> None:
    rows = three()
    rows.processes += [
        ended(rows.candidates[0], "candidate_withdrew"),
        process(rows.candidates[0], company_name=" KESTREL payments", role_title="backend  engineer"),
    ]

    assert problems_of(rows) == [("processes.csv", 4)]


def test_second_open_process_in_the_database() -> None:
    present = ProcessFactory(company__name="Kestrel Payments")
    again = process({"id": str(present.candidate_id)})

    report = import_rows(Rows(processes=[again]))

    assert [(problem.file, problem.line) for problem in report.problems] == [("processes.csv", 2)]
    assert str(present.pk) in report.problems[0].reason
    assert InterviewProcess.objects.count() == 1


def test_stage_for_a_process_that_is_there_already() -> None:
    rows = three()
    import_rows(rows)
    rows.stages.append(stage(rows.processes[0], 3))

    report = import_rows(rows)

    assert [(problem.file, problem.line) for problem in report.problems] == [("stages.csv", 4)]
    assert InterviewStage.objects.count() == 2


def test_rows_that_are_there_already_do_not_move() -> None:
    rows = three()
    import_rows(rows)
    other = candidate()
    rows.candidates.append(other)
    moved = process(other)
    rows.processes = [{**rows.processes[0], "candidate_id": other["id"]}, moved]
    rows.stages[1]["interview_process_id"] = moved["id"]

    report = import_rows(rows)

    assert [(problem.file, problem.line) for problem in report.problems] == [("processes.csv", 2), ("stages.csv", 3)]
    assert InterviewProcess.objects.count() == 1


def test_shown_problems_are_bounded_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.checks, "SHOWN_PROBLEMS", 3)

    report = import_rows(Rows([candidate(status="lost") for _ in range(7)]))

    assert (len(report.problems), report.problem_count) == (3, 7)
    assert [problem.line for problem in report.problems] == [2, 3, 4]


def import_from(folder: Path) -> ImportReport:
    return import_folder(FolderSource(folder))


def spoil(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace(b"Ada", b"Ad\xff"), "not valid UTF-8"),
        (lambda text: text.replace(b"Ada", b"Ad\0"), "NUL"),
        (lambda text: text.replace(b"Ada Byron", b"Ada,Byron"), "6 columns"),
        (lambda text: text.replace(b"Ada Byron,", b""), "4 columns"),
        (lambda text: text.replace(b"Ada", b'"Ada"x'), "CSV"),
        (lambda text: text.replace(b"Ada", b'"Ada'), "CSV"),
        (lambda text: text.replace(b"Ada", b'"' + b"Ada" * 50_000), "CSV"),
    ],
)
def test_unreadable_row(tmp_path: Path, change: Callable[[bytes], bytes], reason: str) -> None:
    spoil(three().write(tmp_path) / "candidates.csv", change)

    first = import_from(tmp_path).problems[0]

    assert (first.file, first.line) == ("candidates.csv", 2)
    assert reason in first.reason
    assert_nothing_kept()


def test_line_numbers_count_lines_inside_quotes(tmp_path: Path) -> None:
    rows = three()
    rows.stages[0]["feedback_notes"] = "One.\nTwo.\nThree."
    rows.stages[1]["overall_rating"] = "7"

    problem = import_from(rows.write(tmp_path)).problems[0]

    assert (problem.file, problem.line) == ("stages.csv", 5)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace(b"full_name", b"name"), "lacks full_name. the header has unknown name."),
        (lambda text: text.replace(b"full_name,", b"full_name,email,"), "repeats email"),
        (lambda text: b"", "lacks id"),
        (lambda text: b"\xff" + text, "not valid UTF-8"),
    ],
)
def test_wrong_header(tmp_path: Path, change: Callable[[bytes], bytes], reason: str) -> None:
    spoil(three().write(tmp_path) / "candidates.csv", change)

    report = import_from(tmp_path)

    assert [(problem.file, problem.line) for problem in report.problems] == [("candidates.csv", 1)]
    assert reason in report.problems[0].reason


def test_missing_file(tmp_path: Path) -> None:
    (three().write(tmp_path) / "stages.csv").unlink()

    assert import_from(tmp_path).problems == [BadRow("stages.csv", 1, "there is no such file.")]


def test_byte_order_mark_other_column_order_and_blank_lines_are_fine(tmp_path: Path) -> None:
    row = candidate()
    columns = sorted(row)
    folder = Rows().write(tmp_path)
    lines = (",".join(columns), "", ",".join(row[name] for name in columns), "")
    (folder / "candidates.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())

    assert import_from(folder).made["candidates"] == 1
