"""Finance says in the admin what was billed elsewhere, and takes it back; nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.finance.elsewhere.models import BilledElsewhere
from bookings.finance.models import Claim
from bookings.finance.payables import to_bill
from tests.bookings.finance.staff.test_issue_views import finance, owing, school_of, text_of
from tests.factories.accounts import UserFactory, sign_in
from tests.odd_input import filled, form_of, rows_of, send, try_odd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def address_for(charge: Any) -> str:
    return reverse("to_invoice:elsewhere", args=[school_of(charge).pk])


def said(charge: Any, **given: Any) -> dict[str, Any]:
    return {
        "payables": [f"charge:{charge.pk}"],
        "reference": "7004711",
        "reason": "Billed in summer",
        **given,
    }


def test_finance_writes_down_what_was_billed_elsewhere_and_it_leaves_the_list(client: Client) -> None:
    charge = owing()
    finance(client)
    issue = client.get(reverse("to_invoice:issue", args=[school_of(charge).pk]))
    assert address_for(charge) in issue.content.decode()
    page = client.post(address_for(charge), said(charge), follow=True)
    assert "1 entry is written down" in text_of(page)
    assert school_of(charge).name not in text_of(client.get(reverse("to_invoice:index")))
    row = BilledElsewhere.objects.get()
    sheet = text_of(client.get(reverse("billed_elsewhere:inspect", args=[row.pk])))
    assert "7004711" in sheet and "Billed in summer" in sheet and "£30" in sheet
    listed = text_of(client.get(reverse("billed_elsewhere:index")))
    assert school_of(charge).name in listed and "Billed elsewhere" in listed


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"payables": []}, "Tick what was billed elsewhere"),
        ({"payables": ["charge:987654"]}, "Select a valid choice"),
        ({"reference": ""}, "under which reference"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_is_kept(
    client: Client, given: dict[str, Any], words: str
) -> None:
    charge = owing()
    finance(client)
    page = client.post(address_for(charge), said(charge, **given))
    assert words in text_of(page)
    kept = said(charge, **given)
    assert (
        str(kept["reason"]) in page.content.decode() and str(kept["reference"]) in page.content.decode()
    )
    assert not BilledElsewhere.objects.exists()


def test_finance_takes_it_back_with_a_reason_and_both_records_are_read(client: Client) -> None:
    charge = owing()
    finance(client)
    client.post(address_for(charge), said(charge))
    row = BilledElsewhere.objects.get()
    sheet = reverse("billed_elsewhere:inspect", args=[row.pk])
    back = reverse("billed_elsewhere:back", args=[row.pk])
    assert back in client.get(sheet).content.decode()
    assert "Say why" in text_of(client.post(back, {"reason": ""}))
    page = client.post(back, {"reason": "That number was another booking’s"}, follow=True)
    assert "stands under “To invoice” again" in text_of(page)
    assert [one.key for one in to_bill()] == [f"charge:{charge.pk}"]
    assert back not in client.get(sheet).content.decode()
    assert "That number was another booking’s" in text_of(client.get(sheet))
    assert "already" in text_of(client.post(back, {"reason": "Once more"}))
    newest = BilledElsewhere.objects.latest("pk")
    assert client.get(reverse("billed_elsewhere:back", args=[newest.pk])).status_code == 404


def test_the_spreadsheet_runs_no_formula_and_says_who_wrote_it(client: Client) -> None:
    charge = owing()
    sign_in(client, UserFactory(name="Fay Example", groups=["Finance"]))
    client.post(address_for(charge), said(charge, reason="=HYPERLINK(1)"))
    response = client.get(reverse("billed_elsewhere:index"), {"export": "csv"})
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in text and "Fay Example" in text


@pytest.mark.parametrize("group", ["Officers", "Auditors"])
def test_who_only_reads_writes_nothing(client: Client, group: str) -> None:
    charge = owing()
    sign_in(client, UserFactory(groups=[group]))
    assert client.post(address_for(charge), said(charge)).status_code in (302, 403)
    assert not BilledElsewhere.objects.exists()


def test_whatever_is_typed_is_answered_in_words(client: Client) -> None:
    charge = owing()
    finance(client)
    address, state = address_for(charge), rows_of(BilledElsewhere, Claim)
    fields = filled(form_of(client.get(address).content, "reference"), **said(charge))
    assert try_odd(client, address, fields, state=state, kept=["reference", "reason"]) == []
    assert send(client, address, fields).status_code == 302
