"""A school asks in two steps, reads how far it is, answers, and accepts; nothing typed is lost by a mistake."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.bespoke.choices import Outcome, State
from bookings.bespoke.models import Acceptance, Request
from bookings.bespoke.services.triage import decide
from bookings.finance.choices import Buyer
from portal.accounts.choices import SchoolRole
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.bespoke import (
    AIM,
    in_days,
    make_chargeable,
    make_quote,
    make_request,
    make_requester,
    make_scheduled,
)
from tests.factories.training import CoursePageFactory
from tests.factories.vocabulary import AreaOfNeedFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

NEW = "bespoke:new"


def text_of(response: Any) -> str:
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def signed_in(client: Client, role: SchoolRole = SchoolRole.SENCO) -> Any:
    person = make_requester(role)
    sign_in(client, person.user, mfa=False)
    return person


def need(**changes: Any) -> dict[str, Any]:
    area = AreaOfNeedFactory()
    return {
        "key": str(uuid.uuid4()), "area": area.slug, "aim": AIM, "staff_count": "12", "format": "in-school",
        "wished": "A Wednesday", **changes,
    }  # fmt: skip


def test_the_offer_is_shown_first_and_going_on_takes_a_reason_for_each(client: Client) -> None:
    signed_in(client)
    words = need()
    course = CoursePageFactory(title="Calm starts", area_of_need=AreaOfNeedFactory())
    shown = client.post(reverse(NEW), words)
    assert "These may do, and are free" in text_of(shown)
    assert "Calm starts" in text_of(shown)
    assert not Request.objects.exists()
    missing = client.post(reverse(NEW), {**words, "looked": "1"})
    assert "Say why “Calm starts” does not do" in text_of(missing)
    assert AIM in missing.content.decode()
    asked = client.post(
        reverse(NEW), {**words, "looked": "1", f"why-{course.pk}": "It is for teachers"}, follow=True
    )
    made = Request.objects.get()
    assert made.reference in text_of(asked)
    assert made.shown_offers.get().why_not == "It is for teachers"
    again = client.post(reverse(NEW), {**words, "looked": "1", f"why-{course.pk}": "It is for teachers"})
    assert again.status_code == 302
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"aim": ""}, "Write what your staff should be able to do"),
        ({"aim": "Short"}, "at least 30 letters"),
        ({"aim": f"{AIM} He was born on 3 March 2018."}, "date of birth"),
        ({"staff_count": "0"}, "Enter 1 or more"),
        ({"staff_count": "1e9"}, "Enter a number"),
        ({"staff_count": "501"}, "Enter 500 or less"),
        ({"area": "nowhere"}, "Choose one of the areas"),
        ({"format": ""}, "Choose how"),
        ({"wished": "a\nb"}, "one line"),
        ({"needs": ["nothing"]}, "Choose from this list"),
        ({"key": "x"}, "valid UUID"),
    ],
)
def test_a_mistake_is_told_by_its_field_and_the_rest_is_kept(
    client: Client, changes: dict[str, Any], said: str
) -> None:
    signed_in(client)
    response = client.post(reverse(NEW), need(**changes))
    assert response.status_code == 200
    assert said in response.content.decode()
    if "wished" not in changes:
        assert "A Wednesday" in response.content.decode()
    assert not Request.objects.exists()


def test_whoever_does_not_book_for_a_school_is_told_who_does(client: Client) -> None:
    signed_in(client, SchoolRole.STAFF)
    assert "SENCOs, heads and business managers" in text_of(client.get(reverse(NEW)))
    assert client.post(reverse(NEW), need()).status_code == 403


def test_a_school_reads_its_own_requests_and_no_others(client: Client) -> None:
    person = signed_in(client)
    own, other = make_request(person), make_request()
    said = text_of(client.get(reverse("bespoke:requests")))
    assert own.reference in said
    assert other.reference not in said
    assert client.get(reverse("bespoke:request", args=[other.reference])).status_code == 404
    assert client.get(reverse("bespoke:request", args=["KB-NONE"])).status_code == 404


def test_our_question_is_read_and_answered(client: Client) -> None:
    person = signed_in(client)
    own = make_request(person)
    decide(
        request_id=own.pk,
        outcome=Outcome.NEEDS_INFO,
        words="Which year groups?",
        by=UserFactory(name="Olu Officer"),
    )
    address = reverse("bespoke:request", args=[own.reference])
    said = text_of(client.get(address))
    assert "Which year groups?" in said
    assert "Olu Officer" in said
    assert "Write your answer" in text_of(client.post(address, {"do": "answer", "words": ""}))
    assert "We have your answer" in text_of(
        client.post(address, {"do": "answer", "words": "Year 3"}, follow=True)
    )


def test_a_quote_is_accepted_with_what_it_takes_to_pay_it(client: Client) -> None:
    person = signed_in(client, SchoolRole.BUSINESS)
    quote = make_quote(make_chargeable(person))
    address = reverse("bespoke:request", args=[quote.request.reference])
    said = text_of(client.get(address))
    assert "£450" in said
    assert "You can cancel free of charge until 14 days before" in said
    missing = client.post(address, {"do": "accept", "quote": quote.pk, "purchase_order": ""})
    assert "Enter your purchase order’s number" in text_of(missing)
    accepted = client.post(
        address, {"do": "accept", "quote": quote.pk, "purchase_order": "PO-9"}, follow=True
    )
    assert "The quote is accepted" in text_of(accepted)
    assert Acceptance.objects.get().purchase_order == "PO-9"


def test_the_link_of_an_older_version_shows_the_newest(client: Client) -> None:
    person = signed_in(client)
    first = make_quote(make_chargeable(person), buyer=Buyer.ACADEMY)
    make_quote(first.request)
    address = reverse("bespoke:request", args=[first.request.reference])
    response = client.post(
        address, {"do": "accept", "quote": first.pk, "purchase_order": "PO-9"}, follow=True
    )
    assert "newer version" in text_of(response)
    assert "Quote, version 2" in text_of(response)
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("quote", ["", "0", "x", "99999999"])
def test_a_quote_that_is_none_of_the_requests_is_not_accepted(client: Client, quote: str) -> None:
    person = signed_in(client)
    own = make_quote(make_chargeable(person)).request
    address = reverse("bespoke:request", args=[own.reference])
    foreign = str(make_quote().pk) if quote == "x" else quote
    assert (
        client.post(address, {"do": "accept", "quote": foreign, "purchase_order": "P"}).status_code
        == 200
    )
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize(
    ("do", "state"), [("turn_down", State.CHARGEABLE), ("withdraw", State.WITHDRAWN)]
)
def test_a_quote_is_turned_down_and_a_request_taken_back(client: Client, do: str, state: State) -> None:
    person = signed_in(client)
    own = make_quote(make_chargeable(person)).request
    client.post(
        reverse("bespoke:request", args=[own.reference]), {"do": do, "quote": own.quotes.get().pk}
    )
    own.refresh_from_db()
    assert own.state == state


def test_the_school_reads_its_date_books_who_comes_and_sees_what_cancelling_costs(
    client: Client,
) -> None:
    request = make_scheduled(day=in_days(8))
    sign_in(client, request.requester.user, mfa=False)
    address = reverse("bespoke:request", args=[request.reference])
    answer = client.get(address)
    assert "Calm lunchtimes" in text_of(answer)
    assert "0 of 12 places" in text_of(answer)
    assert "If you cancel now: Half of the price is charged: £225 plus VAT." in text_of(answer)
    assert request.session is not None
    booking = reverse("bookings:delegates", args=[request.session.uid])
    assert booking in answer.content.decode()
    assert "Calm lunchtimes" in text_of(client.get(booking))
    for shown in ("", "0", "nonsense", "-1", "9" * 30, "٣"):
        refused = client.post(address, {"do": "cancel", "pence": shown}, follow=True)
        assert "has just changed" in text_of(refused)
    assert "It is cancelled" in text_of(
        client.post(address, {"do": "cancel", "pence": "22500"}, follow=True)
    )


def test_a_date_made_for_one_school_is_not_there_for_anybody_else(client: Client) -> None:
    request = make_scheduled()
    assert request.session is not None
    signed_in(client)
    assert client.get(reverse("bookings:delegates", args=[request.session.uid])).status_code == 404
    assert client.get(reverse("bespoke:request", args=[request.reference])).status_code == 404
    assert "Calm lunchtimes" not in client.get(request.session.course.url).content.decode()


@pytest.mark.parametrize("why", ["a\x00b", "x" * 301, "two\nlines"])
def test_odd_words_with_a_quote_turned_down_are_told_and_turn_nothing_down(
    client: Client, why: str
) -> None:
    quote = make_quote()
    sign_in(client, quote.request.requester.user, mfa=False)
    address = reverse("bespoke:request", args=[quote.request.reference])
    answer = client.post(address, {"do": "turn_down", "quote": quote.pk, "why": why})
    assert answer.status_code == 200
    assert "There is a problem" in text_of(answer)
    assert Request.objects.get(pk=quote.request_id).state == State.QUOTED


def test_a_newer_quote_is_not_turned_down_unread(client: Client) -> None:
    first = make_quote()
    make_quote(first.request)
    sign_in(client, first.request.requester.user, mfa=False)
    address = reverse("bespoke:request", args=[first.request.reference])
    said = text_of(client.post(address, {"do": "turn_down", "quote": first.pk, "why": ""}, follow=True))
    assert "There is a newer version" in said
    assert Request.objects.get(pk=first.request_id).state == State.QUOTED
