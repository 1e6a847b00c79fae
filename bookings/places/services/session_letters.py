"""What people are written when a session is moved. Nobody reads of another family or school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bookings.places import session_message_kinds as kinds
from bookings.places.calendar import booking_url, calendar_for, place_url
from bookings.places.models import Booking, Place
from bookings.places.services.letters import about, meeting_words
from bookings.places.session_reads import sessions_for_booking
from portal.accounts.models import Person
from portal.notify.services import Attachment, Letter, queue_messages
from training.arrangements import Difference
from training.services import MeetingTime

STANDING = {
    Place.State.CONFIRMED: "You keep your place.",
    Place.State.OFFERED: "The place that we offered you is still yours to accept, in the time that we gave you.",
    Place.State.WAITING: "You keep your turn on the waiting list.",
}
MARKS = {Place.State.OFFERED: " (offered a place)", Place.State.WAITING: " (waiting for a place)"}
FREE = "As we moved it, cancelling costs nothing."
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
    for booking, some in by_booking(places):
        own = next((place for place in some if place.person_id == booking.booker_id), None)
        others = [place for place in some if place is not own]
        extra = {
            "standing": STANDING[Place.State(own.state)] if own and not others else "",
            "delegates": f"Your booking is for:\n{people_words(some)}" if others else "",
            "link": booking_url(booking),
        }
        letters.append(
            _letter(
                kinds.MOVED_BOOKER, booking, booking.booker, move=move, extra=extra, own=own, booked=some
            )
        )
        for place in others:
            extra = {
                "standing": STANDING[Place.State(place.state)],
                "booker": booking.booker.name,
                "link": place_url(place),
            }
            letters.append(
                _letter(kinds.MOVED_DELEGATE, booking, place.person, move=move, extra=extra, own=place)
            )
    queue_messages(letters=[letter for letter in letters if letter.to])


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
    """With the calendar of a place of their own, or else of what they booked for colleagues who go."""
    attachment = None
    goes = own is not None and own.state in Place.LIVE
    if goes or any(place.state in Place.LIVE for place in booked):
        text, method = calendar_for(booking=booking, person=to if goes else None, dropped=move.dropped)
        attachment = Attachment(f"{booking.reference}.ics", f"text/calendar; method={method}", text)
    context = {
        **about(booking),
        **meeting_words(booking, holds=goes),
        "name": to.name,
        "changes": changes_words(move.changes),
        "free": FREE if move.moved else "",
        "calendar": REPLACES if attachment else "",
        **extra,
    }
    return Letter(key, to.email, context, booking.reference, attachment)


def changes_words(changes: Sequence[Difference]) -> str:
    """Each thing that changed, with what it was and is."""
    return "\n\n".join(
        f"{change.about}\nBefore: {_indented(change.before)}\nNow: {_indented(change.now)}"
        for change in changes
    )


def people_words(places: Sequence[Place]) -> str:
    """A line for each person, with a word on those who have no place yet."""
    return "\n".join(
        f"- {place.person.name}{MARKS.get(Place.State(place.state), '')}" for place in places
    )


def by_booking(places: Sequence[Place]) -> list[tuple[Booking, list[Place]]]:
    """The places of each booking; their session is read once, as it is now."""
    if not places:
        return []
    session: Any = sessions_for_booking().get(pk=places[0].session_id)
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
