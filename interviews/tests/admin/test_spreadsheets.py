"""The bank as files: a preview first, rows that are wrong named by field, and nothing lost on the way."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from interviews.admin.spreadsheets import COLUMNS, as_cell, as_list
from interviews.models import BankQuestion
from interviews.tests.factories import BankQuestionFactory, RoleFactory

pytestmark = pytest.mark.django_db
BANK = "/admin/interviews/bankquestion/"
CSV, XLSX, JSON = "0", "1", "2"
NAMES = {CSV: "rows.csv", XLSX: "rows.xlsx", JSON: "rows.json"}


def exported(browser: Any, kind: str = CSV, query: str = "") -> bytes:
    answer = browser.post(f"{BANK}export/{query}", {"format": kind})
    assert answer.status_code == 200
    return bytes(answer.content)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def preview(browser: Any, content: bytes, kind: str = CSV) -> Any:
    return browser.post(f"{BANK}import/", {"import_file": SimpleUploadedFile(NAMES[kind], content), "format": kind})


def confirm(browser: Any, previewed: Any) -> str:
    answer = browser.post(f"{BANK}process_import/", previewed.context["confirm_form"].initial, follow=True)
    return str(answer.content.decode())


def errors(answer: Any) -> dict[int, dict[str, list[str]]]:
    return {row.number + 1: row.error_dict for row in answer.context["result"].invalid_rows}


def a_bank() -> list[BankQuestion]:
    role = RoleFactory.create(name="Backend, and more")
    awkward = "  indented\n\n- a list\n\ttabbed " + "of words in other words than all the rest that stands here today"
    return [
        BankQuestionFactory.create(roles=[role], assessment_only=True),
        BankQuestionFactory.create(
            key=None,
            text='=SUM("a") and\na | b, what?',
            model_answer="- one\n- two\n\n" + "Nothing but words that fill the answer up to thirty, so " * 4,
            accepted_answers=[awkward, *BankQuestionFactory.build().accepted_answers],
            hints=["+1", "@home", "-"],
            active=False,
        ),
        BankQuestionFactory.create(focus="behavioral", levels=["senior"]),
    ]


@pytest.mark.parametrize("kind", [CSV, XLSX, JSON])
def test_unchanged_export_imports_as_no_change(kind: str, browser: Any) -> None:
    a_bank()
    before = list(BankQuestion.objects.order_by("pk").defer("search").values())
    seen = preview(browser, exported(browser, kind), kind)
    assert not seen.context["result"].invalid_rows, errors(seen)
    assert "0 rows would be new, 3 are there already" in seen.content.decode()
    assert "0 new, 0 changed, 3 as they were." in confirm(browser, seen)
    assert list(BankQuestion.objects.order_by("pk").defer("search").values()) == before


@pytest.mark.parametrize("kind", [CSV, XLSX, JSON])
def test_bank_moves_to_an_empty_one(kind: str, browser: Any) -> None:
    a_bank()
    columns = [name for name in COLUMNS if name not in ("id", "roles")]
    before = list(BankQuestion.objects.order_by("text").values(*columns))
    content = without_ids(exported(browser, kind), kind)
    BankQuestion.objects.all().delete()
    assert "3 new, 0 changed, 0 as they were." in confirm(browser, preview(browser, content, kind))
    after = list(BankQuestion.objects.order_by("text").values(*columns))
    assert after == [{**row, "accepted_answers": [text.strip() for text in row["accepted_answers"]],
                      "model_answer": row["model_answer"].strip()} for row in before]  # fmt: skip
    assert BankQuestion.objects.filter(roles__name="Backend, and more").count() == 1


def without_ids(content: bytes, kind: str) -> bytes:
    if kind == CSV:
        return as_csv([{**row, "id": ""} for row in rows_of(content)])
    if kind == JSON:
        return json.dumps([{**row, "id": None} for row in json.loads(content)]).encode()
    book, out = load_workbook(io.BytesIO(content)), io.BytesIO()
    for line in book.active.iter_rows(min_row=2):
        line[COLUMNS.index("id")].value = None
    book.save(out)
    return out.getvalue()


def test_changed_rows_are_previewed_then_saved_through_the_service(browser: Any) -> None:
    first, by_hand, _ = a_bank()
    rows = rows_of(exported(browser))
    for row in rows:
        if row["key"] == first.key:
            row["hints"] = "Another.\nAnd one more."
        elif row["id"] == str(by_hand.pk):
            row["active"] = "yes"
    seen = preview(browser, as_csv(rows))
    assert "2 would be changed" in seen.content.decode()
    assert "Load 2 rows" in seen.content.decode()
    first.refresh_from_db()
    assert first.edited_at is None
    assert "0 new, 2 changed, 1 as they were." in confirm(browser, seen)
    first.refresh_from_db()
    by_hand.refresh_from_db()
    assert (first.hints, first.edited_at is not None) == (["Another.", "And one more."], True)
    assert (by_hand.active, by_hand.edited_at) == (True, None)


def test_columns_that_are_absent_leave_what_stands(browser: Any) -> None:
    question = a_bank()[0]
    kept = ("roles", "assessment_only", "active", "id")
    rows = [{name: value for name, value in row.items() if name not in kept} for row in rows_of(exported(browser))]
    rows = [{**row, "hints": "Another."} for row in rows if row["key"] == question.key]
    assert "0 new, 1 changed" in confirm(browser, preview(browser, as_csv(rows)))
    question.refresh_from_db()
    assert (question.hints, question.assessment_only, question.roles.count()) == (["Another."], True, 1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"focus": "nonsense"}, {"focus"}),
        ({"levels": "mid\nchief"}, {"levels"}),
        ({"roles": "Astronaut"}, {"roles"}),
        ({"assessment_only": "perhaps"}, {"assessment_only"}),
        ({"key": "no slug!"}, {"key"}),
        ({"key": "x" * 101}, {"key"}),
        ({"key": "", "id": "not-an-id"}, {"id"}),
        ({"key_points": "one", "model_answer": "short"}, {"key_points", "model_answer"}),
        ({"hints": ""}, {"hints"}),
        ({"text": "x" * 4001}, {"text"}),
    ],
)
def test_rows_that_are_wrong_are_named_by_row_and_field(change: Any, problem: set[str], browser: Any) -> None:
    BankQuestionFactory.create_batch(2)
    rows = rows_of(exported(browser))
    rows[1] |= change
    answer = preview(browser, as_csv(rows))
    assert {line: set(found) for line, found in errors(answer).items()} == {3: problem}
    assert "confirm_form" not in answer.context


def test_same_question_twice_in_a_file(browser: Any) -> None:
    BankQuestionFactory.create()
    rows = rows_of(exported(browser))
    answer = preview(browser, as_csv([*rows, *rows]))
    assert errors(answer) == {3: {"__all__": ["This question stands in the file twice."]}}


def test_text_that_another_question_has_is_named(browser: Any) -> None:
    BankQuestionFactory.create_batch(2)
    rows = rows_of(exported(browser))
    rows[1]["text"] = rows[0]["text"]
    assert errors(preview(browser, as_csv(rows))) == {3: {"text": ["The bank has this question already."]}}


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"[1]", b'[{"text": "x"}, {"focus": "x"}]', b"[" * 100_000, b"\xff", b'[{"text": {"a": 1}}]'],
)
def test_json_that_is_no_bank_is_no_crash(content: bytes, browser: Any) -> None:
    answer = preview(browser, content, JSON)
    assert answer.status_code == 200
    assert "confirm_form" not in answer.context


def test_formulae_are_escaped_in_cells_and_plain_in_json(browser: Any) -> None:
    a_bank()
    assert any(row["text"].startswith("'=SUM") for row in rows_of(exported(browser)))
    book = load_workbook(io.BytesIO(exported(browser, XLSX)))
    assert all(cell.data_type != "f" for line in book.active.iter_rows() for cell in line)
    texts = [row["text"] for row in json.loads(exported(browser, JSON))]
    assert any(text.startswith("=SUM") for text in texts)


def test_json_has_lists_and_truths(browser: Any) -> None:
    BankQuestionFactory.create()
    row = json.loads(exported(browser, JSON))[0]
    assert list(row) == list(COLUMNS)
    assert (row["levels"], row["active"], row["roles"]) == (["junior", "mid", "senior"], True, [])


def test_export_holds_what_is_filtered(browser: Any) -> None:
    BankQuestionFactory.create(focus="advanced")
    BankQuestionFactory.create()
    assert [row["focus"] for row in rows_of(exported(browser, query="?focus__exact=advanced"))] == ["advanced"]


def test_help_documents_the_cells(browser: Any) -> None:
    page = browser.get(f"{BANK}import/").content.decode()
    assert "one entry on each line" in page
    assert "CSV or XLSX or JSON" in page


@pytest.mark.parametrize("entries", [[], ["a"], ["a", "b"], ["a\nb", "c"], ["a\n\n  b\nc", "d"], ["a | b", "c, d"]])
def test_cells_read_back_as_they_were_written(entries: list[str]) -> None:
    assert as_list(as_cell(entries)) == entries


def test_unchanged_rows_take_no_queries_of_their_own(browser: Any, django_assert_max_num_queries: Any) -> None:
    taken = []
    for more in (2, 8):
        BankQuestionFactory.create_batch(more)
        content = exported(browser)
        with django_assert_max_num_queries(60) as queries:
            preview(browser, content)
        taken.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
    assert taken[0] == taken[1] <= 12
