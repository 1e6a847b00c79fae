"""The pages on which somebody without a place is added, and those that finish a register."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.attendance.models import Attendance, Register
from bookings.places.models import Place
from tests.bookings.places.attendance.steps import begun, make_register
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory, sign_in
from tests.factories.places import make_booking, make_colleague
from tests.factories.training import SessionFactory, TrainerFactory
from tests.factories.vocabulary import AudienceFactory
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock", "officer")]


@pytest.fixture
def officer(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Officers"]))


def address(session: Session, school: object = "") -> str:
    return f"{reverse('bookings:walk_in', args=[session.uid])}?school={school}"


def test_the_school_is_searched_for_and_those_here_already_stand_first(client: Client) -> None:
    session, [place] = make_register(1)
    page = client.get(address(session)).content.decode()
    assert place.booking.school.name in page
    other = SchoolFactory(name="Sands Primary School")
    found = client.get(address(session), {"q": "sands"}).content.decode()
    assert f"school={other.pk}" in found
    assert "No school found" in client.get(address(session), {"q": "zzzz"}).content.decode()


def test_those_with_a_place_are_not_offered_and_no_e_mail_is_shown(client: Client) -> None:
    session, [place] = make_register(1)
    free = make_colleague(place.booking.school, name="Nia Example", email="nia@school.example")
    page = client.get(address(session, place.booking.school_id)).content.decode()
    assert f'value="{free.pk}"' in page
    assert f'value="{place.person_id}"' not in page
    assert free.email not in page


def test_somebody_chosen_is_added_once_however_often_it_is_sent(client: Client) -> None:
    session, _places = make_register(0)
    school = SchoolFactory()
    free = make_colleague(school)
    given = {"key": str(uuid.uuid4()), "who": str(free.pk)}
    answers = [client.post(address(session, school.pk), given) for _time in range(2)]
    place = Place.objects.get()
    assert place.person == free
    assert answers[0]["Location"].endswith(f"#place-{place.pk}")
    assert Attendance.objects.get().state == "attended"


def test_somebody_of_another_school_cannot_be_chosen(client: Client) -> None:
    session, _places = make_register(0)
    school, stranger = SchoolFactory(), PersonFactory()
    make_colleague(school)
    given = {"key": str(uuid.uuid4()), "who": str(stranger.pk)}
    assert client.post(address(session, school.pk), given).status_code == 200
    assert not Place.objects.exists()


def trainer_of(session: Session) -> Client:
    """A trainer of the session, signed in."""
    user = UserFactory(groups=["Trainers"])
    session.trainers.add(TrainerFactory(person=PersonFactory(user=user)))
    client = Client()
    sign_in(client, user)
    return client


def test_a_trainer_reads_names_only_of_schools_that_had_booked_for_the_date() -> None:
    session, [place] = make_register(1)
    booked, other = place.booking.school, SchoolFactory()
    colleague = make_colleague(booked, name="Nia Example", email="nia@school.example")
    stranger = make_colleague(other, name="Bola Example", email="bola@other.example")
    trainer = trainer_of(session)
    assert colleague.name in trainer.get(address(session, booked.pk)).content.decode()
    page = trainer.get(address(session, other.pk)).content.decode()
    assert stranger.name not in page and "its people are not listed" in page
    chosen = {"key": str(uuid.uuid4()), "who": str(stranger.pk)}
    assert trainer.post(address(session, other.pk), chosen).status_code == 200
    assert Place.objects.count() == 1


def test_who_came_from_another_school_is_typed_and_is_the_person_it_knows_and_opens_no_names() -> None:
    session, _places = make_register(0)
    school, role = SchoolFactory(), AudienceFactory(slug="ta", name="Teaching assistant")
    known = make_colleague(school, name="Nia Example", email="nia@school.example")
    hidden = make_colleague(school, name="Bola Example", email="bola@school.example")
    trainer = trainer_of(session)
    typed = {
        "key": str(uuid.uuid4()),
        "name": "Nia",
        "email": "NIA@school.example",
        "role": role.slug,
    }
    trainer.post(address(session, school.pk), typed)
    assert Place.objects.get().person == known
    assert hidden.name not in trainer.get(address(session, school.pk)).content.decode()


def test_an_officer_chooses_among_the_names_of_any_school(client: Client) -> None:
    session, _places = make_register(0)
    school = SchoolFactory()
    known = make_colleague(school, name="Nia Example", email="nia@school.example")
    assert known.name in client.get(address(session, school.pk)).content.decode()


def test_a_full_session_asks_for_a_reason(client: Client) -> None:
    session, _places = make_register(1, capacity=1)
    role = AudienceFactory(slug="ta", name="Teaching assistant")
    school = SchoolFactory()
    given = {"key": str(uuid.uuid4()), "name": "Nia", "email": "nia@s.example", "role": role.slug}
    page = client.post(address(session, school.pk), given).content.decode()
    assert "This date is full" in page
    page = client.post(address(session, school.pk), {**given, "over_capacity": "on"}).content.decode()
    assert "Say why" in page
    client.post(address(session, school.pk), {**given, "over_capacity": "on", "reason": "Spare chairs"})
    assert Place.objects.filter(person__email="nia@s.example").exists()


def test_finishing_names_who_is_not_marked_and_takes_a_word(client: Client) -> None:
    session = SessionFactory()
    make_booking(session)
    session = begun(session, ago=timedelta(hours=3))
    finish = reverse("bookings:register_finish", args=[session.uid])
    assert Place.objects.get().person.name in client.get(finish).content.decode()
    assert client.post(finish).status_code == 409
    assert client.post(finish, {"rest": "absent"})["Location"] == reverse("bookings:registers")
    assert Register.objects.get().finished_at is not None
    register = reverse("bookings:register", args=[session.uid])
    page = client.get(register).content.decode()
    assert "Open it again for a correction" in page
    assert 'name="mark"' not in page
    assert client.get(address(session))["Location"].startswith(register)
    client.post(reverse("bookings:register_open", args=[session.uid]))
    assert 'name="mark"' in client.get(register).content.decode()


def test_a_form_sent_when_nobody_can_be_added_leads_back_to_the_register(client: Client) -> None:
    session, _places = make_register(0)
    school = SchoolFactory()
    SessionSeats.objects.filter(pk=session.pk).delete()
    given = {"key": str(uuid.uuid4()), "name": "Nia", "email": "nia@s.example"}
    answer = client.post(address(session, school.pk), given)
    assert answer["Location"].startswith(reverse("bookings:register", args=[session.uid]))
    assert not Place.objects.exists()
