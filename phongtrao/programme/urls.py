"""Addresses of programmes: the programme itself, its cascade, an office's work, the calendar."""

from django.urls import path

from phongtrao.programme.views import (
    calendar,
    cascade,
    difficulties,
    document,
    programmes,
    receipts,
    targets,
    tasks,
    work,
)

_AS_FILE = {"as_file": True}

app_name = "programme"
urlpatterns = [
    # programmes
    path("chuong-trinh/", programmes.programme_list, name="list"),
    path("chuong-trinh.xlsx", programmes.programme_list, _AS_FILE, name="list_file"),
    path("ke-hoach/<number:pk>/ban-hanh/", programmes.publish, name="publish"),
    path("chuong-trinh/<number:pk>/", programmes.programme, name="programme"),
    path("chuong-trinh/<number:pk>.xlsx", programmes.programme, _AS_FILE, name="programme_file"),
    path("chuong-trinh/<number:pk>/van-ban/", document.document, name="document"),
    path("chuong-trinh/<number:pk>/thoi-han/<number:rule>/", programmes.deadline, name="deadline"),
    path(
        "chuong-trinh/<number:pk>/thoi-han/<number:rule>.xlsx",
        programmes.deadline,
        _AS_FILE,
        name="deadline_file",
    ),
    path("chuong-trinh/<number:pk>/ten-goi/", programmes.body_words, name="bodies"),
    path("chuong-trinh/<number:pk>/ten-goi.xlsx", programmes.body_words_file, name="bodies_file"),
    path(
        "chuong-trinh/<number:pk>/ten-goi/xac-nhan/",
        programmes.confirm_bodies,
        name="confirm_bodies",
    ),
    # targets
    path("chuong-trinh/<number:pk>/chi-tieu/<number:target>/", targets.target, name="target"),
    path(
        "chuong-trinh/<number:pk>/chi-tieu/<number:target>.xlsx",
        targets.target_file,
        name="target_file",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/chi-tieu/",
        targets.own_targets,
        name="own_targets",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/chi-tieu.xlsx",
        targets.own_targets,
        _AS_FILE,
        name="own_targets_file",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/chi-tieu/them/",
        targets.add_own,
        name="add_own",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/chi-tieu/<number:target>/",
        targets.take_up,
        name="take_up",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/chi-tieu/<number:target>/rieng/",
        targets.change_own,
        name="change_own",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/chi-tieu/<number:target>/bo/",
        targets.withdraw,
        name="withdraw",
    ),
    # tasks
    path("chuong-trinh/<number:pk>/nhiem-vu/<number:task>/", tasks.task, name="task"),
    path("chuong-trinh/<number:pk>/nhiem-vu/<number:task>.xlsx", tasks.task_file, name="task_file"),
    path("chuong-trinh/<number:pk>/nhiem-vu/<number:task>/don-doc/", tasks.urge, name="urge"),
    path("chuong-trinh/<number:pk>/nhiem-vu/<number:task>/cung-viec/", tasks.twin, name="twin"),
    path(
        "chuong-trinh/<number:pk>/nhiem-vu/<number:task>/thuong-xuyen/",
        tasks.continuous,
        name="continuous",
    ),
    path(
        "chuong-trinh/<number:pk>/nhiem-vu/<number:task>/dong/<number:line>/tep/",
        tasks.line_file,
        name="line_file",
    ),
    # the cascade
    path("chuong-trinh/<number:pk>/giao/", cascade.hand, name="hand"),
    path(
        "chuong-trinh/<number:pk>/giao/<number:handing>/thu-hoi/",
        cascade.take_back,
        name="take_back",
    ),
    path("chuong-trinh/<number:pk>/so-theo-doi/", cascade.ledger_page, name="ledger"),
    path("chuong-trinh/<number:pk>/so-theo-doi.xlsx", cascade.ledger_file, name="ledger_file"),
    path("chuong-trinh/<number:pk>/so-theo-doi/nhac/", cascade.remind, name="remind"),
    path("chuong-trinh/<number:pk>/kho-khan/", difficulties.difficulty_list, name="difficulties"),
    path(
        "chuong-trinh/<number:pk>/kho-khan.xlsx",
        difficulties.difficulty_list,
        _AS_FILE,
        name="difficulties_file",
    ),
    path(
        "chuong-trinh/<number:pk>/kho-khan/<number:difficulty>/", difficulties.answer, name="answer"
    ),
    path("chuong-trinh/<number:pk>/don-vi/<number:unit>/", receipts.receipt, name="receipt"),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>.xlsx",
        receipts.receipt,
        _AS_FILE,
        name="receipt_file",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/tiep-nhan/",
        receipts.acknowledge,
        name="acknowledge",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/ke-hoach/",
        receipts.file_plan,
        name="file_plan",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/ke-hoach/<number:filed>/tep/",
        receipts.plan_file,
        name="plan_file",
    ),
    path(
        "chuong-trinh/<number:pk>/don-vi/<number:unit>/nghi-quyet/",
        receipts.file_resolution,
        name="file_resolution",
    ),
    path("chuong-trinh/<number:pk>/don-vi/<number:unit>/kho-khan/", receipts.report, name="report"),
    # the work of an office and its calendar
    path("viec/", work.work, name="work"),
    path("viec.xlsx", work.work_file, name="work_file"),
    path("viec/<number:rule>/<number:unit>/<str:due_on>/", work.duty, name="duty"),
    path("viec/noi-nhan-thu/", work.contact, name="contact"),
    path("lich/", calendar.year, name="year"),
    path("lich.xlsx", calendar.year, _AS_FILE, name="year_file"),
    path("lich/dia-chi-rieng/", calendar.change_feed, name="change_feed"),
    path("lich/<str:token>.ics", calendar.feed, name="feed"),
]
