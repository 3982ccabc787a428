"""Send the lines of the log to the syslog of the installation, once they are written for good."""

from __future__ import annotations

import json
import logging
import os
import socket
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from phongtrao.audit.models import LogEntry

REFUSALS = frozenset({"log-in.fail", "log-in.unknown-name", "file.refuse-secret"})
"""Actions that were tried and refused."""
_FACILITY, _NOTICE, _WARNING = 13 << 3, 5, 4
"""Of RFC 5424: log audit; the severities."""
_PORT = 514
_SECONDS = 1
_log = logging.getLogger(__name__)


@dataclass
class _Origin:
    """From which IP address somebody asks, and in which roles."""

    address: str = ""
    roles: list[str] = field(default_factory=list)


_origin: ContextVar[_Origin | None] = ContextVar("origin", default=None)


@contextmanager
def comes_from(address: str) -> Iterator[None]:
    """What is logged within was asked for from this IP address, as yet in no role."""
    token = _origin.set(_Origin(address))
    try:
        yield
    finally:
        _origin.reset(token)


def acts_in(roles: Collection[str]) -> None:
    """What is logged from now on, until the request ends, is done in these roles."""
    if origin := _origin.get():
        origin.roles = sorted(roles)


def export(lines: Sequence[LogEntry]) -> None:
    """Send the lines to SYSLOG when their transaction has ended well; where it is not set, nothing.

    What cannot be sent is named in the server's log; the lines themselves stay in the database.
    """
    if settings.SYSLOG:
        packets = [_packet(line, _origin.get() or _Origin()) for line in lines]
        transaction.on_commit(partial(_send, packets), robust=True)


def _packet(line: LogEntry, origin: _Origin) -> bytes:
    """The line as a message of RFC 5424 that carries JSON."""
    refused = line.action in REFUSALS
    facts = {
        "time": timezone.localtime(line.at).isoformat(),
        "user": line.author.username if line.author else "",
        "role": origin.roles,
        "ip": origin.address,
        "action": line.action,
        "object": " ".join(filter(None, (line.object_type, line.object_id, line.object_name))),
        "result": "refused" if refused else "done",
        "line": line.pk,
        "hash": line.hash,
    }
    head = (
        f"<{_FACILITY + (_WARNING if refused else _NOTICE)}>1 {facts['time']}"
        f" {socket.gethostname() or '-'} phongtrao {os.getpid()} {line.action} -"
    )
    return f"{head} {json.dumps(facts, ensure_ascii=False)}".encode()


def _send(packets: Sequence[bytes]) -> None:
    try:
        family, target = _target(settings.SYSLOG)
        with socket.socket(family, socket.SOCK_DGRAM) as way:
            way.settimeout(_SECONDS)
            for packet in packets:
                way.sendto(packet, target)
    except (OSError, ValueError):
        _log.exception("lines of the audit log were not sent to SYSLOG")


def _target(address: str) -> tuple[int, Any]:
    """Family and address of a socket for a path such as /dev/log, or for udp://host:port."""
    if address.startswith("/"):
        return socket.AF_UNIX, address
    parts = urlsplit(address)
    if parts.scheme != "udp" or not parts.hostname:
        raise ValueError(f"SYSLOG is neither a path nor udp://host:port: {address}")
    found = socket.getaddrinfo(parts.hostname, parts.port or _PORT, type=socket.SOCK_DGRAM)
    return found[0][0], found[0][4]
