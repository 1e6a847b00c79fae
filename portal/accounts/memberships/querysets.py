"""Reads of requests, invitations and the record of who belongs to a school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from portal.base.mailboxes import led_to

if TYPE_CHECKING:
    from portal.accounts.memberships.models import (  # noqa: F401  (ruff misses names in quoted bases)
        MembershipEvent,
        MembershipRequest,
        SchoolInvitation,
    )
    from portal.accounts.models import User


def confirmed_emails(user: User) -> list[str]:
    """The addresses that ``user`` has shown to be theirs, in small letters."""
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return list(rows.annotate(small=Lower("email")).values_list("small", flat=True))


class RequestQuerySet(models.QuerySet["MembershipRequest"]):
    """Requests to belong to a school."""

    def waiting(self) -> RequestQuerySet:
        """Those nobody has answered yet."""
        return self.filter(state="waiting")

    def with_approver(self) -> RequestQuerySet:
        """Each with ``has_approver``: whether the school itself could answer, or only officers."""
        school = self.model._meta.get_field("school").related_model
        memberships = cast("Any", school)._meta.get_field("memberships").related_model
        approvers = memberships.objects.who_confirm().filter(school=OuterRef("school"))
        return self.annotate(has_approver=Exists(approvers))


class InvitationQuerySet(models.QuerySet["SchoolInvitation"]):
    """Invitations to colleagues."""

    def open(self) -> InvitationQuerySet:
        """Those that can still be accepted."""
        return self.filter(state="open")

    def for_user(self, user: User) -> InvitationQuerySet:
        """Those sent to an e-mail that ``user`` has confirmed."""
        return self.filter(led_to(confirmed_emails(user)))


class EventQuerySet(models.QuerySet["MembershipEvent"]):
    """What happened to memberships."""

    def for_list(self) -> EventQuerySet:
        """With whom it was about and who did it, newest first."""
        return self.select_related("person", "actor", "school").order_by("-at", "-pk")
