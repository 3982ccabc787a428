"""What addresses can hold, made known before any is read."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import register_converter

from phongtrao.web.addresses import Number


class WebConfig(AppConfig):
    """What all rooms share to show pages."""

    name = "phongtrao.web"

    def ready(self) -> None:
        """Addresses hold `<number:…>`."""
        register_converter(Number, "number")
