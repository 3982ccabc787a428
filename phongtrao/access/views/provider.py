"""What allauth asks of us: keep the secret of a second factor, say whose account an identity is,
and lead to the provider and back.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views as oidc
from cryptography.fernet import Fernet
from django.conf import settings
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from phongtrao.access.actions.identities import ProviderFailed, account_of_identity
from phongtrao.access.views.entrance import enter
from phongtrao.core.errors import RuleBroken
from phongtrao.web.page import page

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps secrets encrypted with a key made of SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        """The text as it is stored."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The stored text as it was."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(f"second factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Lets in who has an account, by the way that everybody takes; makes none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Go on with our own entrance; raises ImmediateHttpResponse with its answer."""
        facts: dict[str, Any] = sociallogin.account.extra_data
        claims = {**facts.get("id_token", {}), **facts.get("userinfo", {})}
        try:
            user = account_of_identity(
                provider=sociallogin.account.provider,
                uid=sociallogin.account.uid,
                username=str(claims.get(settings.OIDC_CLAIM, "")),
            )
        except RuleBroken as error:
            raise ImmediateHttpResponse(_refused(request, error)) from None
        next_page = sociallogin.state.get("next") or ""
        raise ImmediateHttpResponse(enter(request, user, next_page, by_provider=True))

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> NoReturn:
        """Say it on our own page; raises ImmediateHttpResponse."""
        raise ImmediateHttpResponse(_failed(request))


@require_POST
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider, where people say who they are."""
    try:
        answer: HttpResponse = oidc.login(request, provider_id)
    except RequestException:  # allauth asks it for its addresses first
        return _failed(request)
    return answer


@require_safe
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Hear from the provider who came."""
    try:
        answer: HttpResponse = oidc.callback(request, provider_id)
    except RequestException:
        return _failed(request)
    return answer


def _failed(request: HttpRequest) -> HttpResponse:
    return _refused(request, ProviderFailed(name=settings.OIDC_NAME))


def _refused(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    return page(request, "web/refused.html", status=403, error=error)
