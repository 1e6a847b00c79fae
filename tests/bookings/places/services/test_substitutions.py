"""A colleague goes instead: the seat stays taken, both are told, and nothing is charged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bookings.places.delegates import Delegate
from bookings.places.errors import AlreadyBooked, CannotSubstitute, NotAllowed, NotEligible
from bookings.places.models import Booking, Place, PlaceEvent, ProposedCharge
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.substitutions import substitute
from portal.accounts.models import Membership, Person
from portal.notify.models import Message
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague, me, place_of
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory
from tests.factories.vocabulary import AudienceFactory
from training.models import SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def booked() -> tuple[Booking, Person, Person, Person]:
    """The SENCO has booked Ann on a date that is now full; Bob is a colleague. Their mails are gone."""
    _user, senco, school = make_booker()
    ann = make_colleague(school, name="Ann Example", email="ann@oakfield.example")
    bob = make_colleague(school, name="Bob Example", email="bob@oakfield.example")
    make_terms()
    booking = make_booking(SessionFactory(capacity=1), senco, school, [ann])
    Message.objects.all().delete()
    return booking, senco, ann, bob


def event_in(message: Message) -> Any:
    return Calendar.from_ical(message.attachment).walk("VEVENT")[0]


def until(booking: Booking) -> datetime:
    """The deadline of the terms: 48 hours before."""
    assert booking.session.starts_at is not None
    return booking.session.starts_at - timedelta(hours=48)


def test_a_colleague_goes_instead_on_the_same_seat_without_a_charge(booked: Any) -> None:
    booking, senco, ann, bob = booked
    old = place_of(booking, ann)
    new = substitute(place=old, delegate=me(bob), actor=senco.user)
    old.refresh_from_db()
    assert (old.state, new.state, new.replaces) == ("substituted", "confirmed", old)
    assert new.key != old.key
    assert SessionSeats.objects.get(pk=booking.session_id).taken == 1
    assert [place.person for place in booking.places.live()] == [bob]
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED
    assert not ProposedCharge.objects.exists()


def test_the_new_person_the_old_one_and_the_booker_each_get_one_mail(booked: Any) -> None:
    booking, senco, ann, bob = booked
    substitute(place=place_of(booking, ann), delegate=me(bob), actor=senco.user)
    told = {message.to: message for message in Message.objects.all()}
    assert set(told) == {ann.email, bob.email, senco.email}
    assert Message.objects.count() == 3
    assert "method=REQUEST" in told[bob.email].attachment_type
    assert "Your place" in told[bob.email].subject
    assert "method=CANCEL" in told[ann.email].attachment_type
    assert event_in(told[ann.email])["status"] == "CANCELLED"
    assert "Bob Example goes instead of you" in told[ann.email].subject
    assert "Bob Example goes instead of Ann Example" in told[senco.email].body


def test_a_booker_who_gives_their_own_place_away_gets_one_mail(booked: Any) -> None:
    _booking, senco, _ann, bob = booked
    own = make_booking(SessionFactory(), senco, senco.memberships.get().school)
    Message.objects.all().delete()
    substitute(place=own.places.get(), delegate=me(bob), actor=senco.user)
    assert sorted(Message.objects.values_list("to", flat=True)) == sorted([bob.email, senco.email])
    assert "method=CANCEL" in Message.objects.get(to=senco.email).attachment_type


def test_a_booker_who_takes_the_place_over_gets_one_mail(booked: Any) -> None:
    booking, senco, ann, _bob = booked
    substitute(place=place_of(booking, ann), delegate=me(senco), actor=senco.user)
    assert "method=REQUEST" in Message.objects.get(to=senco.email).attachment_type


def test_who_when_and_why_stand_with_both_places(booked: Any) -> None:
    booking, _senco, ann, bob = booked
    officer = UserFactory()
    new = substitute(
        place=place_of(booking, ann), delegate=me(bob), actor=officer, staff=True, reason="Ann is ill"
    )
    rows = PlaceEvent.objects.filter(reason="Ann is ill").order_by("pk")
    assert [(row.place_id, row.kind, row.actor) for row in rows] == [
        (new.replaces_id, "substituted", officer),
        (new.pk, "confirmed", officer),
    ]


def by_link(place: Place, **who: Any) -> Place:
    named = {"name": "Cem Örnek", "email": "cem@oakfield.example", "role": AudienceFactory(slug="ta")}
    return substitute(place=place, delegate=Delegate(**{**named, **who}), actor=None, by_link=True)


def test_somebody_new_gets_the_place_by_link_and_becomes_nobodys_member(booked: Any) -> None:
    booking, _senco, ann, _bob = booked
    new = by_link(place_of(booking, ann))
    assert (new.person.name, new.person.role.slug) == ("Cem Örnek", "ta")  # type: ignore[union-attr]
    assert not Membership.objects.filter(person=new.person).exists()
    assert all(event.by_link and event.actor is None for event in new.events.all())
    assert Message.objects.filter(to="cem@oakfield.example").exists()


def test_who_came_by_link_before_is_the_same_person_again(booked: Any) -> None:
    booking, senco, ann, _bob = booked
    first = by_link(place_of(booking, ann))
    other = make_booking(SessionFactory(), senco, booking.school, [ann])
    again = by_link(other.places.get(), email="CEM@oakfield.example", name="C. Örnek")
    assert again.person == first.person


def test_a_link_tells_nothing_of_a_colleague_the_school_knows(booked: Any) -> None:
    booking, senco, ann, bob = booked
    new = by_link(place_of(booking, ann), name="Whoever", email=bob.email.upper())
    assert new.person == bob
    bob.refresh_from_db()
    assert (bob.name, bob.role) == ("Bob Example", None)
    to_ann = Message.objects.get(to=ann.email)
    assert "Whoever goes instead of you" in to_ann.subject
    assert "Bob" not in to_ann.subject + to_ann.body
    assert "Bob Example goes instead of Ann Example" in Message.objects.get(to=senco.email).body


@pytest.mark.parametrize("why", ["has a place", "role"])
def test_a_colleague_who_cannot_come_is_refused_by_link_without_saying_why(
    booked: Any, why: str
) -> None:
    booking, senco, ann, bob = booked
    session = booking.session
    if why == "role":
        bob.role = AudienceFactory(slug="governor", name="Governor")
        bob.save()
        session.audiences.set([AudienceFactory(slug="ta")])
    else:
        session.seats.__class__.objects.filter(pk=session.pk).update(capacity=2)
        make_booking(session, senco, booking.school, [bob])
    with pytest.raises(CannotSubstitute) as refusal:
        by_link(place_of(booking, ann), name="Whoever", email=bob.email)
    said = str(refusal.value)
    assert f"Ask {senco.name}, who booked it" in said
    for secret in ("Bob", "Governor", "place on this date", "role"):
        assert secret not in said
    assert place_of(booking, ann).state == "confirmed"


def test_a_place_is_passed_on_once(booked: Any) -> None:
    booking, senco, ann, bob = booked
    old = place_of(booking, ann)
    substitute(place=old, delegate=me(bob), actor=senco.user)
    with pytest.raises(CannotSubstitute):
        substitute(place=old, delegate=me(senco), actor=senco.user)
    assert booking.places.live().count() == 1


def test_a_cancelled_place_is_nobodys_to_pass_on(booked: Any) -> None:
    booking, senco, ann, bob = booked
    cancel_places(booking=booking, actor=senco.user)
    with pytest.raises(CannotSubstitute):
        substitute(place=place_of(booking, ann), delegate=me(bob), actor=senco.user)


def test_whoever_has_a_place_on_the_date_cannot_have_another(booked: Any) -> None:
    booking, senco, ann, _bob = booked
    with pytest.raises(AlreadyBooked):
        substitute(place=place_of(booking, ann), delegate=me(ann), actor=senco.user)


def test_people_of_another_school_are_not_taken(booked: Any) -> None:
    booking, senco, ann, _bob = booked
    with pytest.raises(NotAllowed):
        substitute(place=place_of(booking, ann), delegate=me(PersonFactory()), actor=senco.user)
    assert booking.places.live().get().person == ann


def test_a_colleague_whom_the_session_is_not_for_cannot_go(booked: Any) -> None:
    booking, senco, ann, bob = booked
    booking.session.audiences.set([AudienceFactory(slug="senco", name="SENCOs")])
    with pytest.raises(NotEligible):
        substitute(place=place_of(booking, ann), delegate=me(bob), actor=senco.user)


def test_it_is_possible_until_the_deadline_of_the_terms_and_for_staff_until_it_begins(
    booked: Any,
) -> None:
    booking, senco, ann, bob = booked
    place, deadline = place_of(booking, ann), until(booking)
    with pytest.raises(CannotSubstitute, match="Ask us"):
        substitute(place=place, delegate=me(bob), actor=senco.user, now=deadline)
    with pytest.raises(CannotSubstitute, match="has begun"):
        substitute(place=place, delegate=me(bob), actor=None, staff=True, now=booking.session.starts_at)
    substitute(place=place, delegate=me(bob), actor=None, staff=True, now=deadline)


def test_just_before_the_deadline_the_school_still_can(booked: Any) -> None:
    booking, senco, ann, bob = booked
    last = until(booking) - timedelta(seconds=1)
    substitute(place=place_of(booking, ann), delegate=me(bob), actor=senco.user, now=last)


def test_a_parents_own_place_stays_theirs() -> None:
    user = UserFactory()
    family = AudienceFactory(slug="parents", group="family")
    parent = PersonFactory(user=user, role=family)
    booking = make_booking(SessionFactory(audiences=[family]), parent, None)
    with pytest.raises(CannotSubstitute, match="stays theirs"):
        substitute(place=booking.places.get(), delegate=me(PersonFactory()), actor=user)


def test_a_place_comes_back_to_somebody_whose_calendar_was_told_of_its_end(booked: Any) -> None:
    booking, senco, ann, bob = booked
    first = substitute(place=place_of(booking, ann), delegate=me(bob), actor=senco.user)
    off = event_in(Message.objects.get(to=ann.email))
    Message.objects.all().delete()
    substitute(place=first, delegate=me(ann), actor=senco.user)
    on = event_in(Message.objects.get(to=ann.email))
    assert on["uid"] == off["uid"]
    assert on["sequence"] > off["sequence"]
    assert Place.objects.filter(booking=booking).count() == 3
