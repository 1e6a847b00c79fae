"""Requests for bespoke training as schools and staff make them."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from bookings.bespoke.choices import Outcome
from bookings.bespoke.models import Quote, Request
from bookings.bespoke.services.delivery import Arranged, schedule
from bookings.bespoke.services.quoting import accept, issue_quote
from bookings.bespoke.services.requests import Asked, submit
from bookings.bespoke.services.triage import decide
from bookings.finance.choices import Buyer
from bookings.finance.models import Issuer
from portal.accounts.choices import SchoolRole
from portal.accounts.models import Person, User
from portal.base import clock
from tests.factories.accounts import MembershipFactory, PersonFactory, UserFactory
from tests.factories.finance import make_issuer, make_table, training
from tests.factories.training import CoursePageFactory
from tests.factories.vocabulary import AreaOfNeedFactory
from training.services import MeetingTime

AIM = "All who are on duty at lunchtime can calm a pupil before it escalates."


def make_requester(role: SchoolRole = SchoolRole.SENCO) -> Person:
    """Somebody who asks for their school."""
    person: Person = MembershipFactory(person=PersonFactory(user=UserFactory()), role=role).person
    return person


def school_of(person: Person) -> Any:
    return person.memberships.get().school


def make_asked(**given: Any) -> Asked:
    words = {
        "area": AreaOfNeedFactory(), "needs": [], "phases": [], "aim": AIM, "staff_count": 12,
        "format": "in-school", "wished": "A Wednesday after school", **given,
    }  # fmt: skip
    return Asked(**words)


def make_request(person: Person | None = None, **given: Any) -> Request:
    """A request that nobody has looked at; ``why_not`` by course id are the courses shown."""
    requester = person or make_requester()
    why_not = given.pop("why_not", {})
    return submit(
        school=school_of(requester),
        requester=requester,
        asked=make_asked(**given),
        why_not=why_not,
        shown=list(why_not),
        idem_key=uuid.uuid4(),
        actor=requester.user,
    )


def make_chargeable(person: Person | None = None, by: User | None = None) -> Request:
    """A request for which staff decided that a charge is due."""
    request = make_request(person)
    decide(
        request_id=request.pk,
        outcome=Outcome.CHARGEABLE,
        words="Nothing of our offer is for midday supervisors.",
        by=by or UserFactory(),
        falls_short={CoursePageFactory().pk: "It is for teachers only"},
    )
    request.refresh_from_db()
    return request


def make_quote(request: Request | None = None, **given: Any) -> Quote:
    """A quote of £450 to an academy, that holds for 30 days."""
    issuer = given.pop("issuer", None) or Issuer.objects.first()
    if issuer is None:
        issuer = make_issuer()
        make_table(issuer)
    words: dict[str, Any] = {
        "issuer": issuer,
        "buyer": Buyer.ACADEMY,
        "text": "An afternoon at your school",
        "charges": [training()],
        "last_day": in_days(30),
        "by": UserFactory(),
        **given,
    }
    return issue_quote(request_id=(request or make_chargeable()).pk, **words)


def in_days(number: int) -> date:
    return clock.today() + timedelta(days=number)


def make_accepted(request: Request | None = None, **given: Any) -> Request:
    """A request whose quote the school has accepted; ``given`` is the quote's."""
    quote = make_quote(request, **given)
    own = quote.buyer == Buyer.DELEGATED
    accept(
        quote_id=quote.pk,
        person=quote.request.requester,
        purchase_order="" if own else "PO-4711",
        cost_code="E19-1234" if own else "",
        actor=quote.request.requester.user,
    )
    return Request.objects.get(pk=quote.request_id)


def make_arranged(**given: Any) -> Arranged:
    """An afternoon online in 20 days, from half past one by the Kent clock; ``day`` chooses another."""
    day = given.pop("day", in_days(20))
    starts = datetime.combine(day, time(13, 30), clock.LONDON)
    words: dict[str, Any] = {
        "course": given.pop("course", None) or CoursePageFactory(),
        "called": "Calm lunchtimes",
        "format": "online",
        "venue": None,
        "joining_link": "https://meet.example/calm",
        "trainers": [],
        "places": 12,
        "meetings": [MeetingTime(starts, starts + timedelta(hours=2))],
        **given,
    }
    return Arranged(**words)


def make_scheduled(request: Request | None = None, **given: Any) -> Request:
    """A request whose date is agreed."""
    accepted = request or make_accepted()
    schedule(request_id=accepted.pk, arranged=make_arranged(**given), by=UserFactory())
    return Request.objects.select_related("session").get(pk=accepted.pk)
