"""People, schools and sign-ins, and a quick way into a signed-in session."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import factory
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from factory.django import DjangoModelFactory

from portal.accounts.models import Membership, Person, School, User
from tests.factories.vocabulary import DistrictFactory

PASSWORD = "kent-demo-2026"
TOTP_SECRET = "KENTDEMOKENTDEMOKENTDEMOKENTDEMO"


class UserFactory(DjangoModelFactory):
    """Somebody who signs in with ``PASSWORD`` and a verified e-mail.

    ``UserFactory(groups=["Officers"])`` joins groups by name.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Asha Example {number}")
    email = factory.Sequence(lambda number: f"person{number}@school.example")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        password = kwargs.pop("password", PASSWORD)
        verified = kwargs.pop("verified", True)
        user = model_class.objects.create_user(*args, password=password, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
        return user

    @factory.post_generation
    def groups(self: User, create: bool, extracted: list[str] | None, **_kwargs: Any) -> None:
        for name in extracted or []:
            self.groups.add(Group.objects.get(name=name))


class PersonFactory(DjangoModelFactory):
    """Somebody the service knows. ``PersonFactory(user=UserFactory())`` can sign in."""

    class Meta:
        model = Person

    user = None
    name = factory.LazyAttribute(lambda person: person.user.name if person.user else "Bola Example")
    email = factory.LazyAttribute(
        lambda person: person.user.email if person.user else "bola@school.example"
    )


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    name = factory.Sequence(lambda number: f"Oakfield Primary School {number}")
    urn = factory.Sequence(lambda number: 900_000 + number)
    town = "Margate"
    district = factory.SubFactory(DistrictFactory)


class MembershipFactory(DjangoModelFactory):
    """Somebody's current part in a school; a SENCO unless told."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    school = factory.SubFactory(SchoolFactory)
    role = Membership.Role.SENCO
    started_on = date(2026, 9, 1)


def make_member(school: School, role: str = Membership.Role.STAFF, **user: Any) -> Membership:
    """Somebody with a sign-in who belongs to ``school`` in ``role``."""
    made: Membership = MembershipFactory(
        person=PersonFactory(user=UserFactory(**user)), school=school, role=role
    )
    return made


def current_code(secret: str = TOTP_SECRET) -> str:
    """What an authenticator app with this key shows now."""
    counter = int(time.time()) // mfa_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(secret, counter))


def lasting_code(secret: str = TOTP_SECRET, *, seconds: float = 10) -> str:
    """The present code, or the next when this one runs out within ``seconds``.

    Ten are what a browser on a busy machine may need to type and send it.
    """
    left = mfa_settings.TOTP_PERIOD - time.time() % mfa_settings.TOTP_PERIOD
    if left < seconds:
        time.sleep(left)
    return current_code(secret)


def sign_in(client: Client, user: User, *, mfa: bool = True) -> User:
    """Signs ``user`` in. With ``mfa``, they have an authenticator and used it in this session."""
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if mfa:
        authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        if authenticator is None:
            authenticator = TOTP.activate(user, TOTP_SECRET).instance
        session = client.session
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time()},
            {"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": "totp"},
        ]
        session.save()
    return user
