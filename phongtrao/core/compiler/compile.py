"""The pipeline: layout, head, parts, then one step a kind of record."""

from __future__ import annotations

from dataclasses import replace

from phongtrao.core.compiler.awards import find_awards
from phongtrao.core.compiler.confidence import doubt_misprints, task_trust
from phongtrao.core.compiler.deadlines import Deadlines, PlanYear
from phongtrao.core.compiler.duties import defined_abbreviations
from phongtrao.core.compiler.header import read_document
from phongtrao.core.compiler.layout import Layout, Passage, read_layout, with_cells
from phongtrao.core.compiler.misprints import find_misprints
from phongtrao.core.compiler.models import find_models
from phongtrao.core.compiler.nature import why_not_a_plan
from phongtrao.core.compiler.plan import Block, CompiledPlan, Task
from phongtrao.core.compiler.references import find_references
from phongtrao.core.compiler.sections import find_sections
from phongtrao.core.compiler.targets import find_targets, spans_years, year_of_plan
from phongtrao.core.compiler.tasks import Assigner, Assignment
from phongtrao.core.compiler.zones import zone_names

_HEAD_AND_FOOT = ("letterhead", "recipients", "signature")


def compile_plan(text: str) -> CompiledPlan:
    """Compile the text of a plan document; never raises, whatever the text.

    text: plain text or Markdown as it came, any line ends, any normal form. All spans of the result
    count its characters. A text that is no plan keeps its head, sections, references and layout,
    and says in not_a_plan why it has no duties.
    """
    layout = read_layout(text)
    preamble = _preamble(layout)
    document = read_document(layout, preamble)
    body = layout.body[len(preamble) :]
    excerpt = not (layout.letterhead or layout.recipients or layout.signature)
    zones = zone_names(layout.body, excerpt=excerpt)
    assignments = Assigner(body, zones, defined_abbreviations(text), preamble).assign()
    zones |= {id(cell): zones[id(p)] for p in body for cell in p.cells if id(p) in zones}
    year = PlanYear(
        year_of_plan(document.subject),
        spans_years(document.subject),
        (document.date or "")[:4] or None,
    )
    targets = find_targets(with_cells(body), zones, year.of_plan, year.issued)
    printed = [p for p in with_cells(layout.passages) if p.kind != "row"]
    plan = CompiledPlan(
        text=text,
        document=document,
        sections=tuple(find_sections(layout.body)),
        references=tuple(
            find_references([p for p in printed if p.kind not in _HEAD_AND_FOOT], document.symbol)
        ),
        blocks=_blocks(layout.passages),
        misprints=tuple(find_misprints([p for p in printed if p.kind != "recipients"])),
        not_a_plan=why_not_a_plan(layout, document, assignments, preamble, promises=bool(targets)),
    )
    if plan.not_a_plan is not None:
        return plan
    plan = replace(plan, targets=tuple(doubt_misprints(targets, plan.misprints)))
    return _with_duties(plan, body, zones, assignments, Deadlines(year))


def _with_duties(
    plan: CompiledPlan,
    body: list[Passage],
    zones: dict[int, str],
    assignments: list[Assignment],
    deadlines: Deadlines,
) -> CompiledPlan:
    taken = {id(a.passage) for a in assignments} | {
        id(holder) for a in assignments for holder, _, _ in a.time
    }
    timed = [
        p for p in body if zones.get(id(p)) == "time" and id(p) not in taken and p.kind != "heading"
    ]
    due = deadlines.find(assignments, timed)
    promised = [
        p
        for p in with_cells(body)
        if zones.get(id(p)) not in ("foreign", "situation") and p.kind != "row"
    ]
    return replace(
        plan,
        tasks=tuple(doubt_misprints(_tasks(assignments, deadlines), plan.misprints)),
        deadlines=tuple(doubt_misprints(due, plan.misprints)),
        models=tuple(doubt_misprints(find_models(promised), plan.misprints)),
        awards=tuple(find_awards(promised)),
    )


def _tasks(assignments: list[Assignment], deadlines: Deadlines) -> list[Task]:
    return [
        Task(
            at=assignment.passage.content.proof(assignment.start, assignment.end),
            trust=task_trust(assignment),
            section=assignment.passage.path,
            lead=assignment.lead,
            coordinating=assignment.coordinating,
            due=deadlines.due(assignment),
        )
        for assignment in assignments
    ]


def _preamble(layout: Layout) -> list[Passage]:
    """The passages between the title and the first numbered part."""
    made: list[Passage] = []
    for passage in layout.body:
        if passage.mark is not None or passage.kind in ("heading", "appendix", "row", "title"):
            break
        made.append(passage)
    return made


def _blocks(passages: list[Passage]) -> tuple[Block, ...]:
    """The layout as blocks in order that do not meet: no character of the text stands in two of
    them.

    A page number inside a paragraph belongs to the paragraph; a subject printed in the line of the
    title is cut from it.
    """
    made: list[Block] = []
    for passage in sorted(passages, key=lambda passage: (passage.start, -passage.end)):
        start, end = passage.start, passage.end
        if made and start < made[-1].end:
            if passage.kind == "noise" or passage.begin < 0:
                start = made[-1].end
            else:
                made[-1] = replace(made[-1], end=start)
        if start < end:
            made.append(_block(passage, start, end))
    return tuple(block for block in made if block.start < block.end)


def _block(passage: Passage, start: int, end: int) -> Block:
    return Block(
        start=start,
        end=end,
        kind=passage.kind,
        label=passage.mark.label if passage.mark else None,
        path=passage.path,
        level=passage.level,
    )
