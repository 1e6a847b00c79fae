"""The admin of sessions and bookings, as the people who use it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from bookings.places.models import Booking, Place
from bookings.places.services.moves import opened_mark
from portal.base import clock
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory, sign_in
from tests.factories.training import CoursePageFactory, SessionFactory, TrainerFactory, VenueFactory
from tests.factories.vocabulary import DistrictFactory
from training.models import Session, TrainingIndexPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

MORNING = {"starts_at": "2027-03-09 09:30", "ends_at": "2027-03-09 12:30", "room": "Library"}
AFTER_THE_CLOCKS_CHANGE = {"starts_at": "2027-03-30 09:30", "ends_at": "2027-03-30 12:30", "room": ""}


def signed_in(client: Client, group: str) -> Client:
    sign_in(client, UserFactory(groups=[group]))
    return client


@pytest.fixture
def editor(client: Client) -> Client:
    return signed_in(client, "Content editors")


def session_form(*meetings: dict[str, str], initial: int = 0, **changes: Any) -> dict[str, Any]:
    values = {"state": "open", "format": "online", "capacity": "20", **changes}
    rows = [{"id": "", **meeting} for meeting in meetings]
    data: dict[str, Any] = nested_form_data(
        {**values, "meetings": inline_formset(rows, initial=initial)}
    )
    for name in ("trainers", "districts", "audiences"):
        if name in values:
            data[name] = values[name]
    return data


def add(client: Client, *meetings: dict[str, str], **changes: Any) -> Any:
    changes.setdefault("course", changes.get("course") or CoursePageFactory().pk)
    return client.post(reverse("sessions:add"), session_form(*meetings, **changes))


def edit_form(session: Session, **changes: Any) -> dict[str, Any]:
    rows = [
        {
            "id": str(meeting.pk),
            "starts_at": f"{clock.in_london(meeting.starts_at):%Y-%m-%d %H:%M}",
            "ends_at": f"{clock.in_london(meeting.ends_at):%Y-%m-%d %H:%M}",
        }
        for meeting in session.meetings.all()
    ]
    opened = opened_mark(Session.objects.get(pk=session.pk))
    return session_form(*rows, initial=len(rows), course=session.course_id, opened=opened, **changes)


def booking(session: Session, **person: Any) -> Booking:
    """A confirmed booking with one place, its seat counted."""
    delegate = PersonFactory(**person)
    row = Booking.objects.create(
        session=session, booker=delegate, school=SchoolFactory(), idem_key=uuid4()
    )
    Place.objects.create(booking=row, session=session, person=delegate)
    seats = session.seats
    seats.taken += 1
    seats.save()
    return row


def errors(response: Any) -> str:
    form = response.context["form"]
    meetings = form.formsets["meetings"]
    return f"{form.errors.as_text()} {meetings.errors} {meetings.non_form_errors()}"


def test_an_editor_adds_a_session_with_two_meetings(editor: Client) -> None:
    trainer = TrainerFactory()
    response = add(editor, AFTER_THE_CLOCKS_CHANGE, MORNING, trainers=[trainer.pk])
    session = Session.objects.get()
    assert response.status_code == 302
    assert session.seats.capacity == 20
    assert list(session.trainers.all()) == [trainer]
    assert [str(meeting) for meeting in session.meetings.all()] == [
        "Tuesday 9 March 2027, 9:30am to 12:30pm",
        "Tuesday 30 March 2027, 9:30am to 12:30pm",
    ]


def test_times_are_kent_time_on_both_sides_of_the_clock_change(editor: Client) -> None:
    add(editor, MORNING, AFTER_THE_CLOCKS_CHANGE)
    starts = [meeting.starts_at.strftime("%H:%M %Z") for meeting in Session.objects.get().meetings.all()]
    assert starts == ["09:30 UTC", "08:30 UTC"]


def test_without_a_number_the_session_has_the_usual_places(editor: Client) -> None:
    add(editor, MORNING, capacity="", course=CoursePageFactory(usual_capacity=16).pk)
    assert Session.objects.get().seats.capacity == 16


@pytest.mark.parametrize(
    ("meetings", "changes", "words"),
    [
        ([], {}, "Add at least one meeting"),
        ([{**MORNING, "ends_at": "2027-03-09 09:00"}], {}, "has to end after it starts"),
        ([MORNING, {**MORNING, "starts_at": "2027-03-09 10:00"}], {}, "overlap"),
        ([MORNING, MORNING], {}, "start"),
        ([{**MORNING, "starts_at": "soon"}], {}, "valid date"),
        ([MORNING], {"format": "in-person"}, "Choose where it is held"),
        ([MORNING], {"capacity": "0"}, "greater than or equal to 1"),
        ([MORNING], {"capacity": "1.5"}, "whole number"),
        ([MORNING], {"course": ""}, "Choose course"),
        (
            [MORNING],
            {"booking_opens_at": "2027-02-01 09:00", "booking_closes_at": "2027-01-01 09:00"},
            "Booking has to close after it opens",
        ),
    ],
)
def test_what_a_session_cannot_be_is_told_with_everything_kept(
    editor: Client, meetings: list[dict[str, str]], changes: dict[str, str], words: str
) -> None:
    response = add(editor, *meetings, notes="Bring a reading book", **changes)
    assert response.status_code == 200
    assert words in errors(response)
    assert "Bring a reading book" in response.content.decode()
    assert not Session.objects.exists()


def test_a_draft_may_wait_for_its_meetings(editor: Client) -> None:
    add(editor, state="draft")
    assert Session.objects.get().starts_at is None


def test_an_editor_moves_a_session(editor: Client) -> None:
    session = SessionFactory(capacity=20)
    data = edit_form(session, capacity="18") | {
        "meetings-0-starts_at": MORNING["starts_at"],
        "meetings-0-ends_at": MORNING["ends_at"],
    }
    editor.post(reverse("sessions:edit", args=[session.pk]), data)
    session = Session.objects.get()
    assert str(session.meetings.get()) == "Tuesday 9 March 2027, 9:30am to 12:30pm"
    assert session.starts_at == session.meetings.get().starts_at
    assert session.seats.capacity == 18


def test_fewer_places_than_are_taken_is_refused_by_the_field(editor: Client) -> None:
    session = SessionFactory(capacity=20, taken=12)
    response = editor.post(
        reverse("sessions:edit", args=[session.pk]), edit_form(session, capacity="11", notes="Changed")
    )
    assert "12 places are taken already" in response.context["form"].errors["capacity"][0]
    session.refresh_from_db()
    assert session.notes == ""
    assert session.seats.capacity == 20


def test_the_form_says_how_many_people_a_change_concerns(editor: Client) -> None:
    session = SessionFactory(taken=12)
    words = editor.get(reverse("sessions:edit", args=[session.pk])).content.decode()
    assert "12 people are booked" in words
    assert "all of them are told by e-mail" in words


def test_a_copy_keeps_the_wall_clock_time_on_another_day(editor: Client) -> None:
    start = datetime(2027, 3, 9, 9, 30, tzinfo=clock.LONDON)
    session = SessionFactory(
        meetings=[
            (start, start.replace(hour=12)),
            (start.replace(day=16), start.replace(day=16, hour=12)),
        ],
        capacity=18,
        taken=5,
        trainers=[TrainerFactory()],
        districts=[DistrictFactory()],
    )
    editor.post(reverse("sessions:copy", args=[session.pk]), {"first_day": "2027-04-20"})
    copy = Session.objects.exclude(pk=session.pk).get()
    assert copy.state == "draft"
    assert [str(meeting) for meeting in copy.meetings.all()] == [
        "Tuesday 20 April 2027, 9:30am to 12:30pm",
        "Tuesday 27 April 2027, 9:30am to 12:30pm",
    ]
    assert (copy.seats.capacity, copy.seats.taken) == (18, 0)
    assert copy.trainers.count() == copy.districts.count() == 1


def test_a_copy_cannot_lie_in_the_past_or_in_a_year_that_cannot_be_meant(editor: Client) -> None:
    session = SessionFactory()
    address = reverse("sessions:copy", args=[session.pk])
    response = editor.post(address, {"first_day": "2020-01-06"})
    assert "Choose today or a day to come." in response.content.decode()
    response = editor.post(address, {"first_day": "9999-12-31"})
    assert "no more than five years ahead" in response.content.decode()
    assert Session.objects.count() == 1


def test_the_list_shows_sessions_to_come_first_with_their_places(editor: Client) -> None:
    past = datetime(2026, 1, 12, 9, 30, tzinfo=clock.LONDON)
    SessionFactory(course=CoursePageFactory(title="Long ago"), starts_at=past)
    SessionFactory(course=CoursePageFactory(title="Quite soon"), capacity=24, taken=3)
    words = editor.get(reverse("sessions:index")).content.decode()
    assert "3 of 24" in words
    assert words.index("Quite soon") < words.index("Long ago")


def test_sessions_are_found_by_district_state_and_words(editor: Client) -> None:
    thanet, swale = VenueFactory(), VenueFactory()
    SessionFactory(course=CoursePageFactory(title="In Thanet"), format="in-person", venue=thanet)
    SessionFactory(
        course=CoursePageFactory(title="In Swale"), format="in-person", venue=swale, state="closed"
    )
    for query in ({"venue__district": thanet.district_id}, {"state": "open"}, {"q": "thanet"}):
        words = editor.get(reverse("sessions:index"), query).content.decode()
        assert "In Thanet" in words
        assert "In Swale" not in words


def test_a_booked_session_is_kept_and_the_reason_told(client: Client) -> None:
    sign_in(client, UserFactory(is_superuser=True))
    session = SessionFactory()
    booking(session)
    address = reverse("sessions:delete", args=[session.pk])
    assert "has been booked, so it stays" in client.get(address).content.decode()
    assert "was not deleted" in client.post(address, follow=True).content.decode()
    assert Session.objects.filter(pk=session.pk).exists()


def test_a_session_nobody_booked_can_be_deleted_by_those_who_may(client: Client) -> None:
    sign_in(client, UserFactory(is_superuser=True))
    session = SessionFactory()
    client.post(reverse("sessions:delete", args=[session.pk]))
    assert not Session.objects.exists()


def test_an_officer_sees_who_is_booked_on_a_session(client: Client) -> None:
    session = SessionFactory()
    row = booking(session, name="Siân O'Brien-Nguyễn")
    words = (
        signed_in(client, "Officers")
        .get(reverse("sessions:inspect", args=[session.pk]))
        .content.decode()
    )
    for wanted in ("Siân O&#x27;Brien-Nguyễn", row.reference, row.school.name, "1 of 24 places"):
        assert wanted in words


def test_an_editor_sees_the_session_but_nobodys_name(editor: Client) -> None:
    session = SessionFactory()
    booking(session, name="Bola Example")
    assert (
        "Bola Example" not in editor.get(reverse("sessions:inspect", args=[session.pk])).content.decode()
    )
    assert editor.get(reverse("sessions:delegates", args=[session.pk])).status_code in {302, 403}


def test_a_trainer_sees_delegates_of_their_own_sessions_only(client: Client) -> None:
    user = UserFactory(groups=["Trainers"])
    own = SessionFactory(trainers=[TrainerFactory(person=PersonFactory(user=user))])
    other = SessionFactory()
    booking(own, name="Ann Own")
    row = booking(other, name="Bob Other")
    sign_in(client, user)
    assert "Ann Own" in client.get(reverse("sessions:inspect", args=[own.pk])).content.decode()
    assert "Bob Other" not in client.get(reverse("sessions:inspect", args=[other.pk])).content.decode()
    assert "Bob Other" not in client.get(reverse("sessions:delegates", args=[other.pk])).content.decode()
    assert client.get(reverse("admin_bookings:inspect", args=[row.pk])).status_code == 404
    assert row.reference not in client.get(reverse("admin_bookings:index")).content.decode()


def test_names_never_become_formulas_in_a_spreadsheet(client: Client) -> None:
    session = SessionFactory()
    booking(session, name='=HYPERLINK("http://evil.example")')
    response = signed_in(client, "Officers").get(reverse("sessions:delegates", args=[session.pk]))
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "\"'=HYPERLINK(" in response.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("state", "said"), [("approval", "Nothing yet"), ("waiting", "Nothing yet"), ("confirmed", "Free")]
)
def test_the_list_of_bookings_calls_nothing_free_that_may_cost_something_later(
    client: Client, state: str, said: str
) -> None:
    row = booking(SessionFactory())
    Booking.objects.filter(pk=row.pk).update(state=state)
    page = signed_in(client, "Officers").get("/admin/bookings/").content.decode()
    assert said in page
    assert ("Free" in page) == (said == "Free")


def test_the_list_of_bookings_exports_without_formulas(client: Client) -> None:
    booking(SessionFactory(), name="+44 Bola")
    response = signed_in(client, "Officers").get(reverse("admin_bookings:index"), {"export": "csv"})
    assert "'+44 Bola" in b"".join(response.streaming_content).decode()


def test_an_officer_finds_a_booking_by_its_reference(client: Client) -> None:
    wanted, other = booking(SessionFactory()), booking(SessionFactory())
    words = (
        signed_in(client, "Officers")
        .get(reverse("admin_bookings:index"), {"q": wanted.reference})
        .content.decode()
    )
    assert wanted.reference in words
    assert other.reference not in words


def test_bookings_with_a_price_can_be_picked_out_to_invoice(client: Client) -> None:
    owed, free = booking(SessionFactory()), booking(SessionFactory())
    Booking.objects.filter(pk=owed.pk).update(price_pence=9550)
    words = (
        signed_in(client, "Finance")
        .get(reverse("admin_bookings:index"), {"to_invoice": "true"})
        .content.decode()
    )
    assert "£95.50" in words
    assert owed.reference in words
    assert free.reference not in words


def test_nobody_adds_or_edits_a_booking_by_hand(client: Client) -> None:
    sign_in(client, UserFactory(is_superuser=True))
    row = booking(SessionFactory())
    for address in ("new/", f"edit/{row.pk}/", f"delete/{row.pk}/"):
        assert client.get(f"/admin/bookings/{address}").status_code == 404


@pytest.mark.parametrize("group", ["Auditors", "Finance", "Trainers"])
def test_those_who_only_read_sessions_cannot_change_them(client: Client, group: str) -> None:
    session = SessionFactory(capacity=20)
    signed_in(client, group)
    assert client.get(reverse("sessions:index")).status_code == 200
    client.post(reverse("sessions:edit", args=[session.pk]), edit_form(session, capacity="5"))
    assert add(client, MORNING).status_code in {302, 403}
    assert Session.objects.count() == 1
    assert Session.objects.get().seats.capacity == 20


def test_editors_do_not_read_bookings(editor: Client) -> None:
    row = booking(SessionFactory())
    assert editor.get(reverse("admin_bookings:index")).status_code in {302, 403}
    assert editor.get(reverse("admin_bookings:inspect", args=[row.pk])).status_code in {302, 403, 404}


def test_an_officer_who_writes_no_pages_still_chooses_a_course(client: Client) -> None:
    CoursePageFactory(title="Visual support")
    catalogue = TrainingIndexPage.objects.get()
    address = reverse("wagtailadmin_choose_page_child", args=[catalogue.pk])
    words = (
        signed_in(client, "Officers").get(address, {"page_type": "training.coursepage"}).json()["html"]
    )
    assert "Visual support" in words


@pytest.mark.parametrize("address", ["sessions:index", "admin_bookings:index", "venues:index"])
def test_a_longer_list_asks_no_more_queries(
    client: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, "Officers")
    booking(SessionFactory(format="in-person", venue=VenueFactory()))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(address))
    for _again in range(8):
        booking(SessionFactory(format="in-person", venue=VenueFactory()))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(address))
