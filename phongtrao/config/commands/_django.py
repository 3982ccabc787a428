"""Start Django for a command that needs it."""

import os


def start() -> None:
    """Make the models usable; quick when it has been done."""
    import django  # noqa: PLC0415 - app ready

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phongtrao.config.settings")
    django.setup()
