"""Addresses of plans and of the library of instruments."""

from django.urls import path

from phongtrao.plans import views

app_name = "plans"
urlpatterns = [
    path("ke-hoach/", views.plan_list, name="list"),
    path("ke-hoach/them/", views.take_in, name="take_in"),
    path("ke-hoach/<int:pk>/", views.reading_room, name="reading_room"),
    path("ke-hoach/<int:pk>/moi/", views.news, name="news"),
    path("ke-hoach/<int:pk>/thong-tin/", views.head, name="head"),
    path("ke-hoach/<int:pk>/ban-moi/", views.new_version, name="new_version"),
    path("ke-hoach/<int:pk>/so-voi-ban-truoc/", views.differences, name="differences"),
    path("ke-hoach/<int:pk>/bien-dich-lai/", views.compile_again, name="compile_again"),
    path("ke-hoach/<int:pk>/bang-theo-doi/", views.tracking_table, name="tracking_table"),
    path("ke-hoach/<int:pk>/bang-theo-doi.<str:form>", views.tracking_file, name="tracking_file"),
    path("ke-hoach/<int:pk>/tep-goc/", views.original_file, name="original_file"),
    path("ke-hoach/<int:pk>/xac-nhan-nhieu/", views.confirm_many, name="confirm_many"),
    path("ke-hoach/<int:pk>/hoan-tac/", views.undo, name="undo"),
    path("ke-hoach/<int:pk>/muc/them/", views.add_record, name="add_record"),
    path("ke-hoach/<int:pk>/muc/<int:record>/", views.record, name="record"),
    path("ke-hoach/<int:pk>/muc/<int:record>/sua/", views.correct, name="correct"),
    path("ke-hoach/<int:pk>/muc/<int:record>/tach/", views.split, name="split"),
    path("ke-hoach/<int:pk>/muc/<int:record>/<str:step>/", views.check, name="check"),
    path("van-ban/", views.instruments, name="instruments"),
    path("van-ban/<int:pk>/", views.instrument, name="instrument"),
]
