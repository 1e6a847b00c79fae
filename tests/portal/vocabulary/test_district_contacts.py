"""The foot of every page says who to call, by district."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from portal.base import snapshot
from portal.vocabulary.models import District
from portal.vocabulary.registry import terms
from portal.vocabulary.templatetags.district_contacts import district_contacts
from tests.factories.vocabulary import DistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_our_districts() -> None:
    District.objects.all().delete()
    snapshot.drop_all()


def footer() -> BeautifulSoup:
    """The foot of a page."""
    variables = {"contacts": district_contacts()}
    return BeautifulSoup(render_to_string("components/footer.html", variables), "html.parser")


def test_a_district_can_be_called_and_written_to() -> None:
    DistrictFactory(name="Thanet", contact_phone="03000 41 00 08", contact_email="thanet@stls.example")
    contact = footer().select_one(".kd-footer__contacts li")
    assert contact is not None
    assert "Thanet" in contact.get_text()
    assert [link["href"] for link in contact.select("a")] == [
        "tel:03000410008",
        "mailto:thanet@stls.example",
    ]


def test_a_district_without_a_way_to_reach_it_is_left_out() -> None:
    DistrictFactory(name="Swale", contact_phone="", contact_email="")
    DistrictFactory(name="Dover", contact_phone="03000 41 00 05", retired=True)
    assert footer().select(".kd-footer__contacts") == []


def test_the_contacts_cost_one_query_and_then_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    DistrictFactory(name="Thanet", contact_phone="03000 41 00 08")
    terms("levels")  # looks at what changed, which the next reader need not
    with django_assert_num_queries(1):
        footer()
    with django_assert_num_queries(0):
        footer()
