"""Lines written before there were seals get theirs, and the office of their author."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import migrations


def seal(apps: Any, schema_editor: Any) -> None:
    line_of = apps.get_model("audit", "LogEntry").objects
    number, previous = 0, ""
    for line in line_of.select_related("author").order_by("pk"):
        line.office_id = line.author.office_id if line.author else None
        facts = {
            "number": line.pk,
            "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "author": line.author_id,
            "author_name": line.author_name,
            "office": line.office_id,
            "office_name": line.office_name,
            "action": line.action,
            "object_type": line.object_type,
            "object_id": line.object_id,
            "object_name": line.object_name,
            "detail": line.detail,
        }
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        line.previous = previous
        line.hash = hashlib.sha256(f"{previous}{text}".encode()).hexdigest()
        line.save()
        number, previous = line.pk, line.hash
    apps.get_model("audit", "LogHead").objects.create(pk=1, number=number, hash=previous)


def unseal(apps: Any, schema_editor: Any) -> None:
    apps.get_model("audit", "LogEntry").objects.update(previous="", hash="", office=None)
    apps.get_model("audit", "LogHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_office_and_seal"), ("access", "0001_initial")]

    operations = [migrations.RunPython(seal, unseal)]
