"""Seven communes that answer one box in seven ways, none of which looks like another."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from phongtrao.reporting.actions.forms import issue_form, new_version, save_element
from phongtrao.reporting.actions.verdicts import exempt
from tests.kept_rows import made_once
from tests.reporting.report_rows import Asked, accept, make_asked, opened_in_time, send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.units.models import Unit

FIGURE, UNKNOWN, BLANK, APART, SILENT, EXEMPT, NOTHING = range(7)
"""What the communes said in A3, in their order; NOTHING: 0 of 0."""


@made_once
def make_nothing() -> Asked:
    """Xã 1 gives a figure, Xã 2 writes "?", Xã 3 leaves A3 empty, Xã 4 writes "KAD", Xã 5 is
    silent, Xã 6 exempt, Xã 7 has settled none of none. All reports are accepted.
    """
    asked = make_asked(7)
    form = new_version(form=asked.form, by=asked.officer)
    box = form.elements.get(code="A3")
    save_element(form=form, element=box, required=False, may_be_not_applicable=True,
                 by=asked.officer)  # fmt: skip
    issue_form(form=form, by=asked.officer)
    asked = Asked(asked.story, form, opened_in_time(form, asked.officer, number=1))
    said = {FIGURE: "9", UNKNOWN: "?", BLANK: "", APART: "KAD"}
    for number, word in said.items():
        send(asked, asked.story.communes[number], 10, 10, word)
    send(asked, asked.story.communes[NOTHING], 0, 0, 0)
    for number in (*said, NOTHING):
        accept(asked, asked.story.communes[number])
    row = asked.of(asked.story.communes[EXEMPT])
    exempt(obligation=row, reason="Mới thành lập", by=asked.officer)
    return asked


def commune(asked: Asked, number: int) -> Unit:
    """One of the seven."""
    return asked.story.communes[number]


def cells(html: str) -> list[list[str]]:
    """The cells of the lines of a table, as they are read."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [
        [
            " ".join(unescape(re.sub("<.*?>", " ", one)).split())
            for one in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def of_units(html: str, columns: Sequence[str]) -> dict[str, list[str]]:
    """Name of a unit → what the table of units says of it in some columns."""
    table = html.partition('id="don-vi"')[2].partition("</table>")[0]
    head, *rows = cells(table)
    places = [head.index(one) for one in columns]
    return {row[0]: [row[place] for place in places] for row in rows}
