"""What the page of one place says: to whoever has its secret address, in whichever state it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.places.attendance.models import Outcome
from bookings.places.attendance.services import attendance_of
from bookings.places.certificates.services import AWAY
from bookings.places.eligibility import cancellation_refusal
from bookings.places.evaluations.links import Questions, open_questions
from bookings.places.models import Place
from bookings.places.services.letters import details_words, where_words
from bookings.places.services.substitutions import why_not_substitute
from bookings.places.session_reads import session_for_booking
from bookings.places.terms.booked import late_charges
from bookings.places.terms.words import late_words
from portal.base import clock
from training.choices import SessionState

State = Place.State
ENDED = {
    State.CANCELLED: ("This place is cancelled", "Somebody else can have it."),
    State.DECLINED: ("You declined this place", "It went to somebody else on the waiting list."),
    State.LAPSED: ("This offer has ended", "Nobody accepted it in time, so it went to somebody else."),
    State.REFUSED: ("This place was not approved", "Your school did not agree. Ask whoever booked it."),
    State.UNAPPROVED: (
        "This place was not approved in time",
        "Nobody answered for your school in time, so it is free for others.",
    ),
    State.SUBSTITUTED: ("This place went to a colleague", "They have a link of their own by e-mail."),
    State.TRANSFERRED: (
        "This place was moved to another date",
        "The newer e-mail has the link to the place on that date.",
    ),
}
"""What is said of a place that has ended: a heading, and one sentence more."""

CALLED_OFF = (
    "This date is cancelled",
    "You need do nothing. Look at the course for other dates, or ask us.",
)
OVER = "This date is over"


@dataclass(frozen=True)
class PlacePage:
    """A place as its holder sees it.

    Once it has ended (``active`` is False) the page says so and no more than which course it was:
    its address may lie in an old mail that somebody else reads.
    """

    place: Place
    session: Any
    heading: str
    words: str
    active: bool
    refusal: str
    where: str
    details: str
    late: str
    """What giving it up now may cost, by the terms agreed; empty where it costs nothing."""
    may_pass_on: bool
    questions: list[Questions]

    @property
    def goes(self) -> bool:
        """Whether its holder is going, and not still waiting."""
        return self.active and self.place.state in Place.LIVE

    @property
    def was_held(self) -> bool:
        """Whether the date is over and somebody with this place was to be there."""
        return self.heading == OVER and self.place.state in Place.LIVE

    @property
    def may_cancel(self) -> bool:
        return self.active and not self.refusal


def place_page(place: Place, now: datetime | None = None) -> PlacePage:
    """The page of ``place``."""
    at = now or clock.now()
    session: Any = session_for_booking(place.session_id)
    place.session = session
    heading, words = _said(place, session, at)
    active = not words
    goes = active and place.state in Place.LIVE
    booking = place.booking
    booking.session = session
    return PlacePage(
        place=place,
        session=session,
        heading=heading,
        words=words,
        active=active,
        refusal=cancellation_refusal(session, at),
        where=where_words(session, holds=goes) if active else "",
        details=details_words(session) if active else "",
        late=_late(place, at) if goes else "",
        may_pass_on=goes and not why_not_substitute(booking=booking, now=at),
        questions=open_questions(place),
    )


def _late(place: Place, at: datetime) -> str:
    """What giving up this place now may cost; asks who else goes only where there are terms."""
    booking = place.booking
    if booking.terms is None:
        return ""
    staying = booking.places.live().count() - 1
    charges = late_charges(booking=booking, ending=[place], staying=staying, now=at)
    return late_words(charges.values(), places=1)


def _said(place: Place, session: Any, at: datetime) -> tuple[str, str]:
    """The heading; and, of a place that has ended, a sentence more."""
    state = State(place.state)
    if state in ENDED:
        return ENDED[state]
    if state == State.SESSION_CANCELLED or session.state == SessionState.CANCELLED:
        return CALLED_OFF
    if session.ends_at is not None and session.ends_at <= at:
        return OVER, _over(place)
    if state == State.WAITING:
        return f"{place.person.name}: on the waiting list", ""
    if state == State.HELD:
        return f"{place.person.name}: a place awaits approval", ""
    if state == State.OFFERED:
        return f"{place.person.name}: a place is offered", ""
    return f"The place of {place.person.name}", ""


def _over(place: Place) -> str:
    """Nobody is thanked who had no place in the end, or whom the register calls absent."""
    if place.state not in Place.LIVE:
        return "You were on the waiting list, and no place came free in time."
    return AWAY if attendance_of(place) == Outcome.ABSENT else "Thank you for coming."
