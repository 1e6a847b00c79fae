"""What a school reads of one request: each step with its day, who has it, and what it can do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from bookings.bespoke.cancelling import Fee
from bookings.bespoke.choices import AGREED, OPEN, State
from bookings.bespoke.models import Quote, Request
from bookings.bespoke.services.delivery import what_cancelling_costs
from bookings.bespoke.services.letters import last_day
from bookings.places.models import Place
from portal.base import clock
from training.models import Session

NEXT = {
    State.SUBMITTED: "We look at it and answer within ten working days.",
    State.NEEDS_INFO: "Answer our question below, and we go on.",
    State.MET: "Book a place: there is no charge.",
    State.DECLINED: "Ring us if you want to talk about it.",
    State.CHARGEABLE: "We write you a quote. Nothing is charged before you accept one.",
    State.QUOTED: "Read the quote below, and accept it or turn it down.",
    State.ACCEPTED: "We ring you to agree the date.",
    State.SCHEDULED: "Book who comes, so that they get the calendar entry, reminders and a certificate.",
    State.DELIVERED: "It has taken place. The invoice follows.",
    State.CLOSED: "Nothing is left to do.",
    State.WITHDRAWN: "You took it back. You can ask again at any time.",
    State.CANCELLED: "It does not take place. You can ask again at any time.",
}
"""What happens next, or what to do."""


def _begun(session: Session, now: datetime) -> bool:
    return session.starts_at is None or session.starts_at <= now


@dataclass(frozen=True)
class RequestPage:
    """One request. ``quote`` is the newest version, which ``may_accept`` says can be taken now."""

    request: Request
    next: str
    has_it: str
    quote: Quote | None
    until: str
    expired: bool
    may_accept: bool
    may_answer: bool
    may_withdraw: bool
    may_cancel: bool
    fee: Fee | None
    """What cancelling costs now."""
    booking_url: str
    going: int
    """People who have a place."""
    decision: Any
    question: str


def request_page(request: Request) -> RequestPage:
    """What to show of ``request``; reads its quotes, decisions and events."""
    quote, now = request.latest_quote, clock.now()
    expired = quote is not None and quote.is_expired(now)
    decision = request.decisions.order_by("-pk").select_related("met_by").first()
    open_now = request.state in OPEN
    officer, session = request.officer, request.session
    may_cancel = request.state in AGREED and (session is None or not _begun(session, now))
    return RequestPage(
        request=request,
        next=NEXT[State(request.state)],
        has_it=str(officer.name or officer.email) if officer is not None else "",
        quote=quote if request.state not in (State.MET, State.DECLINED, State.WITHDRAWN) else None,
        until=clock.say_date(last_day(quote)) if quote is not None else "",
        expired=expired and request.state == State.QUOTED,
        may_accept=quote is not None and request.state == State.QUOTED and not expired,
        may_answer=request.state == State.NEEDS_INFO,
        may_withdraw=open_now and request.state not in AGREED,
        may_cancel=may_cancel,
        fee=what_cancelling_costs(request, now) if may_cancel else None,
        booking_url=reverse("bookings:delegates", args=[session.uid])
        if session is not None and request.state == State.SCHEDULED and not _begun(session, now)
        else "",
        going=Place.objects.live().filter(session=session).count() if session is not None else 0,
        decision=decision,
        question=decision.words if decision and request.state == State.NEEDS_INFO else "",
    )
