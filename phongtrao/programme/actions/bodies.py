"""Say whom the words of a plan mean; remembered for the office's later plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import may, require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.text.folding import fold_for_comparing
from phongtrao.programme.actions.cascade import refuse_replaced
from phongtrao.programme.models import BodyWords, Programme, TaskBody
from phongtrao.programme.queries.bodies import groups_for, may_be_named

if TYPE_CHECKING:
    from phongtrao.units.models import Unit


class MeaningUnclear(RuleBroken):
    """Words mean one unit, or one group that the programme knows."""

    code = "meaning-unclear"
    message = "Hãy cho biết “{words}” là đơn vị nào, hoặc chọn một nhóm trong danh sách."


class WordsNotInProgramme(RuleBroken):
    """Only what the plan prints can be given a meaning."""

    code = "words-not-in-programme"
    message = (
        "“{words}” không có trong các nhiệm vụ của chương trình này. Hãy mở lại trang và chọn lại."
    )


class UnitElsewhere(RuleBroken):
    """A programme gives work to its own units, and to others only by whom they answer to."""

    code = "unit-elsewhere"
    message = (
        "{unit} không thuộc {place} nên không giao việc cho đơn vị này được. Hãy chọn một đơn vị"
        " thuộc {place} hoặc cấp trên của cơ quan, hoặc đề nghị cấp trên chung giao."
    )


@transaction.atomic
def match_body(*, programme: Programme, words: str, unit: Unit | None, group: str, by: User) -> int:
    """Say whom words mean, in all tasks of the programme and in later plans of the office.

    unit: a single unit; group: else a Group or a kind. Returns in how many tasks the words stand.
    Raises Denied, ProgrammeReplaced, MeaningUnclear, UnitElsewhere, WordsNotInProgramme.
    """
    require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    refuse_replaced(programme)
    groups = {value for value, _ in groups_for(programme, timezone.localdate())}
    if (unit is None) == (group not in groups):
        raise MeaningUnclear(words=words)
    if unit and not (
        may_be_named(programme, unit, timezone.localdate())
        or may(by, Permission.PROGRAMME_PUBLISH, unit.pk)
    ):
        raise UnitElsewhere(unit=unit, place=programme.unit)
    meaning = {"unit": unit, "group": "" if unit else group}
    parts = TaskBody.objects.filter(task__programme=programme, words=words)
    count = parts.update(**meaning, confirmed=True)
    if not count:
        raise WordsNotInProgramme(words=words)
    BodyWords.objects.update_or_create(
        office_id=programme.office_id, words=fold_for_comparing(words)[:300], defaults=meaning
    )
    audit.log(
        "task.match", programme, by=by, words=words, unit=str(unit or ""), group=meaning["group"]
    )
    return count


@transaction.atomic
def confirm_proposals(*, programme: Programme, by: User, only: str = "") -> int:
    """Confirm all proposals of the programme at once; returns how many words. only: these words.

    Raises Denied, ProgrammeReplaced.
    """
    require(by, Permission.PROGRAMME_PUBLISH, programme.office_id)
    refuse_replaced(programme)
    proposed = TaskBody.objects.filter(task__programme=programme, confirmed=False).exclude(
        unit=None, group=""
    )
    if only:
        proposed = proposed.filter(words=only)
    rows = {row.words: row for row in proposed.order_by("pk")}
    for words, row in rows.items():
        BodyWords.objects.update_or_create(
            office_id=programme.office_id,
            words=fold_for_comparing(words)[:300],
            defaults={"unit_id": row.unit_id, "group": row.group},
        )
    proposed.update(confirmed=True)
    audit.log("task.confirm-proposals", programme, by=by, words=sorted(rows))
    return len(rows)
