"""Files in and out: a dry run first, all rows or none, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from config.base.back_office import spreadsheets
from tracking.models import Candidate, InterviewProcess, StatusChange
from tracking.tests.factories import CandidateFactory, ProcessFactory

pytestmark = pytest.mark.django_db
PROCESSES, CANDIDATES = "/admin/tracking/interviewprocess/", "/admin/tracking/candidate/"
HEADER = "candidate_name,candidate_email,company_name,role_title,feeder_source,recruiter_name\n"
ROWS = "Ada Lovelace,ada@example.org,Northwind,SRE,Amazon,Rita\nGrace Hopper,,Contoso,Data Engineer,,\n"


def preview(browser: Any, where: str, text: str | bytes, kind: str = "0") -> Any:
    content = text.encode() if isinstance(text, str) else text
    name = "rows.csv" if kind == "0" else "rows.xlsx"
    return browser.post(f"{where}import/", {"import_file": SimpleUploadedFile(name, content), "format": kind})


def confirm(browser: Any, where: str, previewed: Any) -> Any:
    return browser.post(f"{where}process_import/", previewed.context["confirm_form"].initial, follow=True)


def errors(answer: Any) -> dict[int, dict[str, list[str]]]:
    return {row.number + 1: row.error_dict for row in answer.context["result"].invalid_rows}


def test_preview_changes_nothing_and_confirming_loads_through_the_services(browser: Any, recruiter: Any) -> None:
    seen = preview(browser, PROCESSES, HEADER + ROWS)
    assert "2 rows would be new" in seen.content.decode()
    assert not Candidate.objects.exists()
    done = confirm(browser, PROCESSES, seen)
    assert "2 loaded, 0 skipped" in done.content.decode()
    process = InterviewProcess.objects.get(candidate__full_name="Ada Lovelace")
    assert (process.recruiter, process.recruiter_name, process.feeder.name) == (recruiter, "Rita", "Amazon")
    assert process.candidate.status == "active"
    assert StatusChange.objects.filter(process=process, by=recruiter).count() == 1


def test_second_import_of_the_same_file_changes_nothing(browser: Any) -> None:
    confirm(browser, PROCESSES, preview(browser, PROCESSES, HEADER + ROWS))
    before = (Candidate.objects.count(), InterviewProcess.objects.count(), StatusChange.objects.count())
    again = preview(browser, PROCESSES, HEADER + ROWS)
    assert "2 are there already" in again.content.decode()
    assert "0 loaded, 2 skipped" in confirm(browser, PROCESSES, again).content.decode()
    assert (Candidate.objects.count(), InterviewProcess.objects.count(), StatusChange.objects.count()) == before


def test_own_candidate_is_found_another_recruiters_is_not(browser: Any, recruiter: Any, other_recruiter: Any) -> None:
    mine = CandidateFactory(owner=recruiter, full_name="Ada  LOVELACE", email="Ada@example.org")
    CandidateFactory(owner=other_recruiter, full_name="Grace Hopper", email="")
    confirm(browser, PROCESSES, preview(browser, PROCESSES, HEADER + ROWS))
    assert InterviewProcess.objects.get(candidate=mine).role_title == "SRE"
    assert Candidate.objects.filter(full_name="Grace Hopper").count() == 2


def test_rows_that_are_wrong_are_named_with_line_and_reason(browser: Any) -> None:
    text = HEADER + ROWS + ",x@example.org,Northwind,SRE,,\nNew One,not-an-email,Northwind,SRE,,\n" + (
        f"New Two,,{'x' * 201},SRE,,\n"
    )  # fmt: skip
    answer = preview(browser, PROCESSES, text)
    assert errors(answer) == {
        4: {"candidate_name": ["This is needed."]},
        5: {"candidate_email": ["Enter a valid email address."]},
        6: {"company_name": ["At most 200 characters."]},
    }
    assert "confirm_form" not in answer.context
    assert not InterviewProcess.objects.exists()


def test_what_became_wrong_after_the_preview_loads_nothing(browser: Any, recruiter: Any, monkeypatch: Any) -> None:
    seen = preview(browser, PROCESSES, HEADER + ROWS)
    monkeypatch.setattr("tracking.admin.spreadsheets.create_process", refusing_the_second())
    answer = confirm(browser, PROCESSES, seen)
    assert "Nothing was loaded" in answer.content.decode()
    assert errors(answer) == {3: {"__all__": ["No longer."]}}
    assert not InterviewProcess.objects.exists()
    assert not Candidate.objects.exists()


def refusing_the_second() -> Any:
    from config.base.errors import Conflict
    from tracking.services.processes import create_process

    made: list[Any] = []

    def create(**said: Any) -> Any:
        if made:
            raise Conflict("No longer.")
        made.append(create_process(**said))
        return made[-1]

    return create


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("candidate_name,company_name\nAda,Northwind\n", "lacks the column role_title"),
        (HEADER.replace("feeder_source", "feeder") + ROWS, "The column “feeder” is not known"),
        (HEADER.replace("recruiter_name", "role_title") + ROWS, "A column stands twice"),
    ],
)
def test_wrong_columns_are_named(text: str, sentence: str, browser: Any) -> None:
    assert sentence in preview(browser, PROCESSES, text).content.decode()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1\n", b"full_name\n\x00\n", b'"open\n'])
def test_files_that_are_none_are_no_crash(content: bytes, browser: Any) -> None:
    assert preview(browser, CANDIDATES, content).status_code == 200
    assert preview(browser, CANDIDATES, content, "1").status_code == 200
    assert not Candidate.objects.exists()


def test_number_of_rows_is_bounded(browser: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 1)
    assert "At most 1 rows at a time: this file has 2" in preview(browser, PROCESSES, HEADER + ROWS).content.decode()


def test_previews_are_given_back_only_to_who_made_them(browser: Any, browser_of: Any, other_recruiter: Any) -> None:
    seen = preview(browser, PROCESSES, HEADER + ROWS)
    answer = confirm(browser_of(other_recruiter), PROCESSES, seen)
    assert "upload the file again" in answer.content.decode()
    assert not InterviewProcess.objects.exists()


def test_candidates_come_from_xlsx(browser: Any, recruiter: Any) -> None:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["full_name", "email", "phone"])
    book.active.append(["Ada Lovelace", "ada@example.org", 15550100])
    book.active.append(["Ada Lovelace", "ADA@example.org", None])
    book.save(file)
    confirm(browser, CANDIDATES, preview(browser, CANDIDATES, file.getvalue(), "1"))
    ada = Candidate.objects.get()
    assert (ada.owner, ada.phone) == (recruiter, "15550100")


def test_interviewers_neither_import_nor_export(browser_of: Any, interviewer: Any) -> None:
    for path in ("import/", "export/", "process_import/"):
        assert browser_of(interviewer).post(PROCESSES + path).status_code == 403


def exported(browser: Any, query: str = "") -> list[dict[str, str]]:
    answer = browser.post(f"{CANDIDATES}export/{query}", {"format": "0"})
    assert answer["Content-Type"] == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_export_holds_what_is_filtered_and_visible(browser: Any, recruiter: Any, other_recruiter: Any) -> None:
    CandidateFactory(owner=recruiter, full_name="Ada Lovelace")
    CandidateFactory(owner=recruiter, full_name="Grace Hopper")
    CandidateFactory(owner=other_recruiter, full_name="Ada Other")
    assert {row["full_name"] for row in exported(browser)} == {"Ada Lovelace", "Grace Hopper"}
    assert {row["full_name"] for row in exported(browser, "?q=ada")} == {"Ada Lovelace"}


@pytest.mark.parametrize("name", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", '="x"\n', "=HYPERLINK(1)"])
def test_formulae_are_escaped(name: str, browser: Any, recruiter: Any) -> None:
    CandidateFactory(owner=recruiter, full_name=name, phone="-15")
    row = exported(browser)[0]
    assert row["full_name"] == f"'{name}"
    assert row["phone"] == "-15"
    answer = browser.post(f"{CANDIDATES}export/", {"format": "1"})
    cells = [cell for line in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)


def test_process_export_and_its_file_name(browser: Any, recruiter: Any) -> None:
    ProcessFactory(candidate__owner=recruiter, candidate__full_name="Ada Lovelace")
    answer = browser.post(f"{PROCESSES}export/", {"format": "0"})
    assert "interview-processes-" in answer["Content-Disposition"]
    assert "Ada Lovelace" in answer.content.decode()
