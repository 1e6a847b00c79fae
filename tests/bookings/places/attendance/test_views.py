"""The register's pages: whose they are, and marking with and without a script."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.attendance.models import Attendance, AttendanceMark, Presence, Register
from bookings.places.attendance.services import mark
from bookings.places.models import Place
from portal.accounts.models import User
from portal.base import clock
from tests.bookings.places.attendance.steps import make_register
from tests.factories.accounts import PersonFactory, UserFactory, sign_in
from tests.factories.training import SessionFactory, TrainerFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def trainer(client: Client) -> User:
    """Somebody who gives sessions, signed in with a second step."""
    user = UserFactory(name="Tess Young", groups=["Trainers"])
    TrainerFactory(person=PersonFactory(user=user))
    return sign_in(client, user)


def own_register(trainer: User, people: int = 1, **given: Any) -> tuple[Session, list[Place]]:
    session, places = make_register(people, **given)
    session.trainers.add(trainer.person.trainer)
    return session, places


def address(name: str, session: Session) -> str:
    return reverse(f"bookings:{name}", args=[session.uid])


def sent(client: Client, session: Session, *marks: dict[str, Any]) -> Any:
    body = {"sent": 1_000_000, "device": "a1", "marks": list(marks)}
    return client.post(
        address("register_marks", session), json.dumps(body), content_type="application/json"
    )


def a_mark(place: Place, state: str = "attended", *, ago: int = 0, seen: int = 0) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "place": place.pk,
        "meeting": place.session.meetings.get().pk,
        "state": state,
        "at": 1_000_000 - ago * 1000,
        "seen": seen,
    }


def test_a_press_marks_one_person_and_comes_back_to_them(client: Client, trainer: User) -> None:
    session, [place] = own_register(trainer)
    page = client.get(address("register", session))
    assert f'value="{place.pk}:attended" aria-pressed="false"' in page.content.decode()
    response = client.post(
        address("register", session), {"mark": f"{place.pk}:attended", f"seen-{place.pk}": "0"}
    )
    assert response["Location"].endswith(f"#place-{place.pk}")
    row = Attendance.objects.get()
    assert (row.state, row.marked_by) == ("attended", trainer)
    page = client.get(address("register", session))
    assert f'value="{place.pk}:attended" aria-pressed="true"' in page.content.decode()
    assert "Marked by you, 9:30am" in page.content.decode()


@pytest.mark.parametrize("given", [{}, {"mark": "x:attended"}, {"mark": "5"}, {"mark": "5:asleep"}])
def test_a_press_on_nothing_is_no_page(client: Client, trainer: User, given: dict[str, str]) -> None:
    session, _places = own_register(trainer)
    assert client.post(address("register", session), given).status_code == 404


@pytest.mark.parametrize("meeting", ["0", "x", "9" * 30])
def test_a_meeting_of_another_session_is_no_page(client: Client, trainer: User, meeting: str) -> None:
    session, _places = own_register(trainer)
    assert client.get(address("register", session), {"meeting": meeting}).status_code == 404


PAGES = ("register", "register_print", "walk_in", "register_finish")


@pytest.mark.parametrize("name", PAGES)
def test_a_trainer_opens_the_registers_of_their_own_sessions_only(
    client: Client, trainer: User, name: str
) -> None:
    own, _places = own_register(trainer)
    others, [place] = make_register(1)
    assert client.get(address(name, own)).status_code == 200
    assert client.get(address(name, others)).status_code == 404
    assert client.post(address("register", others), {"mark": f"{place.pk}:absent"}).status_code == 404
    assert sent(client, others, a_mark(place)).status_code == 404
    assert not Attendance.objects.exists()


def test_a_place_of_another_register_cannot_be_marked_in_ones_own(client: Client, trainer: User) -> None:
    own, _places = own_register(trainer)
    _others, [stranger] = make_register(1)
    said = {**a_mark(stranger), "meeting": own.meetings.get().pk}
    [answer] = sent(client, own, said).json()["marks"]
    assert "no longer has a place" in answer["refusal"]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("group", "status"),
    [("Officers", 200), ("Administrators", 200), ("Finance", 404), ("Auditors", 404)],
)
def test_officers_open_every_register_and_other_staff_none(
    client: Client, group: str, status: int
) -> None:
    sign_in(client, UserFactory(groups=[group]))
    session, _places = make_register(1)
    assert client.get(address("register", session)).status_code == status


def test_a_password_alone_opens_no_register(client: Client) -> None:
    session, _places = make_register(1)
    sign_in(client, UserFactory(groups=["Officers"]), mfa=False)
    for path in (address("register", session), reverse("bookings:registers")):
        assert client.get(path)["Location"].startswith("/accounts/")


def test_marks_of_a_phone_are_answered_with_how_everybody_is_marked(
    client: Client, trainer: User
) -> None:
    session, places = own_register(trainer, 2)
    response = sent(client, session, a_mark(places[0]), a_mark(places[1], "absent", ago=60))
    assert [row["state"] for row in response.json()["rows"]] == ["attended", "absent"]
    log = AttendanceMark.objects.order_by("pk")
    assert (log[0].device, log[0].at) == ("A browser we do not know a1", clock.now())
    assert (log[1].received_at - log[1].at).total_seconds() == 60


def test_a_conflict_says_who_marked_what_when_and_goes_once_it_is_settled(
    client: Client, trainer: User
) -> None:
    session, [place] = own_register(trainer)
    other = UserFactory(name="Olu Bankole")
    mark(place=place, meeting=session.meetings.get(), state=Presence.ATTENDED, actor=other, device="B")
    [row] = sent(client, session, a_mark(place, "absent", ago=600)).json()["rows"]
    assert row["note"] == (
        "You marked Absent at 9:20am and Olu Bankole marked Present at 9:30am. Present holds. "
        "Press a button to settle it."
    )
    assert (
        "Olu Bankole marked Present at 9:30am"
        in client.get(address("register", session)).content.decode()
    )
    [row] = sent(client, session, a_mark(place, "absent", seen=row["version"])).json()["rows"]
    assert (row["state"], row["note"]) == ("absent", "")


def test_marks_of_a_meeting_that_was_taken_out_are_told_so_and_those_of_another_count(
    client: Client, trainer: User
) -> None:
    session, [place] = own_register(trainer)
    gone = {**a_mark(place), "meeting": 10**9}
    body = {"sent": 1_000_000, "device": "a1", "marks": [gone, a_mark(place)]}
    marks = address("register_marks", session)
    answer = client.post(f"{marks}?meeting={10**9}", json.dumps(body), content_type="application/json")
    first, second = answer.json()["marks"]
    assert "no longer part of the session" in first["refusal"]
    assert (second["refusal"], answer.json()["rows"]) == ("", [])
    asked = client.post(f"{marks}?meeting=x", json.dumps(body), content_type="application/json")
    assert asked.status_code == 404


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"sent": 1, "device": "a", "marks": [5]}'])
def test_marks_that_cannot_be_read_are_refused(client: Client, trainer: User, body: str) -> None:
    session, _places = own_register(trainer)
    response = client.post(address("register_marks", session), body, content_type="application/json")
    assert response.status_code == 400


def test_marks_need_their_token(trainer: User) -> None:
    session, [place] = own_register(trainer)
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, trainer)
    assert sent(strict, session, a_mark(place)).status_code == 403


def test_a_register_of_a_day_to_come_is_shown_and_cannot_be_marked(
    client: Client, trainer: User
) -> None:
    session = SessionFactory(trainers=[trainer.person.trainer])
    page = client.get(address("register", session)).content.decode()
    assert "opens on its day, Monday 30 November 2026" in page
    assert 'name="mark"' not in page


def test_the_sheet_for_paper_has_names_schools_and_boxes_and_no_addresses(
    client: Client, trainer: User
) -> None:
    session, [place] = own_register(trainer)
    page = client.get(address("register_print", session)).content.decode()
    assert place.person.name in page
    assert place.booking.school.name in page
    assert place.person.email not in page
    assert "Signature" in page


def test_the_list_begins_with_what_is_to_do_now(client: Client, trainer: User) -> None:
    today, _places = own_register(trainer)
    SessionFactory(trainers=[trainer.person.trainer])
    make_register(1)
    now, soon = (client.get(reverse("bookings:registers"), {"view": view}) for view in ("now", "soon"))
    assert [row.pk for row in now.context["list"].page] == [today.pk]
    assert len(soon.context["list"].page) == 1
    assert client.get(reverse("bookings:registers"), {"view": "?"}).context["list"].view == "now"


def test_only_officers_open_a_finished_register_again(client: Client, trainer: User) -> None:
    session, _places = own_register(trainer)
    assert client.post(address("register_open", session)).status_code == 404
    assert client.get(address("register_open", session)).status_code == 405


def test_a_phone_hears_that_a_mark_came_after_the_register_was_finished(
    client: Client, trainer: User
) -> None:
    session, [place] = own_register(trainer)
    assert sent(client, session, a_mark(place, ago=60)).json()["marks"][0]["refusal"] == ""
    Register.objects.filter(pk=session.pk).update(finished_at=clock.now())
    other = a_mark(place, "absent", seen=1)
    for _time in range(2):
        answer = sent(client, session, other).json()
        assert "The register is finished" in answer["marks"][0]["refusal"]
        assert answer["rows"][0]["state"] == "attended"
    assert sent(client, session, a_mark(place)).json()["marks"][0]["refusal"] == ""
    assert AttendanceMark.objects.filter(in_force=False).count() == 2


def test_a_press_after_the_register_was_finished_says_so(client: Client, trainer: User) -> None:
    session, [place] = own_register(trainer)
    sent(client, session, a_mark(place, ago=60))
    Register.objects.filter(pk=session.pk).update(finished_at=clock.now())
    page = client.post(address("register", session), {"mark": f"{place.pk}:absent"})
    assert page.status_code == 409
    assert "The register is finished" in page.content.decode()
