"""How a session finds its account again."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from phongtrao.access.models import User


class AccountBackend(ModelBackend):
    """Brings the account with its office, which every page shows; one that was stopped comes no
    more.
    """

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, None where it must not come in."""
        user = User.objects.select_related("office").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
