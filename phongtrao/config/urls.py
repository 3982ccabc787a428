"""All addresses."""

from django.urls import include, path
from django.views.generic import RedirectView

from phongtrao.access.urls import provider_urlpatterns
from phongtrao.api.views.machine import machine

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="programme:work"), name="home"),
    path("", include("phongtrao.access.urls")),
    *provider_urlpatterns,
    path("don-vi/", include("phongtrao.units.urls")),
    path("", include("phongtrao.plans.urls")),
    path("", include("phongtrao.programme.urls")),
    path("", include("phongtrao.reporting.urls")),
    path("api/", include("phongtrao.api.urls")),
    path("api/v1/", machine.urls),
]
