"""Each line of the log goes to the syslog of the installation, once it is written for good."""

from __future__ import annotations

import json
import logging
import socket
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from phongtrao.access.models import Role, User
from phongtrao.audit import actions as audit
from phongtrao.audit.models import LogEntry
from tests.factories import PASSWORD, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Heard = Callable[[], list[dict[str, Any]]]

LOG_IN, STOP = "/tai-khoan/dang-nhap/", "/tai-khoan/danh-sach/{}/ngung/"


@pytest.fixture
def heard(settings) -> Iterator[Heard]:
    """A syslog server on loopback: gives the facts of what it heard since it was last asked."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.setblocking(False)
        settings.SYSLOG = f"udp://127.0.0.1:{server.getsockname()[1]}"

        def listen() -> list[dict[str, Any]]:
            found = []
            while True:
                try:
                    text = server.recv(65_536).decode()
                except BlockingIOError:
                    return found
                head, _, facts = text.partition(" - ")
                found.append({"head": head, **json.loads(facts)})

        yield listen


@pytest.fixture
def account(officer: User) -> User:
    """A colleague who is managed."""
    return make_user("baocao", officer.office, Role.REPORTER)


@pytest.mark.django_db(transaction=True)
def test_a_line_says_when_who_in_which_role_from_where_did_what_to_what(
    heard: Heard, account: User, browser_of
) -> None:
    administrator = make_user("quantri", account.office, Role.ADMINISTRATOR)
    heard()
    browser_of(administrator).post(STOP.format(account.pk), REMOTE_ADDR="10.1.2.3")
    line = LogEntry.objects.get(action="account.stop")
    (told,) = heard()
    assert told.pop("head").startswith("<109>1 2")  # log audit, notice
    assert told.pop("time").startswith(f"{line.at:%Y-%m-}")
    assert told == {
        "user": "quantri",
        "role": ["administrator"],
        "ip": "10.1.2.3",
        "action": "account.stop",
        "object": f"access.user {account.pk} Cán bộ baocao",
        "result": "done",
        "line": line.pk,
        "hash": line.hash,
    }


@pytest.mark.django_db(transaction=True)
def test_who_comes_in_and_who_is_refused_is_told_with_the_address(
    heard: Heard, account: User, client, settings
) -> None:
    settings.SERVED_OVER_HTTPS = True
    heard()
    for password in ("sai", PASSWORD):
        client.post(
            LOG_IN,
            {"username": "baocao", "password": password},
            headers={"X-Forwarded-For": "8.8.8.8, 10.9.9.9"},
        )
    refused, entered = heard()
    assert (refused["action"], refused["result"], refused["user"]) == ("log-in.fail", "refused", "")
    assert refused["head"].startswith("<108>")  # warning
    assert (entered["action"], entered["result"], entered["user"]) == ("log-in", "done", "baocao")
    assert (entered["role"], entered["ip"]) == (["reporter"], "10.9.9.9")


@pytest.mark.django_db(transaction=True)
def test_what_was_not_written_is_not_told(heard: Heard) -> None:
    with transaction.atomic():
        audit.log("test.write", None, by=None)
        transaction.set_rollback(True)
    audit.acts_in(["viewer"])  # outside of a request nobody acts in a role
    audit.log("test.write", None, by=None, number=2)
    (told,) = heard()
    assert (told["user"], told["role"], told["ip"], told["object"]) == ("", [], "", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/nowhere/log", "udp://127.0.0.1:99999", "10.0.0.5"])
def test_an_action_goes_on_when_nobody_listens(
    address: str, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SYSLOG = address
    with caplog.at_level(logging.ERROR):
        audit.log("test.write", None, by=None)
    assert LogEntry.objects.count() == 1
    assert "were not sent to SYSLOG" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_syslog_of_the_machine_listens_at_a_path(settings, tmp_path: Path) -> None:
    settings.SYSLOG = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(settings.SYSLOG)
        audit.log("test.write", None, by=None, text="ấ")
        assert b'"action": "test.write"' in server.recv(65_536)


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_while_it_is_not_set(heard: Heard, settings) -> None:
    settings.SYSLOG = ""
    audit.log("test.write", None, by=None)
    assert heard() == []
