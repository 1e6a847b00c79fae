"""What bookings tell finance: confirmed charges, and dates that cost something once they are over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.finance.payables import to_bill
from bookings.finance.services.billing import bill, give_back
from bookings.places.models import Booking, Place, ProposedCharge
from bookings.places.services.charges import decide_charge
from bookings.places.terms.services import propose_no_show
from portal.base import clock
from tests.factories.accounts import UserFactory
from tests.factories.finance import ACADEMY, make_issuer, make_table
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.terms import make_terms
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def no_show(session: Session) -> ProposedCharge:
    """A proposed charge of £30 for somebody who did not come."""
    make_booking(session)
    place = Place.objects.select_related("booking__terms").latest("pk")
    propose_no_show(place=place)
    return ProposedCharge.objects.latest("pk")


def over(session: Session) -> None:
    """Lets the session have ended an hour ago."""
    ended = clock.now() - timedelta(hours=1)
    Session.objects.filter(pk=session.pk).update(starts_at=ended - timedelta(hours=2), ends_at=ended)


def test_a_charge_is_billed_once_an_officer_confirmed_it_and_names_nobody() -> None:
    make_terms()
    charge = no_show(SessionFactory(course=CoursePageFactory(title="Visual support")))
    assert to_bill() == []
    decide_charge(charge=charge, waive=False, reason="", by=UserFactory())
    [payable] = to_bill()
    booking = charge.place.booking
    assert (payable.key, payable.net_pence, payable.school_id) == (
        f"charge:{charge.pk}",
        3_000,
        booking.school_id,
    )
    assert payable.text.startswith("Did not come: Visual support, ")
    assert booking.reference in payable.text
    assert charge.place.person.name not in payable.text


def test_a_waived_charge_and_one_of_a_parent_are_not_billed() -> None:
    make_terms()
    waived = no_show(SessionFactory())
    decide_charge(charge=waived, waive=True, reason="Ofsted", by=UserFactory())
    confirmed = no_show(SessionFactory())
    decide_charge(charge=confirmed, waive=False, reason="", by=UserFactory())
    Booking.objects.filter(pk=confirmed.place.booking_id).update(school=None)
    assert to_bill() == []


def chargeable(pence: int) -> Booking:
    """Two places, at £95 each, agreed at ``pence`` together."""
    course = CoursePageFactory(funding="chargeable", price_pence=9_500)
    _user, booker, school = make_booker()
    booking = make_booking(
        SessionFactory(course=course), booker, school, [booker, make_colleague(school)]
    )
    Booking.objects.filter(pk=booking.pk).update(price_pence=pence, purchase_order="PO-9")
    return booking


def test_a_date_that_costs_something_is_billed_when_it_is_over() -> None:
    booking = chargeable(19_000)
    assert to_bill() == []
    over(booking.session)
    [payable] = to_bill(school_id=booking.school_id)
    assert (payable.quantity, payable.unit_pence, payable.purchase_order) == (2, 9_500, "PO-9")
    assert to_bill(school_id=(booking.school_id or 0) + 1) == []


def test_a_price_that_is_no_multiple_of_its_places_is_one_line() -> None:
    booking = chargeable(19_001)
    over(booking.session)
    [payable] = to_bill()
    assert (payable.quantity, payable.unit_pence) == (1, 19_001)


def test_what_is_on_an_invoice_is_not_to_bill_until_it_is_credited() -> None:
    make_terms()
    charge = no_show(SessionFactory())
    decide_charge(charge=charge, waive=False, reason="", by=UserFactory())
    issuer = make_issuer()
    make_table(issuer)
    school, payables = charge.place.booking.school, to_bill()
    assert school is not None
    document = bill(
        school=school,
        issuer=issuer,
        payables=payables,
        order=ACADEMY,
        tax_date=clock.today(),
        by=UserFactory(),
    )
    assert to_bill() == []
    give_back(
        document=document, net_pence={document.lines.get().pk: 3_000}, reason="Mistake", actor_id=None
    )
    assert [one.key for one in to_bill()] == [payables[0].key]


def test_a_long_title_is_cut_and_the_reference_stays() -> None:
    make_terms()
    charge = no_show(SessionFactory(course=CoursePageFactory(title="Long words " * 23)))
    decide_charge(charge=charge, waive=False, reason="", by=UserFactory())
    [payable] = to_bill()
    assert len(payable.text) <= 300
    assert payable.text.endswith(charge.place.booking.reference)
