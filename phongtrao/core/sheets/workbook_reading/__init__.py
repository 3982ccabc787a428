"""Workbooks that come back: taken in whole, or refused cell by cell."""

from phongtrao.core.sheets.workbook_reading.problems import Problem, WorkbookRefused
from phongtrao.core.sheets.workbook_reading.reader import read_workbook

__all__ = ["Problem", "WorkbookRefused", "read_workbook"]
