"""The whole run of `phongtrao compile`, with a progress bar and a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from phongtrao.config.commands._app import WrongUsage
from phongtrao.config.commands.compiling.inputs import find_inputs, result_names
from phongtrao.config.commands.compiling.jobs import Job, Outcome
from phongtrao.config.commands.compiling.pool import outcomes
from phongtrao.config.commands.compiling.summary import print_summary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ENDINGS = {"json": ".json", "table": ".txt", "xlsx": ".xlsx", "docx": ".docx"}
REFUSED_SOMETHING = 1


def compile_all(
    sources: Sequence[Path], *, out: Path | None, output_format: str, processes: int
) -> int:
    """Compile all documents; the exit code. Raises WrongUsage for sources or a folder that
    cannot be used.
    """
    inputs = find_inputs(sources, leave_out=out)
    if not inputs.files:
        raise WrongUsage("Không tìm thấy văn bản nào để biên dịch.")
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as closed:
            raise WrongUsage(f"Không tạo được thư mục {out}.") from closed
    names = result_names(inputs.files, _ENDINGS[output_format])
    jobs = [
        Job(str(path), str(out / name) if out is not None else None, output_format)
        for path, name in zip(inputs.files, names, strict=True)
    ]
    results = _run(jobs, min(processes, len(jobs)))
    screen = Console(highlight=False)
    for result in results:
        if result.table:
            screen.print(result.table, markup=False, soft_wrap=True)
    # Tables on the screen may be piped into a file: the summary then goes beside them.
    console = screen if out is not None else Console(stderr=True, highlight=False)
    print_summary(console, inputs, names if out is not None else None, results)
    return REFUSED_SOMETHING if any(result.fate == "refused" for result in results) else 0


def _run(jobs: Sequence[Job], processes: int) -> list[Outcome]:
    found: dict[int, Outcome] = {}
    bar = Progress(
        TextColumn("Biên dịch"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=len(jobs))
        for number, outcome in outcomes(jobs, processes):
            found[number] = outcome
            bar.advance(task)
    return [found[number] for number in range(len(jobs))]
