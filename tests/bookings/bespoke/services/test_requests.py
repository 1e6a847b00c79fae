"""A school asks once, says why the offer does not do, answers, and takes a request back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from bookings.bespoke.choices import Outcome, State
from bookings.bespoke.errors import NotYours, ReasonMissing, RequestRefused
from bookings.bespoke.models import Request
from bookings.bespoke.services.requests import MOST_IN_A_DAY, answer, submit, withdraw
from bookings.bespoke.services.triage import decide
from portal.accounts.choices import SchoolRole
from portal.notify.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.bespoke import make_asked, make_quote, make_request, make_requester, school_of
from tests.factories.training import CoursePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def given(person: Any, **changes: Any) -> dict[str, Any]:
    return {
        "school": school_of(person), "requester": person, "asked": make_asked(), "why_not": {}, "shown": [],
        "idem_key": uuid.uuid4(), "actor": person.user, **changes,
    }  # fmt: skip


def test_a_request_keeps_what_was_asked_and_why_the_offer_does_not_do() -> None:
    officer = UserFactory(groups=["Officers"])
    course = CoursePageFactory()
    request = make_request(why_not={course.pk: " It is for teachers only "})
    shown = request.shown_offers.get()
    assert (request.state, shown.course, shown.why_not) == (
        State.SUBMITTED,
        course,
        "It is for teachers only",
    )
    assert [event.kind for event in request.events.all()] == ["submitted"]
    message = Message.objects.get()
    assert message.to == officer.email
    assert request.aim not in message.body


def test_each_course_that_was_shown_needs_its_reason() -> None:
    person, course = make_requester(), CoursePageFactory()
    for why_not in ({}, {course.pk: "  "}):
        with pytest.raises(ReasonMissing):
            submit(**given(person, shown=[course.pk], why_not=why_not))
    assert not Request.objects.exists()


def test_the_same_press_twice_asks_once_and_nobody_else_uses_its_key() -> None:
    person, other = make_requester(), make_requester()
    words = given(person)
    assert submit(**words) == submit(**words)
    with pytest.raises(NotYours):
        submit(**given(other, idem_key=words["idem_key"]))
    assert Request.objects.count() == 1


def test_only_those_who_book_for_a_school_ask_for_it() -> None:
    person = make_requester(SchoolRole.STAFF)
    with pytest.raises(NotYours):
        submit(**given(person))
    with pytest.raises(NotYours):
        submit(**given(make_requester(), school=school_of(person)))


def test_a_script_is_stopped_after_some_in_a_day() -> None:
    person = make_requester()
    for _request in range(MOST_IN_A_DAY):
        submit(**given(person))
    with pytest.raises(RequestRefused, match="today"):
        submit(**given(person))


def test_an_answer_puts_it_before_us_again_and_only_where_we_asked() -> None:
    person = make_requester()
    request = make_request(person)
    with pytest.raises(RequestRefused):
        answer(request_id=request.pk, person=person, words="Yes", actor=person.user)
    decide(
        request_id=request.pk, outcome=Outcome.NEEDS_INFO, words="Which year groups?", by=UserFactory()
    )
    with pytest.raises(NotYours):
        answer(request_id=request.pk, person=make_requester(), words="Yes", actor=None)
    assert (
        answer(request_id=request.pk, person=person, words="Year 3", actor=person.user).state
        == State.SUBMITTED
    )
    assert [event.words for event in request.events.filter(kind="answered")] == ["Year 3"]


def test_a_request_is_taken_back_until_something_is_accepted() -> None:
    person = make_requester()
    request = make_request(person)
    assert withdraw(request_id=request.pk, person=person, actor=person.user).state == State.WITHDRAWN
    with pytest.raises(RequestRefused):
        withdraw(request_id=request.pk, person=person, actor=person.user)
    quote = make_quote()
    Request.objects.filter(pk=quote.request_id).update(state=State.ACCEPTED)
    with pytest.raises(RequestRefused):
        withdraw(request_id=quote.request_id, person=quote.request.requester, actor=None)
