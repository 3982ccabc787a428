"""Log in and out."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView

from phongtrao.access.forms import LogInForm

log_in = LoginView.as_view(
    template_name="access/log_in.html",
    authentication_form=LogInForm,
    redirect_authenticated_user=True,
)
log_out = LogoutView.as_view(next_page="access:log_in")
