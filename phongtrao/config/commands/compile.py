"""`phongtrao compile`: plan documents in, targets, tasks and deadlines out."""

# Without "from __future__ import annotations": typer reads the annotations while it runs.

import os
from pathlib import Path
from typing import Annotated

import typer

from phongtrao.config.commands._app import Command, WrongUsage

_HELP = """Biên dịch văn bản kế hoạch thành chỉ tiêu, nhiệm vụ, thời hạn, mỗi mục kèm nguyên văn.

Đọc .txt, .md, .html, .docx, .odt, .pdf có chữ; .doc và .rtf khi máy có LibreOffice. Mỗi văn bản
cho một tệp kết quả cùng tên trong thư mục --out; hai văn bản trùng tên thì tệp sau được đánh số
(ke-hoach-2.json); kết quả cũ cùng tên được thay. Văn bản mang dấu mật bị từ chối, nội dung không
được ghi lại. Một tệp lỗi không làm dừng các tệp khác.

Mã thoát: 0 xong, 1 có tệp bị từ chối, 2 câu lệnh không đúng."""
_SHORT_HELP = "Biên dịch văn bản kế hoạch thành dữ liệu hoặc bảng theo dõi."
_FORMATS_HELP = (
    "json: toàn bộ dữ liệu; table: bảng chữ (.txt); xlsx, docx: bảng theo dõi để làm việc và in."
)
_OUT_HELP = (
    "Nơi ghi kết quả, được tạo nếu chưa có. Chỉ --format table được bỏ: bảng hiện ra màn hình."
)
JOBS_MAX = 256
ALL_CORES = os.cpu_count() or 1
FORMATS = ("json", "table", "xlsx", "docx")

Sources = Annotated[
    list[Path],
    typer.Argument(
        metavar="TỆP_HOẶC_THƯ_MỤC", help="Văn bản, hoặc thư mục có văn bản.", show_default=False
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="THƯ_MỤC", help=_OUT_HELP, show_default=False),
]
OutputFormat = Annotated[
    str, typer.Option("--format", "-f", metavar="|".join(FORMATS), help=_FORMATS_HELP)
]
Jobs = Annotated[
    int,
    typer.Option("--jobs", "-j", metavar="SỐ", help="Số tệp xử lý cùng lúc."),
]


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("compile", cls=Command, help=_HELP, short_help=_SHORT_HELP)(compile_files)


def compile_files(
    sources: Sources,
    out: Out = None,
    output_format: OutputFormat = "json",
    jobs: Jobs = ALL_CORES,
) -> int:
    """Run the command; the exit code."""
    from phongtrao.config.commands.compiling.run import compile_all  # noqa: PLC0415 - slow import

    if output_format not in FORMATS:
        wrong = f"Không có dạng “{output_format}”; --format là một trong: {', '.join(FORMATS)}."
        raise WrongUsage(wrong)
    if out is None and output_format != "table":
        wrong = "Thiếu --out: thư mục để ghi kết quả."
        raise WrongUsage(wrong)
    if not 1 <= jobs <= JOBS_MAX:
        raise WrongUsage(f"--jobs là số từ 1 đến {JOBS_MAX}.")
    return compile_all(sources, out=out, output_format=output_format, processes=jobs)
