"""Sections: every numbered heading and item, with its path and first logical line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.compiler.layout.passage import is_open
from phongtrao.core.compiler.layout.titles import appendix_label
from phongtrao.core.compiler.plan import Section, Trust
from phongtrao.core.text.spans import Evidence, evidence

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage


def find_sections(body: list[Passage]) -> list[Section]:
    """The numbered parts of the body in document order."""
    made = []
    for at, passage in enumerate(body):
        if passage.kind == "appendix":
            section = _appendix(passage, body[at + 1 : at + 4])
        elif passage.mark is None or passage.path is None:
            continue
        elif passage.kind == "row":
            section = _row(passage)
        else:
            section = _item(passage)
        if section is not None:
            made.append(section)
    return made


def _section(passage: Passage, title: str, at: Evidence | None) -> Section | None:
    sure = passage.mark is None or passage.mark.kind not in ("point_in_brackets", "upper")
    trust = Trust(
        confidence=0.95 if sure else 0.8,
        doubt=None if sure else "Nhãn này có thể không phải là số mục.",
    )
    path = passage.path
    return (
        Section(at=at, trust=trust, path=path, title=title, level=passage.level)
        if at and path
        else None
    )


def _item(passage: Passage) -> Section | None:
    source = passage.content.source
    words = passage.whole() or evidence(source, passage.start, passage.end)
    return _section(passage, passage.text.strip(), words)


def _row(passage: Passage) -> Section | None:
    for cell in passage.cells[1:]:
        if cell.text.strip():
            return _section(passage, cell.text.strip(), cell.whole())
    return None


def _appendix(passage: Passage, below: list[Passage]) -> Section | None:
    label_end = appendix_label(passage)[1]
    if passage.text[label_end:].strip():
        return _section(
            passage,
            passage.text[label_end:].strip(),
            passage.content.evidence(label_end, len(passage.text)),
        )
    titles = []
    for part in below:
        if part.mark or part.bullet or part.kind == "row" or part.text.startswith("("):
            break
        titles.append(part)
        if not is_open(part.text):
            break
    if not titles:
        return _section(passage, passage.text, passage.whole())
    return _section(passage, " ".join(part.text for part in titles), titles[0].whole())
