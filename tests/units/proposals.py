"""Proposals of changes of the units of the tests."""

from __future__ import annotations

from phongtrao.units.actions import previewing
from phongtrao.units.actions.proposing import NewUnit, Part
from phongtrao.units.models import Level
from tests.units.days import REFORM

COMMUNE = Level.COMMUNE


def new_commune(land, name: str) -> NewUnit:
    return NewUnit(COMMUNE, {"name": name, "kind": "xã", "territory": land.province})


def rename(land, name="Xã An Hòa", on=REFORM, decision=None, unit=None):
    return previewing.preview_rename(unit=unit or land.first, name=name, on=on, decision=decision)


def merge(land, into=None, on=REFORM, units=None):
    return previewing.preview_merge(
        units=units or [land.first, land.second],
        into=into or new_commune(land, "Xã An Cẩm"),
        on=on,
        decision=None,
    )


def split(land, *parts: Part, children=None, on=REFORM):
    return previewing.preview_split(
        unit=land.first, parts=parts, children=children or {}, on=on, decision=None
    )


def end(land, units, children_to=None, on=REFORM):
    return previewing.preview_end(units=units, children_to=children_to, on=on, decision=None)
