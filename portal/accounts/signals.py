"""What follows from signing up, confirming an e-mail, and migrating."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import (
    authentication_step_completed,
    email_confirmed,
    password_changed,
    password_reset,
    password_set,
)
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.apps import AppConfig, apps
from django.contrib import messages
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.groups import sync_groups
from portal.accounts.models import User
from portal.accounts.services import (
    confirm_email_of_invited,
    forget_unproven_password,
    person_for,
)
from portal.accounts.sessions.services import end_sessions

logger = logging.getLogger(__name__)

FEW_CODES = 3
"""With no more recovery codes than this, somebody is told to make new ones."""


@receiver(email_confirmed)
def know_the_person(email_address: EmailAddress, **_signal: Any) -> None:
    person_for(user=email_address.user)


@receiver(password_reset)
def accept_reset_as_proof(user: User, **_signal: Any) -> None:
    confirm_email_of_invited(user=user)


@receiver(authentication_step_completed)
def trust_the_mailbox_only(request: HttpRequest, user: User, method: str, **_signal: Any) -> None:
    """Who came by a mailed code alone may not know the password of an address never confirmed."""
    knows_password = any(
        record["method"] == "password" for record in get_authentication_records(request, user)
    )
    if method == "code" and not knows_password:
        forget_unproven_password(user=user)


@receiver([password_changed, password_set, password_reset])
def end_other_sessions(request: HttpRequest, user: User, **_signal: Any) -> None:
    """They no longer count with another password; this removes them from the list as well."""
    end_sessions(user=user, but=request.session.session_key if request.user == user else None)


@receiver(post_save, sender=User)
def end_sessions_of_closed(instance: User, update_fields: frozenset[str] | None, **_signal: Any) -> None:
    """Whose sign-in is closed is out at once, and is not in again by being let in later."""
    if not instance.is_active and (update_fields is None or "is_active" in update_fields):
        end_sessions(user=instance)


@receiver(authenticator_used)
def tell_of_recovery_code(user: User, authenticator: Authenticator, **_signal: Any) -> None:
    """A recovery code is used when something is lost, or stolen: its owner should hear of it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        return
    authenticator.refresh_from_db()  # allauth marked the code as used on a copy
    left = len(authenticator.wrap().get_unused_codes())
    adapter = get_adapter()
    adapter.send_notification_mail("mfa/email/recovery_code_used", user, {"left": left})
    if left <= FEW_CODES:
        adapter.add_message(
            context.request, messages.WARNING, "mfa/messages/recovery_codes_low.txt", {"left": left}
        )


@receiver(post_migrate)
def refresh_groups(sender: AppConfig, **signal: Any) -> None:
    """After the last application's turn, when every permission has been made.

    Half-way migrations (a test of one migration, say) have no page tree to grant rights on.
    """
    with_models = [config for config in apps.get_app_configs() if config.models_module]
    if sender.label != with_models[-1].label or not _site_exists(signal.get("apps", apps)):
        return
    for right in sync_groups():
        logger.warning("A staff group names an unknown right: %s", right)


def _site_exists(state: Any) -> bool:
    try:
        state.get_model("home", "HomePage")
        state.get_model("wagtailcore", "GroupPagePermission")
    except LookupError:
        return False
    return True
