"""The diagrams say what the tables say, and the files in docs/ are up to date."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tracking.diagrams import BEGIN, END, diagram, process_section, statuses_page, with_section
from tracking.enums import CandidateStatus, OfferStatus, ProcessStatus, StageOutcome
from tracking.transitions import OFFER, PROCESS, STAGE


@pytest.fixture
def docs(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "api.md").write_text(f"Hello\n\n{BEGIN}\nold\n{END}\nBye\n")
    settings.BASE_DIR = tmp_path
    return folder


def test_the_files_in_docs_are_up_to_date() -> None:
    call_command("status_diagrams", check=True, stdout=StringIO())


def test_it_writes_both_files_and_then_has_nothing_to_do(docs: Path) -> None:
    out = StringIO()
    call_command("status_diagrams", stdout=out)
    call_command("status_diagrams", stdout=out)
    call_command("status_diagrams", check=True, stdout=out)
    assert out.getvalue() == "2 files written.\nUp to date.\nUp to date.\n"
    assert (docs / "statuses.md").read_text() == statuses_page()
    assert (docs / "api.md").read_text() == f"Hello\n\n{process_section()}\nBye\n"


def test_check_writes_nothing_and_fails(docs: Path) -> None:
    with pytest.raises(CommandError, match=r"Not up to date: statuses.md, api.md"):
        call_command("status_diagrams", check=True)
    assert not (docs / "statuses.md").exists()


def test_a_page_without_markers_is_refused(docs: Path) -> None:
    (docs / "api.md").write_text("Hello")
    with pytest.raises(CommandError, match=r"docs/api.md: The page needs"):
        call_command("status_diagrams")
    with pytest.raises(ValueError, match="needs one line"):
        with_section(f"{BEGIN}{BEGIN}{END}", "x")


@pytest.mark.parametrize("table", [PROCESS, STAGE, OFFER], ids=lambda table: table.subject)
def test_every_step_is_an_arrow_and_every_arrow_a_step(table: Any) -> None:
    lines = [line.strip().split(" : ")[0] for line in diagram(table).splitlines() if "-->" in line]
    arrows = [tuple(line.split(" --> ")) for line in lines if "[*]" not in line]
    assert len(arrows) == len(set(arrows))
    assert sorted(arrows) == table.pairs()


@pytest.mark.parametrize("statuses", [ProcessStatus, StageOutcome, OfferStatus, CandidateStatus])
def test_every_status_is_named(statuses: Any) -> None:
    page = statuses_page()
    assert [value for value in statuses.values if value not in page] == []
