"""Terms are kept as agreed; what they ask for is proposed once and decided once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.places.errors import TermsChanged
from bookings.places.models import Booking, ProposedCharge, Terms
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.charges import decide_charge
from bookings.places.terms.booked import late_charges
from bookings.places.terms.models import Offering, offering_of
from bookings.places.terms.services import propose_no_show, terms_for
from portal.base import clock
from portal.notify.models import Message
from portal.vocabulary.choices import Format
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.terms import make_terms
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import CoursePage, Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATE = "This was late"


def starts(days: int) -> datetime:
    day = clock.in_london(clock.now()) + timedelta(days=days)
    return day.replace(hour=9, minute=30, second=0, microsecond=0)


def booked_for_two(*, days: int, **course: Any) -> Booking:
    """A SENCO and a colleague have places in a session that many days ahead."""
    _user, senco, school = make_booker()
    session = SessionFactory(course=CoursePageFactory(**course), starts_at=starts(days))
    booking = make_booking(session, senco, school, [senco, make_colleague(school)])
    Message.objects.all().delete()
    return booking


def test_a_booking_agrees_to_the_terms_that_were_shown_or_is_not_made() -> None:
    session = SessionFactory()
    shown = make_terms()
    key = uuid.uuid4()
    _user, senco, school = make_booker()
    first = make_booking(session, senco, school, idem_key=key, shown_terms=str(shown.pk))
    assert first.terms == shown
    now = make_terms(late_pence=4500)
    for read in (str(shown.pk), "", "9" * 40, "☃"):
        with pytest.raises(TermsChanged) as refusal:
            make_booking(session, shown_terms=read)
        assert refusal.value.terms_id == now.pk
    assert Booking.objects.get() == first
    again = make_booking(session, senco, school, idem_key=key, shown_terms=str(shown.pk))
    assert again == first


def test_cancelling_a_funded_place_in_time_costs_nothing() -> None:
    make_terms()
    booking = booked_for_two(days=8)
    cancel_places(booking=booking, actor=None)
    assert not ProposedCharge.objects.exists()
    assert not Message.objects.filter(body__contains=LATE).exists()


def test_cancelling_a_funded_place_a_day_too_late_proposes_its_charge_and_says_so_to_the_booker() -> (
    None
):
    terms = make_terms()
    booking = booked_for_two(days=7)
    place = place_of(booking, booking.booker)
    cancel_places(booking=booking, places=[place], actor=None)
    charge = ProposedCharge.objects.get()
    assert (charge.place, charge.terms, charge.pence) == (place, terms, 3000)
    assert (charge.kind, charge.state) == ("late", "proposed")
    told = Message.objects.get(body__contains=LATE)
    assert told.to == booking.booker.email
    assert "£30 may be charged" in told.body


def test_the_last_free_moment_is_midnight_in_kent() -> None:
    make_terms()
    booking = booked_for_two(days=20)
    booking.terms = Terms.objects.get()
    until = booking.terms.free_until(booking.session.starts_at)
    first = booking.places.first()
    how = {"booking": booking, "ending": [first], "staying": 1}
    assert late_charges(**how, now=until - timedelta(seconds=1)) == {}  # type: ignore[arg-type]
    assert late_charges(**how, now=until) == {first.pk: 3000}  # type: ignore[arg-type]
    assert clock.in_london(until).hour == 0


def test_a_booking_without_terms_costs_nothing_to_cancel() -> None:
    booking = booked_for_two(days=1)
    cancel_places(booking=booking, actor=None)
    assert not ProposedCharge.objects.exists()


def test_terms_that_change_later_do_not_touch_what_was_agreed() -> None:
    agreed = make_terms()
    booking = booked_for_two(days=5)
    changed = make_terms(late_pence=9900, free_until_days=30)
    booking.refresh_from_db()
    assert (booking.terms, changed.version) == (agreed, 2)
    agreed.refresh_from_db()
    assert (agreed.late_pence, agreed.current) == (3000, False)
    cancel_places(booking=booking, actor=None)
    assert {charge.pence for charge in ProposedCharge.objects.all()} == {3000}
    assert make_booking().terms == changed


def test_a_chargeable_place_cancelled_late_costs_its_share_of_the_price_agreed() -> None:
    make_terms(Offering.ONLINE, late_percent=100, late_pence=0, no_show_pence=0)
    booking = booked_for_two(days=2, funding="chargeable", price_pence=9500)
    CoursePage.objects.update(price_pence=20000)
    cancel_places(booking=booking, places=[place_of(booking, booking.booker)], actor=None)
    assert ProposedCharge.objects.get().pence == 9500


def test_a_price_for_the_whole_school_is_charged_once_nobody_goes() -> None:
    make_terms(Offering.ONLINE, late_percent=100, late_pence=0, no_show_pence=0)
    booking = booked_for_two(days=2, funding="chargeable", price_pence=40000, price_unit="school")
    first, second = booking.places.all()
    cancel_places(booking=booking, places=[first], actor=None)
    assert not ProposedCharge.objects.exists()
    cancel_places(booking=booking, places=[second], actor=None)
    assert ProposedCharge.objects.get().pence == 40000


def test_an_officer_can_waive_the_charge_while_cancelling_and_the_reason_is_kept() -> None:
    make_terms()
    booking = booked_for_two(days=1)
    officer = UserFactory()
    cancel_places(booking=booking, actor=officer, reason="An Ofsted visit", waive=True)
    for charge in ProposedCharge.objects.all():
        assert (charge.state, charge.reason) == ("waived", "An Ofsted visit")
        assert charge.decided_by == officer
        assert charge.decided_at is not None
    assert not Message.objects.filter(body__contains=LATE).exists()
    assert {event.reason for event in booking.places.first().events.filter(kind="cancelled")} == {
        "An Ofsted visit"
    }


def test_a_charge_is_decided_once() -> None:
    make_terms()
    booking = booked_for_two(days=1)
    cancel_places(booking=booking, places=[place_of(booking, booking.booker)], actor=None)
    charge, officer = ProposedCharge.objects.get(), UserFactory()
    assert decide_charge(charge=charge, waive=True, reason="An Ofsted visit", by=officer)
    assert not decide_charge(charge=charge, waive=False, reason="", by=UserFactory())
    charge.refresh_from_db()
    assert (charge.state, charge.reason, charge.decided_by) == ("waived", "An Ofsted visit", officer)
    told = Message.objects.get(subject__startswith="About a charge")
    assert told.to == booking.booker.email
    assert "Nothing is charged." in told.body
    assert "Ofsted" not in told.body


def test_somebody_who_did_not_come_is_proposed_for_a_charge_once() -> None:
    make_terms()
    place = booked_for_two(days=3).places.first()
    assert propose_no_show(place=place)
    assert not propose_no_show(place=place)
    assert ProposedCharge.objects.get().kind == "no-show"


@pytest.mark.parametrize(
    ("course", "given", "family", "kind"),
    [
        ({}, {}, False, Offering.FUNDED),
        ({"funding": "chargeable", "price_pence": 100}, {}, False, Offering.ONLINE),
        (
            {"funding": "chargeable", "price_pence": 100},
            {"format": Format.IN_SCHOOL},
            False,
            Offering.FACE_TO_FACE,
        ),
        ({}, {}, True, Offering.FAMILY),
    ],
)
def test_each_kind_of_place_has_terms_of_its_own(
    course: dict[str, Any], given: dict[str, Any], family: bool, kind: Offering
) -> None:
    terms = {offering: make_terms(offering) for offering in Offering}
    session = SessionFactory(course=CoursePageFactory(**course), **given)
    assert offering_of(session, family=family) == kind
    assert terms_for(session, family=family) == terms[kind]


def test_whoever_booked_before_staff_moved_the_date_cancels_free_of_charge() -> None:
    make_terms()
    booking = booked_for_two(days=1)
    Session.objects.update(moved_at=clock.now() + timedelta(minutes=1))
    cancel_places(booking=booking, actor=None)
    assert not ProposedCharge.objects.exists()
