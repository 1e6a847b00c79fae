"""Emptying the rows of somebody who is deleted, last of all."""

from __future__ import annotations

import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import models
from wagtail.admin.models import EditingSession
from wagtail.models import APIToken, PageSubscription
from wagtail.users.models import UserProfile

from portal.accounts.models import EmailChange, Person, User
from portal.base import clock

DELETED = "Deleted person"
"""What stands wherever the name stood."""


def empty_user(user: User) -> None:
    """Leaves a row without a name that nobody can sign in with: what it wrote keeps one author.

    The address is free: the same person can sign up anew, as somebody new.
    """
    for model in (EmailAddress, Authenticator, EmailChange, UserProfile, UserSession):
        model.objects.filter(user=user).delete()
    for model in (EditingSession, PageSubscription, APIToken):
        model.objects.filter(user=user).delete()
    _unlock(user)
    user.groups.clear()
    user.user_permissions.clear()
    user.name = DELETED
    user.email = f"{uuid.uuid4().hex}@deleted.invalid"
    user.is_active = user.is_superuser = user.is_staff = False
    user.last_login = None
    user.deleted_at = clock.now()
    # Sessions carry a hash of the password, so they all end with it.
    user.set_unusable_password()
    user.save()


def empty_person(person: Person) -> None:
    """Leaves a row without a name, so that the numbers of places stay true."""
    Person.objects.filter(pk=person.pk).update(
        user=None, name=DELETED, email="", role=None, deleted_at=clock.now()
    )


def _unlock(user: User) -> None:
    """Opens what only they could have opened."""
    for model in apps.get_models():
        fields = {field.name for field in model._meta.local_fields}
        if "locked_by" in fields and isinstance(model._meta.get_field("locked"), models.BooleanField):
            model._default_manager.filter(locked_by=user).update(
                locked=False, locked_by=None, locked_at=None
            )
