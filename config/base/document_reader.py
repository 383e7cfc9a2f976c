"""Run as a program, with a document on standard input: prints its text, or says `refused: why` and fails.

Started by documents.py with Python's isolated mode; its own limits on memory and time hold whatever the file does.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from typing import Any

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 15
MAX_UNPACKED = 50_000_000
MAX_CHARACTERS = 500_000
ACTIVE_PDF = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA")


class Refused(Exception):
    pass


def read_pdf(content: bytes) -> str:
    import pypdf

    if not content.startswith(b"%PDF-"):
        raise Refused("This is no PDF.")
    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused("The PDF is encrypted: send it without a password.")
    refuse_active(reader)
    return "\n".join(page.extract_text() for page in reader.pages)


def refuse_active(reader: Any) -> None:
    """Scripts, launch actions and embedded files, wherever in the document they hang."""
    from pypdf.generic import IndirectObject

    numbers = {number for ids in reader.xref.values() for number in ids} | set(reader.xref_objStm)
    for number in sorted(numbers):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, dict) and any(key in found or found.get("/S") == key for key in ACTIVE_PDF):
            raise Refused("The PDF contains scripts or embedded files.")


def read_docx(content: bytes) -> str:
    import docx

    if not zipfile.is_zipfile(io.BytesIO(content)) or not content.startswith(b"PK"):
        raise Refused("This is no DOCX.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise Refused("The file unpacks to more than it may.")
        if any("vbaProject" in name for name in archive.namelist()):
            raise Refused("The file contains macros.")
    document = docx.Document(io.BytesIO(content))
    rows = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *rows])


def read_text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The text is not UTF-8.") from None
    if "\x00" in text or text.lstrip()[:1] == "<" or text.startswith("%PDF-"):
        raise Refused("This is no plain text.")
    return text


READERS = {"application/pdf": read_pdf, "text/plain": read_text}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    read = READERS.get(sys.argv[1], read_docx)
    try:
        text = read(sys.stdin.buffer.read())
    except Refused as refusal:
        sys.exit(f"refused: {refusal}")
    sys.stdout.buffer.write(text[:MAX_CHARACTERS].encode(errors="replace"))


if __name__ == "__main__":
    main()
