"""Nothing is charged without grounds, by somebody other than who asked; every decision is told and stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bookings.bespoke.choices import Outcome, State
from bookings.bespoke.errors import ReasonMissing, RequestRefused
from bookings.bespoke.models import ConsideredOffer, Quote, TriageDecision
from bookings.bespoke.services.triage import decide, record_gap, take_on
from portal.notify.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.bespoke import make_chargeable, make_quote, make_request, make_requester
from tests.factories.training import CoursePageFactory
from training.gaps import Gap

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def made(request: Any, outcome: Outcome, **given: Any) -> TriageDecision:
    words = {"words": "Thank you.", "by": UserFactory(), **given}
    return decide(request_id=request.pk, outcome=outcome, **words)


def test_what_the_offer_meets_is_closed_with_the_course_and_no_quote_is_possible() -> None:
    request, course = make_request(), CoursePageFactory(title="Calm starts")
    made(request, Outcome.MET, met_by=course)
    request.refresh_from_db()
    assert request.state == State.MET
    message = Message.objects.get(to=request.requester.email)
    assert "Calm starts" in message.body
    assert course.href in message.body
    with pytest.raises(RequestRefused):
        make_quote(request)


@pytest.mark.parametrize(
    ("outcome", "given", "said"),
    [
        (Outcome.CHARGEABLE, {}, "at least one course"),
        (Outcome.CHARGEABLE, {"falls_short": {}}, "at least one course"),
        (Outcome.MET, {}, "Choose the course"),
        (Outcome.DECLINED, {"words": "  "}, "what the school reads"),
    ],
)
def test_a_decision_without_grounds_is_refused(
    outcome: Outcome, given: dict[str, Any], said: str
) -> None:
    request = make_request()
    with pytest.raises(ReasonMissing, match=said):
        made(request, outcome, **given)
    request.refresh_from_db()
    assert request.state == State.SUBMITTED


def test_each_course_considered_needs_its_reason() -> None:
    first, second = CoursePageFactory(), CoursePageFactory()
    with pytest.raises(ReasonMissing, match="each course considered"):
        made(make_request(), Outcome.CHARGEABLE, falls_short={first.pk: "For teachers", second.pk: ""})


def test_nobody_decides_about_what_they_asked_for_themselves() -> None:
    person = make_requester()
    request = make_request(person)
    with pytest.raises(RequestRefused, match="Somebody else"):
        made(
            request,
            Outcome.CHARGEABLE,
            by=person.user,
            falls_short={CoursePageFactory().pk: "Too short"},
        )


def test_it_is_decided_once() -> None:
    request = make_chargeable()
    with pytest.raises(RequestRefused, match="already"):
        made(request, Outcome.DECLINED)


def test_whoever_takes_it_on_or_decides_first_has_it() -> None:
    officer, other = UserFactory(), UserFactory()
    request = make_request()
    take_on(request_id=request.pk, officer=officer)
    take_on(request_id=request.pk, officer=officer)
    made(request, Outcome.NEEDS_INFO, by=other)
    request.refresh_from_db()
    assert request.officer == officer
    assert request.events.filter(kind="taken").count() == 1
    unclaimed = make_request()
    made(unclaimed, Outcome.DECLINED, by=other)
    unclaimed.refresh_from_db()
    assert unclaimed.officer == other


def test_decisions_and_quotes_are_changed_by_nobody() -> None:
    make_quote()
    for change in (
        lambda: TriageDecision.objects.update(words="Otherwise"),
        lambda: ConsideredOffer.objects.update(falls_short="Otherwise"),
        lambda: Quote.objects.update(gross_pence=1, net_pence=1, vat_pence=0),
        lambda: Quote.objects.all()._raw_delete("default"),  # type: ignore[attr-defined]
    ):
        with pytest.raises(IntegrityError, match="is kept as it is"), transaction.atomic():
            change()


def test_a_gap_is_written_down_once_for_a_request_and_names_no_school() -> None:
    request = make_request()
    first = record_gap(request_id=request.pk, title="Calm lunchtimes")
    assert record_gap(request_id=request.pk, title="Again") == first
    assert Gap.objects.get().title == "Calm lunchtimes"
    assert request.reference in first.details
    assert request.school.name not in first.details
