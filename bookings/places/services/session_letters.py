"""What people are written when a session is moved or cancelled by us. Nobody reads of another family or school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.places import session_message_kinds as kinds
from bookings.places.alternatives import alternatives_words, dates_with_places, open_to
from bookings.places.calendar import booking_url, calendar_attachment, place_url
from bookings.places.models import Booking, Place
from bookings.places.services.letters import about, meeting_words
from bookings.places.services.recipients import who_answers
from bookings.places.session_reads import session_for_booking
from portal.accounts.models import Person
from portal.base import clock
from portal.notify.services import Attachment, Letter, queue_messages
from training.arrangements import Difference
from training.services import MeetingTime

FREE = "As we moved it, cancelling costs nothing."
MONEY = "You pay nothing for it. If you have been invoiced or have paid, we credit or refund that."
REPLACES = "The calendar file that comes with this mail changes the entry that you have."


@dataclass(frozen=True)
class Move:
    """What changed, whether it is a reason not to come, and which meetings there are no more."""

    changes: Sequence[Difference]
    moved: bool
    dropped: Sequence[MeetingTime] = ()


def send_moved(*, places: Sequence[Place], move: Move) -> None:
    """Writes to each booker of these places, and to each other person who has one, what changed.

    Call inside the transaction that changed the session. Calendars get the same entries with a higher number,
    and meetings that were dropped as called off. A booker who goes too gets one mail for the booking.
    """
    letters: list[Letter] = []
    for booking, some, readers in _read_by(places):
        for reader in readers:
            own = _own(reader, some)
            others = [place for place in some if place is not own]
            extra = {
                "standing": standing_words(own) if own and not others else "",
                "delegates": f"Your booking is for:\n{people_words(some)}" if others else "",
                "link": booking_url(booking),
            }
            letters.append(
                _letter(
                    kinds.MOVED_BOOKER, booking, reader, move=move, extra=extra, own=own, booked=some
                )
            )
        for place in _of_others(some, readers):
            extra = {
                "standing": standing_words(place),
                "booker": booking.booker.name,
                "link": place_url(place),
            }
            letters.append(
                _letter(kinds.MOVED_DELEGATE, booking, place.person, move=move, extra=extra, own=place)
            )
    queue_messages(letters=letters)


def send_called_off(*, places: Sequence[Place], reason: str, now: datetime) -> None:
    """Writes to each booker of these places, which have ended, and to each other person who had one.

    ``places`` still say in which state they ended. Whose seat it was gets the calendar's entry called off.
    """
    letters: list[Letter] = []
    grouped = _read_by(places)
    dates = dates_with_places(grouped[0][0].session, now) if grouped else []
    for booking, some, readers in grouped:
        fit = open_to(dates, booking.school)
        context = {
            **about(booking),
            "reason": reason,
            "alternatives": alternatives_words(fit, course_href=booking.session.course.href),
        }
        for reader in readers:
            own = _own(reader, some)
            to_booker = {
                **context,
                "link": booking_url(booking),
                "delegates": "" if some == [own] else f"It was booked for:\n{people_words(some)}",
                "money": MONEY if booking.price_pence else "",
            }
            letters.append(
                _ended(kinds.CALLED_OFF_BOOKER, booking, reader, to_booker, own=own, booked=some)
            )
        for place in _of_others(some, readers):
            to_delegate = {**context, "booker": booking.booker.name}
            letters.append(
                _ended(kinds.CALLED_OFF_DELEGATE, booking, place.person, to_delegate, own=place)
            )
    queue_messages(letters=letters)


def send_goes_ahead(*, places: Sequence[Place]) -> None:
    """Writes to everybody who has one of these places, and to who booked for others, that it takes place."""
    letters: list[Letter] = []
    for booking, some, readers in _read_by(places):
        for person in [*readers, *(place.person for place in _of_others(some, readers))]:
            own = _own(person, some)
            mine = person in readers and some != [own]
            context = {
                **about(booking),
                **meeting_words(booking, holds=own is not None),
                "name": person.name,
                "delegates": f"Your booking is for:\n{people_words(some)}" if mine else "",
            }
            letters.append(Letter(kinds.GOES_AHEAD, person.email, context, booking.reference))
    queue_messages(letters=letters)


def _read_by(places: Sequence[Place]) -> list[tuple[Booking, list[Place], list[Person]]]:
    """The places of each booking with who answers for it."""
    grouped = by_booking(places)
    readers = who_answers([booking for booking, _some in grouped])
    return [(booking, some, readers[booking.pk]) for booking, some in grouped]


def _own(person: Person, places: Sequence[Place]) -> Place | None:
    """Which of a booking's places is this person's."""
    return next((place for place in places if place.person_id == person.pk), None)


def _of_others(places: Sequence[Place], readers: Sequence[Person]) -> list[Place]:
    """Those of people with an address who do not read of the whole booking."""
    return [place for place in places if place.person.email and place.person not in readers]


def _ended(
    key: str,
    booking: Booking,
    to: Person,
    context: Mapping[str, str],
    *,
    own: Place | None,
    booked: Sequence[Place] = (),
) -> Letter:
    return Letter(
        key,
        to.email,
        {**context, "name": to.name},
        booking.reference,
        _calendar(booking, to, own=own, booked=booked, cancelled=True),
    )


def _letter(
    key: str,
    booking: Booking,
    to: Person,
    *,
    move: Move,
    extra: Mapping[str, str],
    own: Place | None,
    booked: Sequence[Place] = (),
) -> Letter:
    attachment = _calendar(booking, to, own=own, booked=booked, dropped=move.dropped)
    context = {
        **about(booking),
        **meeting_words(booking, holds=_goes(own)),
        "name": to.name,
        "changes": changes_words(move.changes),
        "free": FREE if move.moved else "",
        "calendar": REPLACES if attachment else "",
        **extra,
    }
    return Letter(key, to.email, context, booking.reference, attachment)


def _calendar(
    booking: Booking,
    to: Person,
    *,
    own: Place | None,
    booked: Sequence[Place],
    cancelled: bool = False,
    dropped: Sequence[MeetingTime] = (),
) -> Attachment | None:
    """The entries of a place of their own, or else of what they booked for colleagues who go."""
    if not _goes(own) and not any(map(_goes, booked)):
        return None
    person = to if _goes(own) else None
    return calendar_attachment(booking=booking, person=person, cancelled=cancelled, dropped=dropped)


def _goes(place: Place | None) -> bool:
    return place is not None and place.state in Place.LIVE


def changes_words(changes: Sequence[Difference]) -> str:
    """Each thing that changed, with what it was and is."""
    return "\n\n".join(
        f"{change.about}\nBefore: {_indented(change.before)}\nNow: {_indented(change.now)}"
        for change in changes
    )


def standing_words(place: Place) -> str:
    """What somebody keeps though the session has changed."""
    if place.state == Place.State.WAITING:
        return "You keep your turn on the waiting list."
    if until := _held_until(place):
        return f"The place stays held for you until {until}: somebody has to approve it by then."
    if until := _offered_until(place):
        return f"The place that we offered you is still yours to accept until {until}."
    return "You keep your place."


def people_words(places: Sequence[Place]) -> str:
    """A line for each person, with a word on those who have no place yet."""
    return "\n".join(f"- {place.person.name}{_mark(place)}" for place in places)


def _mark(place: Place) -> str:
    if place.state == Place.State.WAITING:
        return " (waiting for a place)"
    if until := _held_until(place):
        return f" (awaits approval until {until})"
    return f" (offered a place until {until})" if (until := _offered_until(place)) else ""


def _offered_until(place: Place) -> str:
    """Until when it is offered; empty of any other place."""
    if place.state != Place.State.OFFERED or place.offer_expires_at is None:
        return ""
    return clock.say_moment(place.offer_expires_at)


def _held_until(place: Place) -> str:
    """Until when it is held for an approval; empty of any other place."""
    if place.state != Place.State.HELD or place.approval is None:
        return ""
    return clock.say_moment(place.approval.expires_at)


def by_booking(places: Sequence[Place]) -> list[tuple[Booking, list[Place]]]:
    """The places of each booking; their session is read once, as it is now."""
    if not places:
        return []
    session: Any = session_for_booking(places[0].session_id)
    bookings: dict[int, tuple[Booking, list[Place]]] = {}
    for place in places:
        booking, some = bookings.setdefault(place.booking_id, (place.booking, []))
        booking.session = session
        some.append(place)
    return list(bookings.values())


def _indented(words: str) -> str:
    """Several lines below one another, a single one as it is."""
    lines = words.splitlines()
    return words if len(lines) < 2 else "\n" + "\n".join(f"  {line}" for line in lines)
