"""Which registers are still to be finished, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.attendance.listing import not_finished
from tests.bookings.places.attendance.steps import begun, make_register
from tests.factories.accounts import PersonFactory, UserFactory, sign_in
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory, TrainerFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def over(**given: object) -> Session:
    """A session with somebody in it that ended an hour ago."""
    session = SessionFactory()
    make_booking(session)
    session = begun(session, ago=timedelta(hours=3))
    Session.objects.filter(pk=session.pk).update(**given)
    return session


def test_registers_are_missing_of_sessions_that_are_over_had_people_and_are_not_completed() -> None:
    missing = over()
    over(state="completed")
    begun(SessionFactory(), ago=timedelta(hours=3))
    make_register(1)
    assert list(not_finished(Session.objects.all())) == [missing]


def test_officers_read_how_many_are_missing_and_find_them_in_the_list(client: Client) -> None:
    missing, other = over(), over(state="completed")
    sign_in(client, UserFactory(groups=["Officers"]))
    first_screen = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 register to finish" in first_screen
    assert "?register_missing=true" in first_screen
    rows = client.get(reverse("sessions:index"), {"register_missing": "true"}).content.decode()
    assert reverse("sessions:inspect", args=[missing.pk]) in rows
    assert reverse("sessions:inspect", args=[other.pk]) not in rows
    sheet = client.get(reverse("sessions:inspect", args=[missing.pk])).content.decode()
    assert reverse("bookings:register", args=[missing.uid]) in sheet


def test_a_trainer_is_told_of_their_own_only(client: Client) -> None:
    user = sign_in(client, UserFactory(groups=["Trainers"]))
    missing, other = over(), over()
    missing.trainers.add(TrainerFactory(person=PersonFactory(user=user)))
    first_screen = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 register to finish" in first_screen
    assert "register_missing" not in first_screen
    sheet = client.get(reverse("sessions:inspect", args=[other.pk])).content.decode()
    assert reverse("bookings:register", args=[other.uid]) not in sheet


def test_a_finished_register_stands_among_the_finished(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Officers"]))
    session = over()
    client.post(reverse("bookings:register_finish", args=[session.uid]), {"rest": "absent"})
    page = client.get(reverse("bookings:registers"), {"view": "finished"})
    assert [row.pk for row in page.context["list"].page] == [session.pk]
    assert client.get(reverse("bookings:registers")).context["list"].page.object_list.count() == 0
