"""Pages of the difficulties of a programme: all of them, and the answer to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from phongtrao.access.models import Permission
from phongtrao.access.queries import may
from phongtrao.core.errors import RuleBroken
from phongtrao.core.targets.levels import LevelUnusable
from phongtrao.programme.actions import difficulties
from phongtrao.programme.actions.days import HorizonOfOtherCentury
from phongtrao.programme.forms.difficulties import AnswerForm
from phongtrao.programme.queries import cascade as reading
from phongtrao.programme.queries.difficulties import adjusted_words, difficulties_then
from phongtrao.programme.queries.levels import in_words
from phongtrao.programme.queries.programmes import version_after
from phongtrao.programme.queries.unit_tables import difficulties_section
from phongtrao.programme.queries.workbooks import workbook
from phongtrao.programme.views.as_of import as_of, unless_published
from phongtrao.programme.views.cascade import person, programme_within
from phongtrao.programme.views.workbooks import file_of
from phongtrao.web.page import page

if TYPE_CHECKING:
    from datetime import date

    from django.http import FileResponse, HttpRequest, HttpResponse

    from phongtrao.programme.models import Difficulty

_BOXES: dict[type[RuleBroken], str] = {
    HorizonOfOtherCentury: "horizon",
    difficulties.HorizonTaken: "horizon",
    LevelUnusable: "value",
    difficulties.LevelAlreadySo: "value",
    difficulties.LevelBeforeItsBeginning: "since",
    difficulties.LevelOutsideOfTime: "since",
    difficulties.NotALevelOfTarget: "threshold",
}
"""Beside which box a refusal of a new level is said."""


@dataclass(frozen=True)
class Change:
    """What an answer would do to a level, in words."""

    old: str
    new: str
    since: date

    @property
    def words(self) -> str:
        """What a person has seen before it is done."""
        return f"{self.old} → {self.new}, {self.since:%d/%m/%Y}"


@require_safe
@login_required
def difficulty_list(
    request: HttpRequest, pk: int, *, as_file: bool = False
) -> HttpResponse | FileResponse:
    """All difficulties of a programme as of a day, those that wait first."""
    programme, day = programme_within(request, pk, also=["replaced_by"]), as_of(request)
    if early := unless_published(request, day, programme):
        return early
    rows = difficulties_then(programme, (), day.then)
    if as_file:
        sections = [difficulties_section(rows, adjusted_words(rows))]
        heading, whose = "Khó khăn, vướng mắc", str(programme.unit)
        data = workbook(heading, whose, day.on, programme.name, sections)
        return file_of(request, f"kho-khan-{pk}", day, data)
    publishes = may(person(request), Permission.PROGRAMME_PUBLISH, programme.office_id)
    return page(
        request,
        "programme/difficulties.html",
        programme=programme,
        day=day,
        newer=version_after(programme, day.on),
        rows=rows,
        adjusted=adjusted_words(rows),
        answers=publishes and not day.past,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: HttpRequest, pk: int, difficulty: int) -> HttpResponse:
    """Answer a difficulty; an accepted one may change a level: the first click shows what it would
    do, the second does it.
    """
    programme = programme_within(request, pk, Permission.PROGRAMME_PUBLISH)
    row = get_object_or_404(reading.difficulties_of(programme), pk=difficulty)
    form = AnswerForm(request.POST or None, difficulty=row)
    facts: dict[str, Any] = {"programme": programme, "row": row, "form": form}
    if request.method != "POST":
        return page(request, "programme/difficulty.html", **facts)
    if form.is_valid():
        try:
            change = _change(row, form)
            if change and change.words != request.POST.get("seen"):
                return page(request, "programme/difficulty.html", change=change, **facts)
            difficulties.answer_difficulty(
                difficulty=row,
                accepted=form.cleaned_data["accepted"],
                answer=form.cleaned_data["answer"],
                adjustment=form.adjustment(),
                by=person(request),
            )
        except RuleBroken as error:
            form.add_error(_BOXES.get(type(error)), error.text)
        else:
            messages.success(request, "Đã trả lời; đơn vị thấy câu trả lời ở trang của mình.")
            return redirect("programme:difficulties", pk)
    return page(request, "programme/difficulty.html", status=422, **facts)


def _change(row: Difficulty, form: AnswerForm) -> Change | None:
    """What the answer would do to a level; None where it changes none. Raises as `planned`."""
    adjustment = form.adjustment()
    if adjustment is None:
        return None
    new = difficulties.planned(row, adjustment)
    return Change(in_words(adjustment.threshold), in_words(new), adjustment.since)
