"""Seats under pressure, over HTTP, against two gunicorn workers of 16 threads.

``pytest tests/races -s`` prints the figures of ``docs/performance.md``.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice

import pytest
from django.db import connection
from django.urls import reverse

from bookings.places.models import Booking, Place
from portal.notify.models import Message
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory
from tests.races.clients import Answer, Press, press_together
from tests.races.crowd import Waiting, crowd_for
from training.models import Session, SessionSeats

pytestmark = pytest.mark.both_databases

PLACES = 30
CROWD = 200


@dataclass(frozen=True)
class Verdict:
    """What a race came to. ``told`` counts places that people were told they have."""

    sold: int
    taken: int
    told: int
    errors: int

    @property
    def good(self) -> bool:
        """Nothing oversold, nobody misled, no error."""
        return self.sold <= PLACES and self.sold == self.taken == self.told and not self.errors


def confirm(session: Session, waiting: Waiting) -> Press:
    """The last button."""
    return Press(reverse("bookings:check", args=[session.uid]), {"key": waiting.key}, waiting.cookie)


def race(title: str, address: str, numbers: Sequence[int]) -> Verdict:
    """All press at once for one session of ``PLACES`` places."""
    session = SessionFactory(capacity=PLACES)
    crowd = crowd_for(session, numbers)
    answers = press_together(address, [confirm(session, waiting) for waiting in crowd])
    told = sum(who.number for who, answer in zip(crowd, answers, strict=True) if answer.booked)
    verdict = Verdict(sold=live(session), taken=taken(session), told=told, errors=errors(answers))
    say(title, verdict, answers)
    return verdict


def live(session: Session) -> int:
    return Place.objects.live().filter(session=session).count()


def taken(session: Session) -> int:
    return SessionSeats.objects.get(pk=session.pk).taken


def errors(answers: Sequence[Answer]) -> int:
    return sum(1 for answer in answers if answer.status == 0 or answer.status >= 500)


def say(title: str, verdict: Verdict, answers: Sequence[Answer]) -> None:
    p95 = statistics.quantiles([answer.seconds for answer in answers], n=20)[-1]
    print(
        f"\nrace: {connection.vendor}, {title}: sold {verdict.sold}, counter {verdict.taken}, "
        f"told {verdict.told}, errors {verdict.errors}, p95 {p95:.1f} s"
    )


def test_200_people_buy_exactly_30_places(live_portal: str) -> None:
    verdict = race("200 single bookers", live_portal, [1] * CROWD)
    assert verdict.good
    assert verdict.sold == PLACES


def test_200_groups_of_one_to_four_never_get_more_than_30_places(live_portal: str) -> None:
    numbers = list(islice(cycle([1, 2, 3, 4]), CROWD))
    verdict = race("200 groups of 1 to 4", live_portal, numbers)
    assert verdict.good
    assert verdict.sold == PLACES


def test_without_the_guard_the_same_race_fails(unguarded_portal: str) -> None:
    assert not race("200 single bookers, no guard", unguarded_portal, [1] * CROWD).good


def test_fifty_presses_of_one_button_make_one_booking_and_one_mail(live_portal: str) -> None:
    session = SessionFactory(capacity=1)
    (waiting,) = crowd_for(session, [1])
    answers = press_together(live_portal, [confirm(session, waiting)] * 50)
    booking = Booking.objects.get()
    done = reverse("bookings:done", args=[booking.reference])
    assert {(answer.status, answer.location) for answer in answers} == {(302, done)}
    assert live(session) == taken(session) == 1
    assert Message.objects.count() == 1


def test_places_given_back_while_others_book_are_neither_lost_nor_doubled(live_portal: str) -> None:
    session = SessionFactory(capacity=PLACES)
    holders = crowd_for(session, [1] * PLACES)
    bookings = [make_booking(session, who.person, who.school) for who in holders]
    buyers = crowd_for(session, [1] * 60)
    gives = [
        Press(reverse("bookings:cancel", args=[booking.reference]), {}, who.cookie)
        for booking, who in zip(bookings, holders, strict=True)
        for _twice in range(2)
    ]
    buys = [confirm(session, who) for who in buyers]
    answers = press_together(live_portal, [*gives, *buys])
    told = sum(answer.booked for answer in answers[len(gives) :])
    verdict = Verdict(sold=live(session), taken=taken(session), told=told, errors=errors(answers))
    say("60 book while 30 cancel twice", verdict, answers)
    assert verdict.good
    assert Place.objects.filter(session=session, state=Place.State.CANCELLED).count() == PLACES


def test_everybody_joins_while_others_cancel_and_no_seat_stands_idle(live_portal: str) -> None:
    session = SessionFactory(capacity=PLACES)
    holders = crowd_for(session, [1] * 10)
    held = [make_booking(session, who.person, who.school) for who in holders]
    gives = [
        Press(reverse("bookings:cancel", args=[booking.reference]), {}, who.cookie)
        for booking, who in zip(held, holders, strict=True)
    ]
    crowd = crowd_for(session, list(islice(cycle([1, 2, 3, 4]), 60)))
    joins = [
        Press(press.path, {**press.fields, "or_wait": "on"}, press.cookie)
        for press in (confirm(session, who) for who in crowd)
    ]
    answers = press_together(live_portal, [*gives, *joins])[len(gives) :]
    assert errors(answers) == 0
    assert all(answer.booked for answer in answers)
    seats = SessionSeats.objects.get(pk=session.pk)
    places = Place.objects.filter(session=session)
    assert seats.taken == places.holding().count() == PLACES
    assert seats.waiting == places.filter(state="waiting").count() > 0
    say("60 groups join while 10 cancel", Verdict(live(session), seats.taken, live(session), 0), answers)
