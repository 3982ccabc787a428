"""Addresses of units."""

from django.urls import path

from phongtrao.units import views

app_name = "units"
urlpatterns = [
    path("", views.unit_list, name="list"),
    path("them/", views.create, name="create"),
    path("nhap/", views.import_table, name="import"),
    path("nhap/mau.xlsx", views.template_file, name="template"),
    path("tu-dien/", views.terms, name="terms"),
    path("tu-dien/them/", views.add_term, name="add_term"),
    path("tu-dien/<number:pk>/them/", views.add_name, name="add_name"),
    path("tu-dien/ten/<number:pk>/het/", views.end_name, name="end_name"),
    path("tu-dien/ten/<number:pk>/xoa/", views.remove_name, name="remove_name"),
    path("thay-doi/", views.changes, name="changes"),
    path("thay-doi/<number:pk>/hoan-tac/", views.undo, name="undo"),
    path("<number:pk>/", views.unit, name="unit"),
    path("<number:pk>/ten-goi-khac/", views.aliases, name="aliases"),
    path("<number:pk>/ten-goi-khac/<number:alias>/bo/", views.remove_alias, name="remove_alias"),
    path("<number:pk>/<str:what>/", views.change, name="change"),
]
