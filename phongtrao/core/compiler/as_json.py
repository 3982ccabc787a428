"""A compiled plan in the language of the plan schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phongtrao.core.compiler.plan import (
        CompiledPlan,
        Document,
        Named,
        Record,
        Reference,
        Target,
    )


def plan_as_json(plan: CompiledPlan) -> dict[str, Any]:
    """The plan as one JSON object: every field of the schema, and for each record its span,
    confidence and doubt.

    models and awards are lists of names, as the schema has them; named_models and named_awards hold
    their evidence.
    """
    return {
        "document": document_as_json(plan.document),
        "sections": [
            {"path": s.path, "title": s.title, "level": s.level, **_evidence(s)}
            for s in plan.sections
        ],
        "references": [reference_as_json(reference) for reference in plan.references],
        "targets": [target_as_json(target) for target in plan.targets],
        "tasks": [
            {
                "section": t.section,
                "quote": t.quote,
                "lead": list(t.lead),
                "coordinating": list(t.coordinating),
                "due": t.due,
                **_evidence(t),
            }
            for t in plan.tasks
        ],
        "deadlines": [
            {
                "section": d.section,
                "quote": d.quote,
                "what": d.what,
                "by": list(d.by),
                "to": list(d.to),
                "due": d.due,
                "recurs": d.recurs,
                **_evidence(d),
            }
            for d in plan.deadlines
        ],
        "models": [named.name for named in plan.models],
        "awards": [named.name for named in plan.awards],
        "named_models": [_named(named) for named in plan.models],
        "named_awards": [_named(named) for named in plan.awards],
        "blocks": [
            {
                "start": b.start,
                "end": b.end,
                "kind": b.kind,
                "label": b.label,
                "path": b.path,
                "level": b.level,
            }
            for b in plan.blocks
        ],
        "misprints": [
            {"start": m.start, "end": m.end, "printed": m.printed, "likely": m.likely, "why": m.why}
            for m in plan.misprints
        ],
        "not_a_plan": plan.not_a_plan,
    }


def _evidence(record: Record) -> dict[str, Any]:
    return {
        "start": record.at.start,
        "end": record.at.end,
        "confidence": record.trust.confidence,
        "doubt": record.trust.doubt,
    }


def _named(named: Named) -> dict[str, Any]:
    return {"name": named.name, "quote": named.quote, **_evidence(named)}


def document_as_json(document: Document) -> dict[str, Any]:
    """The head of the document as the schema has it."""
    signed = document.signatory
    return {
        "type": document.type,
        "symbol": document.symbol,
        "issuer": document.issuer,
        "place": document.place,
        "date": document.date,
        "subject": document.subject,
        "signatory": None
        if signed is None
        else {"authority": signed.authority, "title": signed.title, "name": signed.name},
        "recipients": list(document.recipients),
    }


def reference_as_json(reference: Reference) -> dict[str, Any]:
    """One cited document."""
    return {
        "symbol": reference.symbol,
        "type": reference.type,
        "issuer": reference.issuer,
        "date": reference.date,
        "quote": reference.quote,
        **_evidence(reference),
    }


def target_as_json(target: Target) -> dict[str, Any]:
    """One target; whole numbers are written as integers."""
    horizon = target.horizon
    key = "period" if horizon is not None and horizon.kind == "every" else "date"
    return {
        "section": target.section,
        "quote": target.quote,
        "subject": target.subject,
        "measure": target.measure,
        "comparator": target.comparator,
        "value": _whole(target.value),
        "upper": None if target.upper is None else _whole(target.upper),
        "unit": target.unit,
        "horizon": None if horizon is None else {"kind": horizon.kind, key: horizon.value},
        "stratum": target.stratum,
        **_evidence(target),
    }


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number
