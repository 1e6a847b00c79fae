"""A VAT table is entered cell by cell, signed off by a second person, and then changed by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.finance.choices import Buyer, Service
from bookings.finance.models import Issuer, VatTable
from bookings.finance.staff.forms import cell_name
from bookings.finance.vat.services import save_table
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.finance import RULES, make_document, make_issuer, make_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

CELL = cell_name((Buyer.ACADEMY, Service.TRAINING))


def finance(client: Client) -> Any:
    user = UserFactory(groups=["Finance"])
    sign_in(client, user)
    return user


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def given(issuer: Issuer, **cells: str) -> dict[str, Any]:
    return {"issuer": issuer.pk, "from_day": "2027-04-01", "advice": "VAT team", **cells}


def test_a_table_is_entered_and_shown_as_entered(client: Client) -> None:
    user = finance(client)
    issuer = make_issuer()
    response = client.post(reverse("vat_tables:add"), given(issuer, **{CELL: "20"}), follow=True)
    assert response.status_code == 200
    table = VatTable.objects.get()
    rule = table.rules.get()
    assert (rule.buyer, rule.service, rule.rate, table.entered_by_id) == (
        "academy",
        "training",
        20,
        user.pk,
    )
    said = text_of(client.get(reverse("vat_tables:inspect", args=[table.pk])))
    assert "20%" in said
    assert "Not yet: nothing is issued by it" in said
    assert "Sign off this table" not in said


def test_a_table_is_changed_until_it_is_signed_off(client: Client) -> None:
    finance(client)
    issuer = make_issuer()
    table = make_table(issuer, signed=False)
    address = reverse("vat_tables:edit", args=[table.pk])
    page = BeautifulSoup(client.get(address).content, "html.parser")
    chosen = page.select_one(f"select[name={CELL}] option[selected]")
    assert chosen is not None
    assert chosen["value"] == "exempt"
    client.post(address, given(issuer, **{CELL: "outside"}))
    assert table.rules.get().treatment == "outside"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"from_day": "soon"}, "date"),
        ({"advice": ""}, "based on"),
        ({CELL: "17.5"}, "17.5"),
        ({"issuer": "987654"}, "Issuer"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_saved(
    client: Client, changes: dict[str, str], said: str
) -> None:
    finance(client)
    other = cell_name((Buyer.ACADEMY, Service.TRAVEL))
    response = client.post(
        reverse("vat_tables:add"), {**given(make_issuer(), **{CELL: "20", other: "5"}), **changes}
    )
    assert response.status_code == 200
    assert said.lower() in text_of(response).lower()
    page = BeautifulSoup(response.content, "html.parser")
    kept = page.select_one(f"select[name={other}] option[selected]")
    assert kept is not None
    assert kept["value"] == "5"
    assert not VatTable.objects.exists()


def test_a_second_person_signs_off_and_then_nobody_changes_it(client: Client) -> None:
    table = make_table(make_issuer(), signed=False)
    finance(client)
    sheet = reverse("vat_tables:inspect", args=[table.pk])
    assert "Sign off this table" in text_of(client.get(sheet))
    address = reverse("vat_tables:sign_off", args=[table.pk])
    assert "Nobody can change it afterwards" in text_of(client.get(address))
    table.refresh_from_db()
    assert not table.is_signed_off
    assert "is signed off. Documents can be issued" in text_of(client.post(address, follow=True))
    table.refresh_from_db()
    assert table.is_signed_off
    assert "already" in text_of(client.post(address, follow=True))
    assert client.get(reverse("vat_tables:edit", args=[table.pk])).status_code == 404


def test_who_entered_it_is_told_that_somebody_else_has_to_sign_off(client: Client) -> None:
    user = finance(client)
    table = make_table(make_issuer(), signed=False)
    save_table(table=table, rules=RULES, by=user)
    response = client.post(reverse("vat_tables:sign_off", args=[table.pk]), follow=True)
    assert "Somebody else has to sign off" in text_of(response)
    table.refresh_from_db()
    assert not table.is_signed_off


def test_an_issuer_is_entered_with_its_words_and_its_code_stays_once_used(client: Client) -> None:
    finance(client)
    words = {
        "name": "Example School", "code": "THA", "address": "1 High Street\nCT9 1AA", "vat_number": "",
        "bank_name": "Example School", "sort_code": "12-34-56", "account_number": "12345678",
        "email": "office@school.example", "phone": "", "payment_days": "30", "active": "on", "district": "",
    }  # fmt: skip
    wrong = client.post(reverse("issuers:add"), {**words, "code": "t", "sort_code": "123456"})
    assert "two to six capital letters" in text_of(wrong)
    assert "For example 12-34-56" in text_of(wrong)
    client.post(reverse("issuers:add"), words)
    assert Issuer.objects.get().code == "THA"


def test_the_code_of_an_issuer_that_issued_something_stays(client: Client) -> None:
    issuer = make_document().account.issuer
    finance(client)
    address = reverse("issuers:edit", args=[issuer.pk])
    assert "so it stays" in text_of(client.get(address))
    words = {field: getattr(issuer, field) for field in ("name", "address", "bank_name", "sort_code")}
    client.post(
        address,
        {
            **words, "code": "NEW", "account_number": "87654321", "email": issuer.email, "payment_days": "14",
            "active": "on",
        },
    )  # fmt: skip
    issuer.refresh_from_db()
    assert (issuer.code, issuer.account_number, issuer.payment_days) == ("KCC", "87654321", 14)
