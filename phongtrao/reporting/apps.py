"""Tell the rooms below what this one knows, once the program starts."""

from __future__ import annotations

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The room of reports."""

    name = "phongtrao.reporting"

    def ready(self) -> None:
        """Tell of work that is owed and when, and how targets stand."""
        from phongtrao.programme.queries.telling import (  # noqa: PLC0415 - app ready
            changes_told,
            dates_told,
            figures_told,
            work_told,
        )
        from phongtrao.reporting.queries.list_page import (  # noqa: PLC0415 - app ready
            lists_to_refresh,
        )
        from phongtrao.reporting.queries.telling import (  # noqa: PLC0415 - app ready
            figures_of_targets,
        )
        from phongtrao.reporting.queries.withdrawn import (  # noqa: PLC0415 - app ready
            withdrawn_since,
        )
        from phongtrao.reporting.queries.work import (  # noqa: PLC0415 - app ready
            reports_due,
            reports_owed,
        )

        changes_told.append(withdrawn_since)
        dates_told.append(reports_due)
        work_told.extend((reports_owed, lists_to_refresh))
        figures_told.append(figures_of_targets)
