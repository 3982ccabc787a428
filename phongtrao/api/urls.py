"""Addresses of the tokens of programs; those of the programs themselves are in views.machine."""

from django.urls import path

from phongtrao.api.views import tokens

app_name = "api"
urlpatterns = [
    path("khoa/", tokens.token_list, name="tokens"),
    path("khoa/tao/", tokens.make, name="make_token"),
    path("khoa/<number:pk>/", tokens.token, name="token"),
    path("khoa/<number:pk>/cham-dut/", tokens.end, name="end_token"),
]
