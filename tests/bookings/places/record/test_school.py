"""A school's training: who of its present staff did what for it, by area of need, and what nobody has."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.places.certificates.services import give_certificate
from bookings.places.evaluations.models import Evaluation, Stage
from bookings.places.models import Place
from bookings.places.record.school import school_overview, school_rows
from portal.accounts.models import Membership, Person, School
from portal.base import clock
from tests.bookings.places.certificates.steps import after, marked
from tests.bookings.places.steps import words
from tests.factories.accounts import SchoolFactory, make_member, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AreaOfNeedFactory, NeedFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def did(
    booker: Person, school: School, person: Person, at: time_machine.Traveller, **course: Any
) -> Place:
    session = SessionFactory(course=CoursePageFactory(**course))
    return marked(after(make_booking(session, booker, school, [person]).places.get(), at))


def test_it_says_by_area_who_has_and_who_has_not_and_what_nobody_has(
    fixed_clock: time_machine.Traveller,
) -> None:
    literacy = AreaOfNeedFactory(slug="cognition-and-learning")
    sensory = AreaOfNeedFactory(slug="physical-and-sensory")
    _user, senco, school = make_booker(name="Asha Senco")
    bola = make_colleague(school, name="Bola Example")
    did(senco, school, bola, fixed_clock, area_of_need=literacy)
    overview = school_overview(school)
    areas = {each.area: each for each in overview.areas}
    (trained,) = areas[literacy].trained
    assert trained.person == bola
    assert areas[literacy].not_yet == [senco]
    assert areas[literacy].hours == "2 hours"
    assert sensory in overview.nobody
    assert literacy not in overview.nobody
    assert overview.untrained == [senco]
    assert [row[:2] for row in school_rows(school)] == [
        ["Asha Senco", "No training yet"],
        ["Bola Example", trained.entries[0].course.title],
    ]


def test_it_says_by_kind_of_need_who_has_and_what_nobody_has(
    client: Client, fixed_clock: time_machine.Traveller
) -> None:
    autism, dyslexia = NeedFactory(name="Autism"), NeedFactory(name="Dyslexia")
    user, senco, school = make_booker(name="Asha Senco")
    bola = make_colleague(school, name="Bola Example")
    for person in (bola, senco, bola):
        did(senco, school, person, fixed_clock, needs=[autism])
    overview = school_overview(school)
    [need] = overview.needs
    assert (need.need, need.people) == (autism, [senco, bola])
    assert overview.other_needs == [dyslexia]
    assert [row[4] for row in school_rows(school)] == ["Autism"] * 3
    sign_in(client, user, mfa=False)
    page = words(client.get(f"/bookings/schools/{school.pk}/training/"))
    assert "Autism 2 of 2: Asha Senco , Bola Example" in page
    assert "Needs that nobody has had training about (1) Dyslexia" in page


def test_what_somebody_did_at_another_school_is_theirs(fixed_clock: time_machine.Traveller) -> None:
    _user, senco, before = make_booker()
    did(senco, before, senco, fixed_clock)
    school = SchoolFactory()
    Membership.objects.create(person=senco, school=school, role="senco", started_on=clock.today())
    assert school_overview(school).untrained == [senco]


def test_who_has_left_is_not_in_it(fixed_clock: time_machine.Traveller) -> None:
    _user, senco, school = make_booker()
    bola = make_colleague(school, name="Bola Example")
    did(senco, school, bola, fixed_clock)
    Membership.objects.filter(person=bola).update(ended_on=clock.today())
    overview = school_overview(school)
    assert overview.number == 1
    assert not any(each.trained for each in overview.areas)


def test_training_done_for_the_school_that_it_took_over_from_counts(
    fixed_clock: time_machine.Traveller,
) -> None:
    school = SchoolFactory()
    _user, senco, before = make_booker()
    did(senco, before, senco, fixed_clock)
    School.objects.filter(pk=before.pk).update(successor=school)
    Membership.objects.create(person=senco, school=school, role="senco", started_on=clock.today())
    assert school_overview(school).untrained == []


@pytest.mark.parametrize(
    ("role", "status"), [("senco", 200), ("approver", 200), ("business", 404), ("staff", 404)]
)
def test_it_is_for_the_senco_and_the_head(client: Client, role: str, status: int) -> None:
    member = make_member(SchoolFactory(), role)
    assert member.person.user is not None
    sign_in(client, member.person.user, mfa=False)
    for ending in ("/", ".csv"):
        address = f"/bookings/schools/{member.school_id}/training{ending}"
        assert client.get(address).status_code == status
        other = f"/bookings/schools/{SchoolFactory().pk}/training{ending}"
        assert client.get(other).status_code == 404


def test_the_page_shows_certificates_and_never_what_somebody_said_of_a_course(
    client: Client, fixed_clock: time_machine.Traveller
) -> None:
    user, senco, school = make_booker()
    AreaOfNeedFactory(slug="physical-and-sensory")
    place = did(senco, school, senco, fixed_clock)
    Evaluation.objects.create(place=place, stage=Stage.AFTER, useful="The pictures", named=True)
    code = give_certificate(place=place).code
    sign_in(client, user, mfa=False)
    page = client.get(f"/bookings/schools/{school.pk}/training/").content.decode()
    sheet = client.get(f"/bookings/schools/{school.pk}/training.csv").content.decode()
    for shown in (page, sheet):
        assert code in shown
        assert "The pictures" not in shown
        assert place.key not in shown
    assert "Nobody yet" in words(client.get(f"/bookings/schools/{school.pk}/training/"))


def test_a_name_that_looks_like_a_formula_is_text_in_the_file(
    client: Client, fixed_clock: time_machine.Traveller
) -> None:
    user, _senco, school = make_booker()
    make_colleague(school, name="=HYPERLINK(1)")
    sign_in(client, user, mfa=False)
    assert "'=HYPERLINK(1)" in client.get(f"/bookings/schools/{school.pk}/training.csv").content.decode()
