"""Finance sees who owes what, issues it once, and every mistake is told by its field with what was entered kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.finance.choices import Buyer
from bookings.finance.models import Document
from bookings.places.models import Place, ProposedCharge
from bookings.places.services.charges import decide_charge
from bookings.places.terms.services import propose_no_show
from portal.accounts.models import School
from portal.base import clock
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import make_issuer, make_table
from tests.factories.places import make_booking
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def owing() -> ProposedCharge:
    """£30 that an officer confirmed, for a school."""
    make_terms()
    make_booking(SessionFactory())
    propose_no_show(place=Place.objects.select_related("booking__terms").latest("pk"))
    charge = ProposedCharge.objects.select_related("place__booking__school", "place__person").latest(
        "pk"
    )
    decide_charge(charge=charge, waive=False, reason="", by=UserFactory())
    return charge


def school_of(charge: ProposedCharge) -> School:
    school = charge.place.booking.school
    assert school is not None
    return school


def finance(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Finance"]))


def answer(charge: ProposedCharge, **given: Any) -> dict[str, Any]:
    issuer = make_issuer()
    make_table(issuer)
    return {
        "issuer": issuer.pk,
        "payables": [f"charge:{charge.pk}"],
        "buyer": Buyer.ACADEMY,
        "purchase_order": "PO-1",
        "cost_code": "",
        "tax_date": clock.today().isoformat(),
        **given,
    }


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_what_is_owed_is_listed_by_school_without_names(client: Client) -> None:
    charge = owing()
    finance(client)
    said = text_of(client.get(reverse("to_invoice:index")))
    assert school_of(charge).name in said
    assert "£30" in said
    assert charge.place.booking.reference in said
    assert charge.place.person.name not in said


def test_when_all_is_billed_the_list_says_so(client: Client) -> None:
    finance(client)
    assert "Everything that is owed is on an invoice" in text_of(client.get(reverse("to_invoice:index")))


def test_it_is_issued_and_shown_and_cannot_be_issued_twice(client: Client) -> None:
    charge = owing()
    finance(client)
    address = reverse("to_invoice:issue", args=[school_of(charge).pk])
    said = text_of(client.get(address))
    assert "Did not come" in said
    given = answer(charge)
    response = client.post(address, given, follow=True)
    document = Document.objects.get()
    assert f"{document.number} is issued" in text_of(response)
    assert document.lines.get().payable == f"charge:{charge.pk}"
    again = client.post(address, given, follow=True)
    assert "Nothing of this school’s is left to invoice" in text_of(again)
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"payables": []}, "What is billed"),
        ({"payables": ["charge:987654"]}, "charge:987654"),
        ({"buyer": Buyer.DELEGATED}, "an internal recharge needs one"),
        ({"buyer": "nobody"}, "nobody"),
        ({"tax_date": "2999-01-01"}, "Choose today or an earlier day"),
        ({"tax_date": "soon"}, "date"),
        ({"tax_date": "0001-01-01"}, "No VAT table is signed off"),
        ({"purchase_order": '=HYPERLINK("x")\u202e<script>'}, "without hidden characters"),
        ({"purchase_order": "a\x00b"}, "Null characters"),
        ({"purchase_order": "x" * 41}, "40"),
        ({"cost_code": "a\nb", "buyer": Buyer.DELEGATED}, "Write it on one line"),
        ({"issuer": 987654}, "Who bills"),
        ({"buyer": Buyer.INDEPENDENT}, "VAT table says nothing"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_issued(
    client: Client, given: dict[str, Any], said: str
) -> None:
    charge = owing()
    finance(client)
    address = reverse("to_invoice:issue", args=[school_of(charge).pk])
    response = client.post(address, answer(charge, **given))
    assert response.status_code == 200
    assert said in text_of(response)
    if "purchase_order" not in given:
        assert b"PO-1" in response.content
    assert not Document.objects.exists()


def test_before_vat_is_decided_finance_is_told_what_to_do(client: Client) -> None:
    charge = owing()
    issuer = make_issuer()
    make_table(issuer, signed=False)
    finance(client)
    given = {
        "issuer": issuer.pk, "payables": [f"charge:{charge.pk}"], "buyer": Buyer.ACADEMY,
        "tax_date": clock.today().isoformat(),
    }  # fmt: skip
    response = client.post(reverse("to_invoice:issue", args=[school_of(charge).pk]), given)
    assert "No VAT table is signed off" in text_of(response)


def test_without_an_issuer_the_form_leads_to_entering_one(client: Client) -> None:
    charge = owing()
    finance(client)
    response = client.get(reverse("to_invoice:issue", args=[school_of(charge).pk]))
    assert "There is no issuer yet" in text_of(response)


def test_an_old_tax_date_is_taken(client: Client) -> None:
    charge = owing()
    finance(client)
    day = clock.today() - timedelta(days=3)
    client.post(
        reverse("to_invoice:issue", args=[school_of(charge).pk]),
        answer(charge, tax_date=day.isoformat()),
    )
    assert Document.objects.get().tax_date == day
