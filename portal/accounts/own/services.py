"""What somebody changes about themselves."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.models import Person, User
from portal.accounts.services import person_for
from portal.vocabulary.models import Audience


@transaction.atomic
def change_details(*, user: User, name: str, email: str, role: Audience | None) -> Person:
    """What ``user`` is called, what they do and where mail about their places goes.

    Without an ``email`` it goes where they sign in. Raises ``ValidationError`` by field, with
    nothing written. Places that were booked before keep the role of their day.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person_for(user=user).pk)
    user = User.objects.get(pk=user.pk)
    user.name = person.name = name.strip()
    person.email = email.strip() or user.email
    person.role = role
    person.clean_fields(exclude=["user"])
    user.save(update_fields=["name"])
    person.save(update_fields=["name", "email", "role"])
    return person
