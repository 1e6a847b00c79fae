"""Officers agree the date, cancel for the school or for us, and close; mistakes keep what was typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.bespoke.choices import State
from bookings.bespoke.models import Request
from bookings.bespoke.services.delivery import follow_sessions
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.bespoke import in_days, make_accepted, make_chargeable, make_scheduled
from tests.factories.training import CoursePageFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def officer(client: Client, group: str = "Officers") -> Any:
    user = UserFactory(groups=[group])
    sign_in(client, user)
    return user


def at(name: str, request: Request) -> str:
    return reverse(f"bespoke_requests:{name}", args=[request.pk])


def date(**changes: Any) -> dict[str, Any]:
    day = in_days(20).isoformat()
    return {
        "called": "Calm lunchtimes", "course": CoursePageFactory().pk, "format": "online", "places": "12",
        "starts-1": f"{day} 13:30", "ends-1": f"{day} 15:30", **changes,
    }  # fmt: skip


def test_an_officer_agrees_the_date_with_two_meetings_and_a_trainer(client: Client) -> None:
    request = make_accepted()
    officer(client)
    assert "A Wednesday after school" in text_of(client.get(at("schedule", request)))
    trainer, second = TrainerFactory(), in_days(27).isoformat()
    words = date(trainers=[trainer.pk], **{"starts-2": f"{second} 13:30", "ends-2": f"{second} 15:00"})
    said = text_of(client.post(at("schedule", request), words, follow=True))
    assert "The date stands" in said
    assert "Calm lunchtimes" in said
    session = Request.objects.get(pk=request.pk).session
    assert session is not None
    assert session.meetings.count() == 2
    assert list(session.trainers.all()) == [trainer]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends-1": "2026-01-05 08:00"}, "end after it starts"),
        ({"format": "in-person"}, "Choose where it is held"),
        ({"starts-2": "2027-03-16 13:30"}, "Say when it ends."),
        ({"places": "0"}, "greater than or equal to 1"),
        ({"joining_link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"starts-1": "nonsense"}, "Enter a valid date/time"),
        ({"course": "999999"}, "not one of the available choices"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_is_kept(
    client: Client, changes: dict[str, Any], said: str
) -> None:
    request = make_accepted()
    officer(client)
    answer = client.post(at("schedule", request), date(**changes))
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert "Calm lunchtimes" in answer.content.decode()
    assert Request.objects.get(pk=request.pk).session is None


def test_staff_cancel_for_the_school_at_its_terms(client: Client) -> None:
    request = make_scheduled(day=in_days(8))
    officer(client)
    assert "Half of the price is charged: £225 plus VAT." in text_of(client.get(at("cancel", request)))
    assert "Enter why" in text_of(client.post(at("cancel", request), {"who": "us"}))
    words = {"who": "school", "reason": "An inspection"}
    said = text_of(client.post(at("cancel", request), words, follow=True))
    assert "To invoice" in said
    assert "8 days before: An inspection. £225 plus VAT is charged." in said
    assert "There is nothing to cancel any more." in text_of(client.get(at("cancel", request)))


def test_a_request_is_closed_once_it_took_place(client: Client) -> None:
    request = make_scheduled(day=in_days(1))
    officer(client)
    assert "once its training has taken place" in text_of(client.post(at("close", request), follow=True))
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        follow_sessions()
    assert "The request is closed." in text_of(client.post(at("close", request), follow=True))
    assert Request.objects.get(pk=request.pk).state == State.CLOSED


def test_what_is_not_accepted_offers_neither_date_nor_cancelling(client: Client) -> None:
    request = make_chargeable()
    officer(client)
    sheet = client.get(at("inspect", request)).content.decode()
    assert at("schedule", request) not in sheet
    assert at("cancel", request) not in sheet
    assert "once a quote is accepted" in text_of(client.post(at("schedule", request), date()))


def test_others_who_read_cannot_agree_or_cancel(client: Client) -> None:
    request = make_accepted()
    officer(client, "Finance")
    for name in ("schedule", "cancel", "close"):
        assert client.post(at(name, request), date()).status_code in (302, 403)
    assert Request.objects.get(pk=request.pk).state == State.ACCEPTED
