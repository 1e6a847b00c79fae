"""Terms in the words that people read before they book, and before they cancel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from bookings.places.terms.models import Offering, Terms
from portal.base import clock
from portal.base.money import say_pounds
from training.choices import PriceUnit
from training.session_rows import say_list


def say_until(moment: datetime) -> str:
    """A deadline: “the end of Monday 22 February 2027”, or a time of day and the day."""
    local = clock.in_london(moment)
    if local.hour == local.minute == 0:
        return f"the end of {clock.say_date(moment - timedelta(minutes=1))}"
    return f"{clock.say_time(moment)} on {clock.say_date(moment)}"


def moved_words(names: Sequence[str]) -> str:
    """That the date was moved after places were booked: those of ``names``, or all where none are given."""
    whose = f" for {say_list(names)}" if names else ""
    return (
        f"We moved this date after you booked{whose}, so you can cancel "
        f"{'these places ' if len(names) > 1 else 'this place ' if names else ''}"
        "free of charge until the session begins."
    )


def terms_words(
    terms: Terms | None,
    *,
    session: Any,
    now: datetime,
    price_pence: int,
    moved: str = "",
    all_moved: bool = False,
) -> list[str]:
    """The terms for places in ``session``, booked or to be booked, as sentences; none where there are none.

    ``price_pence`` is that of a place, or for a whole school; ``moved`` says of which places the date was moved
    after they were booked, ``all_moved`` that it was for all of them.
    """
    if terms is None or session.starts_at is None:
        return []
    sentences = [moved] if moved else []
    if not all_moved:
        sentences.append(_cancelling(terms, session, now, price_pence))
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


def late_words(charges: Collection[int], *, places: int) -> str:
    """What cancelling ``places`` now may cost, from what each asks for; empty when it is free."""
    if not charges:
        return ""
    each = ""
    if places > len(charges):
        each = (
            f" ({say_pounds(max(charges))} each for {len(charges)} of the {places} places; "
            "the others were booked before we moved this date)"
        )
    elif places > 1:
        each = f" ({say_pounds(max(charges))} for each place)"
    return f"Cancelling now is late: {say_pounds(sum(charges))} may be charged{each}."


def _cancelling(terms: Terms, session: Any, now: datetime, price_pence: int) -> str:
    charge = terms.late_charge(price_pence=price_pence)
    if not charge:
        return "You can cancel free of charge until the session begins."
    of_all = session.course.price_unit == PriceUnit.SCHOOL and terms.late_percent
    each = "for the booking" if of_all else "for each place"
    may = f"{say_pounds(charge)} {each} may be charged"
    until = terms.free_until(session.starts_at)
    if now >= until:
        return f"It is too late to cancel this date free of charge: {may}."
    return f"You can cancel free of charge until {say_until(until)}. After that {may}."
