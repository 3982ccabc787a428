"""Town and country on the units that the program ships: N25, N26 and what stands on a list."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from unittest.mock import patch

import pytest
from django.apps import apps
from django.urls import reverse

from phongtrao.access.models import Role
from phongtrao.core.rollup.strata import Strata, UnitFacts
from phongtrao.reporting.actions.strata import set_strata
from phongtrao.reporting.actions.totals import rebuild_missing
from phongtrao.reporting.models import Expected, Obligation
from phongtrao.units.actions import loading
from phongtrao.units.actions.changing import carry_out, undo_change
from phongtrao.units.actions.previewing import preview_reclassify
from phongtrao.units.models import Unit, UnitChange, UnitVersion
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import client_of, day
from tests.reporting.list_rows import YEARS
from tests.reporting.report_rows import Asked, make_form, make_target
from tests.reporting.strata_rows import CAMERAS, counts, households, of_year

pytestmark = pytest.mark.django_db

DA_PHUC, SOC_SON, BA_DINH = "n00430", "n00376", "n00004"
"""Two xã and a phường of Hà Nội as of 1 July 2025."""
RECLASSIFIED = date(2026, 11, 1)
KINDS = {"rural": "xã", "urban": "phường"}
TOWN, COUNTRY = Strata(settlements=("urban",)), Strata(settlements=("rural",))


def _shipped(name: str) -> list[loading.Line]:
    return [one for one in _FILES(name) if one.get("key") in (DA_PHUC, SOC_SON, BA_DINH)]


_FILES = loading._lines


@pytest.fixture
def asked() -> Asked:
    """N25 and N26 asked of three communes of Hà Nội for 2026."""
    with day(date(2026, 1, 5)), patch.object(loading, "_lines", _shipped):
        story = make_story(0)
        Unit.objects.filter(pk=story.province.pk).update(key="p01")
        loading.load_national()
        story.communes = [Unit.objects.get(key=key) for key in (DA_PHUC, SOC_SON, BA_DINH)]
        hand(story)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        targets = [make_target(story, name, CAMERAS, "Tổng số hộ dân") for name in ("N25", "N26")]
        return of_year(Asked(story, make_form(story, targets, YEARS), None), 2026)


def narrow(asked: Asked) -> None:
    for measure, strata in zip(asked.form.measures.order_by("pk"), (COUNTRY, TOWN), strict=True):
        set_strata(measure=measure, strata=strata, by=asked.officer)


def test_a_measure_of_the_country_counts_the_communes_that_the_program_ships(asked: Asked) -> None:
    narrow(asked)
    households(asked, (20, 100), (30, 100), (60, 100))
    assert counts(asked) == {"N25": (50, 200), "N26": (60, 100)}


def test_the_list_says_that_a_shipped_commune_became_a_ward(asked: Asked) -> None:
    proposal = preview_reclassify(
        unit=asked.story.communes[0],
        on=RECLASSIFIED,
        decision=None,
        kind="phường",
        settlement="urban",
    )
    carry_out(proposal=proposal, by=None)
    with day(date(2027, 1, 5)):
        page = client_of(asked.officer).get(
            reverse("reporting:refresh_list", args=[asked.period.pk])
        )
    assert page.status_code == 200
    assert "phường, đô thị" in page.text


def test_what_was_stored_in_the_words_of_the_files_is_put_right(asked: Asked) -> None:
    """An installation made before: lists, expectations, totals and what undoing writes back."""
    change = carry_out(
        proposal=preview_reclassify(
            unit=asked.story.communes[0],
            on=RECLASSIFIED,
            decision=None,
            kind="phường",
            settlement="urban",
        ),
        by=None,
    )
    _store_words(change)
    narrow(asked)
    households(asked, (20, 100), (30, 100), (60, 100))
    assert counts(asked)["N25"] is None
    for room in ("units.migrations.0005", "reporting.migrations.0015"):
        import_module(f"phongtrao.{room}_settlement_values").set_values(apps, None)
    import_module("phongtrao.reporting.migrations.0020_fill_frozen").find(apps, None)
    rebuild_missing()
    assert counts(asked) == {"N25": (50, 200), "N26": (60, 100)}
    undo_change(change=change, by=None)
    assert set(UnitVersion.objects.values_list("settlement", flat=True)) <= {"", "rural", "urban"}


def _store_words(change: UnitChange) -> None:
    """Write what the program once wrote."""
    for value, words in (("rural", "nông thôn"), ("urban", "đô thị")):
        UnitVersion.objects.filter(settlement=value).update(settlement=words)
        key, old = (UnitFacts("commune", one, kind=KINDS[value]).key for one in (value, words))
        Obligation.objects.filter(stratum=key).update(stratum=old)
        for row in Expected.objects.filter(strata__has_key=key):
            row.strata[old] = row.strata.pop(key)
            row.save()
    change.before["versions"][0]["settlement"] = "nông thôn"
    change.save()
