"""How long one plan takes to be read in each file format: python bench/reading_speed.py [--plan
FILE] [--runs N].

Makes the same plan as .txt, .html, .docx, .odt and, where LibreOffice is installed, .pdf, .doc and
.rtf; reads each several times, in this process and through read_safely, and prints the medians.
Writes var/bench/reading.json.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import docx

from phongtrao.core.text.reading import read_document, read_safely
from phongtrao.core.text.reading.office import libreoffice_program

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "var" / "bench" / "reading.json"
MADE_BY_LIBREOFFICE = ("pdf", "odt", "doc", "rtf")
THROUGH_LIBREOFFICE = frozenset({"doc", "rtf"})


def made_up_plan() -> str:
    """A plan of about 40,000 characters with an appendix table, when no file is given."""
    duty = (
        "Công an xã chủ trì, phối hợp với Ủy ban Mặt trận "
        "Tổ quốc Việt Nam xã và các đoàn thể tổ chức tuyên "
        "truyền, vận động Nhân dân tham gia phong trào toàn "
        "dân bảo vệ an ninh Tổ quốc; phấn đấu từ 95% khu dân "
        "cư trở lên đạt tiêu chuẩn “An toàn về an ninh, trật tự” trong năm 2026."
    )
    parts = ["KẾ HOẠCH", "Xây dựng phong trào toàn dân bảo vệ an ninh Tổ quốc năm 2026"]
    for part in ("I", "II", "III", "IV"):
        parts.append(f"{part}. NỘI DUNG, NHIỆM VỤ")
        parts += [f"{number}. {duty}" for number in range(1, 31)]
    return "\n\n".join(parts)


def as_docx(plan: str) -> bytes:
    """The plan as Word document, with a table of 60 rows."""
    document = docx.Document()
    for paragraph in plan.split("\n\n"):
        document.add_paragraph(" ".join(paragraph.split()))
    table = document.add_table(rows=60, cols=4, style="Table Grid")
    for number, row in enumerate(table.rows):
        texts = (str(number), "Tổ chức tuyên truyền", "Công an xã", "Quý IV")
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def files_of(plan: str) -> dict[str, bytes]:
    """The plan in every format that can be made here, by ending."""
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in plan.split("\n\n"))
    page = f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{paragraphs}</body></html>"
    files = {"txt": plan.encode(), "html": page.encode(), "docx": as_docx(plan)}
    program = libreoffice_program()
    if program is not None:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "plan.docx")
            source.write_bytes(files["docx"])
            profile = f"-env:UserInstallation=file://{folder}/profile"
            for kind in MADE_BY_LIBREOFFICE:
                command = [program, "--headless", profile, "--convert-to", kind, "--outdir", folder]
                subprocess.run([*command, str(source)], check=True, capture_output=True)
                files[kind] = source.with_suffix(f".{kind}").read_bytes()
    return files


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """The median time of some runs, after one that warms up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, help="a plan as UTF-8 text")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    plan = given.plan.read_text(encoding="utf-8") if given.plan else made_up_plan()
    results: dict[str, dict[str, float]] = {}
    sys.stdout.write(
        f"{'format':8}{'kB':>8}{'in process ms':>16}{'read safely ms':>16}{'characters':>12}\n"
    )
    for kind, data in files_of(plan).items():
        name = f"plan.{kind}"
        runs = 2 if kind in THROUGH_LIBREOFFICE else given.runs
        safely = median_seconds(lambda data=data, name=name: read_safely(data, name), runs) * 1000
        inside = 0.0
        if kind not in THROUGH_LIBREOFFICE:
            inside = (
                median_seconds(lambda data=data, name=name: read_document(data, name), runs) * 1000
            )
        characters = len(read_safely(data, name).text)
        results[kind] = {
            "bytes": len(data),
            "in_process_ms": round(inside, 2),
            "read_safely_ms": round(safely, 1),
            "characters": characters,
        }
        shown = f"{inside:.1f}" if inside else "-"
        sys.stdout.write(
            f"{kind:8}{len(data) / 1024:8.0f}{shown:>16}{safely:16.0f}{characters:12}\n"
        )
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
