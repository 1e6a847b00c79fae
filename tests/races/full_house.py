"""A date that sells out at once: everybody presses twice, with the waiting list ticked, and what came of it."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from django.db.models import Count, Q
from django.urls import reverse

from bookings.places import message_kinds as kinds
from bookings.places.models import Booking, Place, WaitingGroup
from bookings.places.session_reads import session_for_booking
from bookings.places.terms.models import Terms
from bookings.places.terms.services import terms_for
from portal.notify.models import Message
from tests.factories.training import SessionFactory
from tests.races.clients import Answer, Press, press_together
from tests.races.crowd import Waiting, crowd_for
from training.models import CoursePage, Session, SessionSeats

PLACES = 30
CROWD = 200
GROUPS = (1, 2, 3, 4)
TOGETHER = 4
"""Groups of so many want places for all of them or none."""

TOLD = (kinds.CONFIRMATION_BOOKER, kinds.CONFIRMATION_DELEGATE)


@dataclass(frozen=True)
class Outcome:
    """What a race came to, by its rows, its counter, its mails and its answers."""

    sold: int
    offered: int
    taken: int
    waiting: int
    faults: Sequence[str]
    """What must never be, in words; none in a good race."""
    seconds: Sequence[float]
    """How long each answer took."""

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


def race(
    address: str, *, crowd: int = CROWD, clicks: int = 2, course: CoursePage | None = None
) -> Outcome:
    """Groups of one to four press ``clicks`` times each, all at one moment, for one new date of 30 places."""
    given = {"course": course} if course else {}
    session: Session = SessionFactory(capacity=PLACES, **given)
    bookers = crowd_for(session, list(islice(cycle(GROUPS), crowd)))
    terms = terms_for(session_for_booking(session.pk), family=False)
    presses = [_press(session, who, terms) for who in bookers for _click in range(clicks)]
    answers = press_together(address, presses)
    by_booker = {
        who.person.pk: answers[number * clicks : (number + 1) * clicks]
        for number, who in enumerate(bookers)
    }
    return judge(session, by_booker)


def _press(session: Session, who: Waiting, terms: Terms | None) -> Press:
    fields = {"key": who.key, "terms": str(terms.pk) if terms else "", "or_wait": "on"}
    if who.number == TOGETHER:
        fields["together"] = "together"
    return Press(reverse("bookings:check", args=[session.uid]), fields, who.cookie)


def judge(session: Session, answers: Mapping[int, Sequence[Answer]]) -> Outcome:
    """``answers`` are those that each booker got, by the id of the person."""
    seats = SessionSeats.objects.get(pk=session.pk)
    places = Place.objects.filter(session=session)
    counts = dict(places.values_list("state").annotate(number=Count("pk")).order_by())
    sold, offered = counts.get("confirmed", 0), counts.get("offered", 0)
    told = Message.objects.filter(template_key__in=TOLD, about__in=_references(session)).count()
    free = PLACES - sold - offered
    wrong = {
        f"oversold: {sold} and {offered} offered": free < 0,
        f"the counter says {seats.taken}": seats.taken != sold + offered,
        f"the counter says that {seats.waiting} wait": seats.waiting != counts.get("waiting", 0),
        f"{free} idle beside somebody who waits": _idle(session, free),
        f"told {told} of {sold}": told != sold,
        "part of a group that goes together has an offer": _parted(session),
        **_answered(session, answers),
    }
    return Outcome(
        sold=sold,
        offered=offered,
        taken=seats.taken,
        waiting=seats.waiting,
        faults=[words for words, is_so in wrong.items() if is_so],
        seconds=[answer.seconds for some in answers.values() for answer in some],
    )


def _references(session: Session) -> list[str]:
    return list(Booking.objects.filter(session=session).values_list("reference", flat=True))


def _idle(session: Session, free: int) -> bool:
    """Whether a seat stands free beside somebody who would take it."""
    groups = WaitingGroup.objects.filter(session=session).annotate(
        wait=Count("booking__places", filter=Q(booking__places__state="waiting"))
    )
    wanted = [group.wait if group.together else 1 for group in groups if group.wait]
    return any(number <= free for number in wanted)


def _parted(session: Session) -> bool:
    together = WaitingGroup.objects.filter(session=session, together=True)
    return together.filter(booking__places__state="waiting").filter(
        booking__places__state="offered"
    ).exists()  # fmt: skip


def _answered(session: Session, answers: Mapping[int, Sequence[Answer]]) -> dict[str, bool]:
    """Each booker has one booking, and each of their presses led to it."""
    failed = [
        answer
        for some in answers.values()
        for answer in some
        if not answer.status or answer.status >= 500
    ]
    led_to = {pk: {answer.location for answer in some if answer.booked} for pk, some in answers.items()}
    booked: dict[int, set[str]] = {}
    rows = Booking.objects.filter(session=session)
    for booker, reference in rows.values_list("booker_id", "reference"):
        booked.setdefault(booker, set()).add(reverse("bookings:done", args=[reference]))
    lost = sum(1 for pk, found in led_to.items() if len(found) != 1 or found != booked.get(pk))
    return {
        f"{len(failed)} errors": bool(failed),
        f"{lost} bookers were led elsewhere than to their one booking": bool(lost),
    }
