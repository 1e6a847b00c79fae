"""What who booked, and who has to agree, are written about places that are held for a school."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from bookings.places.approvals import message_kinds as kinds
from bookings.places.approvals.links import approval_url
from bookings.places.approvals.models import Approval
from bookings.places.approvals.rule import approvers_of, nobody_agrees
from bookings.places.calendar import booking_url
from bookings.places.models import Booking, Place
from bookings.places.permissions import CANCEL
from bookings.places.prices import say_added
from bookings.places.services.letters import about, meeting_words, names
from bookings.places.services.recipients import answering
from bookings.places.terms.words import terms_words
from portal.accounts.models import Membership, Person
from portal.accounts.permissions import who_were_given
from portal.base import clock
from portal.notify.services import Letter, queue_messages
from training.choices import PriceUnit

logger = logging.getLogger(__name__)


def send_asked(
    *,
    approval: Approval,
    booking: Booking,
    places: Sequence[Place],
    readers: Sequence[Person] | None = None,
) -> None:
    """Tells who booked that the places are held, and asks everybody who can agree.

    Call inside the transaction that holds them. ``readers`` are those who answer for the booking, where the
    caller knows them.
    """
    approvers = approvers_of(booking.school) if booking.school else []
    context = {
        **_about(approval, booking, places),
        **meeting_words(booking, holds=False),
        "link": booking_url(booking),
        "asked": asked_words(booking, somebody=bool(approvers)),
        "price": _price(approval, booking, places),
    }
    _write(kinds.HELD, booking, context, answering(booking) if readers is None else readers)
    _ask(kinds.ASKED, approval, booking, places, approvers)


def asked_words(booking: Booking, *, somebody: bool) -> str:
    """Who has been asked, in a sentence; mails are kept, so it names nobody."""
    if somebody or booking.school is None:
        return f"We have asked the head or approver of {booking.school}."
    return nobody_agrees(booking.school)


def send_reminder(*, approval: Approval, booking: Booking, places: Sequence[Place]) -> None:
    """A day is left: to whoever can agree now."""
    approvers = approvers_of(booking.school) if booking.school else []
    _ask(kinds.REMINDER, approval, booking, places, approvers)


def send_shorter(
    *,
    approval: Approval,
    booking: Booking,
    places: Sequence[Place],
    before: datetime,
    bookers: bool,
) -> None:
    """Booking closes earlier, so there is less time: to whoever can agree now, and with ``bookers`` to who booked."""
    approvers = approvers_of(booking.school) if booking.school else []
    said = {"before": clock.say_moment(before)}
    _ask(kinds.SHORTER, approval, booking, places, approvers, more=said)
    if bookers:
        told = f"We have told the head or approver of {booking.school}."
        context = {
            **_about(approval, booking, places),
            **said,
            "link": booking_url(booking),
            "asked": told if approvers or booking.school is None else nobody_agrees(booking.school),
        }
        _write(kinds.HELD_SHORTER, booking, context, answering(booking))


def send_refused(*, approval: Approval, booking: Booking, places: Sequence[Place]) -> None:
    """The school does not want them, and why, if that was said."""
    reason = f"The reason: {approval.reason}" if approval.reason else ""
    _write_ended(kinds.REFUSED, booking, places, {"reason": reason})


def send_lapsed(*, approval: Approval, booking: Booking, places: Sequence[Place]) -> None:
    """Nobody answered in time."""
    _write_ended(kinds.LAPSED, booking, places, {"until": clock.say_moment(approval.expires_at)})


def send_given_back(*, booking: Booking, places: Sequence[Place]) -> None:
    """They were cancelled before anybody had agreed."""
    _write_ended(kinds.LEFT, booking, places, {})


def _ask(
    key: str,
    approval: Approval,
    booking: Booking,
    places: Sequence[Place],
    approvers: Sequence[Membership],
    *,
    more: Mapping[str, str] | None = None,
) -> None:
    session = booking.session
    sentences = terms_words(
        booking.terms, session=session, now=clock.now(), price_pence=approval.place_pence
    )
    listed = "\n".join(f"- {sentence}" for sentence in sentences)
    context = {
        **_about(approval, booking, places),
        **meeting_words(booking, holds=False),
        "booker": booking.booker.name,
        "school": str(booking.school),
        "price": _price(approval, booking, places),
        "terms": f"If plans change:\n{listed}" if listed else "",
        **(more or {}),
    }
    for row in approvers:
        own = {**context, "answer_link": approval_url(approval, row)}
        _write(key, booking, own, [row.person])
    if not approvers:
        _ask_officers(approval, booking, context)


def _ask_officers(approval: Approval, booking: Booking, context: Mapping[str, str]) -> None:
    path = reverse("admin_bookings:approval", args=[booking.pk])
    own = {**context, "answer_link": f"{settings.PUBLIC_URL}{path}"}
    for user in who_were_given(CANCEL):
        if user.email:
            _queue(kinds.FOR_OFFICERS, booking, user.email, {**own, "name": user.name or user.email})


def _about(approval: Approval, booking: Booking, places: Sequence[Place]) -> dict[str, str]:
    return {
        **about(booking),
        "delegates": names([place.person for place in places]),
        "until": clock.say_moment(approval.expires_at),
    }


def _price(approval: Approval, booking: Booking, places: Sequence[Place]) -> str:
    """What is agreed with the answer, whatever the course costs by now."""
    course = booking.session.course
    going = booking.places.live().count() if course.price_unit == PriceUnit.SCHOOL else 0
    return say_added(course, places=len(places), going=going, each_pence=approval.place_pence)


def _write_ended(key: str, booking: Booking, places: Sequence[Place], more: Mapping[str, str]) -> None:
    context = {
        **about(booking),
        "link": booking_url(booking),
        "delegates": names([place.person for place in places]),
        "again": f"{settings.PUBLIC_URL}{booking.session.course.href}",
        **more,
    }
    _write(key, booking, context, answering(booking))


def _write(key: str, booking: Booking, context: Mapping[str, str], people: Iterable[Person]) -> None:
    for person in people:
        if person.email:
            _queue(key, booking, person.email, {**context, "name": person.name})


def _queue(key: str, booking: Booking, to: str, context: Mapping[str, str]) -> None:
    """A letter that cannot be written keeps no place from being held or given on."""
    try:
        queue_messages(letters=[Letter(key, to, dict(context), booking.reference)])
    except ValidationError:
        logger.error("booking %s: a letter about its approval cannot be written", booking.pk)
