"""Run a command beside a throw-away PostgreSQL: `python tools/with_postgres.py pytest tests`.

The server lives in a folder of its own, listens on a Unix socket only, and is gone afterwards.
PostgreSQL refuses to run as root; there it runs as the user `postgres` that Debian's package makes.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator  # noqa: TC003 - read while it runs
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def _programs() -> Path:
    """Folder of the newest installed server. Raises SystemExit when there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[4])
    )
    if not found:
        raise SystemExit("PostgreSQL is not installed: run `make system`")
    return found[-1].parent


@contextmanager
def postgres(**settings: str) -> Iterator[str]:
    """Start a server, yield the DATABASE_URL of its database, stop it.

    settings: of postgresql.conf; the defaults favour speed over safety, as befits a server that is
    thrown away.
    """
    bin_dir, owner = _programs(), "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pt-pg-", dir="/tmp") as folder:
        if owner:
            os.chown(folder, pwd.getpwnam(owner).pw_uid, -1)
        data, options = (
            Path(folder) / "data",
            {"fsync": "off", "full_page_writes": "off", **settings},
        )
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "user": owner, "cwd": folder}
        subprocess.run(
            [
                bin_dir / "initdb",
                "-D",
                data,
                "-U",
                "phongtrao",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ],
            **quiet,
        )
        listen = f"-c listen_addresses='' -k {folder} " + " ".join(
            f"-c {k}={v}" for k, v in options.items()
        )
        subprocess.run(
            [
                bin_dir / "pg_ctl",
                "-D",
                data,
                "-w",
                "-l",
                Path(folder) / "log",
                "-o",
                listen,
                "start",
            ],
            **quiet,
        )
        try:
            subprocess.run(
                [bin_dir / "createdb", "-h", folder, "-U", "phongtrao", "phongtrao"], **quiet
            )
            yield f"postgres://phongtrao@{quote(folder, safe='')}/phongtrao"
        finally:
            subprocess.run(
                [bin_dir / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
                **{**quiet, "check": False},
            )
            shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    with postgres() as url:
        raise SystemExit(
            subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}).returncode
        )
