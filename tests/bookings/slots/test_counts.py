"""How many there were and what came of it, by district, school year and term."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.slots.counts import count, headings, period_of, periods
from bookings.slots.models import LiftAction
from bookings.slots.services.actions import mark_done
from bookings.slots.services.meetings import cancel_meeting
from portal.base import clock
from portal.vocabulary.school_terms import SchoolTerm
from tests.bookings.slots.staff.steps import signed_in
from tests.bookings.slots.steps import agree, colleague
from tests.factories.slots import make_clinic, make_meeting, make_slot_booking
from tests.factories.vocabulary import AreaOfNeedFactory, DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

BEFORE = datetime(2027, 3, 1, 9, tzinfo=clock.LONDON)
AFTER = datetime(2027, 3, 20, 12, tzinfo=clock.LONDON)
DAY = datetime(2027, 3, 9, 9, 30, tzinfo=clock.LONDON)


def cells(name: str, year: str = "2026") -> dict[str, object]:
    """The line of a district by its headings."""
    return next(
        dict(zip(headings(), line.cells(), strict=True))
        for line in count(period_of(year))
        if line.name == name
    )


@pytest.fixture
def held() -> None:
    """In Thanet a LIFT meeting with two questions and three actions, a clinic, and one that was cancelled; in Swale
    a clinic that nobody came to."""
    with time_machine.travel(BEFORE, tick=False):
        AreaOfNeedFactory(slug="cognition-and-learning", name="Cognition and learning")
        lift = make_meeting(starts_at=DAY)
        first, second = (make_slot_booking(lift, number=number) for number in (1, 2))
        make_slot_booking(make_clinic(starts_at=DAY))
        make_clinic(starts_at=DAY, district=DistrictFactory(slug="swale", name="Swale"))
        cancelled = make_meeting(starts_at=DAY)
        make_slot_booking(cancelled)
        cancel_meeting(meeting_id=cancelled.pk, reason="Snow", actor=None)
    with time_machine.travel(DAY, tick=False):
        overdue = agree(first, owner=colleague(), due_on=date(2027, 3, 12))
        done, later = agree(first, due_on=date(2027, 3, 26)), agree(second, due_on=date(2027, 4, 26))
        mark_done(action_id=done.pk, actor=None)
        for action, days in ((overdue, 1), (done, 3), (later, 9)):
            LiftAction.objects.filter(pk=action.pk).update(told_at=DAY + timedelta(days=days))


@time_machine.travel(AFTER, tick=False)
def test_a_line_counts_what_was_held_asked_and_agreed(held: None) -> None:
    assert cells("Thanet") == {
        **dict.fromkeys(headings(), 0),
        "District": "Thanet",
        "Clinics held": 1,
        "LIFT meetings held": 1,
        "Slots offered": 7,
        "Slots booked": 3,
        "Questions: Communication and interaction": 3,
        "Actions set": 3,
        "Open": 2,
        "Overdue": 1,
        "Done": 1,
        "Days until the school was told (median)": 3,
    }
    assert (cells("Swale")["Slots offered"], cells("All districts")["Clinics held"]) == (4, 2)
    assert cells("Swale")["Days until the school was told (median)"] == ""


@time_machine.travel(AFTER, tick=False)
def test_a_term_counts_its_own_days_and_strange_periods_are_this_year(held: None) -> None:
    term = SchoolTerm.objects.create(
        name="Term 4", starts_on=date(2027, 2, 22), ends_on=date(2027, 3, 9)
    )
    early = SchoolTerm.objects.create(
        name="Term 3", starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 12)
    )
    assert len(count(period_of(f"term-{term.pk}"))) == 3
    assert count(period_of(f"term-{early.pk}")) == count(period_of("2025")) == []
    for strange in (None, "", "term-x", "term-999", "1" * 40, "<b>"):
        assert period_of(strange).key == "2026"
    assert [period.key for period in periods()][-2:] == [f"term-{term.pk}", f"term-{early.pk}"]


@time_machine.travel(BEFORE, tick=False)
def test_what_has_not_been_held_is_not_counted(held: None) -> None:
    assert count(period_of("2026")) == []


@time_machine.travel(AFTER, tick=False)
def test_the_numbers_are_a_page_and_a_spreadsheet(client: Client, held: None) -> None:
    signed_in(client, "Auditors")
    address = reverse("support_counts:index")
    assert "September 2026 to August 2027" in client.get(address).content.decode()
    DistrictFactory(slug="thanet").__class__.objects.filter(slug="thanet").update(name="=Thanet")
    from portal.base.snapshot import drop_all

    drop_all()
    sheet = client.get(address, {"period": "2026", "export": "csv"}).content.decode()
    assert sheet.splitlines()[0].removeprefix("\ufeff").split(",")[0] == "District"
    assert "'=Thanet,1,1,7,3" in sheet
