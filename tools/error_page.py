"""Write docs/guide/thong-bao-loi.md: every sentence with which the program refuses something."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/guide/thong-bao-loi.md"
HEAD = """# Thông báo lỗi

Khi từ chối một việc, chương trình nói điều gì chưa được, ở đâu và phải làm gì. Mỗi thông báo có một
mã không đổi. Chỗ trong ngoặc nhọn được thay bằng tên, số hoặc ngày cụ thể.

| Mã | Thông báo | Căn cứ |
| --- | --- | --- |
"""


def page() -> str:
    """The page as it must be."""
    import phongtrao
    from phongtrao.core.errors import RuleBroken

    for module in pkgutil.walk_packages(phongtrao.__path__, "phongtrao."):
        if not any(part in module.name for part in (".migrations", ".wsgi", ".commands")):
            importlib.import_module(module.name)

    def all_kinds(kind: type[RuleBroken]) -> set[type[RuleBroken]]:
        return {kind}.union(*(all_kinds(sub) for sub in kind.__subclasses__()))

    shown = sorted(
        (k.code, k.message, k.source)
        for k in all_kinds(RuleBroken)
        if "code" in vars(k) and k is not RuleBroken and k.__module__.startswith("phongtrao.")
    )
    return HEAD + "".join(
        f"| `{code}` | {message} | {source or '–'} |\n" for code, message, source in shown
    )


def main() -> None:
    """Write the page."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    PAGE.write_text(page())


if __name__ == "__main__":
    main()
