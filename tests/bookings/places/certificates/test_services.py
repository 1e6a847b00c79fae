"""Who has a certificate: whoever attended by the rule of the course and, where it asks, said what it was worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from bookings.places.attendance.models import Presence
from bookings.places.certificates import services
from bookings.places.certificates.errors import NoCertificate
from bookings.places.certificates.models import Certificate, new_code, read_code
from bookings.places.certificates.services import (
    find_certificate,
    give_certificate,
    is_valid,
    restore_certificate,
    revoke_certificate,
    why_no_certificate,
)
from bookings.places.evaluations.models import Stage
from bookings.places.evaluations.services import Answers, save_evaluation
from bookings.places.models import Place, PlaceEvent
from portal.base import clock
from tests.bookings.places.certificates.steps import after, attended, certified, marked
from tests.bookings.places.evaluations.steps import course, held_place
from tests.bookings.places.services.test_merging import merged
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory, in_a_week
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]

HOURS = timedelta(hours=2)


def two_meetings(**given: object) -> Session:
    start = in_a_week()
    times = [(start, start + HOURS), (start + 24 * HOURS, start + 25 * HOURS)]
    session: Session = SessionFactory(course=course(**given), meetings=times)
    return session


def test_who_was_there_has_one_and_asking_twice_gives_the_same(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = attended(fixed_clock)
    first = give_certificate(place=place, by_link=True)
    assert give_certificate(place=place, by_link=True) == first
    assert is_valid(first)
    assert PlaceEvent.objects.filter(kind=PlaceEvent.Kind.CERTIFICATE_GIVEN).count() == 1


@pytest.mark.parametrize(
    ("states", "why"),
    [
        ([], services.NOT_YET),
        ([Presence.ATTENDED], services.IN_PART),
        ([Presence.ATTENDED, Presence.PART], services.IN_PART),
        ([Presence.ABSENT, Presence.ABSENT], services.AWAY),
        ([Presence.ATTENDED, Presence.ATTENDED], ""),
    ],
)
def test_a_course_of_two_meetings_takes_both(
    fixed_clock: time_machine.Traveller, states: list[Presence], why: str
) -> None:
    place = after(held_place(two_meetings()), fixed_clock)
    if states:
        marked(place, *states)
    assert why_no_certificate(place) == why
    if why:
        with pytest.raises(NoCertificate):
            give_certificate(place=place)
        assert not Certificate.objects.exists()


def test_a_course_that_asks_for_one_meeting_of_two_takes_one(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = after(held_place(two_meetings(meetings_to_attend=1)), fixed_clock)
    marked(place, Presence.ATTENDED, Presence.ABSENT)
    assert why_no_certificate(place) == ""


def test_there_is_none_before_the_course_is_over(fixed_clock: time_machine.Traveller) -> None:
    assert "once the course is over" in why_no_certificate(held_place())


def test_where_the_course_asks_the_evaluation_comes_first(fixed_clock: time_machine.Traveller) -> None:
    place = attended(fixed_clock, SessionFactory(course=course(evaluation_first=True)))
    assert why_no_certificate(place) == services.ASKED_FIRST
    save_evaluation(place=place, stage=Stage.AFTER, answers=Answers({"Adapt one lesson": 4}))
    assert give_certificate(place=place)


def test_it_counts_no_more_when_the_register_is_corrected(fixed_clock: time_machine.Traveller) -> None:
    certificate = certified(fixed_clock)
    fixed_clock.shift(timedelta(hours=1))
    marked(certificate.place, Presence.ABSENT)
    assert not is_valid(certificate)
    assert why_no_certificate(certificate.place) == services.AWAY


def test_an_officer_withdraws_it_with_a_reason_and_can_let_it_count_again(
    fixed_clock: time_machine.Traveller,
) -> None:
    certificate, officer = certified(fixed_clock), UserFactory()
    assert revoke_certificate(certificate=certificate, reason="Was not there", by=officer)
    assert not revoke_certificate(certificate=certificate, reason="Again", by=officer)
    certificate.refresh_from_db()
    assert (certificate.revoked_by, certificate.reason) == (officer, "Was not there")
    assert not is_valid(certificate)
    with pytest.raises(NoCertificate, match="withdrawn"):
        give_certificate(place=certificate.place)
    assert restore_certificate(certificate=certificate, reason="A slip", by=officer)
    certificate.refresh_from_db()
    assert is_valid(certificate)
    events = PlaceEvent.objects.filter(kind__startswith="certificate").order_by("pk")
    assert [event.reason for event in events] == ["", "Was not there", "A slip"]


def test_a_code_is_read_however_it_is_typed(fixed_clock: time_machine.Traveller) -> None:
    certificate = certified(fixed_clock)
    for typed in (certificate.code.lower(), certificate.code.replace("-", " "), f" {certificate.code}."):
        assert find_certificate(typed) == certificate
    assert find_certificate("") is None
    assert find_certificate(certificate.code[:-1]) is None


def test_codes_cannot_be_guessed() -> None:
    codes = {new_code() for _number in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 19 and read_code(code) == code for code in codes)


def test_once_somebodys_record_is_deleted_the_code_leads_nowhere(
    fixed_clock: time_machine.Traveller,
) -> None:
    certificate = certified(fixed_clock)
    person = certificate.place.person
    type(person).objects.filter(pk=person.pk).update(
        deleted_at=clock.now(), user=None, email="", role=None
    )
    assert find_certificate(certificate.code) is None


def test_of_two_records_that_become_one_the_certificate_stays(
    fixed_clock: time_machine.Traveller,
) -> None:
    session = SessionFactory(course=course())
    kept = make_booking(session).places.get()
    certificate = certified(fixed_clock, session)
    gone = certificate.place
    save_evaluation(place=gone, stage=Stage.AFTER, answers=Answers({"Adapt one lesson": 4}))
    merged("person", kept.person, gone.person, UserFactory(groups=["Officers"]))
    certificate.refresh_from_db()
    assert certificate.place == Place.objects.live().get(session=session) == kept
    assert kept.evaluations.get().stage == Stage.AFTER
    assert is_valid(Certificate.objects.get())
