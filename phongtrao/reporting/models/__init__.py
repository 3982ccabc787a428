"""Forms, periods, obligations, submissions and their totals."""

from __future__ import annotations

from phongtrao.reporting.models.answers import Answer
from phongtrao.reporting.models.forms import Element, Measure, ReportForm, SheetRule
from phongtrao.reporting.models.indicators import Direction, Indicator, IndicatorVersion, Source
from phongtrao.reporting.models.intakes import Intake
from phongtrao.reporting.models.periods import Obligation, ObligationState, Period
from phongtrao.reporting.models.reminders import ReportReminder
from phongtrao.reporting.models.submissions import Draft, Submission, Verdict, VerdictKind, Way
from phongtrao.reporting.models.totals import Expected, Total

__all__ = [
    "Answer",
    "Direction",
    "Draft",
    "Element",
    "Expected",
    "Indicator",
    "IndicatorVersion",
    "Intake",
    "Measure",
    "Obligation",
    "ObligationState",
    "Period",
    "ReportForm",
    "ReportReminder",
    "SheetRule",
    "Source",
    "Submission",
    "Total",
    "Verdict",
    "VerdictKind",
    "Way",
]
