"""A register, a certificate and answers, pressed by many at one moment: each happens once, nobody sees an error."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.places.attendance.models import Attendance, AttendanceMark, Presence, Register
from bookings.places.attendance.services import mark
from bookings.places.certificates.models import Certificate
from bookings.places.evaluations.models import Confidence, Evaluation
from bookings.places.models import Place, PlaceEvent, ProposedCharge
from tests.bookings.places.attendance.steps import begun
from tests.bookings.places.evaluations.steps import answers, course
from tests.factories.accounts import SchoolFactory, UserFactory
from tests.factories.places import make_booking, make_colleague
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory
from tests.races.clients import Press, press_together
from tests.races.crowd import staff_cookie_of
from training.models import Session, SessionSeats

pytestmark = pytest.mark.both_databases

AT_ONCE = 8


def over(people: int, **session: object) -> tuple[Session, list[Place]]:
    """A session that has ended, with people in it whose absence costs £30."""
    make_terms()
    made = SessionFactory(**session)
    for _person in range(people):
        make_booking(made)
    made = begun(made, ago=timedelta(hours=3))
    return made, list(Place.objects.filter(session=made).order_by("pk"))


def officer() -> str:
    return staff_cookie_of(UserFactory(groups=["Officers"]))


def address(name: str, session: Session) -> str:
    return reverse(f"bookings:{name}", args=[session.uid])


def test_a_register_that_many_finish_while_others_mark_is_finished_once_and_charges_once(
    live_portal: str,
) -> None:
    session, places = over(3)
    meeting = session.meetings.get()
    for place in places:
        mark(place=place, meeting=meeting, state=Presence.ABSENT, actor=None)
    finish = address("register_finish", session)
    presses = [Press(finish, {}, officer()) for _press in range(AT_ONCE)]
    pressed = {"mark": f"{places[0].pk}:attended"}
    presses += [Press(address("register", session), pressed, officer()) for _press in range(AT_ONCE)]
    answers = press_together(live_portal, presses)
    assert {answer.status for answer in answers[:AT_ONCE]} == {302}
    assert {answer.status for answer in answers[AT_ONCE:]} <= {302, 409}
    assert Register.objects.get().finished_at is not None
    came = Attendance.objects.get(place=places[0]).state == Presence.ATTENDED
    charged = set(ProposedCharge.objects.values_list("place", flat=True))
    assert charged == {place.pk for place in places[came:]}
    assert AttendanceMark.objects.count() == len(places) + AT_ONCE


def test_the_last_seat_goes_to_one_of_many_who_came_without_a_place(live_portal: str) -> None:
    session, _places = over(1, capacity=2)
    school = SchoolFactory()
    walk_in = f"{address('walk_in', session)}?school={school.pk}"
    people = [make_colleague(school) for _person in range(AT_ONCE)]
    presses = [
        Press(walk_in, {"key": str(uuid.uuid4()), "who": str(person.pk)}, officer()) for person in people
    ]
    answers = press_together(live_portal, presses)
    assert sorted(answer.status for answer in answers) == [200] * (AT_ONCE - 1) + [302]
    assert SessionSeats.objects.get(pk=session.pk).taken == Place.objects.live().count() == 2
    assert Attendance.objects.get().place.person in people


def test_a_certificate_and_answers_asked_for_many_times_at_once_are_one(live_portal: str) -> None:
    _session, [place] = over(1, course=course())
    mark(place=place, meeting=place.session.meetings.get(), state=Presence.ATTENDED, actor=None)
    certificate = reverse("bookings:certificate", args=[place.key])
    questions = reverse("bookings:questions", args=[place.key, "after"])
    said = {name: str(value) for name, value in answers(4, 5, useful="The pictures").items()}
    presses = [Press(certificate, {}, "") for _press in range(AT_ONCE)]
    presses += [Press(questions, said, "") for _press in range(AT_ONCE)]
    assert {answer.status for answer in press_together(live_portal, presses)} == {302}
    assert Certificate.objects.count() == Evaluation.objects.count() == 1
    assert Confidence.objects.count() == 2
    assert PlaceEvent.objects.filter(kind=PlaceEvent.Kind.CERTIFICATE_GIVEN).count() == 1
