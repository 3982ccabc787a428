"""Forms, periods, obligations, submissions and their totals."""

from __future__ import annotations

from phongtrao.reporting.models.addressees import Acknowledgement, Addressee
from phongtrao.reporting.models.answers import Answer
from phongtrao.reporting.models.forms import Element, KnownFrom, Measure, ReportForm, SheetRule
from phongtrao.reporting.models.indicators import Direction, Indicator, IndicatorVersion, Source
from phongtrao.reporting.models.intakes import Intake
from phongtrao.reporting.models.periods import STANDING, Obligation, ObligationState, Period
from phongtrao.reporting.models.publications import Publication
from phongtrao.reporting.models.reminders import ReportReminder
from phongtrao.reporting.models.reviews import Conclusion, ConclusionBody, Review, ReviewKind
from phongtrao.reporting.models.submissions import Draft, Submission, Verdict, VerdictKind, Way
from phongtrao.reporting.models.totals import DayCount, Expected, Total
from phongtrao.reporting.models.withdrawn import WithdrawnPeriod, WithdrawnReport

__all__ = [
    "STANDING",
    "Acknowledgement",
    "Addressee",
    "Answer",
    "Conclusion",
    "ConclusionBody",
    "DayCount",
    "Direction",
    "Draft",
    "Element",
    "Expected",
    "Indicator",
    "IndicatorVersion",
    "Intake",
    "KnownFrom",
    "Measure",
    "Obligation",
    "ObligationState",
    "Period",
    "Publication",
    "ReportForm",
    "ReportReminder",
    "Review",
    "ReviewKind",
    "SheetRule",
    "Source",
    "Submission",
    "Total",
    "Verdict",
    "VerdictKind",
    "Way",
    "WithdrawnPeriod",
    "WithdrawnReport",
]
