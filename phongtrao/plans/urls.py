"""Addresses of plans and of the library of instruments."""

from django.urls import path

from phongtrao.plans import views

app_name = "plans"
urlpatterns = [
    path("ke-hoach/", views.plan_list, name="list"),
    path("ke-hoach/them/", views.take_in, name="take_in"),
    path("ke-hoach/<number:pk>/", views.reading_room, name="reading_room"),
    path("ke-hoach/<number:pk>/moi/", views.news, name="news"),
    path("ke-hoach/<number:pk>/thong-tin/", views.head, name="head"),
    path("ke-hoach/<number:pk>/ban-moi/", views.new_version, name="new_version"),
    path("ke-hoach/<number:pk>/so-voi-ban-truoc/", views.differences, name="differences"),
    path("ke-hoach/<number:pk>/bien-dich-lai/", views.compile_again, name="compile_again"),
    path("ke-hoach/<number:pk>/bang-theo-doi/", views.tracking_table, name="tracking_table"),
    path(
        "ke-hoach/<number:pk>/bang-theo-doi.<str:form>", views.tracking_file, name="tracking_file"
    ),
    path("ke-hoach/<number:pk>/tep-goc/", views.original_file, name="original_file"),
    path("ke-hoach/<number:pk>/xac-nhan-nhieu/", views.confirm_many, name="confirm_many"),
    path("ke-hoach/<number:pk>/hoan-tac/", views.undo, name="undo"),
    path("ke-hoach/<number:pk>/muc/them/", views.add_record, name="add_record"),
    path("ke-hoach/<number:pk>/muc/<number:record>/", views.record, name="record"),
    path("ke-hoach/<number:pk>/muc/<number:record>/sua/", views.correct, name="correct"),
    path("ke-hoach/<number:pk>/muc/<number:record>/tach/", views.split, name="split"),
    path("ke-hoach/<number:pk>/muc/<number:record>/<str:step>/", views.check, name="check"),
    path("van-ban/", views.instruments, name="instruments"),
    path("van-ban/<number:pk>/", views.instrument, name="instrument"),
]
