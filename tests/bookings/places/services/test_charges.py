"""A charge for not coming that was confirmed comes back when the register says afterwards that they came."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from bookings.places.attendance.finishing import finish_register, open_again
from bookings.places.attendance.models import Presence
from bookings.places.attendance.services import mark
from bookings.places.models import Place, PlaceEvent, ProposedCharge
from bookings.places.services.charges import decide_charge
from portal.accounts.models import User
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.places.attendance.steps import begun
from tests.bookings.places.steps import words
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_booking
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]

YES, NO = Presence.ATTENDED, Presence.ABSENT


@pytest.fixture
def officer() -> User:
    user: User = UserFactory(groups=["Officers"], name="Olu Officer")
    return user


def finish(place: Place, state: Presence, actor: User | None = None) -> int:
    """The register of the place's session is opened, says this of them, and is finished."""
    open_again(session_id=place.session_id)
    meeting = place.session.meetings.get()
    mark(place=place, meeting=meeting, state=state, actor=actor)
    return finish_register(session_id=place.session_id, actor=actor)


@pytest.fixture
def charge(officer: User) -> ProposedCharge:
    """£30 for somebody who, as the register said, did not come; confirmed by the officer."""
    make_terms()
    session = SessionFactory()
    make_booking(session)
    begun(session, ago=timedelta(hours=3))
    place = Place.objects.select_related("session").get()
    finish(place, NO)
    proposed = ProposedCharge.objects.select_related("place__session").get()
    decide_charge(charge=proposed, waive=False, reason="Nobody rang", by=officer)
    return now(proposed)


def now(charge: ProposedCharge) -> ProposedCharge:
    """The charge as it is kept."""
    return ProposedCharge.objects.select_related("place__session", "place__booking").get(pk=charge.pk)


def history(charge: ProposedCharge) -> list[tuple[str, str]]:
    events = charge.place.events.filter(kind__in=PlaceEvent.OF_CHARGES)
    return list(events.values_list("kind", "reason"))


def mails(key: str) -> list[Message]:
    return list(Message.objects.filter(template_key=key).order_by("pk"))


def test_a_confirmed_charge_goes_back_to_an_officer_when_the_register_says_that_they_came(
    charge: ProposedCharge, officer: User
) -> None:
    trainer = UserFactory()
    finish(charge.place, YES, trainer)
    back = now(charge)
    assert (back.state, back.decided_by, back.reason) == ("again", officer, "Nobody rang")
    assert history(charge) == [
        ("charged", "Nobody rang"),
        ("charge_again", "The register was corrected: they did come."),
    ]
    assert charge.place.events.get(kind="charge_again").actor == trainer


def test_officers_are_told_once_by_booking_and_school_and_who_booked_is_not_told_yet(
    charge: ProposedCharge, officer: User
) -> None:
    told = len(mails("charge-decided"))
    for _time in range(2):
        finish(charge.place, YES)
    (mail,) = mails("charge-again")
    booking = charge.place.booking
    assert mail.to == officer.email
    assert booking.reference in mail.body and str(booking.school) in mail.body and "£30" in mail.body
    assert charge.place.person.name not in mail.body
    assert len(mails("charge-decided")) == told


def test_it_is_not_dropped_by_the_next_correction_as_who_booked_read_that_it_is_charged(
    charge: ProposedCharge,
) -> None:
    for _time in range(2):
        finish(charge.place, YES)
    assert now(charge).state == "again"


def test_it_stands_as_it_was_decided_when_the_register_says_once_more_that_nobody_came(
    charge: ProposedCharge, officer: User
) -> None:
    finish(charge.place, YES)
    assert finish(charge.place, NO) == 0
    stands = now(charge)
    assert (stands.state, stands.decided_by, stands.reason) == ("confirmed", officer, "Nobody rang")
    assert [kind for kind, _reason in history(charge)] == ["charged", "charge_again", "charge_stands"]


@pytest.mark.parametrize(
    ("waive", "state", "said"),
    [
        (True, "waived", "We looked at it again, as the register was corrected. Nothing is charged."),
        (False, "confirmed", "We looked at it again, as the register was corrected. £30 is charged."),
    ],
)
def test_an_officer_decides_anew_and_who_booked_is_told(
    charge: ProposedCharge, waive: bool, state: str, said: str
) -> None:
    finish(charge.place, YES)
    other = UserFactory()
    assert decide_charge(charge=now(charge), waive=waive, reason="They came late", by=other)
    assert not decide_charge(charge=now(charge), waive=not waive, reason="", by=other)
    decided = now(charge)
    assert (decided.state, decided.decided_by) == (state, other)
    assert said in mails("charge-decided")[-1].body
    assert [kind for kind, _reason in history(charge)][:2] == ["charged", "charge_again"]


def test_an_officer_who_saw_it_before_it_came_back_looks_at_it_anew(charge: ProposedCharge) -> None:
    finish(charge.place, YES)
    late = {"charge": now(charge), "waive": False, "reason": "", "by": UserFactory()}
    assert not decide_charge(**late, seen="proposed")
    assert now(charge).state == "again"
    assert decide_charge(**late, seen="again")


def test_what_an_officer_waived_stays_waived_whatever_the_register_says(
    charge: ProposedCharge,
) -> None:
    finish(charge.place, YES)
    decide_charge(charge=now(charge), waive=True, reason="They came", by=UserFactory())
    for state in (NO, YES):
        finish(charge.place, state)
    assert now(charge).state == "waived"
    assert len(mails("charge-again")) == 1


def test_officers_find_it_on_their_first_screen_and_read_what_happened(
    client: Client, charge: ProposedCharge, officer: User
) -> None:
    finish(charge.place, YES)
    sign_in(client, officer)
    home = words(client.get(reverse("wagtailadmin_home")))
    assert "1 charge to look at again, as the register was corrected" in home
    assert charge.place.person.name in words(
        client.get(reverse("proposed_charges:index"), {"state": "again"})
    )
    sheet = words(client.get(reverse("proposed_charges:inspect", args=[charge.pk])))
    assert "To look at again: it was confirmed" in sheet and "The register was corrected since" in sheet
    assert "Charge made" in sheet and "by Olu Officer: Nobody rang" in sheet
    decide: Any = client.get(reverse("proposed_charges:decide", args=[charge.pk]))
    assert "who booked read so" in words(decide)
    seen = decide.context["form"]["seen"].value()
    given = {"answer": "confirm", "seen": seen}
    client.post(reverse("proposed_charges:decide", args=[charge.pk]), given)
    assert "to look at again" not in words(client.get(reverse("wagtailadmin_home")))


def test_who_booked_reads_on_the_booking_that_it_is_looked_at_again(
    client: Client, charge: ProposedCharge
) -> None:
    finish(charge.place, YES)
    booking = charge.place.booking
    user = booking.booker.user
    assert user is not None
    sign_in(client, user, mfa=False)
    page = words(client.get(reverse("bookings:detail", args=[booking.reference])))
    assert (
        "£30 was charged. The register was corrected since, so we look at it again and tell you." in page
    )
    assert "Nobody rang" not in page


def test_charges_confirmed_before_there_was_a_history_are_in_it(charge: ProposedCharge) -> None:
    charge.place.events.filter(kind="charged").delete()
    import_module("bookings.places.migrations.0016_charges_again").tell_history(apps, None)
    event = charge.place.events.get(kind="charged")
    assert (event.reason, event.actor, event.at) == (
        "Nobody rang",
        charge.decided_by,
        charge.decided_at,
    )
    assert event.at <= clock.now()
