"""Where rows come from: a folder of CSV files, or a caller who has them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from tracking.services.importing.report import BadRow
from tracking.services.importing.rows import FORMATS, FileFormat

# A longer line is cut, which its row does not survive: what is read at a time stays bounded.
LONGEST_LINE = 1_000_000
REPORTED_BYTES = 1 << 18


class SourceRow(NamedTuple):
    """Cells by column, or the problem that kept them from being read."""

    line: int
    values: Mapping[str, str]
    problem: str | None = None


class ImportSource(Protocol):
    def rows(self, file_format: FileFormat) -> Iterator[SourceRow]:
        """The rows of one file, in its order; all texts, as they would stand in it."""


class FolderSource:
    """`advance` hears how many bytes have been read, every quarter of a megabyte or so."""

    def __init__(self, folder: Path, advance: Callable[[int], object] = lambda count: None) -> None:
        self.folder = folder
        self.advance = advance

    def size(self) -> int:
        paths = [self.folder / file_format.file for file_format in FORMATS]
        return sum(path.stat().st_size for path in paths if path.is_file())

    def header_problems(self) -> list[BadRow]:
        """What makes whole files unreadable; with any, their rows are not worth looking at."""
        found = ((file_format.file, self._header_problem(file_format)) for file_format in FORMATS)
        return [BadRow(file, 1, problem) for file, problem in found if problem]

    def rows(self, file_format: FileFormat) -> Iterator[SourceRow]:
        with (self.folder / file_format.file).open("rb") as file:
            lines = Lines(file, self.advance)
            reader = csv.reader(lines, strict=True)
            header = next(reader)
            while True:
                first = reader.line_num + 1
                lines.problem = None
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield SourceRow(first, {}, f"not readable as CSV: {error}.")
                    continue
                if lines.problem is not None:
                    yield SourceRow(first, {}, lines.problem)
                elif len(cells) == len(header):
                    yield SourceRow(first, dict(zip(header, cells, strict=True)))
                elif cells:
                    yield SourceRow(first, {}, f"{len(cells)} columns, where the header has {len(header)}.")

    def _header_problem(self, file_format: FileFormat) -> str | None:
        path = self.folder / file_format.file
        if not path.is_file():
            return "there is no such file."
        with path.open("rb") as file:
            lines = Lines(file, lambda count: None)
            try:
                header = next(csv.reader(lines, strict=True), [])
            except csv.Error as error:
                return f"the header is not readable as CSV: {error}."
        return lines.problem or compare(header, file_format.header)


def compare(header: list[str], wanted: tuple[str, ...]) -> str | None:
    missing = [name for name in wanted if name not in header]
    unknown = [name for name in header if name not in wanted]
    repeated = sorted({name for name in header if header.count(name) > 1} - set(unknown))
    told = (("lacks", missing), ("has unknown", unknown), ("repeats", repeated))
    sentences = [f"the header {verb} {', '.join(names)}." for verb, names in told if names]
    return " ".join(sentences) or None


class Lines:
    """A file's lines as text. What is wrong with the bytes of a line is kept in `problem` until who reads resets it."""

    def __init__(self, file: BinaryIO, advance: Callable[[int], object]) -> None:
        self.file = file
        self.advance = advance
        self.problem: str | None = None

    def __iter__(self) -> Iterator[str]:
        encoding, read = "utf-8-sig", 0
        for line in iter(partial(self.file.readline, LONGEST_LINE), b""):
            read += len(line)
            if read >= REPORTED_BYTES:
                self.advance(read)
                read = 0
            yield self._decoded(line, encoding)
            encoding = "utf-8"
        self.advance(read)

    def _decoded(self, line: bytes, encoding: str) -> str:
        if b"\0" in line:
            self.problem = "it holds a NUL character."
            line = line.replace(b"\0", b"")
        try:
            return line.decode(encoding)
        except UnicodeDecodeError as error:
            self.problem = f"it is not valid UTF-8 (byte {error.start + 1} of the line)."
            return line.decode(encoding, errors="replace")
