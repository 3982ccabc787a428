"""Addresses of logging in, accounts and the log."""

from django.urls import path

from phongtrao.access import views
from phongtrao.access.views.provider import from_provider, to_provider

app_name = "access"
urlpatterns = [
    path("tai-khoan/dang-nhap/", views.log_in, name="log_in"),
    path("tai-khoan/dang-nhap/ma-xac-thuc/", views.second_step, name="second_step"),
    path("tai-khoan/dang-xuat/", views.log_out, name="log_out"),
    path("tai-khoan/cua-toi/", views.mine, name="mine"),
    path("tai-khoan/cua-toi/mat-khau/", views.change_password, name="change_password"),
    path("tai-khoan/cua-toi/hai-buoc/", views.second_factor, name="second_factor"),
    path("tai-khoan/cua-toi/uy-quyen/", views.delegate, name="delegate"),
    path("tai-khoan/cua-toi/uy-quyen/<number:pk>/thu-hoi/", views.revoke, name="revoke"),
    path("tai-khoan/cua-toi/giu-lai/<number:pk>/bo/", views.drop_unsent, name="drop_unsent"),
    path("tai-khoan/danh-sach/", views.account_list, name="accounts"),
    path("tai-khoan/danh-sach.xlsx", views.account_file, name="account_file"),
    path("tai-khoan/danh-sach/mo/", views.open_account, name="open_account"),
    path("tai-khoan/danh-sach/<number:pk>/", views.account, name="account"),
    path("tai-khoan/danh-sach/<number:pk>/vai-tro/", views.give_role, name="give_role"),
    path(
        "tai-khoan/danh-sach/<number:pk>/vai-tro/<number:assignment>/bo/",
        views.take_role,
        name="take_role",
    ),
    path(
        "tai-khoan/danh-sach/<number:pk>/chuyen-co-quan/", views.move_account, name="move_account"
    ),
    path(
        "tai-khoan/danh-sach/<number:pk>/<str:step>/", views.change_account, name="change_account"
    ),
    path("nhat-ky/", views.journal, name="journal"),
    path("nhat-ky.xlsx", views.journal_file, name="journal_file"),
]

# allauth looks for these two by their bare names; no other page of its has an address.
provider_urlpatterns = [
    path("tai-khoan/dang-nhap/<str:provider_id>/", to_provider, name="openid_connect_login"),
    path(
        "tai-khoan/dang-nhap/<str:provider_id>/xong/",
        from_provider,
        name="openid_connect_callback",
    ),
]
