"""Mails that sign-in sends beside those of allauth."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from portal.accounts.models import User

INVITATION = "invitation"
"""The outbox's kind; its key is the user's id."""


def send_invitation(key: str) -> None:
    """Mails the user whose id is ``key`` a link with which to choose a password.

    The link is made only now, so that it is written down nowhere but in the mail. Somebody whose
    sign-in was closed meanwhile gets none; a repeat mails another link that works as well.
    """
    user = User.objects.filter(pk=int(key), is_active=True).first()
    if user is None:
        return
    secret = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = f"{settings.PUBLIC_URL}{reverse('account_reset_password_from_key', kwargs=secret)}"
    context = {"user": user, "password_url": link}
    message = get_adapter().compose("account/email/invitation", user.email, context)
    message.send()
