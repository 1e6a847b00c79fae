"""Staff change terms by writing the next version, and decide about each charge."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.places.models import Place, ProposedCharge, Terms
from bookings.places.services.cancellations import cancel_places
from bookings.places.terms.models import Offering
from portal.accounts.models import User
from portal.base import clock
from tests.bookings.places.steps import words
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_booking
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db

FORM = {
    "offering": "funded",
    "free_until_days": "8",
    "late_percent": "0",
    "late_pence": "30.00",
    "no_show_pence": "30.00",
    "substitution_hours": "48",
    "waivers": "An Ofsted visit",
}


@pytest.fixture
def officer(client: Client) -> User:
    user: User = UserFactory(groups=["Officers"])
    sign_in(client, user)
    return user


@pytest.fixture
def charge(officer: User) -> ProposedCharge:
    make_terms()
    cancel_places(booking=make_booking(SessionFactory()), actor=officer, now=clock.now())
    return ProposedCharge.objects.get()


def decide(client: Client, charge: ProposedCharge, **sent: str) -> Any:
    seen = {"seen": charge.state}
    return client.post(reverse("proposed_charges:decide", args=[charge.pk]), {**seen, **sent})


def test_an_officer_enters_terms_in_pounds(client: Client, officer: User) -> None:
    assert client.post(reverse("terms:add"), FORM).status_code == 302
    terms = Terms.objects.get()
    assert (terms.late_pence, terms.no_show_pence, terms.changed_by) == (3000, 3000, officer)


def test_changing_terms_writes_the_next_version_and_keeps_the_last(
    client: Client, officer: User
) -> None:
    first = make_terms()
    changed = {**FORM, "free_until_days": "10"}
    shown = client.get(reverse("terms:edit", args=[first.pk])).content.decode()
    assert 'value="30.00"' in shown
    assert client.post(reverse("terms:edit", args=[first.pk]), changed).status_code == 302
    versions = Terms.objects.filter(offering="funded").order_by("version")
    assert [(row.version, row.free_until_days, row.current) for row in versions] == [
        (1, 8, False),
        (2, 10, True),
    ]
    assert client.get(reverse("terms:edit", args=[first.pk])).status_code == 404


def test_a_kind_of_place_that_has_terms_is_not_offered_again(client: Client, officer: User) -> None:
    make_terms()
    client.post(reverse("terms:add"), FORM)
    assert Terms.objects.count() == 1


def test_where_every_kind_of_place_has_terms_none_are_added_and_the_list_says_how_to_change_them(
    client: Client, officer: User
) -> None:
    add = reverse("terms:add")
    assert f'href="{add}"' in client.get(reverse("terms:index")).content.decode()
    replaced = make_terms()
    now = [make_terms(offering=offering) for offering in Offering]
    page = client.get(add, follow=True)
    shown = page.content.decode()
    assert page.redirect_chain == [(reverse("terms:index"), 302)]
    assert "Every kind of place has terms. Choose one below to change it." in shown
    assert f'href="{add}"' not in shown
    leads_to = {row.pk: reverse("terms:edit", args=[row.pk]) in shown for row in [replaced, *now]}
    assert leads_to == {replaced.pk: False, **{row.pk: True for row in now}}


@pytest.mark.parametrize(
    "wrong", [{"late_percent": "50"}, {"late_percent": "101", "late_pence": ""}, {"late_pence": "-1"}]
)
def test_terms_that_make_no_sense_are_refused(
    client: Client, officer: User, wrong: dict[str, str]
) -> None:
    assert client.post(reverse("terms:add"), {**FORM, **wrong}).status_code == 200
    assert not Terms.objects.exists()


def test_a_charge_is_waived_for_an_ofsted_visit_with_reason_and_actor_kept(
    client: Client, officer: User, charge: ProposedCharge
) -> None:
    decide(client, charge, answer="waive", waiver="An Ofsted visit", reason="Rang on Monday")
    charge.refresh_from_db()
    assert (charge.state, charge.reason) == ("waived", "An Ofsted visit: Rang on Monday")
    assert charge.decided_by == officer
    sheet = words(client.get(reverse("proposed_charges:inspect", args=[charge.pk])))
    assert "An Ofsted visit: Rang on Monday" in sheet
    assert str(officer) in sheet


def test_a_charge_is_not_waived_without_a_reason(client: Client, charge: ProposedCharge) -> None:
    answer = decide(client, charge, answer="waive")
    assert "Choose why it is waived" in words(answer)
    charge.refresh_from_db()
    assert charge.state == "proposed"


def test_nothing_is_chosen_before_an_officer_decides(client: Client, charge: ProposedCharge) -> None:
    page = client.get(reverse("proposed_charges:decide", args=[charge.pk])).content.decode()
    assert "Something else" in page
    assert "checked" not in page


def test_something_else_is_said_in_words_and_a_waiver_that_was_ticked_is_no_reason_to_charge(
    client: Client, charge: ProposedCharge
) -> None:
    answer = decide(client, charge, answer="waive", waiver="other", reason=" ")
    assert "Say in your words why it is waived." in words(answer)
    charge.refresh_from_db()
    assert charge.state == "proposed"
    decide(client, charge, answer="confirm", waiver="Illness", reason="Told us a week later")
    charge.refresh_from_db()
    assert (charge.state, charge.reason) == ("confirmed", "Told us a week later")


def test_a_charge_waived_for_something_else_keeps_the_officers_words_alone(
    client: Client, charge: ProposedCharge
) -> None:
    decide(client, charge, answer="waive", waiver="other", reason="The school flooded")
    charge.refresh_from_db()
    assert (charge.state, charge.reason) == ("waived", "The school flooded")


def test_a_charge_is_confirmed_and_then_stays_so(client: Client, charge: ProposedCharge) -> None:
    decide(client, charge, answer="confirm")
    decide(client, charge, answer="waive", waiver="Illness")
    charge.refresh_from_db()
    assert charge.state == "confirmed"


def test_the_list_of_charges_is_filtered_and_exported(client: Client, charge: ProposedCharge) -> None:
    index = reverse("proposed_charges:index")
    name = charge.place.person.name
    assert name in words(client.get(index, {"state": "proposed"}))
    assert name not in words(client.get(index, {"state": "waived"}))
    export = client.get(index, {"export": "csv"})
    assert "30.00" in b"".join(export.streaming_content).decode()


def many_charges(charge: ProposedCharge, number: int) -> None:
    """As many more charges for places that were cancelled."""
    place = charge.place
    places = Place.objects.bulk_create(
        Place(
            booking=place.booking,
            session=place.session,
            person=place.person,
            state=Place.State.CANCELLED,
        )
        for _number in range(number)
    )
    ProposedCharge.objects.bulk_create(
        ProposedCharge(place=one, terms=charge.terms, kind=charge.kind, pence=3_000) for one in places
    )


@pytest.mark.parametrize("query", ["", "p=20", "ordering=-pence", "export=csv", "q=Asha"])
def test_the_list_of_charges_takes_as_many_queries_for_thousands_of_rows_as_for_a_page(
    client: Client, charge: ProposedCharge, query: str
) -> None:
    address = f"{reverse('proposed_charges:index')}?{query}"
    counts = []
    for number in (60, 3_000):
        many_charges(charge, number)
        content(client.get(address))
        with CaptureQueriesContext(connection) as queries:
            content(client.get(address))
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def test_a_page_of_charges_is_a_page_and_one_beyond_the_last_is_the_last(
    client: Client, charge: ProposedCharge
) -> None:
    many_charges(charge, 3_000)
    address = reverse("proposed_charges:index")
    lengths = [
        len(client.get(address, {"p": page}).context["object_list"]) for page in ("1", "2", "200")
    ]
    assert lengths == [20, 20, 1]
    assert client.get(address, {"p": "9" * 20}).status_code == 400


def content(response: Any) -> bytes:
    """All of it, a download too."""
    return b"".join(response.streaming_content) if response.streaming else response.content
