"""Say of which of the units that report it a target's measure is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.reporting.actions.totals import hold_form, rebuild_totals
from phongtrao.reporting.queries.strata import strata_words

if TYPE_CHECKING:
    from phongtrao.core.rollup.strata import Strata
    from phongtrao.reporting.models import Measure


@transaction.atomic
def set_strata(*, measure: Measure, strata: Strata, by: User) -> None:
    """Let a measure be of some of the units only, or of all again; of an issued form too, for it
    asks nothing else. The totals of the form's periods are added up anew. Raises Denied.
    """
    require(by, Permission.REPORT_FORM_EDIT, measure.form.office_id)
    hold_form(measure.form)
    measure.strata = strata.as_row()
    measure.save(update_fields=["strata"])
    for period in measure.form.periods.select_related("form").order_by("pk"):
        rebuild_totals(period)
    audit.log(
        "report-form.strata",
        measure.form,
        by=by,
        target=measure.target_id,
        strata=strata_words(strata),
    )
