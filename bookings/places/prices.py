"""What places cost, in whole pence without VAT."""

from __future__ import annotations

from portal.base.money import say_pounds
from training.choices import Funding, PriceUnit
from training.models import CoursePage


def price_pence(course: CoursePage, *, places: int) -> int:
    """The whole price of ``places`` places; 0 for the core offer."""
    if course.funding != Funding.CHARGEABLE:
        return 0
    return course.price_pence * (places if course.price_unit == PriceUnit.DELEGATE else 1)


def say_price(course: CoursePage, *, places: int, family: bool = False) -> str:
    """The price in words, e.g. “£285 plus VAT (3 places at £95 each)”; families hear no word of schools."""
    pence = price_pence(course, places=places)
    if not pence:
        return "Free" if family else "Free to Kent schools and settings"
    if course.price_unit == PriceUnit.SCHOOL:
        return f"{say_pounds(pence)} plus VAT, for your school, however many places"
    each = (
        f"1 place at {say_pounds(pence)}"
        if places == 1
        else f"{places} places at {say_pounds(course.price_pence)} each"
    )
    return f"{say_pounds(pence)} plus VAT ({each})"
