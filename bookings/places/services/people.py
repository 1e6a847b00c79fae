"""Finding the people who are to go, and making those whom the school does not know yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Lower

from bookings.places.delegates import Delegate
from bookings.places.errors import NotAllowed, NotEligible
from portal.accounts.memberships.record import note_joined
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock

if TYPE_CHECKING:
    from bookings.places.models import Booking


def find_people(*, delegates: Sequence[Delegate], booker: Person, school: School | None) -> list[Person]:
    """The person of each delegate, in order; those nobody knows yet are not saved.

    People are looked for within the school only: by id, or by e-mail in any case. Raises
    ``NotAllowed`` for an id the school does not know and ``NotEligible`` for somebody named twice.
    """
    known = _known(delegates, school)
    by_id = {person.pk: person for person in known} | {booker.pk: booker}
    by_email = {person.email.lower(): person for person in known if person.email}
    if booker.email:
        by_email[booker.email.lower()] = booker
    people = []
    for delegate in delegates:
        if delegate.person_id is not None:
            if delegate.person_id not in by_id:
                raise NotAllowed("One of these people does not belong to the school you book for.")
            person = by_id[delegate.person_id]
        else:
            email = delegate.email.strip()
            made = Person(name=delegate.name.strip(), email=email, role=delegate.role)
            person = by_email.setdefault(email.lower(), made) if email else made
        people.append(person)
    _refuse_repeats(people)
    return people


def named_by_link(*, delegate: Delegate, booking: Booking) -> Person:
    """Whom somebody means who holds but the link of a place, by e-mail; not saved where nobody knows them yet.

    Besides the school's people it finds those who came this way before, and so are nobody's members.
    """
    found = find_people(delegates=[delegate], booker=booking.booker, school=booking.school)[0]
    if found.pk is not None:
        return found
    came = Person.objects.annotate(lower_email=Lower("email")).filter(
        lower_email=found.email.lower(),
        memberships=None,
        deleted_at=None,
        places__booking__school=booking.school_id,
    )
    return came.order_by("-pk").first() or found


def make_people(
    *,
    people: Sequence[Person],
    delegates: Sequence[Delegate],
    school: School | None,
    actor: User | None,
) -> None:
    """Saves those not saved yet as members of the school's staff, by ``actor``, and roles not known before."""
    new = [person for person in people if person.pk is None]
    if new:
        Person.objects.bulk_create(new)
    if new and school is not None:
        today = clock.today()
        joined = Membership.objects.bulk_create(
            Membership(person=person, school=school, role=Membership.Role.STAFF, started_on=today)
            for person in new
        )
        note_joined(memberships=joined, actor=actor)
    learnt = []
    for person, delegate in zip(people, delegates, strict=True):
        if delegate.role is not None and person.role_id is None:
            person.role = delegate.role
            learnt.append(person)
    if learnt:
        Person.objects.bulk_update(learnt, ["role"])


def _known(delegates: Sequence[Delegate], school: School | None) -> list[Person]:
    if school is None:
        return []
    ids = [delegate.person_id for delegate in delegates if delegate.person_id is not None]
    emails = [delegate.email.strip().lower() for delegate in delegates if delegate.email.strip()]
    named = Person.objects.known_to(school).annotate(lower_email=Lower("email"))
    return list(
        named.filter(Q(pk__in=ids) | Q(lower_email__in=emails)).select_related("role").order_by("-pk")
    )


def _refuse_repeats(people: Sequence[Person]) -> None:
    seen: set[int] = set()
    reasons = {}
    for number, person in enumerate(people):
        if id(person) in seen:
            reasons[number] = f"{person.name} is named twice. Name each person once."
        seen.add(id(person))
    if reasons:
        raise NotEligible(reasons)
