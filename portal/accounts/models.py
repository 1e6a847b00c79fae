"""People, schools and who works where. A person outlives a school, and need not have an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from portal.accounts.choices import SchoolRole
from portal.accounts.email_change.models import EmailChange
from portal.accounts.lost_step.models import LostStep
from portal.accounts.memberships.models import (
    MembershipEvent,
    MembershipRequest,
    SchoolInvitation,
)
from portal.accounts.merging.records import Merge
from portal.accounts.personal_data.models import Erasure
from portal.accounts.querysets import MembershipQuerySet, PersonQuerySet
from portal.accounts.register.records import RegisterLoad
from portal.accounts.schools import School
from portal.accounts.validators import validate_one_line
from portal.base import clock
from portal.base.validators import validate_address

__all__ = [
    "EmailChange",
    "Erasure",
    "LostStep",
    "Membership",
    "MembershipEvent",
    "MembershipRequest",
    "Merge",
    "Person",
    "RegisterLoad",
    "School",
    "SchoolInvitation",
    "User",
    "UserManager",
]

ERASE = "erase_person"
"""The right to delete somebody who asked for it in writing."""


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail; the same address in another case is the same user."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with this e-mail, lower-cased. Raises ``ValueError`` without one."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who may do everything."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What they are called lives on their ``Person``."""

    email = models.EmailField("e-mail", unique=True, validators=[validate_address])
    name = models.CharField(
        "full name",
        max_length=150,
        validators=[validate_one_line],
        help_text="As you would say it on the phone.",
    )
    is_active = models.BooleanField(
        "may sign in", default=True, help_text="Untick when somebody leaves; their records stay."
    )
    is_staff = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField("deleted", null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = "user"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True)
                | models.Q(is_active=False, is_superuser=False),
                name="deleted_user_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email

    @property
    def first_name(self) -> str:
        """Wagtail and allauth ask for two names; people have one, in their own order."""
        return self.name

    @property
    def last_name(self) -> str:
        return ""


class Person(models.Model):
    """Somebody the service knows: a booker, a delegate, or both. E-mail need not be unique."""

    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    name = models.CharField("full name", max_length=150, validators=[validate_one_line])
    email = models.EmailField(
        "e-mail",
        blank=True,
        validators=[validate_address],
        help_text="Where joining details are sent.",
    )
    role = models.ForeignKey(
        "vocabulary.Audience",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What they do, e.g. teaching assistant.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField("deleted", null=True, blank=True, editable=False)
    demonstration = models.BooleanField("demonstration content", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        indexes = [models.Index(Lower("email"), name="person_email")]
        permissions = [(ERASE, "Can delete somebody at their written request")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True)
                | models.Q(email="", user__isnull=True, role__isnull=True),
                name="deleted_person_is_nobody",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's part in one school, from a day to a day. Ended rows are kept as the record."""

    Role = SchoolRole

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.STAFF)
    started_on = models.DateField("from")
    ended_on = models.DateField("until", null=True, blank=True, help_text="Empty while it lasts.")

    BOOKS_FOR_OTHERS = (Role.SENCO, Role.APPROVER, Role.BUSINESS)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["school__name", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "school"],
                condition=models.Q(ended_on__isnull=True),
                name="one_current_membership",
                violation_error_message="This person already belongs to this school.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="membership_ends_after_start",
                violation_error_message="The last day cannot be before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} at {self.school}"

    @property
    def words(self) -> str:
        """“SENCO since Tuesday 1 September 2026”, and the last day where one is said."""
        until = f", until {clock.say_date(self.ended_on)}" if self.ended_on else ""
        return f"{self.get_role_display()} since {clock.say_date(self.started_on)}{until}"

    @property
    def may_book_for_others(self) -> bool:
        """SENCOs, approvers and business managers book for colleagues; other staff for themselves."""
        return self.role in self.BOOKS_FOR_OTHERS
