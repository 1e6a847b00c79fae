"""What places cost, in whole pence without VAT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.base.money import say_pounds
from training.choices import Funding, PriceUnit
from training.models import CoursePage, Session

if TYPE_CHECKING:
    from bookings.places.models import Booking


def place_pence(session: Session, *, places: int) -> int:
    """The whole price of ``places`` places in a session; what was made for one school is paid by its quote."""
    return 0 if session.made_for_id else price_pence(session.course, places=places)


def price_pence(course: CoursePage, *, places: int) -> int:
    """The whole price of ``places`` places; 0 for the core offer."""
    if course.funding != Funding.CHARGEABLE:
        return 0
    return course.price_pence * (places if course.price_unit == PriceUnit.DELEGATE else 1)


def say_price(
    course: CoursePage, *, places: int, family: bool = False, each_pence: int | None = None
) -> str:
    """The price in words, e.g. “£285 plus VAT (3 places at £95 each)”; families hear no word of schools.

    ``each_pence`` is what a place, or the whole school, was agreed at; without it the course's price now.
    """
    each = price_pence(course, places=1) if each_pence is None else each_pence
    if not each:
        return "Free" if family else "Free to Kent schools and settings"
    if course.price_unit == PriceUnit.SCHOOL:
        return f"{say_pounds(each)} plus VAT, for your school, however many places"
    number = (
        f"1 place at {say_pounds(each)}"
        if places == 1
        else f"{places} places at {say_pounds(each)} each"
    )
    return f"{say_pounds(each * places)} plus VAT ({number})"


def say_session_price(session: Session, *, places: int, family: bool = False) -> str:
    """``say_price`` of a session; what was made for one school is paid by its quote."""
    if session.made_for_id:
        return "Nothing for a place: your school pays by its quote"
    return say_price(session.course, places=places, family=family)


def say_each(course: CoursePage, *, family: bool = False) -> str:
    """The price where it is open how many places are taken, e.g. “£95 plus VAT for each place”."""
    if course.price_unit == PriceUnit.SCHOOL or not price_pence(course, places=1):
        return say_price(course, places=1, family=family)
    return f"{say_pounds(course.price_pence)} plus VAT for each place"


def added_pence(session: Session, *, places: int, going: int) -> int:
    """What ``places`` more cost a booking on which ``going`` people go: a school's price is agreed once."""
    if session.course.price_unit == PriceUnit.SCHOOL and going:
        return 0
    return place_pence(session, places=places)


def say_added(
    course: CoursePage,
    *,
    places: int,
    going: int,
    family: bool = False,
    each_pence: int | None = None,
) -> str:
    """What accepting ``places`` more costs, in words; with 0, where it is open how many, what each does.

    ``each_pence`` as in ``say_price``.
    """
    each = price_pence(course, places=1) if each_pence is None else each_pence
    if each and going and course.price_unit == PriceUnit.SCHOOL:
        return "Nothing more: the price for your school is agreed already"
    if not places:
        return say_each(course, family=family)
    return say_price(course, places=places, family=family, each_pence=each_pence)


def say_cost(booking: Booking) -> str:
    """What a booking costs, and what it will when the places are accepted that it waits for; reads ``places``."""
    if booking.refund_pence:
        return "Nothing, as we cancelled it. If you have been invoiced or have paid, we credit or refund that."
    going = sum(1 for place in booking.places.all() if place.state in place.LIVE)
    course, open_places = booking.session.course, len(booking.active_places) - going
    order = f", purchase order {booking.purchase_order}" if booking.purchase_order else ""
    costs = [f"{say_pounds(booking.price_pence)} plus VAT"] if booking.price_pence else []
    held = booking.held_places
    if held:
        return _say_held(booking, costs, going=going)
    if open_places and added_pence(booking.session, places=open_places, going=going):
        more = say_price(course, places=open_places, family=booking.school_id is None)
        accepted = "the place is accepted" if open_places == 1 else "the places are accepted"
        costs.append(f"{more}, once {accepted}")
    if costs:
        return f"{'; and '.join(costs)}{order}"
    if booking.state == booking.State.CANCELLED:
        return "Nothing, as it is cancelled"
    return "Nothing: it was free when booked" if price_pence(course, places=1) else "Free"


def _say_held(booking: Booking, costs: list[str], *, going: int) -> str:
    """What it costs once it is approved, as agreed when it was booked."""
    course, held = booking.session.course, booking.held_places
    each = [place.approval.place_pence for place in held if place.approval]
    pence = sum(each) if course.price_unit == PriceUnit.DELEGATE else max(each) * (not going)
    order = f", purchase order {booking.purchase_order}" if booking.purchase_order else ""
    said = [*costs, f"{say_pounds(pence)} plus VAT, once it is approved"] if pence else costs
    return f"{'; and '.join(said)}{order}" if said else "Free"
