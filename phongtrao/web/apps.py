"""What is made known, or looked at, before any page is asked for."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import register_converter

from phongtrao.core.dates.working_days import vietnam
from phongtrao.web.addresses import Number


class WebConfig(AppConfig):
    """What all rooms share to show pages."""

    name = "phongtrao.web"

    def ready(self) -> None:
        """Addresses hold `<number:…>`; a calendar that an office added can be read."""
        register_converter(Number, "number")
        vietnam()
