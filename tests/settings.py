"""Settings of the tests: their own folder, quick password hashing, plain static files."""

import os
import tempfile

os.environ.setdefault("PHONGTRAO_VAR", tempfile.mkdtemp(prefix="phongtrao-tests-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from phongtrao.config.settings import *  # noqa: F403 - the environment comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
STATICFILES_DIRS = [("third_party", BASE_DIR / "var/third_party")]  # noqa: F405 - from the settings above
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405 - from above
    # A file, as in an installation: the in-memory one locks whole tables between the server of a
    # story and its test.
    DATABASES["default"]["TEST"] = {"NAME": VAR / "tests.sqlite3"}  # noqa: F405 - from above
