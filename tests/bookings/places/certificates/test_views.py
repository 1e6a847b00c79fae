"""The holder gets a certificate by a press; anybody checks its code and reads a name, a course, a day."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client, override_settings

from bookings.places.attendance.models import Presence
from bookings.places.certificates.models import Certificate, new_code
from bookings.places.certificates.services import revoke_certificate
from bookings.places.models import Place
from portal.base import clock
from tests.bookings.places.certificates.steps import after, attended, certified, marked
from tests.bookings.places.evaluations.steps import course, held_place, questions
from tests.bookings.places.steps import words
from tests.factories.accounts import UserFactory
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def own(place: Place, ending: str = "/") -> str:
    return f"/bookings/place/{place.key}/certificate{ending}"


def check(code: str) -> str:
    return f"/certificates/{code}/"


def test_the_holder_presses_once_and_has_page_and_paper(fixed_clock: time_machine.Traveller) -> None:
    place = attended(fixed_clock, name="Siân O'Brien-Nguyễn 🎉")
    assert own(place) in Client().get(f"/bookings/place/{place.key}/").content.decode()
    assert "Get my certificate" in words(Client().get(own(place)))
    assert Client().get(own(place, ".pdf")).status_code == 404
    assert not Certificate.objects.exists()
    said = words(Client().post(own(place), follow=True))
    code = Certificate.objects.get().code
    assert code in said
    assert "Siân O&#x27;Brien-Nguyễn 🎉" in said
    paper = Client().get(own(place, ".pdf"))
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Cache-Control"] == "private, no-store"
    assert paper["X-Robots-Tag"] == "noindex"
    assert paper["Content-Disposition"] == f'attachment; filename="certificate-{code}.pdf"'
    assert paper.content.startswith(b"%PDF-")


def test_who_was_not_there_reads_why_and_gets_none(fixed_clock: time_machine.Traveller) -> None:
    place = marked(after(held_place(), fixed_clock), Presence.ABSENT)
    assert "The register says that you were not there" in words(Client().get(own(place)))
    assert Client().post(own(place)).status_code == 409
    assert not Certificate.objects.exists()


def test_who_has_to_answer_first_is_led_to_the_questions(fixed_clock: time_machine.Traveller) -> None:
    place = attended(fixed_clock, SessionFactory(course=course(evaluation_first=True)))
    assert questions(place) in Client().get(own(place)).content.decode()


def test_anybody_checks_a_code_and_reads_no_more_than_name_course_and_day(
    fixed_clock: time_machine.Traveller,
) -> None:
    certificate = certified(fixed_clock, name="Siân O'Brien-Nguyễn", email="sian@school.example")
    place = certificate.place
    response = Client().get("/certificates/check/", {"code": certificate.code.lower()}, follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert "This certificate is valid" in page
    assert place.person.name.replace("'", "&#x27;") in page
    assert place.session.course.title in page
    for hidden in (
        "sian@school.example",
        place.key,
        place.booking.reference,
        str(place.booking.school),
    ):
        assert hidden not in page
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_a_code_that_never_was_and_one_whose_holder_is_gone_answer_alike(
    fixed_clock: time_machine.Traveller,
) -> None:
    certificate = certified(fixed_clock)
    person = certificate.place.person
    type(person).objects.filter(pk=person.pk).update(
        deleted_at=clock.now(), user=None, email="", role=None
    )
    gone, never = Client().get(check(certificate.code)), Client().get(check(new_code()))
    assert gone.status_code == never.status_code == 404
    assert words(gone) == words(never)


def test_one_that_was_withdrawn_says_so_without_a_name(fixed_clock: time_machine.Traveller) -> None:
    certificate = certified(fixed_clock, name="Asha Example")
    revoke_certificate(certificate=certificate, reason="Was not there", by=UserFactory())
    response = Client().get(check(certificate.code))
    assert response.status_code == 410
    said = words(response)
    assert "does not count any more" in said
    assert "Asha Example" not in said
    assert "Was not there" not in said
    assert "was withdrawn" in words(Client().get(own(certificate.place)))
    assert Client().get(own(certificate.place, ".pdf")).status_code == 404


def test_an_unfinished_code_is_asked_for_again() -> None:
    assert "Enter all 16 letters" in words(Client().get("/certificates/check/", {"code": "7F3K"}))
    assert "Enter the code" in words(Client().get("/certificates/check/", {"code": ""}))


@override_settings(ACCOUNT_RATE_LIMITS={"check_certificate": "3/m/ip"})
def test_whoever_tries_many_codes_is_paused(fixed_clock: time_machine.Traveller) -> None:
    certificate = certified(fixed_clock)
    answers = [Client().get(check(new_code())).status_code for _try in range(4)]
    assert answers == [404, 404, 404, 429]
    assert Client().get(check(certificate.code)).status_code == 429
