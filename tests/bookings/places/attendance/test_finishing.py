"""A finished register: everybody marked, the session completed, and no-shows proposed once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.places.attendance.finishing import finish_register, not_marked, open_again
from bookings.places.attendance.models import Attendance, Presence, Register
from bookings.places.attendance.services import mark
from bookings.places.errors import CannotFinish, CannotMark
from bookings.places.models import Place, ProposedCharge
from portal.base import clock
from tests.bookings.places.attendance.steps import begun, make_register
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booking
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]

YES, PART, NO = Presence.ATTENDED, Presence.PART, Presence.ABSENT
OVER = timedelta(hours=3)


def over(*marks: Presence | None) -> tuple[Session, list[Place]]:
    """A session that has ended, of which no-shows cost £30, with a person for each mark."""
    make_terms()
    session = SessionFactory()
    for _mark in marks:
        make_booking(session)
    session = begun(session, ago=OVER)
    places = list(Place.objects.filter(session=session).order_by("pk"))
    for place, state in zip(places, marks, strict=True):
        if state is not None:
            mark(place=place, meeting=session.meetings.get(), state=state, actor=None)
    return session, places


def test_finishing_completes_the_session_and_proposes_a_charge_for_who_never_came() -> None:
    session, places = over(YES, PART, NO)
    trainer = UserFactory()
    assert finish_register(session_id=session.pk, actor=trainer) == 1
    charge = ProposedCharge.objects.get()
    assert (charge.place, charge.kind, charge.pence) == (places[2], "no-show", 3000)
    register = Register.objects.get(pk=session.pk)
    assert (register.finished_by, register.finished_at) == (trainer, clock.now())
    session.refresh_from_db()
    assert session.state == "completed"


def test_finishing_twice_proposes_nothing_more_and_nobody_is_marked_any_more() -> None:
    session, places = over(NO)
    assert [finish_register(session_id=session.pk, actor=None) for _time in range(2)] == [1, 0]
    with pytest.raises(CannotMark):
        mark(
            place=make_booking(SessionFactory()).places.get(),
            meeting=session.meetings.get(),
            state=YES,
            actor=None,
        )
    late = mark(place=places[0], meeting=session.meetings.get(), state=YES, actor=None)
    assert not late.taken
    assert ProposedCharge.objects.count() == 1


def test_a_register_is_not_finished_before_the_end() -> None:
    session, _places = make_register(0)
    with pytest.raises(CannotFinish, match="once the last meeting has ended"):
        finish_register(session_id=session.pk, actor=None)


def test_who_is_not_marked_stands_in_the_way_until_somebody_says_that_they_were_absent() -> None:
    session, places = over(YES, None)
    assert list(not_marked(session).values()) == [[places[1]]]
    with pytest.raises(CannotFinish, match="not marked yet"):
        finish_register(session_id=session.pk, actor=None)
    assert not ProposedCharge.objects.exists()
    assert finish_register(session_id=session.pk, actor=None, rest_absent=True) == 1
    assert Attendance.objects.get(place=places[1]).state == NO


def test_a_corrected_register_drops_what_it_proposed_by_mistake() -> None:
    session, [place] = over(NO)
    finish_register(session_id=session.pk, actor=None)
    assert open_again(session_id=session.pk)
    assert not open_again(session_id=session.pk)
    session.refresh_from_db()
    assert session.state == "closed"
    mark(place=place, meeting=session.meetings.get(), state=YES, actor=None)
    assert finish_register(session_id=session.pk, actor=None) == 0
    charge = ProposedCharge.objects.get()
    assert (charge.state, charge.reason) == ("waived", "The register was corrected: they did come.")


def test_who_is_absent_again_after_a_correction_is_proposed_again_unless_an_officer_decided() -> None:
    session, places = over(NO, NO)
    finish_register(session_id=session.pk, actor=None)
    decided = ProposedCharge.objects.filter(place=places[1])
    decided.update(state="waived", reason="Ofsted", decided_at=clock.now(), decided_by=UserFactory())
    meeting = session.meetings.get()
    for state, proposed in ((YES, 0), (NO, 1)):
        open_again(session_id=session.pk)
        for place in places:
            mark(place=place, meeting=meeting, state=state, actor=None)
        assert finish_register(session_id=session.pk, actor=None) == proposed
    charge = ProposedCharge.objects.get(place=places[0])
    assert (charge.state, charge.reason, charge.decided_at) == ("proposed", "", None)
    assert decided.get().reason == "Ofsted"
