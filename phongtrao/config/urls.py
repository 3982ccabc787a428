"""All addresses."""

from django.urls import include, path
from django.views.generic import RedirectView

from phongtrao.access.urls import provider_urlpatterns

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="programme:work"), name="home"),
    path("", include("phongtrao.access.urls")),
    *provider_urlpatterns,
    path("don-vi/", include("phongtrao.units.urls")),
    path("", include("phongtrao.plans.urls")),
    path("", include("phongtrao.programme.urls")),
    path("", include("phongtrao.reporting.urls")),
]
