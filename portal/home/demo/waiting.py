"""Waiting lists to try: one that the demonstration's SENCO stands in, and one with a place offered to her."""

from __future__ import annotations

import uuid
from datetime import timedelta

from bookings.places.delegates import Delegate
from bookings.places.models import Booking, Place
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.reservations import reserve_places
from portal.accounts.models import Membership, Person
from portal.base import clock
from training.choices import Funding
from training.models import Session

NOT_BEFORE = timedelta(days=21)
"""Far enough away for an offer to last a day, and for the SENCO to look at it."""


def load_waiting_lists() -> None:
    """Lets two schools wait for full sessions, and one place come free in the second."""
    first, second = _full_sessions()[:2]
    ours, theirs = _belongs("senco@demo.example"), _belongs("senco2@demo.example")
    _wait(first, theirs, colleagues=1)
    _wait(first, ours, colleagues=1)
    _wait(second, ours)
    given_back = Place.objects.live().filter(session=second).order_by("pk").first()
    if given_back is not None:
        cancel_places(booking=given_back.booking, places=[given_back], actor=None)


def _full_sessions() -> list[Session]:
    """Sessions open to every school whose places are all taken, soonest first."""
    rows = Session.objects.visible().filter(
        demonstration=True,
        districts=None,
        audiences=None,
        starts_at__gt=clock.now() + NOT_BEFORE,
        course__level__isnull=False,
        course__funding=Funding.CORE_OFFER,
    )
    shown = rows.select_related("course", "seats").order_by("starts_at", "pk")
    return [session for session in shown if session.booking() == "full"]


def _belongs(email: str) -> Membership:
    return Membership.objects.select_related("person__user", "school").get(person__user__email=email)


def _wait(session: Session, membership: Membership, *, colleagues: int = 0) -> Booking:
    """The SENCO and this many of her colleagues join the line."""
    known = Person.objects.known_to(membership.school).filter(user=None)
    free = known.exclude(places__session=session).order_by("pk")[:colleagues]
    people = [membership.person, *free]
    return reserve_places(
        session_id=session.pk,
        booker=membership.person,
        school=membership.school,
        delegates=[Delegate(person_id=person.pk) for person in people],
        idem_key=uuid.uuid4(),
        actor=membership.person.user,  # type: ignore[arg-type]
        or_wait=True,
    )
