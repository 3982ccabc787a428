"""What SERVED_OVER_HTTPS promises: read from the environment by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# Without a database: what asks it before any page is left out.
SCRIPT = """
import django
django.setup()
from django.conf import settings
settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if ".units." not in one]
from django.test import Client
answer = Client().get("/tai-khoan/dang-nhap/", secure=True)
print(answer.headers.get("Strict-Transport-Security", "none"))
for cookie in answer.cookies.values():
    print(bool(cookie["secure"]), bool(cookie["httponly"]), cookie["domain"] or "this host")
"""


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("1", ["max-age=31536000", "True True this host"]),
        ("", ["none", "False True this host"]),
    ],
)
def test_browsers_are_told_to_keep_to_https_when_the_setting_says_so(
    setting: str, told: list[str]
) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    env |= {"SERVED_OVER_HTTPS": setting or "0"}
    run = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.split("\n")[:-1] == told
