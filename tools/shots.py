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
IN_GUIDE = ("dang-nhap", "them-ke-hoach", "phong-doc", "sua-muc", "bang-theo-doi", "van-ban")
sys.path.insert(0, str(ROOT))
os.environ["PHONGTRAO_VAR"] = tempfile.mkdtemp(prefix="phongtrao-shots-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pages() -> dict[str, str]:
    """Name of the picture → address."""
    from phongtrao.plans.models import Citation, PlanDocument

    plan = PlanDocument.objects.order_by("pk").first()
    task, target = (plan.records.filter(kind=kind).first() for kind in ("task", "target"))
    room = f"/ke-hoach/{plan.pk}"
    return {
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
        "khong-tim-thay": "/ke-hoach/999999/",
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

    from phongtrao.config.demo.fill import ACCOUNTS, PASSWORD, fill_demo

    call_command("migrate", verbosity=0)
    list(fill_demo())
    server = LiveServerThread("127.0.0.1", StaticLiveServerTestCase.static_handler)
    server.daemon = True
    threading.Thread.start(server)
    server.is_ready.wait()
    base = f"http://127.0.0.1:{server.port}"
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        for width in (1280, 360):
            tab = chromium.new_context(
                viewport={"width": width, "height": 800}, locale="vi-VN"
            ).new_page()
            tab.goto(f"{base}/tai-khoan/dang-nhap/")
            tab.screenshot(path=OUT / f"dang-nhap-{width}.png")
            tab.fill("[name=username]", ACCOUNTS[0][0])
            tab.fill("[name=password]", PASSWORD)
            tab.click("main button")
            for name, address in pages().items():
                tab.goto(base + address)
                tab.wait_for_timeout(200)
                tab.screenshot(path=OUT / f"{name}-{width}.png")
    GUIDE.mkdir(exist_ok=True)
    for name in IN_GUIDE:
        shutil.copy(OUT / f"{name}-1280.png", GUIDE / f"{name}.png")
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
