"""Tell the rooms below what this one knows, once the program starts."""

from __future__ import annotations

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The room of reports."""

    name = "phongtrao.reporting"

    def ready(self) -> None:
        """Tell of work that is owed."""
        from phongtrao.programme.queries.telling import work_told  # noqa: PLC0415 - app ready
        from phongtrao.reporting.queries.work import reports_owed  # noqa: PLC0415 - app ready

        work_told.append(reports_owed)
