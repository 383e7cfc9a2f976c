"""Companies and feeders, by the names people use for them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from config.base.errors import Conflict, Invalid, Missing
from config.base.text import fold
from tracking.models import Company, Feeder
from tracking.services.names import create_named, ensure_named, update_named

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("model", [Company, Feeder])


@BOTH
def test_create_folds_name_and_aliases(model: Any) -> None:
    row = create_named(model, name=" Amazon ", aliases=["AWS", " aws ", "Ａｍａｚｏｎ", "Amazon Web  Services"])
    row.refresh_from_db()
    assert (row.name, row.name_key) == ("Amazon", "amazon")
    assert row.aliases == ["AWS", "Amazon Web  Services"]
    assert row.alias_keys == ["aws", "amazon web services"]


@BOTH
@pytest.mark.parametrize(
    ("name", "aliases", "attr"),
    [
        ("amazon", [], "name"),
        ("AWS", [], "name"),
        ("Other", ["Amazon"], "aliases"),
        ("Other", ["aws"], "aliases"),
    ],
)
def test_a_name_or_alias_means_one_only(model: Any, name: str, aliases: list[str], attr: str) -> None:
    create_named(model, name="Amazon", aliases=["AWS"])
    with pytest.raises(Conflict) as caught:
        create_named(model, name=name, aliases=aliases)
    assert (caught.value.code, caught.value.attr) == ("name_taken", attr)
    other = create_named(model, name="Third")
    with pytest.raises(Conflict):
        update_named(model, other.pk, name=name, aliases=aliases)
    other.refresh_from_db()
    assert (other.name, other.aliases) == ("Third", [])


def test_company_and_feeder_may_share_a_name() -> None:
    create_named(Company, name="Amazon")
    create_named(Feeder, name="Amazon")


@BOTH
def test_update_renames_or_replaces_the_aliases(model: Any) -> None:
    row = create_named(model, name="Amazon", aliases=["AWS"])
    update_named(model, row.pk, name="AMAZON")
    row.refresh_from_db()
    assert (row.name, row.aliases) == ("AMAZON", ["AWS"])
    update_named(model, row.pk, name="Amazon Web Services", aliases=["Amazon"])
    row.refresh_from_db()
    assert (row.name, row.alias_keys) == ("Amazon Web Services", ["amazon"])
    assert ensure_named(model, "aws", attr="name") != row


@BOTH
def test_update_of_none_is_missing(model: Any) -> None:
    with pytest.raises(Missing):
        update_named(model, uuid4(), name="Amazon")


@BOTH
@pytest.mark.parametrize(
    ("said", "attr"),
    [
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Good", "aliases": [""]}, "aliases"),
        ({"name": "Good", "aliases": ["x" * 201]}, "aliases"),
        ({"name": "Good", "aliases": [f"alias {n}" for n in range(51)]}, "aliases"),
    ],
)
def test_bad_names_are_named(model: Any, said: dict[str, Any], attr: str) -> None:
    with pytest.raises(Invalid) as caught:
        create_named(model, **said)
    assert caught.value.attr == attr
    assert not model.objects.exists()


@BOTH
def test_ensure_finds_by_name_or_alias_and_makes_what_is_new(model: Any) -> None:
    row = create_named(model, name="Amazon", aliases=["AWS"])
    for name in ("amazon", " AMAZON ", "aws", "Ａｗｓ"):
        assert ensure_named(model, name, attr="company_name") == row
    made = ensure_named(model, " Globex ", attr="company_name")
    assert (made.name, made.name_key, model.objects.count()) == ("Globex", "globex", 2)
    with pytest.raises(Invalid) as caught:
        ensure_named(model, " ", attr="company_name")
    assert caught.value.attr == "company_name"


def test_renaming_a_feeder_leaves_its_score(monkeypatch: pytest.MonkeyPatch) -> None:
    feeder = create_named(Feeder, name="Amazon")

    def folds_while_the_score_is_written(name: str) -> str:
        Feeder.objects.filter(pk=feeder.pk).update(score_boost=3)
        return fold(name)

    monkeypatch.setattr("tracking.services.names.fold", folds_while_the_score_is_written)
    update_named(Feeder, feeder.pk, name="AWS")
    feeder.refresh_from_db()
    assert (feeder.name, feeder.name_key, feeder.score_boost) == ("AWS", "aws", 3)
