"""Addresses of programmes: the programme itself, its cascade, an office's work, the calendar."""

from django.urls import path

from phongtrao.programme.views import calendar, cascade, programmes, receipts, targets, tasks, work

app_name = "programme"
urlpatterns = [
    # programmes
    path("chuong-trinh/", programmes.programme_list, name="list"),
    path("ke-hoach/<int:pk>/ban-hanh/", programmes.publish, name="publish"),
    path("chuong-trinh/<int:pk>/", programmes.programme, name="programme"),
    path("chuong-trinh/<int:pk>/thoi-han/<int:rule>/", programmes.deadline, name="deadline"),
    path("chuong-trinh/<int:pk>/ten-goi/", programmes.body_words, name="bodies"),
    path(
        "chuong-trinh/<int:pk>/ten-goi/xac-nhan/", programmes.confirm_bodies, name="confirm_bodies"
    ),
    # targets
    path("chuong-trinh/<int:pk>/chi-tieu/<int:target>/", targets.target, name="target"),
    path(
        "chuong-trinh/<int:pk>/chi-tieu/<int:target>.xlsx", targets.target_file, name="target_file"
    ),
    path(
        "chuong-trinh/<int:pk>/don-vi/<int:unit>/chi-tieu/",
        targets.own_targets,
        name="own_targets",
    ),
    path("chuong-trinh/<int:pk>/don-vi/<int:unit>/chi-tieu/them/", targets.add_own, name="add_own"),
    path(
        "chuong-trinh/<int:pk>/don-vi/<int:unit>/chi-tieu/<int:target>/",
        targets.take_up,
        name="take_up",
    ),
    path(
        "chuong-trinh/<int:pk>/don-vi/<int:unit>/chi-tieu/<int:target>/rieng/",
        targets.change_own,
        name="change_own",
    ),
    path(
        "chuong-trinh/<int:pk>/don-vi/<int:unit>/chi-tieu/<int:target>/bo/",
        targets.withdraw,
        name="withdraw",
    ),
    # tasks
    path("chuong-trinh/<int:pk>/nhiem-vu/<int:task>/", tasks.task, name="task"),
    path("chuong-trinh/<int:pk>/nhiem-vu/<int:task>/don-doc/", tasks.urge, name="urge"),
    path("chuong-trinh/<int:pk>/nhiem-vu/<int:task>/cung-viec/", tasks.twin, name="twin"),
    path(
        "chuong-trinh/<int:pk>/nhiem-vu/<int:task>/thuong-xuyen/",
        tasks.continuous,
        name="continuous",
    ),
    path(
        "chuong-trinh/<int:pk>/nhiem-vu/<int:task>/dong/<int:line>/tep/",
        tasks.line_file,
        name="line_file",
    ),
    # the cascade
    path("chuong-trinh/<int:pk>/giao/", cascade.hand, name="hand"),
    path("chuong-trinh/<int:pk>/giao/<int:handing>/thu-hoi/", cascade.take_back, name="take_back"),
    path("chuong-trinh/<int:pk>/so-theo-doi/", cascade.ledger_page, name="ledger"),
    path("chuong-trinh/<int:pk>/so-theo-doi.xlsx", cascade.ledger_file, name="ledger_file"),
    path("chuong-trinh/<int:pk>/so-theo-doi/nhac/", cascade.remind, name="remind"),
    path("chuong-trinh/<int:pk>/kho-khan/", receipts.difficulty_list, name="difficulties"),
    path("chuong-trinh/<int:pk>/kho-khan/<int:difficulty>/", receipts.answer, name="answer"),
    path("chuong-trinh/<int:pk>/don-vi/<int:unit>/", receipts.receipt, name="receipt"),
    path(
        "chuong-trinh/<int:pk>/don-vi/<int:unit>/tiep-nhan/",
        receipts.acknowledge,
        name="acknowledge",
    ),
    path("chuong-trinh/<int:pk>/don-vi/<int:unit>/ke-hoach/", receipts.file_plan, name="file_plan"),
    path(
        "chuong-trinh/<int:pk>/don-vi/<int:unit>/ke-hoach/<int:filed>/tep/",
        receipts.plan_file,
        name="plan_file",
    ),
    path(
        "chuong-trinh/<int:pk>/don-vi/<int:unit>/nghi-quyet/",
        receipts.file_resolution,
        name="file_resolution",
    ),
    path("chuong-trinh/<int:pk>/don-vi/<int:unit>/kho-khan/", receipts.report, name="report"),
    # the work of an office and its calendar
    path("viec/", work.work, name="work"),
    path("viec/<int:rule>/<int:unit>/<str:due_on>/", work.duty, name="duty"),
    path("viec/noi-nhan-thu/", work.contact, name="contact"),
    path("lich/", calendar.year, name="year"),
    path("lich/dia-chi-rieng/", calendar.change_feed, name="change_feed"),
    path("lich/<str:token>.ics", calendar.feed, name="feed"),
]
