"""Officers take requests on, decide on grounds, quote, and write down what the offer lacks; others read."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.bespoke.choices import Outcome, State
from bookings.bespoke.models import Quote, Request
from bookings.finance.choices import Buyer, Service
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.bespoke import in_days, make_chargeable, make_quote, make_request
from tests.factories.finance import make_issuer, make_table
from tests.factories.training import CoursePageFactory
from tests.factories.vocabulary import AreaOfNeedFactory
from training.gaps import Gap

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def officer(client: Client, group: str = "Officers") -> Any:
    user = UserFactory(groups=[group])
    sign_in(client, user)
    return user


def at(name: str, request: Request) -> str:
    return reverse(f"bespoke_requests:{name}", args=[request.pk])


def test_the_list_has_what_waits_first(client: Client) -> None:
    done, waiting = make_chargeable(), make_request()
    officer(client)
    said = text_of(client.get(reverse("bespoke_requests:index")))
    assert said.index(waiting.reference) < said.index(done.reference)


def test_an_officer_takes_it_on_and_the_sheet_says_so(client: Client) -> None:
    request = make_request()
    user = officer(client)
    assert user.name in text_of(client.post(at("take", request), follow=True))
    assert client.get(at("take", request)).status_code == 405


def test_a_charge_is_decided_with_the_courses_considered(client: Client) -> None:
    shown = CoursePageFactory(title="Calm starts")
    request = make_request(why_not={shown.pk: "It is for teachers"})
    officer(client)
    assert "The school says: It is for teachers" in text_of(client.get(at("decide", request)))
    words = {"outcome": Outcome.CHARGEABLE, "words": "We write you a quote."}
    missing = client.post(at("decide", request), words)
    assert "Say of each course considered" in text_of(missing)
    assert "We write you a quote." in missing.content.decode()
    client.post(at("decide", request), {**words, f"short-{shown.pk}": "For teachers only"})
    request.refresh_from_db()
    assert request.state == State.CHARGEABLE
    assert "falls short: For teachers only" in text_of(client.get(at("inspect", request)))


def test_what_the_offer_meets_names_its_course(client: Client) -> None:
    request, course = make_request(), CoursePageFactory()
    officer(client)
    words = {"outcome": Outcome.MET, "words": "This covers it."}
    assert "Choose the course" in text_of(client.post(at("decide", request), words))
    client.post(at("decide", request), {**words, "met_by": course.pk})
    request.refresh_from_db()
    assert request.state == State.MET


def test_a_quote_is_written_line_by_line_and_begun_from_the_one_before(client: Client) -> None:
    request = make_chargeable()
    issuer = make_issuer()
    make_table(issuer)
    officer(client)
    words = {
        "issuer": issuer.pk, "buyer": Buyer.ACADEMY, "text": "An afternoon", "last_day": in_days(10).isoformat(),
        "text-1": "Training", "service-1": Service.TRAINING, "quantity-1": "2", "pounds-1": "142.50",
        "text-2": "Plan", "service-2": Service.MATERIALS, "quantity-2": "1", "pounds-2": "",
    }  # fmt: skip
    assert "Enter what it costs" in text_of(client.post(at("quote", request), words))
    client.post(at("quote", request), {**words, "pounds-2": "10"})
    quote = Quote.objects.get()
    assert (quote.net_pence, quote.vat_pence) == (29_500, 200)
    page = BeautifulSoup(client.get(at("quote", request)).content, "html.parser")
    begun = page.select_one("input[name=pounds-1]")
    assert begun is not None
    assert begun["value"] == "142.50"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text-1": ""}, "Line 1"),
        ({"pounds-1": "NaN"}, "number"),
        ({"pounds-1": "1.005"}, "decimal places"),
        ({"pounds-1": "1e20"}, "less than or equal"),
        ({"quantity-1": "0"}, "greater than or equal"),
        ({"last_day": "2001-01-01"}, "later day"),
        ({"buyer": Buyer.INDEPENDENT}, "VAT table says nothing"),
    ],
)
def test_a_mistake_in_a_quote_is_told_and_none_is_sent(
    client: Client, changes: dict[str, str], said: str
) -> None:
    request = make_chargeable()
    issuer = make_issuer()
    make_table(issuer)
    officer(client)
    words = {
        "issuer": issuer.pk, "buyer": Buyer.ACADEMY, "text": "x", "last_day": in_days(10).isoformat(),
        "text-1": "Training", "service-1": Service.TRAINING, "quantity-1": "1", "pounds-1": "10", **changes,
    }  # fmt: skip
    response = client.post(at("quote", request), words)
    assert response.status_code == 200
    assert said in text_of(response)
    assert not Quote.objects.exists()


def test_what_the_offer_lacks_is_written_down(client: Client) -> None:
    request = make_request()
    officer(client)
    client.post(at("gap", request), {"title": "Calm lunchtimes"})
    assert Gap.objects.get().title == "Calm lunchtimes"


@pytest.mark.parametrize("group", ["Finance", "Auditors"])
def test_finance_and_auditors_read_and_decide_nothing(client: Client, group: str) -> None:
    request = make_quote().request
    officer(client, group)
    said = text_of(client.get(at("inspect", request)))
    assert "Quote, version 1" in said
    assert "Write a quote" not in said
    assert client.post(at("quote", request), {}).status_code in (302, 403)
    assert Quote.objects.count() == 1


def test_where_the_offer_has_nothing_an_officer_names_a_course_considered(client: Client) -> None:
    request = make_request()
    Request.objects.filter(pk=request.pk).update(area_of_need=AreaOfNeedFactory(slug="sensory").pk)
    course = CoursePageFactory(title="Calm starts", area_of_need=AreaOfNeedFactory(slug="other"))
    officer(client)
    words = {"outcome": Outcome.CHARGEABLE, "words": "We write you a quote.", "other": course.pk}
    assert "Say of each course considered" in text_of(client.post(at("decide", request), words))
    client.post(at("decide", request), {**words, "other_short": "It is for teachers"})
    request.refresh_from_db()
    assert request.state == State.CHARGEABLE
    assert request.decisions.get().considered.get().course == course


def test_a_price_without_words_is_not_left_out_of_a_quote(client: Client) -> None:
    request, issuer = make_chargeable(), make_issuer()
    make_table(issuer)
    officer(client)
    words = {
        "issuer": issuer.pk, "buyer": Buyer.ACADEMY, "text": "An afternoon", "last_day": in_days(10).isoformat(),
        "text-1": "Training", "pounds-1": "285.00", "pounds-2": "200.00",
    }  # fmt: skip
    assert "Say what it is for." in text_of(client.post(at("quote", request), words))
    assert not Quote.objects.exists()
