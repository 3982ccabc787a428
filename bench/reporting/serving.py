"""A server of the program and the people who use it, over real connections."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from phongtrao.access.models import User

HOST = "127.0.0.1"
OK = 200
_ASKED = re.compile(rb'name="asked" value="([^"]+)"')
_WAIT_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def start_server(port: int) -> subprocess.Popen[bytes]:
    """The program's own command that serves its pages, with the database of this process."""
    return subprocess.Popen(
        [Path(sys.executable).with_name("phongtrao"), "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for(port: int) -> None:
    """Until the server answers."""
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server does not answer")


@contextmanager
def server() -> Iterator[int]:
    """A server on a port of its own, gone afterwards."""
    port = free_port()
    process = start_server(port)
    try:
        wait_for(port)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


@dataclass
class Person:
    """Somebody with a browser in which he is logged in."""

    user: User
    port: int
    session: str = ""
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(self.user)
        self.session = client.cookies["sessionid"].value

    def get(self, address: str) -> tuple[int, bytes]:
        """Status and body."""
        return self._ask("GET", address, None)

    def send(self, address: str, boxes: dict[str, str], revision: int = 0) -> int:
        """Post a sheet and press the button that sends it, once more where the program asks about
        the figures; the status. A status of 302 says that the report is in.
        """
        told = [(f"o-{code}", value) for code, value in boxes.items()]
        told += [("step", "send"), ("revision", str(revision)), ("csrfmiddlewaretoken", self.token)]
        status, page = self._ask("POST", address, urlencode(told))
        if status == OK and (asked := _ASKED.findall(page)):
            told += [("asked", key.decode()) for key in asked]
            status, _ = self._ask("POST", address, urlencode(told))
        return status

    def _ask(self, method: str, address: str, body: str | None) -> tuple[int, bytes]:
        """A line of its own each time, as after a pause. Raises OSError, HTTPException when the
        server goes away.
        """
        head = {"Cookie": f"sessionid={self.session}; csrftoken={self.token}"}
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            line.request(method, address, body, head)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()


def at_once(people: Sequence[Callable[[], list[float]]]) -> tuple[list[float], float]:
    """Let all work at the same time: what each took, in seconds, and how long it took them all."""
    taken: list[list[float]] = [[] for _ in people]

    def work(number: int) -> None:
        taken[number] = people[number]()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(people))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for some in taken for one in some], time.perf_counter() - began


def milliseconds(taken: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile."""
    cuts = statistics.quantiles([one * 1000 for one in taken], n=100)
    return {"p50, ms": cuts[49], "p95, ms": cuts[94], "p99, ms": cuts[98]}
