"""The parents' and carers' section, as a family sees it."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from parents.models import ParentsIndexPage
from portal.base.models import SiteSettings
from portal.home.models import StandardPage
from portal.vocabulary.choices import AudienceGroup
from tests.factories.directory import OrganisationFactory
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AudienceFactory, DistrictFactory

pytestmark = pytest.mark.django_db

BUDGET = 8


def words(client: Client, address: str = "/parents/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_senco_is_spelt_out(client: Client) -> None:
    assert "special educational needs co-ordinator" in words(client)


def test_independent_advice_is_always_in_view(client: Client) -> None:
    OrganisationFactory(title="IASK", phone="03000 41 30 00", independent_advice=True)
    OrganisationFactory(title="Draft advice", independent_advice=True, live=False)
    OrganisationFactory(title="A supplier")
    for address in ("/parents/", "/parents/?dimension=cake&page=99"):
        page = words(client, address)
        assert "IASK" in page and "03000 41 30 00" in page
        assert "Draft advice" not in page
        assert "A supplier" not in page


def test_the_named_contact_is_always_in_view(client: Client) -> None:
    ParentsIndexPage.objects.update(contact_role="Family link officer", contact_phone="01234 567890")
    page = words(client)
    assert "Family link officer" in page
    assert "01234 567890" in page


def test_without_a_contact_of_its_own_the_section_gives_the_services(client: Client) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_phone": "03000 00 00 00"})
    assert "03000 00 00 00" in words(client)


def test_a_chosen_districts_own_contact_comes_first(client: Client) -> None:
    DistrictFactory(
        slug="thanet-x", name="Thanet", contact_name="District lead", contact_phone="01843 000000"
    )
    page = words(client, "/parents/?district=thanet-x")
    assert "District lead" in page
    assert "01843 000000" in page


def test_what_school_should_already_be_doing_is_linked_once_published(client: Client) -> None:
    section = ParentsIndexPage.objects.get()
    expectations = section.add_child(
        instance=StandardPage(title="Before a diagnosis", slug="before", live=False)
    )
    ParentsIndexPage.objects.update(expectations_page=expectations)
    assert "already be doing" not in words(client)
    StandardPage.objects.update(live=True)
    assert "What school should already be doing" in words(client)


def test_the_section_costs_few_queries_whatever_its_length(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    audience = AudienceFactory(slug="family-x", group=AudienceGroup.FAMILY)
    for number in range(22):
        SessionFactory(course=CoursePageFactory(title=f"Session {number}", audiences=[audience]))
    OrganisationFactory.create_batch(3, independent_advice=True)
    client.get("/parents/")
    with django_assert_max_num_queries(BUDGET):
        client.get("/parents/?format=online")
