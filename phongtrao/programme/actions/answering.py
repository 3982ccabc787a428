"""Nobody answers in the name of a unit but its own people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.access.models import Permission
from phongtrao.access.queries import Denied, UnitEnded, ended_units, require
from phongtrao.programme.queries.answering import keeps_duties_of, places_of

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.units.models import Unit


class AnswersForAnother(Denied):
    """Who stands above a unit reads, urges and notes what came on paper; he does not answer for it,
    whatever he may do there.
    """

    code = "answers-for-another"
    message = (
        "Việc này ghi thay cho {unit}, mà bạn không phải người của đơn vị đó. Hãy để người của"
        " {unit} tự ghi; kế hoạch, nghị quyết gửi trên giấy thì cơ quan theo dõi chương trình ghi"
        " bằng nút Ghi bản giấy."
    )


def require_answer(
    by: User, unit: Unit, permission: Permission = Permission.PROGRAMME_ANSWER
) -> None:
    """Raise Denied unless the person may do what the permission allows in the name of the unit,
    UnitEnded for one that is no more.
    """
    require(by, permission, unit.pk)
    if unit.pk not in places_of(by, permission):
        raise AnswersForAnother(unit=unit)
    if ended_units([unit.pk]):
        raise UnitEnded(unit=unit)


def require_duties_of(by: User, unit: Unit) -> None:
    """Raise Denied unless the person may say of the unit's duties that they are done, which its
    heirs say once it has ended; UnitEnded as for anything that is written.
    """
    require(by, Permission.PROGRAMME_ANSWER, unit.pk)
    if not keeps_duties_of(by, unit.pk):
        raise AnswersForAnother(unit=unit)
