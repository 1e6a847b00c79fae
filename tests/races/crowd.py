"""Many people at their check page: signed in, their answers given, the last button not yet pressed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from bookings.places.drafts import KEY, ME, Draft
from portal.accounts.models import Membership, Person, School, User
from tests.factories.accounts import sign_in
from tests.factories.vocabulary import DistrictFactory
from training.models import Session

SINCE = date(2026, 9, 1)


@dataclass(frozen=True)
class Waiting:
    """Somebody about to press: who, the session cookie, the form's key, and places asked for."""

    user: User
    person: Person
    school: School
    cookie: str
    key: str
    number: int


def crowd_for(session: Session, numbers: Sequence[int]) -> list[Waiting]:
    """One booker for each of ``numbers``, each of a school of their own, with a ready draft."""
    district = DistrictFactory(slug="thanet", name="Thanet")
    schools = School.objects.bulk_create(
        School(name=f"School {n}", district=district) for n in range(len(numbers))
    )
    users = User.objects.bulk_create(
        User(email=f"booker{uuid.uuid4().hex}@race.example", name=f"Booker {n}", password="!")
        for n in range(len(numbers))
    )
    bookers = Person.objects.bulk_create(
        Person(user=user, name=user.name, email=user.email) for user in users
    )
    colleagues = [
        Person.objects.bulk_create(
            Person(name=f"Colleague {n}", email=f"c{n}@race.example") for n in range(number - 1)
        )
        for number in numbers
    ]
    Membership.objects.bulk_create(
        Membership(person=person, school=school, role=role, started_on=SINCE)
        for school, booker, others in zip(schools, bookers, colleagues, strict=True)
        for role, person in [
            (Membership.Role.SENCO, booker),
            *((Membership.Role.STAFF, other) for other in others),
        ]
    )
    return [
        _waiting(session, user, booker, school, others)
        for user, booker, school, others in zip(users, bookers, schools, colleagues, strict=True)
    ]


def _waiting(
    session: Session, user: User, booker: Person, school: School, others: Sequence[Person]
) -> Waiting:
    draft = Draft(party=str(school.pk), people=[ME, *(str(person.pk) for person in others)], ready=True)
    cookie = cookie_of(user, **{KEY: {str(session.uid): asdict(draft)}})
    return Waiting(user, booker, school, cookie, draft.idem_key, 1 + len(others))


def cookie_of(user: User, **more: Any) -> str:
    """The cookie of a session in which ``user`` is signed in, holding ``more`` besides."""
    kept = SessionStore()
    kept[SESSION_KEY] = str(user.pk)
    kept[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    kept[HASH_SESSION_KEY] = user.get_session_auth_hash()
    for name, value in more.items():
        kept[name] = value
    kept.create()
    return str(kept.session_key)


def staff_cookie_of(user: User) -> str:
    """The same for somebody who has taken both steps into the admin."""
    client = Client()
    sign_in(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
