"""What those who booked are written about the waiting list. Nobody reads who else waits."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from bookings.places import message_kinds as kinds
from bookings.places.calendar import booking_url
from bookings.places.line import position_of
from bookings.places.models import Booking, Place, WaitingGroup
from bookings.places.prices import say_added
from bookings.places.services.letters import about, meeting_words, names
from bookings.places.services.recipients import answering
from bookings.places.terms.words import terms_words
from portal.accounts.models import Person
from portal.base import clock
from portal.notify.services import Letter, queue_messages
from training.choices import PriceUnit

logger = logging.getLogger(__name__)


def offer_url(group: WaitingGroup) -> str:
    """Where an offer is answered without signing in."""
    return f"{settings.PUBLIC_URL}{reverse('bookings:offer', args=[group.key])}"


def send_joined(*, group: WaitingGroup, places: Sequence[Place], readers: Sequence[Person]) -> None:
    """They wait: which in the line they are, and what happens next. ``readers`` answer for the booking."""
    booking = group.booking
    context = {
        "delegates": _names(places),
        "position": str(position_of(group)),
        "how": TOGETHER if group.together else ONE_BY_ONE if len(places) > 1 else "",
    }
    _write(kinds.WAITING_JOINED, booking, context, readers=[one for one in readers if one.email])


TOGETHER = "You asked for places for all of you together, so we offer them only when there are enough."
ONE_BY_ONE = "Places may come free one by one: we offer each as it comes."


def send_offers(
    *, session: Any, chosen: Mapping[WaitingGroup, Sequence[Place]], until: datetime
) -> None:
    """Places are theirs if they say so in time."""
    for group, places in chosen.items():
        group.booking.session = session
        number = "a place" if len(places) == 1 else f"{len(places)} places"
        context = {
            **meeting_words(group.booking, holds=False),
            "number": number,
            "delegates": _names(places),
            "until": clock.say_moment(until),
            "offer_link": offer_url(group),
            **_agreeing(group.booking, places=len(places)),
        }
        _write(kinds.WAITING_OFFER, group.booking, context)


def send_offers_shorter(*, session: Any, places: Sequence[Place]) -> None:
    """Each of these offers ends earlier than was promised, and when."""
    groups = WaitingGroup.objects.filter(booking__in={place.booking_id for place in places})
    for group in groups.select_related("booking__booker", "booking__school").order_by("pk"):
        group.booking.session = session
        some = [place for place in places if place.booking_id == group.booking_id]
        context = {
            "delegates": _names(some),
            "until": clock.say_moment(some[0].offer_expires_at),  # type: ignore[arg-type]
            "offer_link": offer_url(group),
        }
        _write(kinds.WAITING_OFFER_SHORTER, group.booking, context)


def send_open_call(*, session: Any, groups: Sequence[WaitingGroup], free: int) -> None:
    """There is a place for whoever of them is first."""
    places = "A place has" if free == 1 else f"{free} places have"
    for group in groups:
        group.booking.session = session
        context = {
            **meeting_words(group.booking, holds=False),
            "places": places,
            "offer_link": offer_url(group),
            **_agreeing(group.booking),
        }
        _write(kinds.WAITING_OPEN_CALL, group.booking, context)


def _agreeing(booking: Booking, *, places: int = 0) -> dict[str, str]:
    """What whoever accepts agrees to: the price of ``places``, or of each, and the terms."""
    course, family = booking.session.course, booking.school_id is None
    going = booking.places.live().count() if course.price_unit == PriceUnit.SCHOOL else 0
    price = say_added(course, places=places, going=going, family=family)
    sentences = terms_words(
        booking.terms, session=booking.session, now=clock.now(), price_pence=course.price_pence
    )
    listed = "\n".join(f"- {sentence}" for sentence in sentences)
    return {"price": price, "terms": f"If plans change:\n{listed}" if listed else ""}


def send_offer_lapsed(*, session: Any, booking: Booking, places: Sequence[Place]) -> None:
    """Nobody answered in time."""
    booking.session = session
    _write(kinds.WAITING_OFFER_LAPSED, booking, {"delegates": _names(places), "again": _course(session)})


def send_line_ended(*, session: Any, booking: Booking, places: Sequence[Place]) -> None:
    """Booking closed and no place came free."""
    booking.session = session
    _write(kinds.WAITING_ENDED, booking, {"delegates": _names(places), "again": _course(session)})


def send_left(*, booking: Booking, places: Sequence[Place]) -> None:
    """They no longer wait."""
    _write(kinds.WAITING_LEFT, booking, {"delegates": _names(places), "again": _course(booking.session)})


def _write(
    key: str, booking: Booking, context: Mapping[str, str], *, readers: Sequence[Person] | None = None
) -> None:
    """To whoever answers for the booking. A letter that cannot be written stops nobody else's turn."""
    context = {**about(booking), "link": booking_url(booking), **context}
    for person in answering(booking) if readers is None else readers:
        letter = Letter(key, person.email, {**context, "name": person.name}, booking.reference)
        try:
            queue_messages(letters=[letter])
        except ValidationError:
            logger.error("booking %s: a letter about its wait cannot be written", booking.pk)


def _names(places: Sequence[Place]) -> str:
    return names([place.person for place in places])


def _course(session: Any) -> str:
    return f"{settings.PUBLIC_URL}{session.course.href}"
