"""A course to which heads agree first, and a booking of the demonstration's SENCO that waits for hers."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import F

from bookings.places.delegates import Delegate
from bookings.places.services.reservations import reserve_places
from portal.accounts.models import Membership, Person
from portal.base import clock
from training.choices import Funding
from training.models import Session

SENCO = "senco@demo.example"
NOT_BEFORE = timedelta(days=21)
"""Far enough away for the places to be held for the whole 72 hours."""


def load_approvals() -> None:
    """Lets a course that costs something ask for approval, and the SENCO book two places on it."""
    own = Membership.objects.select_related("person__user", "school").get(person__user__email=SENCO)
    session = _session(own)
    if session is None:
        return
    session.course.needs_approval = True
    session.course.save()
    colleagues = Person.objects.known_to(own.school).filter(user=None).order_by("-pk")[:1]
    people = [own.person, *colleagues]
    reserve_places(
        session_id=session.pk,
        booker=own.person,
        school=own.school,
        delegates=[Delegate(person_id=person.pk) for person in people],
        idem_key=uuid.uuid4(),
        actor=own.person.user,  # type: ignore[arg-type]
    )


def _session(own: Membership) -> Session | None:
    """The last date with room of a course that costs something and is open to every school."""
    rows = Session.objects.bookable().filter(
        demonstration=True,
        districts=None,
        audiences=None,
        starts_at__gt=clock.now() + NOT_BEFORE,
        course__level__isnull=False,
        course__funding=Funding.CHARGEABLE,
        seats__waiting=0,
        seats__taken__lte=F("seats__capacity") - 2,
    )
    free = rows.exclude(bookings__booker=own.person).select_related("course")
    return free.order_by("starts_at", "pk").last()
