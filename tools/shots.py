"""A picture of every page at 1280 and 360 px in var/shots, with the demo's data; those of the guide
anew in docs/guide/pictures.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).parents[1]
OUT = ROOT / "var/shots"
GUIDE = ROOT / "docs/guide/pictures"
IN_GUIDE = (
    "dang-nhap",
    "them-ke-hoach",
    "phong-doc",
    "sua-muc",
    "bang-theo-doi",
    "van-ban",
    "don-vi-phuong",
    "ban-hanh",
    "chuong-trinh",
    "don-vi-thuc-hien",
    "nhiem-vu",
    "so-theo-doi",
    "phuong-viec-cua-toi",
    "phuong-chuong-trinh",
    "bieu-mau",
    "mo-ky",
    "theo-doi-bao-cao",
    "bang-dieu-hanh",
    "so-lieu-chi-tieu",
    "so-ket",
    "phuong-bao-cao-tra-lai",
)
IN_VIEW = (
    "phong-doc",
    "bang-theo-doi",
    "sua-muc",
    "them-",
    "chuong-trinh",
    "so-theo-doi",
    "theo-doi-bao-cao",
)  # the others are taken in full length
sys.path.insert(0, str(ROOT))
os.environ["PHONGTRAO_VAR"] = tempfile.mkdtemp(prefix="phongtrao-shots-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pages() -> dict[str, dict[str, str]]:
    """Account → name of the picture → address."""
    from django.utils import timezone

    from phongtrao.access.models import User
    from phongtrao.plans.models import Citation, PlanDocument
    from phongtrao.programme.models import Difficulty, Programme
    from phongtrao.programme.queries.duties import duties_of
    from phongtrao.units.models import Unit

    programme = Programme.objects.get()
    plan = programme.plan
    other = PlanDocument.objects.exclude(pk=plan.pk).order_by("pk").first() or plan
    task, target = (plan.records.filter(kind=kind).first() for kind in ("task", "target"))
    led = programme.tasks.filter(continuous=True).first()
    shared = programme.tasks.filter(bodies__group="commune").first()
    room, of = f"/ke-hoach/{plan.pk}", f"/chuong-trinh/{programme.pk}"
    ward = User.objects.get(username="phuong1").office_id
    at_ward = f"{of}/don-vi/{ward}"
    merged = Unit.objects.get(name="Tỉnh Đồng Tháp", versions__valid_to=None)
    owed = duties_of([ward], programme.begins_on, programme.ends_on, timezone.localdate())[-1]
    duty = f"/viec/{owed.rule.pk}/{ward}/{owed.last_day}/"
    return {
        "thuongtruc": {
            "viec-cua-toi": "/viec/",
            "lich-nam": "/lich/?nam=2026",
            "ke-hoach": "/ke-hoach/",
            "them-ke-hoach": "/ke-hoach/them/",
            "phong-doc": f"{room}/",
            "phong-doc-nhiem-vu": f"{room}/?loai=task#r-{task.pk}",
            "sua-muc": f"{room}/muc/{target.pk}/sua/",
            "tach-muc": f"{room}/muc/{task.pk}/tach/",
            "them-muc": f"{room}/muc/them/?loai=task&start={task.start}&end={task.end}",
            "thong-tin-van-ban": f"{room}/thong-tin/",
            "ban-moi": f"{room}/ban-moi/",
            "bang-theo-doi": f"{room}/bang-theo-doi/",
            "kho-van-ban": "/van-ban/",
            "van-ban": f"/van-ban/{Citation.objects.filter(plan=plan).first().instrument_id}/",
            "ban-hanh": f"/ke-hoach/{other.pk}/ban-hanh/",
            "chuong-trinh-danh-sach": "/chuong-trinh/",
            "chuong-trinh": f"{of}/",
            "don-vi-thuc-hien": f"{of}/ten-goi/",
            "nhiem-vu": f"{of}/nhiem-vu/{shared.pk}/",
            "nhiem-vu-thuong-xuyen": f"{of}/nhiem-vu/{led.pk}/",
            "thoi-han": f"{of}/thoi-han/{owed.rule.pk}/",
            "chi-tieu": f"{of}/chi-tieu/{programme.targets.first().pk}/",
            "giao": f"{of}/giao/",
            "so-theo-doi": f"{of}/so-theo-doi/",
            "kho-khan": f"{of}/kho-khan/",
            "tra-loi-kho-khan": f"{of}/kho-khan/{Difficulty.objects.first().pk}/",
            "don-vi": "/don-vi/",
            "don-vi-tim": "/don-vi/?tim=ba+dinh",
            "don-vi-thanh-pho": f"/don-vi/{programme.unit_id}/",
            "don-vi-phuong": f"/don-vi/{ward}/",
            "don-vi-hop-nhat": f"/don-vi/{merged.pk}/?ngay=2025-06-30",
            "khong-tim-thay": "/ke-hoach/999999/",
        },
        "phuong1": {
            "phuong-viec-cua-toi": "/viec/",
            "phuong-chuong-trinh": f"{at_ward}/",
            "phuong-gui-ke-hoach": f"{at_ward}/ke-hoach/",
            "phuong-bao-kho-khan": f"{at_ward}/kho-khan/",
            "phuong-chi-tieu": f"{at_ward}/chi-tieu/",
            "phuong-nhiem-vu": f"{of}/nhiem-vu/{shared.pk}/",
            "phuong-ghi-da-lam": duty,
            "phuong-doc-ke-hoach": f"{of}/van-ban/",
            "tai-khoan-cua-toi": "/tai-khoan/cua-toi/",
        },
        "kiemsoat": {"nhat-ky": "/nhat-ky/"},
    }


def report_pages(ward: int) -> dict[str, dict[str, str]]:
    """The same for reports; ward: the unit whose reports are shown."""
    from phongtrao.reporting.models import (
        KnownFrom,
        Obligation,
        ObligationState,
        ReportForm,
        Review,
    )

    form, review = ReportForm.objects.earliest("pk"), Review.objects.first()
    element, measure = form.elements.first(), form.measures.filter(target__isnull=False).first()
    asked = Obligation.objects.filter(period__form=form)
    sent = asked.filter(state=ObligationState.SENT).order_by("-period__start")
    waiting = sent.first()
    period = f"/ky-bao-cao/{waiting.period_id}"
    mine = asked.filter(unit=ward)
    returned = mine.filter(state=ObligationState.RETURNED).first()
    accepted = mine.filter(state=ObligationState.ACCEPTED).order_by("-period__start").first()
    counted = form.elements.filter(known_from=KnownFrom.UNITS).first()
    of = f"/bieu-mau/{form.pk}"
    return {
        "thuongtruc": {
            "bieu-mau-danh-sach": "/bieu-mau/",
            "lap-bieu-mau": f"/bieu-mau/lap/{form.programme_id}/",
            "bieu-mau": f"{of}/",
            "o-bieu-mau": f"{of}/o/{element.pk}/",
            "noi-nhan": f"{of}/noi-nhan/",
            "cach-do": f"{of}/cach-do/{measure.pk}/",
            "mo-ky": f"{of}/mo-ky/",
            "chi-so-danh-sach": "/chi-so/",
            "chi-so": f"/chi-so/{measure.numerator.indicator_id}/",
            "ky-bao-cao": "/ky-bao-cao/",
            "theo-doi-bao-cao": f"{period}/",
            "cau-hoi-so-lieu": f"{period}/cau-hoi/",
            "danh-sach-ky": f"{period}/danh-sach/",
            "nop-excel-ca-ky": f"{period}/nop-excel/",
            "noi-nhan-bao-cao": f"{period}/noi-nhan/",
            "tong-hop": f"{period}/tong-hop/",
            "duyet-bao-cao": f"/bao-cao/{waiting.pk}/duyet/",
            "tra-lai-bao-cao": f"/bao-cao/{waiting.pk}/tra-lai/",
            "bang-dieu-hanh": "/bang-dieu-hanh/",
            "so-lieu-chi-tieu": f"/so-lieu/chi-tieu/{measure.target_id}/",
            "so-lieu-cong-khai": f"/so-lieu/chi-tieu/{measure.target_id}/cong-khai/",
            "so-ket-danh-sach": "/so-ket/",
            "so-ket": f"/so-ket/{review.pk}/",
            "so-ket-chi-tieu": f"/so-ket/{review.pk}/chi-tieu/{measure.target_id}/",
        },
        "phuong1": {
            "phuong-bao-cao-tra-lai": f"/bao-cao/{returned.pk}/",
            "phuong-bao-cao-da-duyet": f"/bao-cao/{accepted.pk}/",
            "phuong-so-da-co": f"/bao-cao/{returned.pk}/da-co/{counted.code}/",
            "phuong-nop-excel": f"/bao-cao/{returned.pk}/nop-excel/",
        },
        "truong1": {"truong-viec-cua-toi": "/viec/", "truong-don-vi": "/don-vi/"},
        "khenthuong": {
            "noi-nhan-moi": "/ky-bao-cao/",
            "noi-nhan-chi-tieu": f"/so-lieu/chi-tieu/{measure.target_id}/cong-khai/",
        },
    }


def main() -> None:
    """Fill the demo, serve it, take the pictures."""
    import django

    shutil.copytree(ROOT / "var/third_party", Path(os.environ["PHONGTRAO_VAR"]) / "third_party")
    django.setup()
    from django.contrib.staticfiles.testing import StaticLiveServerTestCase
    from django.core.management import call_command
    from django.test.testcases import LiveServerThread
    from playwright.sync_api import sync_playwright

    from phongtrao.access.models import User
    from phongtrao.config.demo.fill import PASSWORD, fill_demo

    call_command("migrate", verbosity=0)
    list(fill_demo())
    server = LiveServerThread("127.0.0.1", StaticLiveServerTestCase.static_handler)
    server.daemon = True
    threading.Thread.start(server)
    server.is_ready.wait()
    base = f"http://127.0.0.1:{server.port}"
    OUT.mkdir(parents=True, exist_ok=True)
    accounts = pages()
    for account, shown in report_pages(User.objects.get(username="phuong1").office_id).items():
        accounts[account] = accounts.get(account, {}) | shown
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        for width in (1280, 360):
            for account, shown in accounts.items():
                tab = chromium.new_context(
                    viewport={"width": width, "height": 800}, locale="vi-VN"
                ).new_page()
                tab.goto(f"{base}/tai-khoan/dang-nhap/")
                tab.screenshot(path=OUT / f"dang-nhap-{width}.png")
                tab.fill("[name=username]", account)
                tab.fill("[name=password]", PASSWORD)
                tab.click("main button")
                for name, address in shown.items():
                    tab.goto(base + address)
                    tab.wait_for_timeout(200)
                    path = OUT / f"{name}-{width}.png"
                    tab.screenshot(path=path, full_page=not name.startswith(IN_VIEW))
    GUIDE.mkdir(exist_ok=True)
    for name in IN_GUIDE:
        shutil.copy(OUT / f"{name}-1280.png", GUIDE / f"{name}.png")
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
