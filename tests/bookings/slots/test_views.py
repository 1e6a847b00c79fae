"""A school finds a date, chooses a slot and asks its question; what goes wrong is said, and nothing typed is lost."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bookings.slots.models import SlotBooking, SupportMeeting
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import MembershipFactory, PersonFactory, UserFactory, sign_in
from tests.factories.slots import (
    QUESTION,
    first_slot,
    make_clinic,
    make_meeting,
    make_slot_booking,
    thanet_booker,
    thanet_school,
)
from tests.factories.vocabulary import AreaOfNeedFactory, DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

AREA = "communication-and-interaction"


@pytest.fixture
def senco(client: Client) -> tuple[User, Person, School]:
    """A SENCO of a Thanet school, signed in."""
    AreaOfNeedFactory()
    made = thanet_booker()
    sign_in(client, made[0], mfa=False)
    return made


def address_of(meeting: SupportMeeting) -> str:
    return reverse("slots:lift_one" if meeting.is_lift else "slots:clinic", args=[meeting.uid])


def ask(client: Client, meeting: SupportMeeting, **given: Any) -> HttpResponse:
    """Presses the button with these answers."""
    answers = {
        "slot": first_slot(meeting).pk,
        "area": AREA,
        "question": QUESTION,
        "key": str(uuid.uuid4()),
    }
    return client.post(address_of(meeting), {**answers, **given})


def words_of(response: HttpResponse) -> str:
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def test_a_senco_books_a_slot_and_reads_what_happens_next(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    meeting = make_meeting()
    response = ask(client, meeting)
    booking = SlotBooking.objects.get()
    assert response.url == reverse("slots:done", args=[booking.key])
    done = words_of(client.get(response.url))
    assert "Your slot is booked" in done and booking.reference in done
    assert (booking.school, booking.booker, booking.question) == (senco[2], senco[1], QUESTION)


def test_my_bookings_leads_to_clinics_and_lift_who_works_in_a_school_and_nobody_else(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    assert "Clinics and LIFT" in words_of(client.get(reverse("bookings:list")))
    parent = UserFactory()
    sign_in(client, parent, mfa=False)
    assert "LIFT" not in words_of(client.get(reverse("bookings:list")))


def test_a_double_press_books_once_and_leads_to_the_same_page(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    meeting, key = make_meeting(), str(uuid.uuid4())
    addresses = {ask(client, meeting, key=key).url for _press in range(3)}
    assert len(addresses) == 1
    assert SlotBooking.objects.count() == Message.objects.count() == 1


def test_of_a_slot_that_somebody_has_just_taken_the_others_are_shown_and_what_was_typed(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    meeting = make_meeting()
    make_slot_booking(meeting)
    response = ask(client, meeting)
    assert response.status_code == 409
    page = BeautifulSoup(response.content, "html.parser")
    assert "Somebody booked this slot a moment ago" in page.main.get_text()
    assert page.find("textarea").text.strip() == QUESTION
    assert page.find("input", {"name": "area", "value": AREA}).has_attr("checked")
    free = {str(first_slot(meeting, number).pk) for number in (2, 3)}
    assert {box["value"] for box in page.find_all("input", {"name": "slot"})} == free


def test_the_form_asks_for_no_pupil_in_its_hint_and_above_its_button(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    page = BeautifulSoup(client.get(address_of(make_meeting())).content, "html.parser")
    assert "Never a pupil’s name, initials or date of birth" in page.find(id="id_question-hint").text
    warning = page.find(class_="govuk-warning-text")
    assert "Please name no pupil" in warning.text
    assert warning.find_next("button").text.strip() == "Book this slot"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("A pupil born 12/03/2018 cannot write yet", "looks like a date of birth"),
        ("Pupil A123456789012 cannot write yet", "looks like a unique pupil number"),
        ("Help", "at least 10 letters"),
        ("x" * 501, "at most 500"),
        ("Look at https://evil.example/ please", "without a web address"),
        ("Look at \u202ethis question\u202c please", "plain letters"),
        ("", "Write your question"),
    ],
)
def test_a_question_that_cannot_be_taken_is_kept_and_said_why(
    client: Client, senco: tuple[User, Person, School], question: str, words: str
) -> None:
    response = ask(client, make_meeting(), question=question)
    assert words in words_of(response)
    assert not SlotBooking.objects.exists()
    assert BeautifulSoup(response.content, "html.parser").find("textarea").text.strip() == question


def test_lift_does_not_offer_what_never_goes_through_it_and_says_where_to_go(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    AreaOfNeedFactory(slug="hearing", name="Hearing", lift_instead="Hearing: write to the county team.")
    meeting = make_meeting()
    page = BeautifulSoup(client.get(address_of(meeting)).content, "html.parser")
    offered = {box["value"] for box in page.find_all("input", {"name": "area"})}
    assert AREA in offered and "hearing" not in offered
    assert "Hearing: write to the county team." in page.main.get_text()
    assert "Choose one of the areas" in words_of(ask(client, meeting, area="hearing"))
    assert not SlotBooking.objects.exists()


def test_a_clinic_asks_for_no_area_as_it_is_about_one(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    clinic = make_clinic()
    page = BeautifulSoup(client.get(address_of(clinic)).content, "html.parser")
    assert not page.find_all("input", {"name": "area"})
    ask(client, clinic, area="cognition-and-learning")
    assert SlotBooking.objects.get().area_of_need == clinic.area_of_need


def test_who_belongs_to_two_schools_says_for_which(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    other = MembershipFactory(person=senco[1], school=thanet_school()).school
    MembershipFactory(person=senco[1])  # in another district, and so not offered
    meeting = make_meeting()
    page = BeautifulSoup(client.get(address_of(meeting)).content, "html.parser")
    offered = {box["value"] for box in page.find_all("input", {"name": "school"})}
    assert offered == {str(senco[2].pk), str(other.pk)}
    assert "Choose a school" in words_of(ask(client, meeting))
    ask(client, meeting, school=other.pk)
    assert SlotBooking.objects.get().school == other


def test_a_crafted_post_for_another_district_is_a_403_and_is_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    user, _person, _school = thanet_booker()
    sign_in(client, user, mfa=False)
    meeting = make_meeting(district=DistrictFactory(slug="swale"))
    assert "in Swale" in words_of(client.get(address_of(meeting)))
    with caplog.at_level(logging.WARNING, logger="bookings.slots.views"):
        response = ask(client, meeting)
    assert response.status_code == 403 and not SlotBooking.objects.exists()
    [record] = caplog.records
    assert str(user.pk) in record.getMessage() and user.email not in record.getMessage()


@pytest.mark.parametrize("kind", ["lift", "clinic"])
def test_a_teacher_books_a_clinic_and_is_told_who_brings_questions_to_lift(
    client: Client, kind: str
) -> None:
    AreaOfNeedFactory()
    user, _person, _school = thanet_booker(role=Membership.Role.STAFF)
    sign_in(client, user, mfa=False)
    meeting = make_meeting() if kind == "lift" else make_clinic()
    page, answer = words_of(client.get(address_of(meeting))), ask(client, meeting)
    assert ("SENCO or head brings" in page) == (kind == "lift")
    assert answer.status_code == (403 if kind == "lift" else 302)


def test_a_third_slot_is_refused_with_a_sentence(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    meeting = make_meeting()
    for number in (1, 2):
        make_slot_booking(meeting, number=number, booker=senco[1], school=senco[2])
    response = ask(client, meeting, slot=first_slot(meeting, 3).pk)
    assert response.status_code == 409 and "the most one school can have" in words_of(response)
    assert "Already booked" in words_of(client.get(address_of(meeting)))


def test_a_visitor_sees_the_date_and_is_led_to_sign_in_and_back(client: Client) -> None:
    meeting = make_meeting()
    page = BeautifulSoup(client.get(address_of(meeting)).content, "html.parser")
    link = page.find("a", string=lambda text: text and "Sign in to book" in text)
    assert link["href"] == f"{reverse('account_login')}?next={address_of(meeting)}"
    assert ask(client, meeting).status_code == 302
    assert not SlotBooking.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "cancelled", "cancel_reason": "Snow"}, "we had to cancel this date: Snow"),
        ({"state": "held"}, "taken place already"),
        ({"closes_at": clock.now() - timedelta(days=1)}, "agenda of this meeting was closed"),
    ],
)
def test_a_date_that_cannot_be_booked_says_why(
    client: Client, senco: tuple[User, Person, School], changes: dict[str, Any], words: str
) -> None:
    meeting = make_meeting()
    SupportMeeting.objects.filter(pk=meeting.pk).update(**changes)
    response = client.get(address_of(meeting))
    assert words in words_of(response) and b"<textarea" not in response.content
    assert ask(client, meeting).status_code == 409


def test_drafts_and_dates_of_the_other_kind_are_not_found(client: Client) -> None:
    draft, lift = make_meeting(state="draft"), make_meeting()
    assert client.get(address_of(draft)).status_code == 404
    assert client.get(reverse("slots:clinic", args=[lift.uid])).status_code == 404


def test_the_list_begins_with_the_district_of_ones_school_and_can_be_filtered(
    client: Client, senco: tuple[User, Person, School]
) -> None:
    here = make_clinic()
    there = make_clinic(
        district=DistrictFactory(slug="swale"),
        area_of_need=AreaOfNeedFactory(slug="cognition-and-learning"),
    )
    make_clinic(state="draft")
    found = {
        query: [
            row.meeting for row in client.get(f"{reverse('slots:clinics')}{query}").context["list"].rows
        ]
        for query in ("", "?district=", "?district=swale", "?district=&area=cognition-and-learning")
    }
    assert found[""] == [here]
    assert found["?district="] == [here, there]
    assert found["?district=swale"] == found["?district=&area=cognition-and-learning"] == [there]
    nothing = client.get(f"{reverse('slots:clinics')}?district=dover&area=%3Cb%3E&page=-4")
    assert nothing.status_code == 200


def test_an_empty_list_says_so_and_leads_on(client: Client) -> None:
    DistrictFactory(slug="dover")
    page = words_of(client.get(f"{reverse('slots:lift')}?district=dover"))
    assert "No dates in Dover yet" in page and "See all dates in Kent" in page


def test_the_list_says_how_many_slots_are_free(client: Client) -> None:
    meeting = make_meeting()
    for number, words in ((1, "2 slots free"), (2, "1 slot free"), (3, "All slots are booked")):
        make_slot_booking(meeting, number=number)
        assert words in words_of(client.get(reverse("slots:lift")))


def test_somebody_without_a_school_is_led_to_one(client: Client) -> None:
    user = UserFactory()
    PersonFactory(user=user)
    sign_in(client, user, mfa=False)
    page = words_of(client.get(address_of(make_clinic())))
    assert "people who work in a school" in page and "Find it and ask to join" in page
