"""All addresses."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="plans:list"), name="home"),
    path("tai-khoan/", include("phongtrao.access.urls")),
    path("", include("phongtrao.plans.urls")),
]
