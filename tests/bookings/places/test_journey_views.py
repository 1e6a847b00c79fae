"""From a date to a booking, as somebody in a browser meets it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings.places.models import Booking
from portal.accounts.models import Membership, Person, School
from portal.notify.models import Message
from portal.vocabulary.choices import AudienceGroup
from tests.bookings.places.steps import press_book, step, words
from tests.factories.accounts import MembershipFactory, SchoolFactory, UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AudienceFactory, DistrictFactory
from training.choices import Funding
from training.models import SessionSeats

pytestmark = pytest.mark.django_db


def test_a_senco_books_for_three_in_four_steps(client: Client, senco: Any) -> None:
    _user, person, school = senco
    AudienceFactory(slug="teaching-assistant")
    colleague = make_colleague(school, name="Bola Example", email="bola@oakfield.example")
    session = SessionFactory(capacity=5)

    page = client.get(step(session))
    assert "Who is going?" in words(page)
    assert "Bola Example" in words(page)
    sent = client.post(
        step(session),
        {
            "action": "continue",
            "people": ["me", colleague.pk],
            "new-0-name": "Cara Example",
            "new-0-email": "cara@oakfield.example",
            "new-0-role": "teaching-assistant",
        },
    )
    assert sent.headers["Location"] == step(session, "check")
    check = client.get(step(session, "check"))
    assert "Cara Example" in words(check)
    assert "Book 3 places" in words(check)
    done = press_book(client, session, follow=True)

    booking = Booking.objects.get()
    assert done.request["PATH_INFO"] == reverse("bookings:done", args=[booking.reference])
    assert booking.reference in words(done)
    assert SessionSeats.objects.get(pk=session.pk).taken == 3
    assert set(Message.objects.values_list("to", flat=True)) == {
        person.email,
        "bola@oakfield.example",
        "cara@oakfield.example",
    }


def test_signing_in_comes_first_and_leads_back_here(client: Client) -> None:
    session = SessionFactory()
    response = client.get(step(session))
    assert response.headers["Location"] == f"{reverse('account_login')}?next={step(session)}"


def test_the_check_page_without_answers_leads_back_to_the_question(client: Client, senco: Any) -> None:
    session = SessionFactory()
    for response in (client.get(step(session, "check")), client.post(step(session, "check"))):
        assert response.headers["Location"] == step(session)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose at least one person"),
        ({"people": ["0"]}, "Choose people from this list only"),
        ({"people": ["-1"]}, "Choose people from this list only"),
        ({"people": ["1.5"]}, "Choose people from this list only"),
        ({"people": ["٣"]}, "Choose people from this list only"),
        ({"people": ["me"], "new-0-name": "X"}, "Enter your colleague’s e-mail"),
        ({"people": ["me"], "new-0-email": "x"}, "Enter an e-mail in the right form"),
        ({"people": ["me"], "new-0-name": "X\r\nBcc: all@x.example"}, "Write it on one line"),
        ({"people": ["me"], "new-0-role": "king"}, "Choose a role from the list"),
    ],
)
def test_a_wrong_answer_is_told_by_the_field_and_in_the_summary(
    client: Client, senco: Any, sent: dict[str, Any], said: str
) -> None:
    page = client.post(step(SessionFactory()), {"action": "continue", **sent})
    assert page.status_code == 200
    text = words(page)
    assert text.count(said) >= 2
    assert "There is a problem" in text
    assert not Booking.objects.exists()


def test_more_people_than_places_are_told_how_many_are_left(client: Client, senco: Any) -> None:
    other = make_colleague(senco[2])
    page = client.post(step(SessionFactory(capacity=1)), {"people": ["me", other.pk]})
    assert "1 place is left. You chose 2." in words(page)


def test_twenty_one_people_are_too_many(client: Client, senco: Any) -> None:
    AudienceFactory(slug="ta")
    rows = {}
    for number in range(21):
        rows |= {
            f"new-{number}-name": f"P {number}",
            f"new-{number}-email": f"p{number}@x.example",
            f"new-{number}-role": "ta",
        }
    page = client.post(step(SessionFactory(capacity=100)), rows)
    assert "You can book up to 20 places at once. You chose 21." in words(page)


def test_the_same_e_mail_twice_is_told_beside_the_second(client: Client, senco: Any) -> None:
    AudienceFactory(slug="ta")
    row = {"new-0-name": "Asha", "new-0-email": senco[1].email.upper(), "new-0-role": "ta"}
    page = client.post(step(SessionFactory()), {"people": ["me"], **row})
    assert "This e-mail is in this booking already" in words(page)


def test_a_colleague_of_another_school_cannot_be_slipped_in(client: Client, senco: Any) -> None:
    stranger = make_colleague(SchoolFactory(), name="Stranger")
    page = client.post(step(SessionFactory()), {"people": ["me", stranger.pk]})
    assert "Choose people from this list only" in words(page)
    assert "Stranger" not in words(page)


def test_a_full_session_offers_other_dates(client: Client, senco: Any) -> None:
    full = SessionFactory(capacity=2, taken=2)
    later = SessionFactory(course=full.course, starts_at=timezone.now() + timedelta(days=20))
    page = client.get(step(full))
    assert "This date is full" in words(page)
    assert step(later) in page.content.decode()


def test_the_last_place_going_while_somebody_checks_is_said_with_other_dates(
    client: Client, senco: Any
) -> None:
    session = SessionFactory(capacity=1)
    later = SessionFactory(course=session.course, starts_at=timezone.now() + timedelta(days=20))
    client.post(step(session), {"people": ["me"]})
    make_booking(session)
    page = press_book(client, session)
    assert page.status_code == 409
    assert "somebody took the last place" in words(page)
    assert step(later) in page.content.decode()
    assert Booking.objects.count() == 1


def test_another_districts_session_is_explained_and_open_dates_are_named(
    client: Client, senco: Any
) -> None:
    thanet = DistrictFactory(slug="thanet", name="Thanet")
    School.objects.update(name="Oakfield Primary", district=DistrictFactory(slug="swale", name="Swale"))
    session = SessionFactory(districts=[thanet])
    open_one = SessionFactory(course=session.course)
    page = client.get(step(session))
    assert "This session is for schools and settings in Thanet. Oakfield Primary is in Swale." in words(
        page
    )
    assert step(open_one) in page.content.decode()


def test_a_crafted_post_for_another_district_is_refused_and_logged(
    client: Client, senco: Any, caplog: pytest.LogCaptureFixture
) -> None:
    session = SessionFactory()
    client.post(step(session), {"people": ["me"]})
    session.districts.set([DistrictFactory(slug="thanet")])
    page = press_book(client, session)
    assert page.status_code == 403
    assert "booking refused: NotEligible" in caplog.text
    assert not Booking.objects.exists()


def test_answering_for_a_school_of_another_district_is_refused_and_logged_with_ids_only(
    client: Client, senco: Any, caplog: pytest.LogCaptureFixture
) -> None:
    user, person, school = senco
    session = SessionFactory(districts=[DistrictFactory(slug="thanet")])
    page = client.post(step(session), {"people": ["me"]})
    assert page.status_code == 403
    assert "booking refused: NotEligible" in caplog.text
    assert f"'session': {session.pk}, 'user': {user.pk}" in caplog.text
    assert not {person.name, user.email, school.name} & set(caplog.text.split())
    caplog.clear()
    assert client.get(step(session)).status_code == 200
    assert not caplog.text


@pytest.mark.parametrize(
    ("state", "said"),
    [("closed", "Booking for this date has closed"), ("cancelled", "has been cancelled")],
)
def test_a_date_that_cannot_be_booked_says_why(
    client: Client, senco: Any, state: str, said: str
) -> None:
    session = SessionFactory(state=state)
    assert said in words(client.get(step(session)))
    assert client.post(step(session), {"people": ["me"]}).status_code == 409
    assert not Booking.objects.exists()


def test_a_past_date_says_so(client: Client, senco: Any) -> None:
    session = SessionFactory(starts_at=timezone.now() - timedelta(days=3))
    assert "has taken place already" in words(client.get(step(session)))


@pytest.mark.parametrize(
    "given", [{"state": "draft"}, {"visible_from": timezone.now() + timedelta(days=2)}]
)
def test_a_date_the_public_cannot_see_is_not_found(client: Client, senco: Any, given: Any) -> None:
    assert client.get(step(SessionFactory(**given))).status_code == 404
    assert client.get(reverse("bookings:delegates", args=[uuid.uuid4()])).status_code == 404


def test_somebody_with_two_schools_says_for_which(client: Client, senco: Any) -> None:
    second = MembershipFactory(person=senco[1], school=SchoolFactory(name="Elm School")).school
    colleague = make_colleague(second, name="Dev of Elm")
    session = SessionFactory()
    assert "Who are you booking for?" in words(client.get(step(session)))
    client.post(step(session), {"action": "party", "party": second.pk})
    page = words(client.get(step(session)))
    assert "Elm School" in page
    assert "Dev of Elm" in page
    client.post(step(session), {"action": "continue", "people": ["me", colleague.pk]})
    press_book(client, session)
    assert Booking.objects.get().school == second


def test_a_school_one_does_not_belong_to_cannot_be_chosen(client: Client, senco: Any) -> None:
    MembershipFactory(person=senco[1], school=SchoolFactory())
    page = client.post(step(SessionFactory()), {"action": "party", "party": SchoolFactory().pk})
    assert "Choose from this list" in words(page)


def test_a_member_of_staff_books_for_themselves_alone(client: Client) -> None:
    user, person, school = make_booker(role=Membership.Role.STAFF)
    make_colleague(school, name="Bola Example")
    sign_in(client, user, mfa=False)
    session = SessionFactory()
    page = words(client.get(step(session)))
    assert "Book a place for yourself" in page
    assert "Bola" not in page
    client.post(step(session), {"people": ["999"], "new-0-name": "X"})
    press_book(client, session)
    assert [place.person for place in Booking.objects.get().places.all()] == [person]


def test_somebody_without_a_school_is_told_how_to_join_one(client: Client) -> None:
    sign_in(client, UserFactory(), mfa=False)
    page = client.get(step(SessionFactory()))
    assert "Join your school first" in words(page)


def test_parents_are_told_that_booking_needs_a_sign_in(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "To book, everybody needs one, parents and carers too." in page
    assert "need none at all" not in page
    assert "parents, carers and young people" in client.get("/accounts/signup/").content.decode()


def test_a_parent_books_a_parents_session_for_themselves(client: Client) -> None:
    user = UserFactory(name="Pat Parent")
    sign_in(client, user, mfa=False)
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    session = SessionFactory(course=CoursePageFactory(audiences=[parents]))
    asked = words(client.get(step(session)))
    assert "Book a place for yourself" in asked and "Back to the session" in asked
    client.post(step(session), {})
    check = words(client.get(step(session, "check")))
    assert "Cost Free" in " ".join(check.split()) and "Kent schools" not in check
    done = words(press_book(client, session, follow=True))
    assert "You cannot come? Cancel your place" in done
    booking = Booking.objects.get()
    assert booking.school is None
    assert booking.booker.user == user


def test_a_role_the_session_needs_is_asked_for(client: Client, senco: Any) -> None:
    session = SessionFactory(audiences=[AudienceFactory(slug="senco", name="SENCO")])
    page = client.post(step(session), {"people": ["me"]})
    assert "Choose what you do" in words(page)
    client.post(step(session), {"people": ["me"], "my_role": "senco"})
    press_book(client, session)
    assert Booking.objects.get().places.get().role.slug == "senco"


def test_what_it_costs_and_the_purchase_order_are_on_the_check_page(client: Client, senco: Any) -> None:
    course = CoursePageFactory(funding=Funding.CHARGEABLE, price_pence=9_500)
    other = make_colleague(senco[2])
    session = SessionFactory(course=course)
    client.post(step(session), {"people": ["me", other.pk]})
    assert "£190 plus VAT (2 places at £95 each)" in words(client.get(step(session, "check")))
    page = press_book(client, session, {"purchase_order": "x" * 41})
    assert "There is a problem" in words(page)
    press_book(client, session, {"purchase_order": "PO-7"})
    assert Booking.objects.get().purchase_order == "PO-7"
    assert Booking.objects.get().price_pence == 19_000


def test_extra_fields_of_a_crafted_post_are_ignored(client: Client, senco: Any) -> None:
    session = SessionFactory()
    client.post(step(session), {"people": ["me"]})
    press_book(
        client, session, {"price_pence": "-5", "state": "cancelled", "booker": "1", "school": "9"}
    )
    booking = Booking.objects.get()
    assert (booking.price_pence, booking.state, booking.school) == (0, "confirmed", senco[2])


def test_without_its_token_the_form_is_refused_with_a_page_that_helps(senco: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, senco[0], mfa=False)
    page = strict.post(step(SessionFactory()), {"people": ["me"]})
    assert page.status_code == 403
    assert "Please send the form again" in words(page)
    assert not Booking.objects.exists()


def test_the_done_page_of_somebody_else_is_not_found(client: Client, senco: Any) -> None:
    other = make_booking()
    assert client.get(reverse("bookings:done", args=[other.reference])).status_code == 404


def test_a_name_with_accents_apostrophe_and_emoji_comes_through(client: Client, senco: Any) -> None:
    AudienceFactory(slug="ta")
    name = "Siân O'Brien-Nguyễn 🎉"
    session = SessionFactory()
    client.post(step(session), {"new-0-name": name, "new-0-email": "s@x.example", "new-0-role": "ta"})
    press_book(client, session)
    assert Booking.objects.get().places.get().person.name == name
    assert name in Message.objects.get(to="s@x.example").body
    assert Person.objects.filter(name=name).exists()
