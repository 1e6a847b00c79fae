"""Whatever a form or a phone sends to a register, it is answered, and nobody is marked by it who should not be."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bookings.places.attendance.models import Attendance, AttendanceMark, Register
from bookings.places.models import Booking, Place, PlaceEvent, ProposedCharge
from portal.accounts.models import Person
from portal.notify.models import Message
from tests.bookings.places.attendance.steps import make_register
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_colleague
from tests.factories.vocabulary import AudienceFactory
from tests.odd_input import ODD, filled, form_of, rows_of, send, try_odd
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

state = rows_of(
    Attendance, AttendanceMark, Booking, Message, Person, Place, PlaceEvent, ProposedCharge, Register,
    SessionSeats,
)  # fmt: skip


@pytest.fixture
def register(client: Client) -> tuple[Session, list[Place]]:
    """Of a date that has begun, and an officer who takes it."""
    sign_in(client, UserFactory(groups=["Officers"]))
    return make_register(2, capacity=5)


def address(name: str, session: Session) -> str:
    return reverse(f"bookings:{name}", args=[session.uid])


def test_the_buttons_of_a_register(client: Client, register: Any) -> None:
    session, [place, _other] = register
    _others, [stranger] = make_register(1)
    where = address("register", session)
    fields = [("mark", f"{place.pk}:attended"), (f"seen-{place.pk}", "0")]
    assert try_odd(client, where, fields, state=state) == []
    for pk in (str(stranger.pk), "1" + "0" * 20, "9" * 5_000, "-1"):
        answer = send(client, where, [("mark", f"{pk}:attended"), (f"seen-{pk}", "0")])
        assert answer.status_code in (404, 409)
    assert not Attendance.objects.exists()
    assert send(client, where, fields).status_code == 302


def test_the_form_for_who_came_without_a_place(client: Client, register: Any) -> None:
    session, [place, _other] = register
    school = place.booking.school
    make_colleague(school)
    AudienceFactory(slug="ta", name="Teaching assistant")
    where = f"{address('walk_in', session)}?school={school.pk}"
    fields = filled(
        form_of(client.get(where).content, "who"),
        who="new", name="Cem Örnek", email="cem@x.example", role="ta",
    )  # fmt: skip
    kept = ["key", "who", "name", "email", "role"]
    assert try_odd(client, where, fields, state=state, kept=kept) == []
    assert send(client, where, fields).status_code == 302


def test_the_button_that_finishes_a_register(client: Client, register: Any) -> None:
    session, _places = register
    where = address("register_finish", session)
    assert try_odd(client, where, [("rest", "absent")], state=state) == []


WRONG = [
    *ODD.values(), 10**20, -1, 1.5, True, None, [], {}, [[1]], {"a": {}}, 10**400, float("inf"),
    "9" * 5_000, str(uuid.uuid4()),
]  # fmt: skip


@pytest.mark.parametrize("field", ["key", "place", "meeting", "state", "at", "seen"])
def test_one_field_of_a_mark_that_a_phone_sends(client: Client, register: Any, field: str) -> None:
    session, [place, _other] = register
    mark = {
        "key": str(uuid.uuid4()), "place": place.pk, "meeting": session.meetings.get().pk,
        "state": "attended", "at": 1_000_000, "seen": 0,
    }  # fmt: skip
    wrong = [{**mark, field: value} for value in WRONG]
    wrong.append({name: value for name, value in mark.items() if name != field})
    check(client, session, [{"sent": 1_000_000, "device": "a1", "marks": [one]} for one in wrong])


@pytest.mark.parametrize("field", ["sent", "device", "marks"])
def test_one_field_of_a_message_that_a_phone_sends(client: Client, register: Any, field: str) -> None:
    session, [place, _other] = register
    mark = {
        "key": str(uuid.uuid4()), "place": place.pk, "meeting": session.meetings.get().pk,
        "state": "attended", "at": 1_000_000, "seen": 0,
    }  # fmt: skip
    message = {"sent": 1_000_000, "device": "a1", "marks": [mark]}
    wrong: list[Any] = [{**message, field: value} for value in [*WRONG, [mark] * 501]]
    wrong += [{name: value for name, value in message.items() if name != field}, *WRONG]
    check(client, session, wrong)


def check(client: Client, session: Session, messages: list[Any]) -> None:
    """Each is answered; one that cannot be read is 400 and marks nobody."""
    before = state()
    for message in messages:
        with transaction.atomic():
            response = client.post(
                address("register_marks", session), json.dumps(message), content_type="application/json"
            )
            assert response.status_code in (200, 400), message
            refused = response.status_code == 400 or response.json()["marks"][0]["refusal"]
            assert not refused or state() == before, message
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[" * 100_000, b'{"sent": 1e999}', b'"\\ud800"', b"{}" * 10]
)
def test_what_is_no_message_at_all(client: Client, register: Any, body: bytes) -> None:
    session, _places = register
    where = address("register_marks", session)
    assert client.post(where, body, content_type="application/json").status_code == 400
    assert not AttendanceMark.objects.exists()


def test_a_mark_sent_twice_in_one_message_and_again_counts_once(client: Client, register: Any) -> None:
    session, [place, _other] = register
    mark = {
        "key": str(uuid.uuid4()), "place": place.pk, "meeting": session.meetings.get().pk,
        "state": "attended", "at": 1_000_000, "seen": 0,
    }  # fmt: skip
    message = json.dumps({"sent": 1_000_000, "device": "a\ud800\0b", "marks": [mark, mark]})
    for _sending in range(2):
        where = address("register_marks", session)
        assert client.post(where, message, content_type="application/json").status_code == 200
    log = AttendanceMark.objects.get()
    assert log.device.endswith(" ab")
