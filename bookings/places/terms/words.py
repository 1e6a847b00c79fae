"""Terms in the words that people read before they book, and before they cancel."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bookings.places.terms.models import Offering, Terms
from portal.base import clock
from portal.base.money import say_pounds
from training.choices import PriceUnit


def say_until(moment: datetime) -> str:
    """A deadline: “the end of Monday 22 February 2027”, or a time of day and the day."""
    local = clock.in_london(moment)
    if local.hour == local.minute == 0:
        return f"the end of {clock.say_date(moment - timedelta(minutes=1))}"
    return f"{clock.say_time(moment)} on {clock.say_date(moment)}"


MOVED = "We moved this date after you booked, so you can cancel free of charge until the session begins."


def terms_words(
    terms: Terms | None, *, session: Any, now: datetime, booked_at: datetime | None = None
) -> list[str]:
    """The terms for places in ``session``, booked or to be booked, as sentences; none where there are none."""
    if terms is None or session.starts_at is None:
        return []
    moved = booked_at is not None and session.moved_since(booked_at)
    sentences = [MOVED if moved else _cancelling(terms, session, now)]
    if terms.no_show_pence:
        sentences.append(
            f"If somebody does not come and we hear nothing, {say_pounds(terms.no_show_pence)} "
            "may be charged."
        )
    until = terms.substitution_until(session.starts_at)
    if terms.offering != Offering.FAMILY and now < until:
        when = say_until(until) if terms.substitution_hours else "the session begins"
        sentences.append(f"A colleague can go instead, free of charge, until {when}.")
    if terms.waiver_list and (terms.late_percent or terms.late_pence or terms.no_show_pence):
        sentences.append(f"Nothing is charged for: {'; '.join(terms.waiver_list)}.")
    return sentences


def late_words(pence: int, *, places: int) -> str:
    """What cancelling now may cost; empty when it is free."""
    if not pence:
        return ""
    each = f" ({say_pounds(pence)} for each place)" if places > 1 else ""
    return f"Cancelling now is late: {say_pounds(pence * places)} may be charged{each}."


def _cancelling(terms: Terms, session: Any, now: datetime) -> str:
    course = session.course
    charge = terms.late_charge(price_pence=course.price_pence)
    if not charge:
        return "You can cancel free of charge until the session begins."
    each = "for the booking" if course.price_unit == PriceUnit.SCHOOL else "for each place"
    may = f"{say_pounds(charge)} {each} may be charged"
    until = terms.free_until(session.starts_at)
    if now >= until:
        return f"It is too late to cancel this date free of charge: {may}."
    return f"You can cancel free of charge until {say_until(until)}. After that {may}."
