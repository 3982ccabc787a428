"""Addresses of forms, periods, reports and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "reporting"
urlpatterns: list[URLPattern] = []
