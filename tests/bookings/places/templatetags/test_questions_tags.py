"""My bookings leads to the questions before a course, until it begins."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from bookings.places.evaluations.models import Stage
from tests.bookings.places.evaluations.steps import held_place, questions
from tests.factories.accounts import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def test_my_bookings_leads_to_the_questions_until_the_course_begins(
    client: Client, fixed_clock: time_machine.Traveller
) -> None:
    place = held_place()
    assert place.person.user is not None
    sign_in(client, place.person.user, mfa=False)
    assert questions(place, Stage.BEFORE) in client.get("/bookings/").content.decode()
    fixed_clock.move_to(place.session.starts_at)
    assert questions(place, Stage.BEFORE) not in client.get("/bookings/").content.decode()
