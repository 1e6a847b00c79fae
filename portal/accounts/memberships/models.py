"""How somebody comes to belong to a school: they ask, or are invited. And what happened, for ever."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from portal.accounts.choices import SchoolRole
from portal.accounts.memberships.querysets import EventQuerySet, InvitationQuerySet, RequestQuerySet
from portal.accounts.validators import MOST_WORDS, validate_no_link, validate_one_line
from portal.base import clock
from portal.base.validators import validate_address

DAYS_TO_ANSWER = 30
"""How long a request waits before it lapses."""

DAYS_OF_WARNING = 7
"""How long before that whoever can answer is reminded."""

DAYS_TO_ACCEPT = 14
"""How long an invitation can be accepted."""


class MembershipRequest(models.Model):
    """Somebody's wish to belong to a school, or to have another role there. Answered once."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CONFIRMED = "confirmed", "Confirmed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="membership_requests"
    )
    school = models.ForeignKey(
        "accounts.School", on_delete=models.PROTECT, related_name="membership_requests"
    )
    role = models.CharField(max_length=10, choices=SchoolRole.choices)
    words = models.TextField(
        "a word to who confirms", max_length=MOST_WORDS, blank=True, validators=[validate_no_link]
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField("asked", default=clock.now)
    reminded_at = models.DateTimeField("reminded", null=True, editable=False)
    decided_at = models.DateTimeField("answered", null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(max_length=MOST_WORDS, blank=True, validators=[validate_no_link])

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = "request to join a school"
        verbose_name_plural = "requests to join a school"
        indexes = [models.Index(fields=["state", "asked_at"], name="request_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "school"],
                condition=Q(state="waiting"),
                name="one_open_request",
                violation_error_message="This person has asked to join this school already.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="request_answered_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.get_role_display()} at {self.school}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def lapses_on(self) -> Any:
        """The day on which it lapses if nobody answers."""
        return clock.in_london(self.asked_at + timedelta(days=DAYS_TO_ANSWER)).date()


class SchoolInvitation(models.Model):
    """An approver's word that whoever reads this mailbox belongs to the school."""

    class State(models.TextChoices):
        OPEN = "open", "Not answered yet"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("accounts.School", on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField("full name", max_length=150, validators=[validate_one_line])
    email = models.EmailField("e-mail", validators=[validate_address])
    role = models.CharField(max_length=10, choices=SchoolRole.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    invited_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField("invited", default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(
                "school",
                Lower("email"),
                condition=Q(state="open"),
                name="one_open_invitation",
                violation_error_message="This colleague is invited already.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="invitation_settled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} as {self.get_role_display()} at {self.school}"

    @property
    def lapses_on(self) -> Any:
        """The day on which it can no longer be accepted."""
        return clock.in_london(self.invited_at + timedelta(days=DAYS_TO_ACCEPT)).date()


class MembershipEvent(models.Model):
    """What happened to somebody's part in a school, when, and who did it; only ever added to."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked to join"
        CONFIRMED = "confirmed", "Request confirmed"
        DECLINED = "declined", "Request declined"
        WITHDRAWN = "withdrawn", "Request withdrawn"
        LAPSED = "lapsed", "Request lapsed"
        INVITED = "invited", "Colleague invited"
        ACCEPTED = "accepted", "Invitation accepted"
        UNINVITED = "uninvited", "Invitation withdrawn"
        EXPIRED = "expired", "Invitation lapsed"
        JOINED = "joined", "Joined"
        ENDED = "ended", "Membership ended"
        CORRECTED = "corrected", "Membership corrected"
        AGREE = "agree", "Bookings of others need approval from now on"
        NO_AGREE = "no_agree", "Bookings need no approval from now on"

    kind = models.CharField("what happened", max_length=10, choices=Kind.choices)
    school = models.ForeignKey(
        "accounts.School", on_delete=models.PROTECT, related_name="membership_events"
    )
    person = models.ForeignKey(
        "accounts.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="membership_events",
        help_text="Empty for an invitation, and once the person's record is deleted.",
    )
    role = models.CharField(max_length=10, choices=SchoolRole.choices, blank=True)
    actor = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="by",
        help_text="Empty when the portal did it by itself.",
    )
    reason = models.TextField(max_length=MOST_WORDS, blank=True)
    at = models.DateTimeField("when", default=clock.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "event of a membership"
        verbose_name_plural = "record of memberships"
        indexes = [models.Index(fields=["school", "-at"], name="membership_event_school")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.person or 'somebody'}, {self.school}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes it once. Raises ``TypeError`` for a second time: the record is never typed over."""
        if not self._state.adding:
            raise TypeError("What happened to a membership is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Raises ``TypeError``: the record stays."""
        raise TypeError("What happened to a membership is never deleted.")
