"""Find what was accepted before a correction that waits or was given back.

The totals of its periods go: `phongtrao migrate` adds up what has none, when the database has the
shape of the program (packed totals can only be added up by it). Back again the totals of periods
in which a correction waits go too: before the column `newest` there is no room for both of their
rows, and `phongtrao migrate` of the version that is gone back to adds them up again.
"""

from collections import Counter, defaultdict
from typing import Any

from django.db import migrations


def find(apps: Any, schema_editor: Any) -> None:
    """Of each report that was sent more than once and is not accepted now."""
    models = apps.get_app_config("reporting")
    obligations = models.get_model("Obligation").objects.filter(
        state__in=("sent", "returned"), current__revision__gt=1
    )
    frozen = _frozen(models, obligations)
    changed = [obligation for obligation, submission in frozen.items() if submission]
    for pk in changed:
        obligations.filter(pk=pk).update(frozen=frozen[pk])
    periods = set(
        obligations.filter(frozen__isnull=False).values_list("period", flat=True).order_by()
    )
    concerned = periods | _of_settlements(models)
    models.get_model("Total").objects.filter(period__in=concerned).delete()


def take_back(apps: Any, schema_editor: Any) -> None:
    """Leave no two totals that only `newest` tells apart."""
    totals = apps.get_app_config("reporting").get_model("Total").objects
    waiting = set(totals.filter(newest=False).values_list("period", flat=True).order_by())
    totals.filter(period__in=waiting).delete()


def _frozen(models: Any, obligations: Any) -> dict[int, int | None]:
    """Report → the submission that was accepted at all levels last, if it was not given back."""
    verdicts = models.get_model("Verdict").objects.filter(submission__obligation__in=obligations)
    given = Counter(verdicts.values_list("submission_id", "kind").order_by())
    sent = models.get_model("Submission").objects.filter(obligation__in=obligations)
    found: dict[int, int | None] = defaultdict(lambda: None)
    for obligation, pk, stages in sent.order_by("obligation", "revision").values_list(
        "obligation_id", "pk", "obligation__period__form__stages"
    ):
        if given[pk, "accept"] >= stages:
            found[obligation] = None if given[pk, "return"] else pk
    return found


def _of_settlements(models: Any) -> set[int]:
    """Measures of town or country counted nobody before 0015."""
    measures = models.get_model("Measure").objects.exclude(strata={})
    forms = {one.form_id for one in measures if one.strata.get("settlements")}
    return set(models.get_model("Period").objects.filter(form__in=forms).values_list(flat=True))


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0019_breakdown_rows"),
    ]

    operations = [migrations.RunPython(find, take_back)]
