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
    path("thay-doi/", views.changes, name="changes"),
    path("thay-doi/<int:pk>/hoan-tac/", views.undo, name="undo"),
    path("<int:pk>/", views.unit, name="unit"),
    path("<int:pk>/<str:what>/", views.change, name="change"),
]
