"""What people are written when a place passes to a colleague or to another date."""

from __future__ import annotations

from collections.abc import Sequence

from bookings.places import message_kinds as kinds
from bookings.places.calendar import booking_url
from bookings.places.models import Booking, Place
from bookings.places.services.letters import (
    about,
    charge_words,
    letter_about,
    names,
    send_confirmation,
)
from bookings.places.services.recipients import answering
from portal.accounts.models import Person
from portal.base import clock
from portal.notify.services import Letter, queue_messages


def send_substitution(*, booking: Booking, old: Place, new: Place, called: str = "") -> None:
    """The new person gets what a booking would send them; the old one, whose entry is called off, and
    the booker read who goes instead. A booker who is one of the two gets one mail.

    ``called`` is the name by which the old one knows the new, where they may not read ours.
    """
    send_confirmation(booking=booking, places=[new], to_booker=False)
    context = {**about(booking), "old": old.person.name, "new": new.person.name}
    readers = answering(booking)
    to_booker = old.person in readers
    letters = [
        letter_about(
            kinds.SUBSTITUTED_BOOKER if to_booker else kinds.SUBSTITUTED_DELEGATE,
            booking,
            old.person,
            person_in_calendar=old.person,
            cancelled=True,
            context={
                **context,
                "new": called or new.person.name,
                **({"link": booking_url(booking)} if to_booker else {"booker": booking.booker.name}),
            },
        )
    ]
    letters += [
        letter_about(
            kinds.SUBSTITUTED_BOOKER,
            booking,
            reader,
            person_in_calendar=None,
            with_calendar=False,
            context={**context, "link": booking_url(booking)},
        )
        for reader in readers
        if reader not in (old.person, new.person)
    ]
    queue_messages(letters=[letter for letter in letters if letter.to])


def send_transfer(
    *, old: Booking, new: Booking, moved: Sequence[Place], staying: Sequence[Place], charged_pence: int
) -> None:
    """The new date is confirmed as when booking; a second mail calls off each entry of the old one.

    ``moved`` are the places left; ``staying`` those of the old booking that are kept; ``charged_pence`` is what
    leaving them may cost in all.
    """
    send_confirmation(booking=new, places=list(new.places.select_related("person")))
    context = {
        **about(old),
        "reference": new.reference,
        "new_date": clock.say_moment(new.session.starts_at) if new.session.starts_at else "",
    }
    people = [place.person for place in moved]
    readers = answering(old)
    still = f"Still going on the first date:\n{names([place.person for place in staying])}"
    letters = [
        letter_about(
            kinds.TRANSFERRED_BOOKER,
            old,
            reader,
            person_in_calendar=reader if reader in people else None,
            cancelled=True,
            with_calendar=reader in people or not staying,
            context={
                **context,
                "link": booking_url(new),
                "moved": names(people),
                "staying": still if staying else "",
                "charge": charge_words(charged_pence),
            },
        )
        for reader in readers
    ]
    letters += [_moved_too(old, person, context) for person in people if person not in readers]
    queue_messages(letters=[letter for letter in letters if letter.to])


def _moved_too(old: Booking, person: Person, context: dict[str, str]) -> Letter:
    return letter_about(
        kinds.TRANSFERRED_DELEGATE,
        old,
        person,
        person_in_calendar=person,
        cancelled=True,
        context={**context, "booker": old.booker.name},
    )
