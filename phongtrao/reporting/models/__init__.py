"""Forms, periods, obligations, submissions and their totals."""

from __future__ import annotations

from phongtrao.reporting.models.forms import Element, Measure, ReportForm, SheetRule
from phongtrao.reporting.models.indicators import Direction, Indicator, IndicatorVersion, Source
from phongtrao.reporting.models.periods import Obligation, ObligationState, Period
from phongtrao.reporting.models.submissions import Draft, Submission, Verdict, VerdictKind, Way
from phongtrao.reporting.models.totals import Total

__all__ = [
    "Direction",
    "Draft",
    "Element",
    "Indicator",
    "IndicatorVersion",
    "Measure",
    "Obligation",
    "ObligationState",
    "Period",
    "ReportForm",
    "SheetRule",
    "Source",
    "Submission",
    "Total",
    "Verdict",
    "VerdictKind",
    "Way",
]
