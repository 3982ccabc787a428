"""Tell the rooms below what this one knows, once the program starts."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room of programs."""

    name = "phongtrao.api"

    def ready(self) -> None:
        """Tell for which programs a person answers."""
        from phongtrao.access.queries import programs_told  # noqa: PLC0415 - app ready
        from phongtrao.api.queries.tokens import accounts_of_tokens  # noqa: PLC0415 - app ready

        programs_told.append(accounts_of_tokens)
