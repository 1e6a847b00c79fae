"""Answering an offer, taking a place in an open call, and putting a group first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.places.approvals.asking import has_to_ask, open_approval
from bookings.places.approvals.letters import send_asked
from bookings.places.eligibility import offer_refusal, session_refusal
from bookings.places.errors import NotBookable, OfferOver, PriceChanged, SessionFull
from bookings.places.models import Approval, Booking, Place, PlaceEvent, WaitingGroup
from bookings.places.offer_times import is_open_call
from bookings.places.prices import place_pence
from bookings.places.services import seats
from bookings.places.services.calendar_order import rise_above_earlier
from bookings.places.services.ending import end_places, note
from bookings.places.services.letters import send_confirmation
from bookings.places.services.offers import promote
from bookings.places.services.settling import agree_price, note_order, settle
from bookings.places.session_reads import session_for_booking
from portal.accounts.models import User
from portal.base import clock


@transaction.atomic
def accept_offer(
    *,
    group: WaitingGroup,
    places: Collection[Place],
    actor: User | None = None,
    by_link: bool = False,
    shown_price: str | None = None,
    purchase_order: str | None = None,
    now: datetime | None = None,
) -> list[Place]:
    """Confirms these places of those offered to the group; returns those that this call confirmed.

    Where a head or approver has to agree first they are held until then instead. Places confirmed or held already
    are passed over, so that a repeat is harmless. Raises ``OfferOver`` when the
    time of one is over, also while nobody has ended it yet, or when it is nobody's offer any more,
    ``NotBookable`` when the session is cancelled or has begun, and ``PriceChanged`` when a place does not cost
    ``shown_price`` (pence as a word; None: none was shown). That booking has closed takes no offer back.
    """
    moment = now or clock.now()
    booking = _held(group)
    wanted = {place.pk for place in places}
    now_are = list(booking.places.filter(pk__in=wanted).select_related("person"))
    offered = [place for place in now_are if place.state == Place.State.OFFERED]
    if any(place.state not in Place.HOLDING for place in now_are):
        raise OfferOver
    if not offered:
        return []
    if reason := offer_refusal(booking.session, moment):
        raise NotBookable(reason)
    _check_price(booking, shown_price)
    approval = open_approval(booking, now=moment) if has_to_ask(booking, actor=actor) else None
    accepted = Place.objects.filter(
        pk__in=[place.pk for place in offered], state=Place.State.OFFERED, offer_expires_at__gt=moment
    ).update(**_taken_as(approval))
    if accepted != len(offered):
        raise OfferOver
    _taken(booking, offered, approval, actor=actor, by_link=by_link, purchase_order=purchase_order)
    return offered


@transaction.atomic
def decline_offer(
    *,
    group: WaitingGroup,
    places: Collection[Place],
    actor: User | None = None,
    by_link: bool = False,
) -> list[Place]:
    """Gives these offered places to the next in the line; returns those that this call declined."""
    booking = _held(group)
    ending = list(
        booking.places.filter(
            pk__in=[place.pk for place in places], state=Place.State.OFFERED
        ).select_related("person")
    )
    if not ending:
        return []
    end_places(places=ending, state=Place.State.DECLINED, actor=actor, by_link=by_link)
    settle(booking=booking)
    promote(session_id=booking.session_id)
    return ending


@transaction.atomic
def claim_places(
    *,
    group: WaitingGroup,
    places: Collection[Place],
    actor: User | None = None,
    by_link: bool = False,
    shown_price: str | None = None,
    purchase_order: str | None = None,
    now: datetime | None = None,
) -> list[Place]:
    """Takes free places in the open call of the last two days: whoever is first has them.

    They are confirmed or held as accepting does it; places taken already are passed over. Raises
    ``SessionFull`` when others were faster, ``NotBookable`` while there is no open call or when booking has
    closed, and ``PriceChanged`` as accepting does.
    """
    moment = now or clock.now()
    booking = _held(group)
    wanted = list(booking.places.filter(pk__in=[place.pk for place in places]).select_related("person"))
    waiting = [place for place in wanted if place.state == Place.State.WAITING]
    if not waiting:
        return []
    session: Any = booking.session
    if reason := session_refusal(session, moment):
        raise NotBookable(reason)
    if not is_open_call(starts_at=session.starts_at, now=moment):
        raise NotBookable("Places on this date are offered in turn. We write to you when it is yours.")
    _check_price(booking, shown_price)
    if not seats.seat_from_line(session_id=session.pk, number=len(waiting)):
        session.seats.refresh_from_db()
        raise SessionFull(free=session.seats.capacity - session.seats.taken, wanted=len(waiting))
    approval = open_approval(booking, now=moment) if has_to_ask(booking, actor=actor) else None
    Place.objects.filter(pk__in=[place.pk for place in waiting]).update(**_taken_as(approval))
    _taken(booking, waiting, approval, actor=actor, by_link=by_link, purchase_order=purchase_order)
    return waiting


@transaction.atomic
def pin_group(*, group: WaitingGroup, pinned: bool, actor: User, reason: str) -> None:
    """Puts a group first in its line, or back in its turn, by staff and with their reason."""
    booking = _held(group)
    if WaitingGroup.objects.filter(pk=group.pk).exclude(pinned=pinned).update(pinned=pinned):
        waiting = list(booking.places.filter(state=Place.State.WAITING))
        kind = PlaceEvent.Kind.PINNED if pinned else PlaceEvent.Kind.UNPINNED
        note(waiting, kind, actor=actor, reason=reason)
        promote(session_id=booking.session_id, tell_again=False)


def _held(group: WaitingGroup) -> Booking:
    """The group's booking as it is now, with the seats' row held: it comes first in every path."""
    seats.hold_seats(session_id=group.session_id)
    booking = Booking.objects.select_related("booker", "school").get(pk=group.booking_id)
    booking.session = session_for_booking(group.session_id)
    return booking


def _check_price(booking: Booking, shown: str | None) -> None:
    """Nobody agrees to a price that they have not read."""
    if shown is not None and shown != str(place_pence(booking.session, places=1)):
        raise PriceChanged


def _taken_as(approval: Approval | None) -> dict[str, Any]:
    if approval is None:
        return {"state": Place.State.CONFIRMED}
    return {"state": Place.State.HELD, "approval": approval}


def _taken(
    booking: Booking,
    places: list[Place],
    approval: Approval | None,
    *,
    actor: User | None,
    by_link: bool,
    purchase_order: str | None,
) -> None:
    """What follows from places that were accepted, to count at once or when the school agrees."""
    for place in places:
        place.state = Place.State.CONFIRMED if approval is None else Place.State.HELD
        place.approval = approval
    note(places, PlaceEvent.Kind(places[0].state), actor=actor, by_link=by_link)
    settle(booking=booking)
    if approval is None:
        agree_price(booking=booking, accepted=len(places), purchase_order=purchase_order)
        rise_above_earlier(booking=booking, people=[place.person for place in places])
        send_confirmation(booking=booking, places=places)
        return
    note_order(booking=booking, purchase_order=purchase_order)
    send_asked(approval=approval, booking=booking, places=places)
