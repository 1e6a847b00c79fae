"""The secret addresses of somebody's calendars: theirs to have, gone when they go."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from bookings.places.feeds.models import CalendarAddress
from portal.accounts.models import User
from portal.accounts.personal_data.registry import Foresight, Holding, Record, Subject


def _of(subject: Subject) -> QuerySet[CalendarAddress]:
    if subject.person is None:
        return CalendarAddress.objects.none()
    own = Q(person=subject.person) | Q(membership__person=subject.person)
    return CalendarAddress.objects.filter(own).select_related("membership__school")


def give_addresses(subject: Subject) -> list[Record]:
    return [
        {
            "An address of the calendar of": str(row.membership.school)
            if row.membership
            else "Yourself",
            "Made": row.made_at,
        }
        for row in _of(subject)
    ]


def erase_addresses(subject: Subject, _by: User | None) -> None:
    _of(subject).delete()


def foresee_addresses(subject: Subject) -> Foresight:
    number = _of(subject).count()
    if not number:
        return Foresight()
    what = "address" if number == 1 else "addresses"
    return Foresight(goes=[f"{number} {what} at which {subject.say('your', 'their')} calendar reads."])


CALENDARS = Holding(
    key="calendars",
    title="Addresses for calendars",
    why="So that your calendar can read what you, or your school, have booked.",
    kept="Until you stop an address, leave the school or delete your account.",
    covers=["places.calendaraddress.person"],
    give=give_addresses,
    erase=erase_addresses,
    foresee=foresee_addresses,
)
