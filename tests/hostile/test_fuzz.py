"""No spoilt file makes the reader fail in another way than by a refusal, or hang."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phongtrao.core.text.reading import FileRefused, read_document, read_safely
from phongtrao.core.text.secrecy import secrecy_of

from .mutations import good_files, mutated, spoilt

SECONDS_MAX = 10


def check(name: str, data: bytes) -> None:
    """Read in this process: the outcome is a text or a refusal, soon."""
    start = time.monotonic()
    with contextlib.suppress(FileRefused):
        reading = read_document(data, name)
        secrecy_of(reading.text, reading.margins)
    assert time.monotonic() - start < SECONDS_MAX


@given(st.integers(min_value=0))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_spoilt_file_is_read_or_refused(seed: int):
    check(*mutated(seed))


@given(st.binary(max_size=3000), st.sampled_from(sorted(good_files())))
@settings(max_examples=200, deadline=None)
def test_noise_is_read_or_refused(data: bytes, name: str):
    check(name, data)


@given(st.text(max_size=2000), st.sampled_from(["a.txt", "a.md", "a.html"]))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str, name: str):
    check(name, text.encode("utf-8", "replace"))


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_name_is_taken_or_refused(name: str):
    check(name, b"x")


def test_spoilt_uploads_pass_through_the_sandbox():
    chance = random.Random(7)  # noqa: S311 - to be repeated
    for name in ("a.docx", "a.odt", "a.pdf", "a.html"):
        for _ in range(3):
            with contextlib.suppress(FileRefused):
                read_safely(spoilt(good_files()[name], chance), name)


@pytest.mark.slow
def test_ten_thousand_spoilt_uploads_neither_crash_nor_hang():
    command = [sys.executable, "-m", "tests.hostile.fuzz_uploads", "--count", "10000"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, timeout=3000, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_long_run_reports_crashes_and_hangs():
    command = [sys.executable, "-m", "tests.hostile.fuzz_uploads", "--count", "40", "--jobs", "1"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "crashes 0" in done.stdout
