"""feeders.json, out and in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analytics.services.feeder_files import export_feeders, import_feeders
from config.base.errors import Invalid
from tracking.models import Feeder
from tracking.services.closing import complete_process
from tracking.services.names import create_named
from tracking.tests.factories import CandidateFactory, ProcessFactory
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db


@pytest.fixture
def amazon() -> Feeder:
    feeder = create_named(Feeder, name="Amazon", aliases=["AWS"])
    person = CandidateFactory()
    placed, _ = (ProcessFactory(feeder=feeder, candidate=person, role_key=role) for role in "ab")
    extended(placed)
    by(placed.recruiter, complete_process, placed.pk, final_status="offer_accepted")
    return feeder


def test_export_tells_every_feeder_with_its_figures(amazon: Feeder) -> None:
    create_named(Feeder, name="Nobody yet")
    exported = export_feeders()
    assert json.loads(json.dumps(exported)) == exported
    first, second = exported["feeders"]
    assert first | {"interval": None, "shrunken_rate": None} == {
        "name": "Amazon",
        "aliases": ["AWS"],
        "rank": 1,
        "candidates_sourced": 1,
        "processes_sourced": 2,
        "placements": 1,
        "open": 1,
        "conversion_rate": 0.5,
        "interval": None,
        "decided_rate": 1.0,
        "shrunken_rate": None,
        "matured_rate": first["matured_rate"],
        "score_boost": 0.0,
    }
    assert first["interval"] == [0.094531, 0.905469]
    assert first["shrunken_rate"] == 0.5
    assert (second["name"], second["conversion_rate"], second["interval"]) == ("Nobody yet", None, None)


def test_export_of_one(amazon: Feeder) -> None:
    create_named(Feeder, name="Other")
    [told] = export_feeders(feeder=amazon.pk)["feeders"]
    assert told["name"] == "Amazon"


def test_what_was_exported_is_imported(amazon: Feeder) -> None:
    text = json.dumps(export_feeders())
    report = import_feeders(text)
    assert (report.made, report.changed, report.known) == ([], [], ["Amazon"])
    Feeder.objects.filter(pk=amazon.pk).update(name="A", name_key="a", aliases=[], alias_keys=[])
    assert import_feeders(text).made == ["Amazon"]
    assert Feeder.objects.get(name="Amazon").aliases == ["AWS"]


def test_aliases_are_added_and_none_is_lost(amazon: Feeder) -> None:
    report = import_feeders(json.dumps([{"name": "aws", "aliases": ["Amazon Web Services", "Amazon"]}]))
    assert (report.made, report.changed, report.known) == ([], ["Amazon"], [])
    amazon.refresh_from_db()
    assert (amazon.name, amazon.aliases) == ("Amazon", ["AWS", "Amazon Web Services"])
    assert import_feeders(json.dumps([{"name": "aws", "aliases": ["Amazon web  services"]}])).known == ["Amazon"]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ("{", "This is no JSON"),
        ("[" * 100_000, "This is no JSON"),
        ('{"feeders": 3}', "A list of feeders is wanted"),
        ('"Amazon"', "A list of feeders is wanted"),
        ('[{"name": "Fine"}, "Amazon"]', "Entry 2 (Amazon): A feeder is an object with a name."),
        ('[{"aliases": []}]', "Entry 1"),
        ('[{"name": 3}]', "Entry 1 (3)"),
        ('[{"name": " "}]', "A name is needed."),
        (r'[{"name": "a\u0000b"}]', "A feeder is an object with a name."),
        (r'[{"name": "\ud800"}]', "A feeder is an object with a name."),
        (r'[{"name": "x", "aliases": ["a\u0000b"]}]', "Aliases are a list of names."),
        ('[{"name": "x", "aliases": "AWS"}]', "Entry 1 (x): Aliases are a list of names."),
        ('[{"name": "x", "aliases": [3]}]', "Aliases are a list of names."),
        ('[{"name": "x", "aliases": ["Amazon"]}]', "“Amazon” already names another."),
        (json.dumps([{"name": "x" * 300}]), "Entry 1 (" + "x" * 80 + "): At most"),
    ],
)
def test_a_bad_entry_is_named_and_nothing_is_kept(amazon: Feeder, entries: str, told: str) -> None:
    with pytest.raises(Invalid) as refusal:
        import_feeders(entries)
    assert told in refusal.value.detail
    assert Feeder.objects.count() == 1


def test_a_later_entry_may_name_an_earlier_one(db: Any) -> None:
    report = import_feeders('[{"name": "Kestrel"}, {"name": "KESTREL", "aliases": ["K"]}]')
    assert (report.made, report.changed) == (["Kestrel"], ["Kestrel"])
