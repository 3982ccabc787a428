"""A compiled plan as short lines, one a record, so that a test can show what it expects."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phongtrao.core.compiler import CompiledPlan
    from phongtrao.core.compiler.plan import Deadline, Reference, Target, Task

LONGEST = 64


def short(quote: str) -> str:
    """A quote on one line: its beginning and its end."""
    line = " ".join(unicodedata.normalize("NFC", quote).replace("\u200b", "").split())
    return line if len(line) <= LONGEST else f"{line[:40]} … {line[-20:]}"


def bodies(names: tuple[str, ...]) -> str:
    """Bodies, one after the other."""
    return "; ".join(names) or "-"


def target_row(target: Target) -> str:
    """Place, words, level, horizon, stratum of a target."""
    level = f"{target.comparator} {target.value:g}"
    if target.upper is not None:
        level += f"..{target.upper:g}"
    horizon = f"{target.horizon.kind} {target.horizon.value}" if target.horizon else "-"
    parts = [target.section or "-", short(target.quote), f"{level} {target.unit}", horizon]
    return " | ".join([*parts, *([target.stratum] if target.stratum else [])])


def task_row(task: Task) -> str:
    """Place, words, who leads, who helps, due date of a task."""
    parts = [task.section or "-", short(task.quote), bodies(task.lead), bodies(task.coordinating)]
    return " | ".join([*parts, *([task.due] if task.due else [])])


def deadline_row(deadline: Deadline) -> str:
    """Place, words, kind, from whom, to whom, when of a deadline."""
    when = f"{deadline.due or ''} {deadline.recurs or ''}".strip()
    return " | ".join(
        [
            deadline.section or "-",
            short(deadline.quote),
            deadline.what,
            bodies(deadline.by),
            bodies(deadline.to),
            when,
        ]
    )


def reference_row(reference: Reference) -> str:
    """Symbol, type, issuer, date of a cited document."""
    parts = [reference.symbol, reference.type, reference.issuer, reference.date]
    return " | ".join(part or "-" for part in parts)


def header(plan: CompiledPlan) -> dict[str, str]:
    """What the head and the foot of a document say; what they leave out is missing."""
    document = plan.document
    signed = document.signatory
    found = {
        "type": document.type,
        "symbol": document.symbol,
        "issuer": document.issuer,
        "place": document.place,
        "date": document.date,
        "subject": document.subject,
        "authority": signed and signed.authority,
        "title": signed and signed.title,
        "name": signed and signed.name,
        "recipients": "; ".join(document.recipients),
    }
    return {key: value for key, value in found.items() if value}


def rows(plan: CompiledPlan) -> dict[str, object]:
    """Everything a plan compiles into, lists left out when they are empty."""
    found: dict[str, list[str]] = {
        "sections": [f"{section.path} | {short(section.title)}" for section in plan.sections],
        "references": [reference_row(reference) for reference in plan.references],
        "targets": [target_row(target) for target in plan.targets],
        "tasks": [task_row(task) for task in plan.tasks],
        "deadlines": [deadline_row(deadline) for deadline in plan.deadlines],
        "models": [named.name for named in plan.models],
        "awards": [named.name for named in plan.awards],
        "misprints": [f"{slip.printed} > {slip.likely}" for slip in plan.misprints],
    }
    return {**{key: value for key, value in found.items() if value}, "header": header(plan)}
