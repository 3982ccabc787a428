"""Upload many spoilt files through the page, and look for crashes, hangs and stored halves.

python -m tests.hostile.fuzz_web --count 10000. Every upload goes the whole way: form,
child process, secrecy check, compiler, database. After each the database is whole: a plan is there
with its file and its records, or nothing is.
A finding names its seed: --seed N --count 1 repeats it. Exit code 1 when anything was found.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

HANG_SECONDS = 10
PASSED = (200, 302, 422)


def upload_all(seeds: range) -> collections.Counter[str]:
    """Upload the files of all seeds in this process, in a database of its own."""
    os.environ["PHONGTRAO_VAR"] = tempfile.mkdtemp(prefix="phongtrao-fuzz-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415 - settings first

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - app ready
    from django.core.management import call_command  # noqa: PLC0415 - app ready
    from django.test import Client  # noqa: PLC0415 - app ready

    from tests.factories import make_office, make_user  # noqa: PLC0415 - app ready
    from tests.hostile.mutations import mutated  # noqa: PLC0415 - app ready

    call_command("migrate", verbosity=0)
    client = Client(raise_request_exception=True)
    client.force_login(make_user("fuzz", make_office()))
    counts: collections.Counter[str] = collections.Counter()
    for seed in seeds:
        name, data = mutated(seed)
        since = time.monotonic()
        try:
            form = {"no_secret": "on", "documents": SimpleUploadedFile(name, data)}
            status = client.post("/ke-hoach/them/", form).status_code
            found = str(status) if status in PASSED else f"CRASH status {status}"
        except Exception as failure:
            found = f"CRASH {type(failure).__name__}: {failure}"
        if time.monotonic() - since > HANG_SECONDS:
            found = f"HANG of {time.monotonic() - since:.0f} s"
        found = _half_stored() or found
        counts[found.partition(" ")[0]] += 1
        if found not in map(str, PASSED):
            sys.stdout.write(f"seed {seed}: {found}\n")
    return counts


def _half_stored() -> str:
    """What is stored by halves, "" when nothing is."""
    from django.conf import settings  # noqa: PLC0415 - app ready

    from phongtrao.plans.models import PlanDocument, Record  # noqa: PLC0415 - app ready

    plan = PlanDocument.objects.select_related("file").order_by("-pk").first()
    if plan is None:
        return ""
    data = (Path(settings.MEDIA_ROOT) / plan.file.path).read_bytes()
    if hashlib.sha256(data).hexdigest() != plan.file.sha256:
        return "HALF the bytes of a file are not what its hash says"
    if hashlib.sha256(plan.text.encode()).hexdigest() != plan.text_sha256:
        return "HALF the text of a plan is not what its hash says"
    if Record.objects.filter(plan=plan, end__gt=len(plan.text)).exists():
        return "HALF a record lies outside its text"
    loose = [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file() and len(p.name) != 64]
    return f"HALF {len(loose)} unfinished files are left" if loose else ""


def main() -> int:
    """Read the arguments, run on all cores, print a summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    start = time.monotonic()
    shares = [
        range(given.seed + j, given.seed + given.count, given.jobs) for j in range(given.jobs)
    ]
    with multiprocessing.get_context("spawn").Pool(given.jobs) as pool:
        counts: collections.Counter[str] = sum(pool.map(upload_all, shares), collections.Counter())
    for found, number in counts.most_common():
        sys.stdout.write(f"{number:7} {found}\n")
    bad = sum(counts[word] for word in ("CRASH", "HANG", "HALF"))
    seconds = time.monotonic() - start
    sys.stdout.write(f"uploads {given.count}, faults {bad}, {seconds:.0f} s\n")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
