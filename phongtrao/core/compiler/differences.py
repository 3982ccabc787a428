"""What changed between two versions of a plan: obligations added, removed and changed, field by
field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from phongtrao.core.compiler.as_json import plan_as_json
from phongtrao.core.text.folding import fold_for_comparing
from phongtrao.core.text.words import WORDS, likeness

if TYPE_CHECKING:
    from phongtrao.core.compiler.plan import CompiledPlan

Record = Mapping[str, Any]

# The fields that are compared, by the list of the schema that they stand in.
FIELDS: dict[str, tuple[str, ...]] = {
    "targets": (
        "quote",
        "subject",
        "measure",
        "comparator",
        "value",
        "upper",
        "unit",
        "horizon",
        "stratum",
        "section",
    ),
    "tasks": ("quote", "lead", "coordinating", "due", "section"),
    "deadlines": ("quote", "what", "by", "to", "due", "recurs", "section"),
    "references": ("type", "issuer", "date"),
    "named_models": (),
    "named_awards": (),
}
# Records of these lists are the same when this field is.
_KEYS = {"references": "symbol", "named_models": "name", "named_awards": "name"}
_ALIKE = 0.5
_SAME_SECTION = 0.05
_TOO_COMMON = 40  # a pair of words in more records than this tells nothing


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an obligation that both versions have, before and after."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """An obligation that was added (old is None), removed (new is None) or changed. kind: a list of
    the schema.
    """

    kind: str
    old: Record | None
    new: Record | None
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDifferences:
    """All differences, in the order of the new version, what was removed at its old place in
    between.

    same: how many obligations stayed as they were.
    """

    added: tuple[Difference, ...]
    removed: tuple[Difference, ...]
    changed: tuple[Difference, ...]
    same: int


def plan_differences(old: CompiledPlan, new: CompiledPlan) -> PlanDifferences:
    """What the new version of a plan adds to, takes from and changes in the old one."""
    return record_differences(plan_as_json(old), plan_as_json(new))


def record_differences(
    old: Mapping[str, Sequence[Record]], new: Mapping[str, Sequence[Record]]
) -> PlanDifferences:
    """The same for records in the language of the schema, which a person may have corrected.

    old, new: the lists of the schema by name (targets, tasks, deadlines, references, named_models,
    named_awards); a missing list counts as empty.
    """
    added: list[Difference] = []
    removed: list[Difference] = []
    changed: list[Difference] = []
    same = 0
    for kind, fields in FIELDS.items():
        before, after = old.get(kind, ()), new.get(kind, ())
        matched = matching(kind, before, after)
        for at, record in enumerate(before):
            if at not in matched:
                removed.append(Difference(kind, record, None))
                continue
            other = after[matched[at]]
            changes = _changes(fields, record, other)
            same += not changes
            if changes:
                changed.append(Difference(kind, record, other, changes))
        kept = set(matched.values())
        added.extend(
            Difference(kind, None, record) for at, record in enumerate(after) if at not in kept
        )
    return PlanDifferences(tuple(added), tuple(removed), tuple(changed), same)


def _changes(fields: tuple[str, ...], old: Record, new: Record) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, old.get(field), new.get(field))
        for field in fields
        if _comparable(old.get(field)) != _comparable(new.get(field))
    )


def _comparable(value: Any) -> Any:
    """A value as two printings of it agree; the order of bodies does not count."""
    if isinstance(value, str):
        return fold_for_comparing(value)
    if isinstance(value, list | tuple):
        return sorted(fold_for_comparing(str(item)) for item in value)
    return value


def matching(kind: str, old: Sequence[Record], new: Sequence[Record]) -> dict[int, int]:
    """The place in the new list of each old record that is still there."""
    if key := _KEYS.get(kind):
        places = {fold_for_comparing(str(record[key])): at for at, record in enumerate(new)}
        found = {}
        for at, record in enumerate(old):
            place = places.pop(fold_for_comparing(str(record[key])), None)
            if place is not None:
                found[at] = place
        return found
    return _match_by_words(
        [(fold_for_comparing(record["quote"]), record) for record in old],
        [(fold_for_comparing(record["quote"]), record) for record in new],
    )


def _match_by_words(old: list[tuple[str, Record]], new: list[tuple[str, Record]]) -> dict[int, int]:
    """Match quotations greedily, the most alike first; the same section breaks ties."""
    index: dict[tuple[str, str], list[int]] = {}
    for at, (words, _) in enumerate(new):
        for pair in _pairs(words):
            index.setdefault(pair, []).append(at)
    candidates: list[tuple[float, int, int, int]] = []
    for before, (words, record) in enumerate(old):
        shared: Counter[int] = Counter()
        for pair in _pairs(words):
            places = index.get(pair, ())
            if len(places) <= _TOO_COMMON:
                shared.update(places)
        for after, _ in shared.most_common(8):
            alike = likeness(words, new[after][0])
            if alike >= _ALIKE:
                other = new[after][1]
                alike += _SAME_SECTION * (record.get("section") == other.get("section"))
                candidates.append((-alike, _unlike(record, other), before, after))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, before, after in sorted(candidates):
        if before not in matched and after not in taken:
            matched[before] = after
            taken.add(after)
    return matched


def _unlike(old: Record, new: Record) -> int:
    """How many figures and dates differ: two records on one quotation are told apart by them."""
    return sum(
        old.get(field) != new.get(field)
        for field in ("value", "due", "recurs", "comparator", "what")
    )


def _pairs(words: str) -> set[tuple[str, str]]:
    found = WORDS.findall(words)
    return set(zip(["", *found], [*found, ""], strict=True)) if found else set()
