from __future__ import annotations

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "People and schools"
    default = True

    def ready(self) -> None:
        # All of these import models, which are loaded only by now; importing signals connects them.
        from portal.accounts import mail, signals  # noqa: F401
        from portal.accounts.email_change import mail as email_change
        from portal.accounts.finder import index  # noqa: F401  (notices changed schools from now on)
        from portal.accounts.lost_step import personal_data as losing
        from portal.accounts.lost_step.mail import LOST_STEP, send_lost_step
        from portal.accounts.lost_step.services import expire_lost_steps
        from portal.accounts.memberships import personal_data as joining
        from portal.accounts.memberships.message_kinds import register_kinds
        from portal.accounts.memberships.services.invitations import (
            OLD_INVITATIONS,
            lapse_invitations,
        )
        from portal.accounts.memberships.services.reminders import remind_of_requests
        from portal.accounts.memberships.services.requests import lapse_requests
        from portal.accounts.merging.movers import register_movers
        from portal.accounts.personal_data import letters, own_holdings, staff_work
        from portal.accounts.sessions.services import sessions_retention
        from portal.outbox.due import register_due
        from portal.outbox.retention import register_retention
        from portal.outbox.services import register

        register_movers()
        register(mail.INVITATION, mail.send_invitation)
        register(LOST_STEP, send_lost_step)
        register_due("lost second steps expire", expire_lost_steps)
        register_kinds()
        register_due("requests to join a school lapse", lapse_requests)
        register_due("reminders of requests to join a school", remind_of_requests)
        register_due("invitations to a school lapse", lapse_invitations)
        register_retention(sessions_retention())
        register(email_change.KIND, email_change.send)
        letters.register_kinds()
        own_holdings.register_all()
        joining.register_all()
        losing.register_all()
        staff_work.register_all()
        register_retention(OLD_INVITATIONS)


class SignInsConfig(WagtailUsersAppConfig):
    """Wagtail's management of users, with our own list and forms."""

    user_viewset = "portal.accounts.viewsets.SignInViewSet"
