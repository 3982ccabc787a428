"""Addresses of forms, periods, reports and figures."""

from django.urls import path

from phongtrao.reporting.views import (
    addressees,
    conclusions,
    consolidated,
    dashboard,
    figures,
    form_parts,
    form_periods,
    forms,
    indicators,
    known,
    lists,
    public_figures,
    questions,
    reviews,
    sheet,
    strata,
    tracking,
    verdicts,
    workbooks,
)

app_name = "reporting"
urlpatterns = [
    # forms
    path("bieu-mau/", forms.form_list, name="forms"),
    path("bieu-mau/lap/<number:programme>/", forms.build, name="build_form"),
    path("bieu-mau/<number:pk>/", forms.form_page, name="form"),
    path("bieu-mau/<number:pk>/thong-tin/", forms.head, name="form_head"),
    path("bieu-mau/<number:pk>/xem-truoc/", forms.preview, name="preview"),
    path("bieu-mau/<number:pk>/ban-hanh/", forms.issue, name="issue_form"),
    path("bieu-mau/<number:pk>/phien-ban-moi/", forms.renew, name="renew_form"),
    path("bieu-mau/<number:pk>/bo/", forms.drop, name="drop_form"),
    path("bieu-mau/<number:pk>/mo-ky/", form_periods.open_one, name="open_period"),
    path("bieu-mau/<number:pk>/nhay-cam/", form_parts.sensitive, name="sensitive"),
    path("bieu-mau/<number:pk>/noi-nhan/", addressees.form_addressees, name="addressees"),
    path(
        "bieu-mau/<number:pk>/noi-nhan/<number:addressee>/bo/",
        addressees.drop_addressee,
        name="drop_addressee",
    ),
    path("bieu-mau/<number:pk>/o/them/", form_parts.add_box, name="add_box"),
    path("bieu-mau/<number:pk>/o/<number:element>/", form_parts.box, name="box"),
    path("bieu-mau/<number:pk>/o/<number:element>/tach/", form_parts.divide, name="divide_box"),
    path("bieu-mau/<number:pk>/o/<number:element>/bo/", form_parts.drop_box, name="drop_box"),
    path("bieu-mau/<number:pk>/o/<number:element>/chuyen/", form_parts.move_box, name="move_box"),
    path("bieu-mau/<number:pk>/quy-tac/them/", form_parts.add_rule, name="add_rule"),
    path("bieu-mau/<number:pk>/quy-tac/<number:rule>/", form_parts.rule, name="rule"),
    path(
        "bieu-mau/<number:pk>/quy-tac/<number:rule>/bo/",
        form_parts.drop_rule_page,
        name="drop_rule",
    ),
    path("bieu-mau/<number:pk>/cach-do/them/", form_parts.add_measure, name="add_measure"),
    path("bieu-mau/<number:pk>/cach-do/<number:measure>/", form_parts.measure, name="measure"),
    path(
        "bieu-mau/<number:pk>/cach-do/<number:measure>/bo/",
        form_parts.drop_measure,
        name="drop_measure",
    ),
    path(
        "bieu-mau/<number:pk>/cach-do/<number:measure>/cong-don/",
        form_parts.adding_up,
        name="adding_up",
    ),
    path(
        "bieu-mau/<number:pk>/cach-do/<number:measure>/pham-vi/",
        strata.measure_strata,
        name="measure_strata",
    ),
    # indicators
    path("chi-so/", indicators.indicator_list, name="indicators"),
    path("chi-so/<number:pk>/", indicators.indicator, name="indicator"),
    path("chi-so/<number:pk>/bang.xlsx", indicators.indicator_file, name="indicator_file"),
    path("chi-so/<number:pk>/dinh-nghia/", indicators.define, name="define"),
    # seeing it
    path("bang-dieu-hanh/", dashboard.dashboard, name="dashboard"),
    path("bang-dieu-hanh/bao-cao-moi/", dashboard.dashboard_moves, name="dashboard_moves"),
    path("bang-dieu-hanh/bang.xlsx", dashboard.dashboard_file, name="dashboard_file"),
    path("so-lieu/chi-tieu/<number:pk>/", figures.target, name="target"),
    path("so-lieu/chi-tieu/<number:pk>/bang.xlsx", figures.target_file, name="target_file"),
    path(
        "so-lieu/chi-tieu/<number:pk>/cong-khai/",
        public_figures.target_public,
        name="target_public",
    ),
    path(
        "so-lieu/chi-tieu/<number:pk>/cong-khai.xlsx",
        public_figures.target_public_file,
        name="target_public_file",
    ),
    # reviews
    path("so-ket/", reviews.review_list, name="reviews"),
    path("so-ket/lap/", reviews.make, name="make_review"),
    path("so-ket/<number:pk>/", reviews.review, name="review"),
    path("so-ket/<number:pk>/in/", reviews.review_print, name="review_print"),
    path("so-ket/<number:pk>/bang.xlsx", reviews.review_file, name="review_file"),
    path("so-ket/<number:pk>/thong-tin/", reviews.head, name="review_head"),
    path("so-ket/<number:pk>/chot/", reviews.hold, name="hold_review"),
    path("so-ket/<number:pk>/bo/", reviews.drop, name="drop_review"),
    path(
        "so-ket/<number:pk>/chi-tieu/<number:target>/", reviews.review_target, name="review_target"
    ),
    path("so-ket/<number:pk>/ket-luan/", conclusions.add, name="add_conclusion"),
    path("so-ket/<number:pk>/ket-luan/<number:conclusion>/", conclusions.change, name="conclusion"),
    path(
        "so-ket/<number:pk>/ket-luan/<number:conclusion>/bo/",
        conclusions.drop,
        name="drop_conclusion",
    ),
    path(
        "so-ket/<number:pk>/ket-luan/<number:conclusion>/nhiem-vu/",
        conclusions.to_task,
        name="conclusion_task",
    ),
    # the sheet
    path("bao-cao/<number:pk>/", sheet.report, name="report"),
    path("bao-cao/<number:pk>/da-co/<str:code>/", known.known, name="known"),
    # workbooks
    path("bao-cao/<number:pk>/mau.xlsx", workbooks.own_template, name="report_template"),
    path("bao-cao/<number:pk>/nop-excel/", workbooks.send_own, name="send_workbook"),
    path("ky-bao-cao/<number:pk>/mau.xlsx", workbooks.period_template, name="period_template"),
    path("ky-bao-cao/<number:pk>/nop-excel/", workbooks.send_period, name="send_period_workbook"),
    path("ky-bao-cao/<number:pk>/nop-excel/<number:intake>/", workbooks.intake, name="intake"),
    # lists
    path("ky-bao-cao/<number:pk>/danh-sach/", lists.refresh, name="refresh_list"),
    # tracking
    path("ky-bao-cao/", tracking.periods, name="periods"),
    path("ky-bao-cao/<number:pk>/", tracking.period, name="period"),
    path("ky-bao-cao/<number:pk>/theo-doi.xlsx", tracking.period_file, name="period_file"),
    path("ky-bao-cao/<number:pk>/in/", tracking.period_print, name="period_print"),
    path("ky-bao-cao/<number:pk>/cau-hoi/", questions.questions, name="period_questions"),
    path("ky-bao-cao/<number:pk>/tong-hop/", consolidated.consolidated_page, name="consolidated"),
    path(
        "ky-bao-cao/<number:pk>/tong-hop.docx",
        consolidated.consolidated_file,
        name="consolidated_file",
    ),
    path("ky-bao-cao/<number:pk>/noi-nhan/", addressees.received, name="received"),
    path("ky-bao-cao/<number:pk>/da-nhan/", addressees.acknowledge_all, name="acknowledge_all"),
    path("bao-cao/<number:pk>/da-nhan/", addressees.acknowledge, name="acknowledge"),
    path("ky-bao-cao/<number:pk>/duyet/", tracking.accept_many, name="accept_many"),
    path("ky-bao-cao/<number:pk>/nhac/", tracking.remind, name="remind"),
    path("bao-cao/<number:pk>/duyet/", verdicts.accept, name="accept"),
    path("bao-cao/<number:pk>/tra-lai/", verdicts.give_back, name="return"),
    path("bao-cao/<number:pk>/mien/", verdicts.exempt, name="exempt"),
    path("bao-cao/<number:pk>/yeu-cau-lai/", verdicts.ask_again, name="ask_again"),
]
