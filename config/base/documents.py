"""Uploaded documents: what they are is read from their bytes, in a process of its own with little time and memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import PurePath

from django.conf import settings

from config.base.errors import Invalid

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
TYPE_OF = {".pdf": PDF, ".docx": DOCX, ".txt": TEXT}
# The industry's test file that every virus scanner knows: who sends it wants to know whether anyone looks.
TEST_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
SECONDS = 20


def inspect(name: str, content: bytes) -> str:
    """The content type of an acceptable document. Raises Invalid, naming what is wrong."""
    read_document(name, content)
    return TYPE_OF[PurePath(name).suffix.lower()]


def read_document(name: str, content: bytes) -> str:
    """The text of a PDF, DOCX or text file. Raises Invalid."""
    kind = TYPE_OF.get(PurePath(name).suffix.lower())
    if kind is None:
        raise refused("Only PDF, DOCX and text files are accepted.", "unsupported_type")
    if not content:
        raise refused("The file is empty.", "empty")
    if len(content) > settings.MAX_RESUME_BYTES:
        raise refused(f"The file is larger than {settings.MAX_RESUME_BYTES} bytes.", "too_large")
    if TEST_VIRUS in content:
        raise refused("The file is infected.", "infected")
    return run_reader(kind, content)


def run_reader(kind: str, content: bytes) -> str:
    """Parses in a child process: a hostile file may crash or stall that one only."""
    command = [sys.executable, "-I", str(PurePath(__file__).with_name("document_reader.py")), kind]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise refused("The file takes too long to read.", "unreadable") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        known = said[-1].removeprefix("refused: ") if said and said[-1].startswith("refused: ") else None
        raise refused(known or "The file cannot be read as what its name says.", "unreadable")
    return done.stdout.decode()


def refused(detail: str, code: str) -> Invalid:
    return Invalid(detail, code=code, attr="file")
