"""The manual says everything that a user or an administrator can meet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from phongtrao.access.models import Permission, Role
from phongtrao.config.own_settings import OWN_SETTINGS, default_of
from tools.error_page import PAGE, page

ROOT = Path(__file__).parents[2]
GUIDE = "\n".join(path.read_text() for path in sorted((ROOT / "docs").rglob("*.md")))


@pytest.mark.parametrize("setting", OWN_SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_is_described(setting) -> None:
    assert f"| `{setting.name}` | `{setting.default}` | {setting.meaning} |" in GUIDE
    assert default_of(setting.name) == setting.default


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_is_described(permission: Permission) -> None:
    assert f"`{permission.value}`" in GUIDE


@pytest.mark.parametrize("role", Role)
def test_each_role_is_described(role: Role) -> None:
    assert role.label in GUIDE


def test_the_page_of_errors_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "run: python tools/error_page.py"


def test_each_make_target_is_described() -> None:
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    missing = [target for target in targets if f"make {target}" not in GUIDE]
    assert not missing


def test_each_model_is_in_the_glossary() -> None:
    from django.apps import apps

    glossary = (ROOT / "docs/glossary.md").read_text()
    ours = [model for model in apps.get_models() if model.__module__.startswith("phongtrao")]
    assert not [model.__name__ for model in ours if f"`{model.__name__}`" not in glossary]


def test_each_command_is_described() -> None:
    from phongtrao.config.commands._app import make_app

    names = [command.name for command in make_app().registered_commands]
    assert not [name for name in names if f"phongtrao {name}" not in GUIDE]


def test_source_uses_one_form_of_letters_and_tone_marks() -> None:
    import subprocess
    import unicodedata

    listed = subprocess.run(
        ["git", "ls-files", "*.py", "*.html", "*.md", "*.toml", "*.js", "*.css"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    old_placement = re.compile(r"(?i)(?<![qQ])(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
    wrong = []
    for name in listed.stdout.split():
        if name.startswith(
            ("tests/", "phongtrao/core/text/", "phongtrao/core/compiler/", "phongtrao/units/data/")
        ):
            continue  # these hold both placements on purpose
        text = (ROOT / name).read_text()
        if unicodedata.normalize("NFC", text) != text or (
            old_placement.search(text) and name != "docs/dev/compiler.md"
        ):
            wrong.append(name)
    assert wrong == []
