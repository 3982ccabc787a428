"""What was done: a table of the documents, and one sentence with the numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from phongtrao.core.text.reading.names import shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from phongtrao.config.commands.compiling.inputs import Inputs
    from phongtrao.config.commands.compiling.jobs import Outcome

# Beyond so many documents only those that need a look are listed.
_LISTED_MAX = 40
_SKIPPED_LISTED_MAX = 10
_FATES = {
    "compiled": ("● Đã biên dịch", "green"),
    "not-a-plan": ("– Không phải kế hoạch", "yellow"),
    "refused": ("✕ Từ chối", "red"),
}


def print_summary(
    console: Console, inputs: Inputs, names: Sequence[str] | None, results: Sequence[Outcome]
) -> None:
    """Print the summary. names: of the results, None when nothing was written."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Tệp", overflow="fold")
    table.add_column("Kết quả", no_wrap=True)
    for heading in ("Chỉ tiêu", "Nhiệm vụ", "Thời hạn"):
        table.add_column(heading, justify="right", no_wrap=True)
    remarks: list[str] = []
    for number, (path, result) in enumerate(zip(inputs.files, results, strict=True)):
        remark = _remark(path, result, names[number] if names else "")
        if remark:
            remarks.append(f"{_FATES[result.fate][0][0]} {shown_name(path.name)}: {remark}")
        if len(results) <= _LISTED_MAX or result.fate != "compiled":
            table.add_row(*_row(path, result))
    if table.row_count:
        console.print(table)
    for remark in remarks:
        console.print(remark, markup=False, soft_wrap=True)
    console.print(_totals(inputs, results), markup=False)
    for path in inputs.skipped[:_SKIPPED_LISTED_MAX]:
        console.print(f"  bỏ qua {shown_name(path.name)}: không thuộc loại đọc được", markup=False)
    if len(inputs.skipped) > _SKIPPED_LISTED_MAX:
        console.print(f"  … và {len(inputs.skipped) - _SKIPPED_LISTED_MAX} tệp khác")


def _row(path: Path, result: Outcome) -> list[Text]:
    words, colour = _FATES[result.fate]
    numbers = (result.targets, result.tasks, result.deadlines)
    shown = [str(number) if result.fate == "compiled" else "" for number in numbers]
    return [Text(shown_name(path.name)), Text(words, style=colour), *map(Text, shown)]


def _remark(path: Path, result: Outcome, name: str) -> str:
    """Why it was refused or what was converted, and the name of a result that had to be
    numbered.
    """
    renamed = name and name.rpartition(".")[0] != path.stem and result.fate != "refused"
    return f"{result.reason} Ghi vào {name} vì trùng tên.".strip() if renamed else result.reason


def _totals(inputs: Inputs, results: Sequence[Outcome]) -> str:
    fates = Counter(result.fate for result in results)
    parts = [f"Đã biên dịch {fates['compiled']}", f"không phải kế hoạch {fates['not-a-plan']}"]
    parts += [f"từ chối {fates['refused']}", f"bỏ qua {len(inputs.skipped)}"]
    return ", ".join(parts) + "."
