"""What people are written about their places. Nobody reads of another family or school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bookings.places import message_kinds as kinds
from bookings.places.calendar import booking_url, calendar_attachment, place_url
from bookings.places.joining import joining_words
from bookings.places.models import Booking, Place
from bookings.places.services.recipients import answering
from portal.accounts.models import Person
from portal.base import clock
from portal.base.jsonlists import moment
from portal.base.money import say_pounds
from portal.notify.contacts import who_to_ask
from portal.notify.services import Letter, queue_messages
from portal.vocabulary.registry import terms

COLLEAGUES_TOLD = "We have written to your colleagues with how to join."


def send_confirmation(
    *,
    booking: Booking,
    places: Sequence[Place],
    to_booker: bool = True,
    readers: Sequence[Person] | None = None,
) -> None:
    """Writes to the booker, with everybody listed, and to each delegate who has an e-mail.

    Call inside the booking's transaction. A booker who goes too gets one mail, not two. Without
    ``to_booker`` a booker who does not go reads of it elsewhere. ``readers`` are those who answer for the booking,
    where the caller knows them.
    """
    people = [place.person for place in places]
    readers = answering(booking) if readers is None else [one for one in readers if one.email]
    told = [place for place in places if place.person.email and place.person not in readers]
    context = {
        **about(booking),
        "link": booking_url(booking),
        "delegates": names(people),
        "price": _price(booking),
        "colleagues_told": COLLEAGUES_TOLD if told else "",
    }
    letters = [
        letter_about(
            kinds.CONFIRMATION_BOOKER,
            booking,
            reader,
            person_in_calendar=reader if reader in people else None,
            context={**context, **meeting_words(booking, holds=reader in people)},
        )
        for reader in readers
        if to_booker or reader in people
    ]
    queue_messages(letters=[*letters, *(_to_delegate(booking, place) for place in told)])


def _to_delegate(booking: Booking, place: Place) -> Letter:
    own = {**about(booking), **meeting_words(booking, holds=True)}
    return letter_about(
        kinds.CONFIRMATION_DELEGATE,
        booking,
        place.person,
        person_in_calendar=place.person,
        context={**own, "booker": booking.booker.name, "link": place_url(place)},
    )


def send_cancellation(
    *, booking: Booking, ended: Sequence[Place], staying: Sequence[Place], charged_pence: int = 0
) -> None:
    """Writes to the booker what ended and what stays, and to each delegate whose place ended.

    ``charged_pence`` is what may be charged for all; the booker reads of it, as it is the school's.
    """
    people = [place.person for place in ended]
    readers = answering(booking)
    still = f"Still going:\n{names([place.person for place in staying])}"
    context = {
        **about(booking),
        "link": booking_url(booking),
        "cancelled": names(people),
        "staying": still if staying else "",
        "charge": charge_words(charged_pence),
    }
    letters = [
        letter_about(
            kinds.CANCELLATION_BOOKER,
            booking,
            reader,
            person_in_calendar=reader if reader in people else None,
            cancelled=True,
            with_calendar=reader in people or not staying,
            context=context,
        )
        for reader in readers
    ]
    told = [person for person in people if person.email and person not in readers]
    queue_messages(letters=[*letters, *(_to_whom_it_was(booking, person) for person in told)])


def _to_whom_it_was(booking: Booking, person: Person) -> Letter:
    return letter_about(
        kinds.CANCELLATION_DELEGATE,
        booking,
        person,
        person_in_calendar=person,
        cancelled=True,
        context={**about(booking), "booker": booking.booker.name},
    )


def letter_about(
    key: str,
    booking: Booking,
    to: Person,
    *,
    person_in_calendar: Person | None,
    context: Mapping[str, str],
    cancelled: bool = False,
    with_calendar: bool = True,
) -> Letter:
    """One mail about a booking, with its calendar file for ``person_in_calendar``."""
    attachment = None
    if with_calendar:
        attachment = calendar_attachment(booking=booking, person=person_in_calendar, cancelled=cancelled)
    return Letter(key, to.email, {**context, "name": to.name}, booking.reference, attachment)


def about(booking: Booking) -> dict[str, str]:
    """What every mail about a booking can say."""
    session = booking.session
    return {
        "course": session.title,
        "date": clock.say_date(session.starts_at) if session.starts_at else "",
        "reference": booking.reference,
        "ask": who_to_ask(),
    }


def meeting_words(booking: Booking, *, holds: bool) -> dict[str, str]:
    """When and where it is, and what to know; whoever ``holds`` a place reads how to join.

    ``booking.session`` comes from ``sessions_for_booking``.
    """
    session: Any = booking.session
    lines = []
    for row in session.meeting_rows:
        said = clock.say_span(moment(row["starts"]), moment(row["ends"]))
        lines.append(f"{said}, {row['room']}" if row["room"] else said)
    return {
        "dates": "\n".join(lines),
        "where": where_words(session, holds=holds),
        "details": details_words(session),
    }


def where_words(session: Any, *, holds: bool) -> str:
    """The venue with its address, or how to join, for somebody who ``holds`` a place or looks on."""
    venue = session.venue
    lines = []
    if venue is not None:
        lines.append(venue.words)
    if session.is_online or venue is None:
        lines.append(session.get_format_display())
    lines.append(joining_words(session=session, holds=holds))
    return "\n".join(line for line in lines if line)


def details_words(session: Any) -> str:
    """Getting there and in, what the venue offers, and what to bring."""
    lines = []
    venue = session.venue
    if venue is not None:
        features = [feature.name for feature in terms("access_features").pick(session.access_ids)]
        lines += [
            f"{label}: {words}"
            for label, words in (
                ("Getting there", venue.travel_notes),
                ("Getting in", venue.access_notes),
                ("Access", ", ".join(features)),
            )
            if words
        ]
    if session.notes:
        lines.append(f"Please note: {session.notes}")
    return "\n".join(lines)


def charge_words(pence: int) -> str:
    """What cancelling late may cost, and that it is not decided yet."""
    if not pence:
        return ""
    return (
        f"This was late: by the terms you agreed to, {say_pounds(pence)} may be charged. "
        "We look at each case. Was there a reason you could not help? Tell us."
    )


def _price(booking: Booking) -> str:
    """What it costs, with the school's purchase order where one was given."""
    if not booking.price_pence:
        return "Free"
    order = f", purchase order {booking.purchase_order}" if booking.purchase_order else ""
    return f"{say_pounds(booking.price_pence)} plus VAT{order}"


def names(people: Sequence[Person]) -> str:
    """A line for each."""
    return "\n".join(f"- {person.name}" for person in people)
