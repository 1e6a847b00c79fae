"""Requests for bespoke training at every step: new, quoted, with a date agreed, and delivered."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from bookings.bespoke.choices import Outcome
from bookings.bespoke.models import Quote, Request
from bookings.bespoke.offers import offers_for
from bookings.bespoke.services.delivery import Arranged, follow_sessions, schedule
from bookings.bespoke.services.quoting import accept, issue_quote
from bookings.bespoke.services.requests import Asked, submit
from bookings.bespoke.services.triage import decide
from bookings.finance.choices import Buyer, Service
from bookings.finance.models import Issuer
from bookings.finance.services.issuing import Charge
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.home.demo.terms import school_days
from portal.vocabulary.registry import terms
from training.choices import Format
from training.services import MeetingTime

SENCO, OFFICER = "senco@demo.example", "officer@demo.example"
NOT_FOR_US = "It is for teachers, and we need it for our midday supervisors."


def load_bespoke() -> None:
    """Adds what is missing: nothing, once there is a request."""
    if Request.objects.exists():
        return
    _asked("All who are on duty at lunchtime can calm a pupil before it escalates.", 9)
    _quoted("Our office staff greet families in a way that works for everybody.", 6)
    today = clock.today()
    to_come = _accepted("Our cleaners and caretakers know what to do when a pupil hides from them.", 8)
    _dated(to_come, "Calm corridors", after=today + timedelta(days=30))
    over = _accepted("Our transport staff settle pupils on the way to school.", 5)
    _dated(over, "A calm way to school", after=today - timedelta(days=60))
    follow_sessions()


def _quoted(aim: str, staff: int) -> Quote:
    quoted = _asked(aim, staff)
    officer = User.objects.get(email=OFFICER)
    shown = list(quoted.shown_offers.values_list("course", flat=True))
    decide(
        request_id=quoted.pk,
        outcome=Outcome.CHARGEABLE,
        words="Nothing of our offer is for staff who do not teach, so we quote for an afternoon at your school.",
        by=officer,
        falls_short=dict.fromkeys(shown, "It is about lessons, and these staff do not teach."),
    )
    return issue_quote(
        request_id=quoted.pk,
        issuer=Issuer.objects.earliest("pk"),
        buyer=Buyer.PRIVATE_FUND,
        text="An afternoon for all who work with them, with a plan to keep.",
        charges=[Charge("Training, an afternoon", Service.TRAINING, 1, 28_500)],
        last_day=clock.today() + timedelta(days=30),
        by=officer,
    )


def _accepted(aim: str, staff: int) -> Request:
    quote = _quoted(aim, staff)
    person = quote.request.requester
    accept(quote_id=quote.pk, person=person, purchase_order="PO-4711", cost_code="", actor=person.user)
    return quote.request


def _dated(request: Request, called: str, *, after: date) -> None:
    """On the first school day, online after lessons."""
    day = next(school_days(after, after + timedelta(days=60)))
    starts = datetime.combine(day, time(15, 45), clock.LONDON)
    schedule(
        request_id=request.pk,
        arranged=Arranged(
            course=request.shown_offers.earliest("pk").course,
            called=called,
            format=Format.ONLINE,
            venue=None,
            joining_link="https://meet.example/bespoke",
            trainers=[],
            places=request.staff_count,
            meetings=[MeetingTime(starts, starts + timedelta(minutes=90))],
        ),
        by=User.objects.get(email=OFFICER),
    )


def _asked(aim: str, staff: int) -> Request:
    own = Membership.objects.select_related("person__user", "school").get(person__user__email=SENCO)
    area = next(
        one for one in terms("areas").choosable if one.slug == "social-emotional-and-mental-health"
    )
    offers = offers_for(area_id=area.pk, need_ids=[], phase_ids=[])
    request = submit(
        school=own.school,
        requester=own.person,
        asked=Asked(area, [], [], aim, staff, Format.IN_SCHOOL, "A Wednesday after school"),
        why_not={offer.course.pk: NOT_FOR_US for offer in offers},
        shown=[offer.course.pk for offer in offers],
        idem_key=uuid.uuid4(),
        actor=own.person.user,
    )
    Request.objects.filter(pk=request.pk).update(demonstration=True)
    return request
