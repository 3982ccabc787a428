"""One document: read it safely, refuse a secret, compile it, write the result whole or not at
all.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.reading import Reading, read_safely
from phongtrao.core.text.reading.names import shown_name
from phongtrao.core.text.secrecy import refuse_state_secret

Fate = Literal["compiled", "not-a-plan", "refused"]


@dataclass(frozen=True)
class Job:
    """source: the document. target: the file of the result, None to give a table back as text."""

    source: str
    target: str | None
    output_format: str


@dataclass(frozen=True)
class Outcome:
    """What became of a document. reason: a Vietnamese sentence ("" when all is well). table: for
    the terminal.
    """

    fate: Fate
    reason: str = ""
    code: str = ""
    targets: int = 0
    tasks: int = 0
    deadlines: int = 0
    table: str = ""


INTERNAL = "Văn bản lưu hành nội bộ: không đưa kết quả ra ngoài cơ quan."
UNEXPECTED = (
    "Lỗi của chương trình khi biên dịch ({failure}). Hãy gửi tệp này cho người phụ trách phần mềm."
)


def compile_one(job: Job) -> Outcome:
    """Compile a document and write its result; every failure becomes an outcome."""
    name = Path(job.source).name
    try:
        reading = read_safely(Path(job.source), name)
        secrecy = refuse_state_secret(reading.text, reading.margins, name=shown_name(name))
        return _compiled(job, name, reading, internal_only=secrecy.internal_only)
    except RuleBroken as refused:
        return Outcome("refused", refused.text, refused.code)
    except Exception as failure:  # a bad file never stops the rest
        return Outcome("refused", UNEXPECTED.format(failure=type(failure).__name__), "unexpected")


def _compiled(job: Job, name: str, reading: Reading, *, internal_only: bool) -> Outcome:
    from phongtrao.core.compiler import compile_plan, plan_as_json  # noqa: PLC0415 - slow import

    plan = compile_plan(reading.text)
    notes = [*reading.notes, *([INTERNAL] if internal_only else [])]
    if plan.not_a_plan is not None and job.output_format != "json":
        return Outcome("not-a-plan", plan.not_a_plan)
    if job.output_format == "json":
        source = {
            "file": name,
            "kind": reading.kind,
            "notes": notes,
            "internal_only": internal_only,
        }
        result = (
            json.dumps({"source": source, **plan_as_json(plan)}, ensure_ascii=False, indent=1)
            + "\n"
        )
        table, data = "", result.encode()
    else:
        table, data = _as_table(plan, job.output_format)
    if job.target is not None:
        write_whole(Path(job.target), data)
        table = ""
    return Outcome(
        "compiled" if plan.not_a_plan is None else "not-a-plan",
        plan.not_a_plan or " ".join(notes),
        targets=len(plan.targets),
        tasks=len(plan.tasks),
        deadlines=len(plan.deadlines),
        table=table,
    )


def _as_table(plan: Any, output_format: str) -> tuple[str, bytes]:
    """The tracking table as text for a terminal ("" for office files) and as the bytes of the
    file.
    """
    from phongtrao.core.compiler import plan_as_json  # noqa: PLC0415 - slow import
    from phongtrao.core.compiler.tracking import document_words, tracking_rows  # noqa: PLC0415 - slow import
    from phongtrao.core.drafting.tracking_table import TableTitle  # noqa: PLC0415 - slow import

    document = plan_as_json(plan)["document"]
    title = TableTitle(document["subject"] or "", document_words(document))
    tracked = tracking_rows(plan)
    rows = title, tracked.tasks, tracked.targets
    if output_format == "xlsx":
        from phongtrao.core.drafting.tracking_xlsx import tracking_xlsx  # noqa: PLC0415 - slow import

        return "", tracking_xlsx(*rows)
    if output_format == "docx":
        from phongtrao.core.drafting.tracking_docx import tracking_docx  # noqa: PLC0415 - slow import

        return "", tracking_docx(*rows)
    from phongtrao.config.commands.compiling.text_table import text_table  # noqa: PLC0415 - slow import

    text = text_table(*rows)
    return text, text.encode()


def part_name(target: Path) -> Path:
    """The name under which a result is written until it is whole."""
    return target.with_name(f".{target.name}.part")


def write_whole(target: Path, data: bytes) -> None:
    """Write under another name, then rename: whoever looks sees the old file or the new one, never
    half of it.
    """
    part = part_name(target)
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
