"""Booking places: all or none, once, and never more than there are."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bookings.places.delegates import MOST_AT_ONCE, Delegate
from bookings.places.errors import (
    AlreadyBooked,
    BookingRefused,
    NotAllowed,
    NotBookable,
    NotEligible,
    SessionFull,
    TooManyBookings,
)
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.reservations import MOST_IN_AN_HOUR, reserve_places
from portal.accounts.models import Membership, MembershipEvent, Person
from portal.notify.models import Message
from portal.outbox.models import OutboxRow
from portal.vocabulary.choices import AudienceGroup
from tests.factories.accounts import MembershipFactory, PersonFactory, SchoolFactory
from tests.factories.places import make_booker, make_colleague, me
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AudienceFactory, DistrictFactory
from training.choices import Funding, PriceUnit
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def taken(session: Session) -> int:
    return SessionSeats.objects.get(pk=session.pk).taken


def book(session: Session, **given: Any) -> Booking:
    user, person, school = given.pop("who", None) or make_booker()
    return reserve_places(
        **{
            "session_id": session.pk,
            "booker": person,
            "school": school,
            "delegates": [me(person)],
            "idem_key": uuid.uuid4(),
            "actor": user,
            **given,
        }
    )


def nothing_was_written() -> bool:
    return not (
        Booking.objects.exists()
        or Place.objects.exists()
        or Message.objects.exists()
        or OutboxRow.objects.filter(kind="mail").exists()
    )


def test_a_senco_books_herself_a_colleague_and_somebody_new() -> None:
    session = SessionFactory()
    user, senco, school = make_booker()
    colleague = make_colleague(school, name="Bola Example", email="bola@oakfield.example")
    new = Delegate(name="Cara Example", email="cara@oakfield.example", role=AudienceFactory(slug="ta"))

    booking = book(session, who=(user, senco, school), delegates=[me(senco), me(colleague), new])

    assert {place.person.name for place in booking.places.all()} == {
        senco.name,
        "Bola Example",
        "Cara Example",
    }
    assert taken(session) == 3
    cara = Person.objects.get(email="cara@oakfield.example")
    assert cara.memberships.get().role == Membership.Role.STAFF
    assert cara.memberships.get().school == school
    assert booking.places.get(person=cara).role.slug == "ta"
    assert PlaceEvent.objects.filter(kind="confirmed", actor=user).count() == 3


def test_the_same_key_again_gives_the_first_booking_and_one_mail() -> None:
    session = SessionFactory(capacity=1)
    who, key = make_booker(), uuid.uuid4()
    first = book(session, who=who, idem_key=key)
    again = book(session, who=who, idem_key=key)
    assert again == first
    assert taken(session) == 1
    assert Message.objects.count() == 1


def test_a_booker_makes_so_many_bookings_in_an_hour_and_no_more() -> None:
    session, who, key = SessionFactory(), make_booker(), uuid.uuid4()
    first = book(session, who=who, idem_key=key)
    Booking.objects.bulk_create(
        Booking(session=session, booker=who[1], school=who[2], idem_key=uuid.uuid4())
        for _each in range(MOST_IN_AN_HOUR - 1)
    )
    with pytest.raises(TooManyBookings, match="most we take"):
        book(SessionFactory(), who=who)
    assert Booking.objects.count() == MOST_IN_AN_HOUR
    assert book(session, who=who, idem_key=key) == first
    assert book(SessionFactory())
    Booking.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(hours=1))
    assert book(SessionFactory(), who=who)


def test_somebody_elses_key_is_refused() -> None:
    session, key = SessionFactory(), uuid.uuid4()
    book(session, idem_key=key)
    with pytest.raises(NotAllowed):
        book(session, idem_key=key)
    assert taken(session) == 1


def test_a_used_key_with_the_same_people_said_in_another_way_gives_the_first_booking() -> None:
    session, key = SessionFactory(), uuid.uuid4()
    user, senco, school = make_booker()
    new = Delegate(name="Cara Example", email="Cara@oakfield.example", role=AudienceFactory(slug="ta"))
    who = (user, senco, school)
    first = book(session, who=who, idem_key=key, delegates=[me(senco), new])
    cara = Person.objects.get(email__iexact="cara@oakfield.example")
    typed = Delegate(name="Cara", email=" cara@OAKFIELD.example ")
    assert book(session, who=who, idem_key=key, delegates=[typed, me(senco)]) == first
    assert book(session, who=who, idem_key=key, delegates=[me(cara), me(senco)]) == first
    assert taken(session) == 2


def test_a_used_key_for_other_people_is_refused_rather_than_called_done() -> None:
    session, key = SessionFactory(), uuid.uuid4()
    user, senco, school = make_booker()
    colleague = make_colleague(school)
    new = Delegate(name="Cara Example", email="cara@oakfield.example")
    who = (user, senco, school)
    book(session, who=who, idem_key=key)
    for others in ([me(colleague)], [new], [me(senco), new], [me(senco), me(colleague)]):
        with pytest.raises(NotAllowed):
            book(session, who=who, idem_key=key, delegates=others)
    assert taken(session) == 1


def test_a_used_key_for_another_school_is_refused() -> None:
    session, key = SessionFactory(), uuid.uuid4()
    user, senco, school = make_booker()
    elm = MembershipFactory(person=senco, school=SchoolFactory()).school
    book(session, who=(user, senco, school), idem_key=key)
    with pytest.raises(NotAllowed):
        book(session, who=(user, senco, elm), idem_key=key)


def test_a_full_session_says_how_many_are_left_and_writes_nothing() -> None:
    session = SessionFactory(capacity=3, taken=2)
    user, senco, school = make_booker()
    with pytest.raises(SessionFull) as refusal:
        book(session, who=(user, senco, school), delegates=[me(senco), me(make_colleague(school))])
    assert refusal.value.free == 1
    assert "Only 1 place is left" in str(refusal.value)
    assert SessionFull(free=0, wanted=1).short == "This date is full."
    assert taken(session) == 2
    assert nothing_was_written()


def test_nobody_gets_a_second_place_in_the_same_session() -> None:
    session = SessionFactory()
    who = make_booker()
    book(session, who=who)
    with pytest.raises(AlreadyBooked, match="has a place on this date already"):
        book(session, who=who)
    assert taken(session) == 1


def test_a_new_colleague_whose_e_mail_the_school_knows_in_another_case_is_that_colleague() -> None:
    session = SessionFactory()
    user, senco, school = make_booker()
    known = make_colleague(school, email="bola@oakfield.example")
    new = Delegate(name="Bola E.", email="BOLA@Oakfield.example")
    booking = book(session, who=(user, senco, school), delegates=[new])
    assert booking.places.get().person == known


def test_the_same_e_mail_in_another_school_is_another_person() -> None:
    elsewhere = make_colleague(SchoolFactory(), email="bola@agency.example")
    booking = book(
        SessionFactory(), delegates=[Delegate(name="Bola Example", email="bola@agency.example")]
    )
    assert booking.places.get().person != elsewhere


def test_a_delegate_named_twice_is_refused_beside_the_second_name() -> None:
    user, senco, school = make_booker()
    twice = [me(senco), Delegate(name="Asha", email=senco.email.upper())]
    with pytest.raises(NotEligible) as refusal:
        book(SessionFactory(), who=(user, senco, school), delegates=twice)
    assert list(refusal.value.reasons) == [1]
    assert nothing_was_written()


def test_a_person_of_another_school_cannot_be_booked_by_their_id() -> None:
    stranger = make_colleague(SchoolFactory())
    with pytest.raises(NotAllowed):
        book(SessionFactory(), delegates=[me(stranger)])
    assert nothing_was_written()


def test_nobody_books_for_a_school_they_do_not_belong_to() -> None:
    user, senco, _school = make_booker()
    with pytest.raises(NotAllowed, match="does not belong"):
        book(SessionFactory(), who=(user, senco, SchoolFactory()))


def test_who_left_the_school_no_longer_books_for_it() -> None:
    user, senco, school = make_booker()
    Membership.objects.update(ended_on="2026-10-01")
    with pytest.raises(NotAllowed):
        book(SessionFactory(), who=(user, senco, school))


def test_a_member_of_staff_books_only_themselves() -> None:
    user, person, school = make_booker(role=Membership.Role.STAFF)
    with pytest.raises(NotAllowed, match="You can book a place for yourself"):
        book(SessionFactory(), who=(user, person, school), delegates=[me(make_colleague(school))])
    assert book(SessionFactory(), who=(user, person, school)).state == Booking.State.CONFIRMED


@pytest.mark.parametrize("number", [0, MOST_AT_ONCE + 1])
def test_no_booking_is_for_nobody_or_for_more_than_twenty(number: int) -> None:
    people = [Delegate(name=f"Person {n}", email=f"p{n}@x.example") for n in range(number)]
    with pytest.raises(BookingRefused, match="between 1 and 20"):
        book(SessionFactory(capacity=100), delegates=people)


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled", "completed"])
def test_only_an_open_session_can_be_booked(state: str) -> None:
    session = SessionFactory(state=state)
    with pytest.raises(NotBookable):
        book(session)
    assert nothing_was_written()


def test_a_session_that_is_not_there_cannot_be_booked() -> None:
    user, senco, school = make_booker()
    with pytest.raises(NotBookable):
        reserve_places(
            session_id=987654,
            booker=senco,
            school=school,
            delegates=[me(senco)],
            idem_key=uuid.uuid4(),
            actor=user,
        )


def test_a_session_of_another_district_is_refused_with_the_reason() -> None:
    session = SessionFactory(districts=[DistrictFactory(slug="thanet", name="Thanet")])
    school = SchoolFactory(name="Oakfield Primary", district=DistrictFactory(slug="swale", name="Swale"))
    with pytest.raises(
        NotEligible, match="for schools and settings in Thanet. Oakfield Primary is in Swale"
    ):
        book(session, who=make_booker(school))
    assert nothing_was_written()


def test_a_session_for_some_roles_names_each_delegate_who_cannot_come() -> None:
    user, senco, school = make_booker()
    senco.role = AudienceFactory(slug="senco", name="SENCO")
    senco.save()
    session = SessionFactory(audiences=[senco.role])
    assistant = AudienceFactory(slug="ta", name="Teaching assistant")
    other = Delegate(name="Cara Example", email="c@x.example", role=assistant)
    with pytest.raises(NotEligible) as refusal:
        book(session, who=(user, senco, school), delegates=[me(senco), other])
    assert refusal.value.reasons == {
        1: "This session is only for: SENCO. Cara Example is down as: Teaching assistant."
    }


def test_a_role_said_while_booking_is_kept() -> None:
    role = AudienceFactory(slug="senco", name="SENCO")
    user, senco, school = make_booker()
    booking = book(
        SessionFactory(audiences=[role]),
        who=(user, senco, school),
        delegates=[Delegate(person_id=senco.pk, role=role)],
    )
    assert booking.places.get().role == role
    assert Person.objects.get(pk=senco.pk).role == role


def family_session(**given: Any) -> Session:
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    return SessionFactory(course=CoursePageFactory(audiences=[parents]), **given)


def test_a_parent_books_one_place_in_a_parents_session() -> None:
    parent = PersonFactory(
        user=make_booker()[0].__class__.objects.create_user("p@home.example", name="Pat")
    )
    booking = book(family_session(), who=(parent.user, parent, None))
    assert booking.school is None
    assert booking.places.get().person == parent


def test_a_parent_books_nobody_else_and_no_session_for_schools() -> None:
    user, parent, _school = make_booker()
    with pytest.raises(NotAllowed, match="book a place for themselves"):
        book(
            family_session(),
            who=(user, parent, None),
            delegates=[Delegate(name="X", email="x@home.example")],
        )
    with pytest.raises(NotEligible, match="work in schools"):
        book(SessionFactory(), who=(user, parent, None))


def test_a_school_does_not_take_places_meant_for_families() -> None:
    with pytest.raises(NotEligible, match="parents, carers and young people"):
        book(family_session())


@pytest.mark.parametrize(("unit", "pence"), [(PriceUnit.DELEGATE, 19_000), (PriceUnit.SCHOOL, 9_500)])
def test_the_price_agreed_is_kept_with_the_booking(unit: str, pence: int) -> None:
    course = CoursePageFactory(funding=Funding.CHARGEABLE, price_pence=9_500, price_unit=unit)
    user, senco, school = make_booker()
    booking = book(
        SessionFactory(course=course),
        who=(user, senco, school),
        delegates=[me(senco), me(make_colleague(school))],
        purchase_order="PO 7",
    )
    course.price_pence = 1
    course.save()
    booking.refresh_from_db()
    assert booking.price_pence == pence
    assert booking.purchase_order == "PO 7"


def test_booking_closes_when_the_session_begins() -> None:
    session = SessionFactory()
    with pytest.raises(NotBookable, match="has begun"):
        book(session, now=session.starts_at)
    assert book(session, now=session.starts_at - timedelta(seconds=1))


def test_booking_does_not_open_early() -> None:
    session = SessionFactory(booking_opens_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(NotBookable, match="opens at"):
        book(session)


def test_a_place_given_back_and_booked_again_rises_above_the_cancelled_calendar_entry() -> None:
    session, (user, senco, school) = SessionFactory(), make_booker()
    first = book(session, who=(user, senco, school))
    cancel_places(booking=first, actor=user)
    first.refresh_from_db()
    again = book(session, who=(user, senco, school))
    assert again.calendar_sequence > first.calendar_sequence


def test_a_booking_for_three_needs_few_statements(django_assert_max_num_queries: Any) -> None:
    user, senco, school = make_booker()
    session = SessionFactory()
    people = [me(senco), *(Delegate(name=f"P {n}", email=f"p{n}@x.example") for n in range(2))]
    with django_assert_max_num_queries(35):
        book(session, who=(user, senco, school), delegates=people)


def test_a_colleague_first_named_in_a_booking_stands_in_the_schools_record() -> None:
    user, person, school = make_booker()
    new = Delegate(name="New Colleague", email="new@school.example", role=person.role)
    book(SessionFactory(), who=(user, person, school), delegates=[new])
    event = MembershipEvent.objects.get(school=school, kind=MembershipEvent.Kind.JOINED)
    assert (event.person.name, event.role, event.actor) == ("New Colleague", "staff", user)
