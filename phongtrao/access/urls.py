"""Addresses of logging in and out."""

from django.urls import path

from phongtrao.access import views

app_name = "access"
urlpatterns = [
    path("dang-nhap/", views.log_in, name="log_in"),
    path("dang-xuat/", views.log_out, name="log_out"),
]
