"""What is accepted as a document, and every kind that is not."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from config.base import documents
from config.base.documents import DOCX, PDF, TEXT, inspect, read_document
from config.base.errors import Invalid
from config.base.tests import hostile_files as files

BOMB = b"\x00" * 60_000_000


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("cv.pdf", files.pdf(), PDF),
        ("CV.PDF", files.pdf(), PDF),
        ("cv.docx", files.docx(), DOCX),
        ("cv.txt", b"Ada Lovelace", TEXT),
        ("cv.txt", "\ufeffAda Lovelace".encode(), TEXT),
        ("../../etc/cv.txt", b"Ada Lovelace", TEXT),
    ],
)
def test_documents_are_recognised_and_read(name: str, content: bytes, kind: str) -> None:
    assert inspect(name, content) == kind
    assert read_document(name, content).strip() == "Ada Lovelace"


def test_a_table_in_a_document_is_read_too() -> None:
    import io

    import docx

    document = docx.Document()
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "Python"
    out = io.BytesIO()
    document.save(out)
    assert "Python" in read_document("cv.docx", out.getvalue())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cv.svg", b"<svg onload='alert(1)'/>", "unsupported_type"),
        ("cv.html", b"<script>alert(1)</script>", "unsupported_type"),
        ("cv", b"Ada", "unsupported_type"),
        ("cv.pdf.exe", files.pdf(), "unsupported_type"),
        (".pdf", files.pdf(), "unsupported_type"),
        ("cv.doc", b"\xd0\xcf\x11\xe0", "unsupported_type"),
        ("cv.pdf", b"", "empty"),
        ("cv.txt", files.EICAR, "infected"),
        ("cv.pdf", files.pdf() + files.EICAR, "infected"),
        # Another thing than its name says.
        ("cv.pdf", b"<html><script>alert(1)</script>", "unreadable"),
        ("cv.pdf", b"MZ" + files.pdf(), "unreadable"),
        ("cv.pdf", files.docx(), "unreadable"),
        ("cv.pdf", b"%PDF-1.4 and nothing else", "unreadable"),
        ("cv.docx", files.pdf(), "unreadable"),
        ("cv.docx", b"GIF89a" + files.docx(), "unreadable"),
        ("cv.docx", b"PK\x03\x04 and nothing else", "unreadable"),
        ("cv.docx", files.zipped(readme=b"no document"), "unreadable"),
        ("cv.txt", files.pdf(), "unreadable"),
        ("cv.txt", b"  <svg onload='alert(1)'/>", "unreadable"),
        ("cv.txt", b"\xff\xfeA\x00d\x00a\x00", "unreadable"),
        ("cv.txt", b"Ada\x00Lovelace", "unreadable"),
        # Active, or more than it looks.
        ("cv.pdf", files.active_pdf(files.SCRIPT), "unreadable"),
        ("cv.pdf", files.active_pdf(files.LAUNCH), "unreadable"),
        ("cv.docx", files.with_entry(files.docx(), "word/vbaProject.bin", b"macros"), "unreadable"),
        ("cv.docx", files.with_entry(files.docx(), "word/media/bomb", BOMB), "unreadable"),
    ],
)
def test_anything_else_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        inspect(name, content)
    assert (caught.value.code, caught.value.attr) == (code, "file")


def test_a_script_is_named_as_the_reason() -> None:
    with pytest.raises(Invalid, match="scripts or embedded files"):
        inspect("cv.pdf", files.active_pdf(files.SCRIPT))
    with pytest.raises(Invalid, match="macros"):
        inspect("cv.docx", files.with_entry(files.docx(), "word/vbaProject.bin", b"macros"))
    with pytest.raises(Invalid, match="unpacks to more"):
        inspect("cv.docx", files.with_entry(files.docx(), "word/media/bomb", BOMB))


def test_the_limit_is_the_settings_own(settings: Any) -> None:
    settings.MAX_RESUME_BYTES = 10
    assert inspect("cv.txt", b"x" * 10) == TEXT
    with pytest.raises(Invalid) as caught:
        inspect("cv.txt", b"x" * 11)
    assert caught.value.code == "too_large"


def test_what_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "SECONDS", 0.001)
    with pytest.raises(Invalid, match="too long"):
        inspect("cv.txt", b"Ada")


def test_the_reader_inherits_no_environment_modules() -> None:
    """Isolated mode: neither the project nor the user's site decides what a hostile file is parsed by."""
    calls: list[Any] = []
    run = subprocess.run

    def spy(command: list[str], **kwargs: Any) -> Any:
        calls.append(command)
        return run(command, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents.subprocess, "run", spy)
        inspect("cv.txt", b"Ada")
    assert "-I" in calls[0]
