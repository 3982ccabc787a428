"""The layout of a printed document: passages with their place in the outline."""

from __future__ import annotations

from phongtrao.core.compiler.layout.closing import set_closings
from phongtrao.core.compiler.layout.head import Layout
from phongtrao.core.compiler.layout.outline import Outliner, mark_headings, title_labels
from phongtrao.core.compiler.layout.paragraphs import join_lines
from phongtrao.core.compiler.layout.passage import Passage, with_cells
from phongtrao.core.compiler.layout.regions import Divider
from phongtrao.core.text.lines import read_lines

__all__ = ["Layout", "Passage", "read_layout", "with_cells"]


def read_layout(source: str) -> Layout:
    """The layout of a text: its passages in order, with label, path, level and parent; head and
    foot by name.
    """
    made, noise = join_lines(source, read_lines(source))
    layout = Divider(source, made).divide()
    title_labels(layout)
    Outliner().walk(layout.body)
    set_closings(layout.body)
    mark_headings(layout.body)
    for line in noise:
        layout.passages.append(Passage([line], line.content, kind="noise"))
    layout.passages.sort(key=lambda passage: passage.start)
    return layout
