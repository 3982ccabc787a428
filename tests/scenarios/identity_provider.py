"""A real OpenID Connect provider on loopback for the story of logging in: allauth's own, in a
process and a database of its own.

    python tests/scenarios/identity_provider.py PORT REDIRECT_URI FOLDER
"""

import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import include, path

CLIENT, SECRET = "phong-trao", "khoa-bi-mat-cua-bai-thu"
PASSWORD = "Mat-khau-noi-khac-1"  # noqa: S105 - of accounts that everyone may know
PEOPLE = ("thuongtruc", "nguoila")
APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
)
MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
)
urlpatterns: list[Any] = []  # filled when the settings are there


def main(port: int, redirect_uri: str, folder: Path) -> None:
    """Answer until the process is ended."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    settings.configure(
        SECRET_KEY="only-for-tests",  # noqa: S106 - a test
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=APPS,
        MIDDLEWARE=MIDDLEWARE,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                    ]
                },
            }
        ],
        # Cookies do not know ports: the program under test has others.
        SESSION_COOKIE_NAME="provider_session",
        CSRF_COOKIE_NAME="provider_token",
        ACCOUNT_EMAIL_VERIFICATION="none",
        IDP_OIDC_PRIVATE_KEY=pem.decode(),
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    call_command("migrate", verbosity=0)
    _fill(redirect_uri)
    urlpatterns.extend(
        [
            path("", include("allauth.idp.urls")),
            path("accounts/", include("allauth.account.urls")),
            path("favicon.ico", lambda request: HttpResponse()),
        ]
    )
    server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    server.serve_forever()


def _fill(redirect_uri: str) -> None:
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 - app ready
    from django.contrib.auth.models import User  # noqa: PLC0415 - app ready

    client = Client(
        id=CLIENT, name="Phong Trào", skip_consent=True, scopes="openid\nprofile\nemail"
    )
    client.set_redirect_uris([redirect_uri])
    client.set_secret(SECRET)
    client.save()
    for username in PEOPLE:
        User.objects.create_user(username, password=PASSWORD)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
