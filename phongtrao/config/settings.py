"""Django settings; what an installation may choose is read through `own_settings`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from environs import Env

from phongtrao.config.own_settings import default_of
from phongtrao.core.sheets.elements import MOST_BOXES

env = Env()
BASE_DIR = Path(__file__).resolve().parents[2]


def _text(name: str) -> str:
    return str(env.str(name, str(default_of(name))))


def _number(name: str) -> int:
    return int(env.int(name, int(default_of(name))))


def _secret_key(var: Path) -> str:
    """Return the key of this installation; make it once, readable by its owner alone."""
    given = _text("SECRET_KEY")
    if given:
        return given
    path = var / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


def _database(var: Path) -> dict[str, Any]:
    """Return the database: PostgreSQL by address, else the embedded SQLite in WAL mode.

    IMMEDIATE makes a writer queue for the lock when its transaction begins, not fail when it first
    writes.
    """
    if _text("DATABASE_URL"):
        return {**env.dj_db_url("DATABASE_URL"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "phongtrao.config.sqlite",
        "NAME": var / "phongtrao.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


VAR = Path(_text("PHONGTRAO_VAR"))
VAR = VAR if VAR.is_absolute() else BASE_DIR / VAR
VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = _secret_key(VAR)
DEBUG = env.bool("DEBUG", bool(default_of("DEBUG")))
ALLOWED_HOSTS = [host.strip() for host in _text("ALLOWED_HOSTS").split(",") if host.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "django_htmx",
    "csp",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "phongtrao.web",
    "phongtrao.access",
    "phongtrao.audit",
    "phongtrao.files",
    "phongtrao.units",
    "phongtrao.plans",
    "phongtrao.programme",
    "phongtrao.reporting",
    "phongtrao.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random against BREACH
    "django.contrib.sessions.middleware.SessionMiddleware",
    "phongtrao.api.views.edges.EdgesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "phongtrao.web.composed.ComposedTextMiddleware",
    "phongtrao.web.rules.RuleBrokenMiddleware",
    "phongtrao.units.views.today.NamesOfTheDayMiddleware",
    "phongtrao.access.views.gate.GateMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "phongtrao.config.urls"
WSGI_APPLICATION = "phongtrao.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "phongtrao.config.menu.menu",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "phongtrao.web.templatetags.show",
            ],
            "string_if_invalid": "",
        },
    }
]
DATABASES = {"default": _database(VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["phongtrao.access.queries.backend.AccountBackend"]
LOGIN_URL = "access:log_in"
LOGIN_REDIRECT_URL = "home"
SMALL_COUNT_LIMIT = _number("SMALL_COUNT_LIMIT")
PUBLICATION_DAYS = _number("PUBLICATION_DAYS")
PASSWORD_LENGTH = _number("PASSWORD_LENGTH")
PASSWORD_LENGTH_SECOND_FACTOR = _number("PASSWORD_LENGTH_SECOND_FACTOR")
PASSWORD_KINDS = _number("PASSWORD_KINDS")
PASSWORD_HISTORY = _number("PASSWORD_HISTORY")
PASSWORD_ADMIN_DAYS = _number("PASSWORD_ADMIN_DAYS")
LOCKOUT_FAILURES = _number("LOCKOUT_FAILURES")
LOCKOUT_MINUTES = _number("LOCKOUT_MINUTES")
ACCOUNT_IDLE_DAYS = _number("ACCOUNT_IDLE_DAYS")
DELEGATION_DAYS = _number("DELEGATION_DAYS")
SECOND_FACTOR_ADMIN = env.bool("SECOND_FACTOR_ADMIN", bool(default_of("SECOND_FACTOR_ADMIN")))
SESSION_IDLE_MINUTES = _number("SESSION_IDLE_MINUTES")
SESSION_IDLE_ADMIN_MINUTES = _number("SESSION_IDLE_ADMIN_MINUTES")
# The gate locks; the session lasts longer, so that it can say why.
SESSION_COOKIE_AGE = 4 * 60 * max(SESSION_IDLE_MINUTES, SESSION_IDLE_ADMIN_MINUTES)
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
CSRF_FAILURE_VIEW = "phongtrao.access.views.unsent.csrf_failed"
SERVED_OVER_HTTPS = env.bool("SERVED_OVER_HTTPS", bool(default_of("SERVED_OVER_HTTPS")))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_HTTPS
# HSTS, on answers to requests that came over HTTPS; cookies and this are of one host only.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SERVED_OVER_HTTPS else 0

# allauth brings the second factor and OpenID Connect; its own pages have no address here.
MFA_ADAPTER = "phongtrao.access.views.provider.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_ISSUER = "Phong Trào"
MFA_TOTP_TOLERANCE = 1
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ADAPTER = "phongtrao.access.views.provider.ProviderAdapter"
OIDC_ISSUER = _text("OIDC_ISSUER").rstrip("/")
OIDC_NAME = _text("OIDC_NAME")
OIDC_CLAIM = _text("OIDC_CLAIM")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": _text("OIDC_CLIENT_ID"),
                "secret": _text("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "phongtrao.config.formats"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
THIRD_PARTY = VAR / "third_party"
THIRD_PARTY.mkdir(exist_ok=True)
STATICFILES_DIRS = [("third_party", THIRD_PARTY)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "files"

MESSAGE_TAGS = {messages.SUCCESS: "good", messages.WARNING: "warn", messages.ERROR: "bad"}

UPLOAD_MAX_BYTES = _number("UPLOAD_MAX_MB") * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES
# A sheet sends two fields a box (what is typed, what was shown) and two a question, of which there
# is about one a box at most; the fifth part is room for the page itself.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5 * MOST_BOXES
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

EMAIL_ON = bool(_text("EMAIL_URL"))
if EMAIL_ON:
    globals().update({k: v for k, v in env.dj_email_url("EMAIL_URL").items() if k.isupper()})
EMAIL_TIMEOUT = 10
SYSLOG = _text("SYSLOG")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Logging in at the provider begins with a form that is led on to its address.
        "form-action": [SELF, *([OIDC_ISSUER] if OIDC_ISSUER else [])],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
