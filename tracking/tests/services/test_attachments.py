"""Private files of candidates."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from config.base.errors import Conflict, Invalid, Missing
from config.base.models import User
from config.base.tests import hostile_files as files
from tracking.models import Attachment, Candidate
from tracking.services.attachments import add_attachment
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def stored(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("cv.pdf", files.pdf(), "application/pdf"),
        ("cv.docx", files.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("cv.txt", b"Ada", "text/plain"),
    ],
)
def test_a_resume_becomes_the_present_one(
    recruiter: User, candidate: Candidate, name: str, content: bytes, content_type: str
) -> None:
    attachment = by(recruiter, add_attachment, candidate.pk, upload=upload(name, content))
    attachment.refresh_from_db()
    assert (attachment.kind, attachment.original_name, attachment.content_type) == ("resume", name, content_type)
    assert (attachment.size, attachment.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert attachment.uploaded_by == recruiter
    candidate.refresh_from_db()
    assert candidate.resume == attachment
    with attachment.file.open() as file:
        assert file.read() == content


def test_a_second_resume_takes_its_place_and_the_first_is_kept(recruiter: User, candidate: Candidate) -> None:
    for text in (b"One", b"Two"):
        latest = by(recruiter, add_attachment, candidate.pk, upload=upload("cv.txt", text))
    candidate.refresh_from_db()
    assert (candidate.resume, candidate.attachments.count()) == (latest, 2)


@pytest.mark.parametrize("kind", ["feedback_document", "other"])
def test_other_files_are_no_resume(recruiter: User, candidate: Candidate, kind: str) -> None:
    by(recruiter, add_attachment, candidate.pk, upload=upload("notes.txt", b"Notes"), kind=kind)
    candidate.refresh_from_db()
    assert candidate.resume is None


@pytest.mark.parametrize("name", ["../../x.txt", "..\\..\\x.txt", "/etc/x.txt", "a\nb.txt", "x" * 300 + ".txt"])
def test_nothing_of_the_name_reaches_the_disk(recruiter: User, candidate: Candidate, settings: Any, name: str) -> None:
    attachment = by(recruiter, add_attachment, candidate.pk, upload=upload(name, b"Ada"))
    folder = Path(settings.MEDIA_ROOT) / "attachments" / str(candidate.pk)
    (path,) = stored(settings)
    assert path.parent == folder
    assert len(path.name) == 32
    assert path.suffix == ""
    assert "/" not in attachment.original_name
    assert len(attachment.original_name) <= 255


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cv.svg", b"<svg onload='alert(1)'/>"),
        ("cv.html", b"<script>alert(1)</script>"),
        ("cv.pdf", files.active_pdf(files.SCRIPT)),
        ("cv.pdf", b"<html>" + files.pdf()),
        ("cv.txt", b""),
        ("cv.txt", files.EICAR),
        ("cv.docx", files.zipped(readme=b"no document")),
    ],
)
def test_a_hostile_file_leaves_nothing(
    recruiter: User, candidate: Candidate, settings: Any, name: str, content: bytes
) -> None:
    with pytest.raises(Invalid):
        by(recruiter, add_attachment, candidate.pk, upload=upload(name, content))
    assert (Attachment.objects.count(), stored(settings)) == (0, [])


def test_one_byte_over_the_limit_is_too_much(recruiter: User, candidate: Candidate, settings: Any) -> None:
    settings.MAX_RESUME_BYTES = 1000
    by(recruiter, add_attachment, candidate.pk, upload=upload("cv.txt", b"x" * 1000))
    with pytest.raises(Invalid) as caught:
        by(recruiter, add_attachment, candidate.pk, upload=upload("cv.txt", b"x" * 1001))
    assert caught.value.code == "too_large"


def test_foreign_absent_and_erased(recruiter: User, other_recruiter: User, candidate: Candidate, settings: Any) -> None:
    for actor, pk in ((other_recruiter, candidate.pk), (recruiter, uuid4())):
        with pytest.raises(Missing):
            by(actor, add_attachment, pk, upload=upload("cv.txt", b"Ada"))
    Candidate.objects.filter(pk=candidate.pk).update(anonymised_at=timezone.now())
    with pytest.raises(Conflict):
        by(recruiter, add_attachment, candidate.pk, upload=upload("cv.txt", b"Ada"))
    assert stored(settings) == []
