"""The public pages of the directory, as somebody without an account sees them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory

from directory.entries import Service
from portal.base.snapshot import drop_all
from portal.media.models import PortalDocument
from tests.factories.directory import OrganisationFactory, ResourceFactory, ServiceFactory
from tests.factories.vocabulary import AreaOfNeedFactory, DistrictFactory, NeedFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BUDGET = 8


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_a_resource_says_what_it_is_for_whom_and_whether_it_is_current(client: Client) -> None:
    resource = ResourceFactory(
        title="Now and next board",
        summary="Shows what comes next.",
        needs=[NeedFactory(slug="a", name="Autism")],
        assured_on=date.today() - timedelta(days=9),
        assured_by="Thanet district team",
    )
    page = words(client, resource.href)
    for part in (
        "Now and next board",
        "Shows what comes next.",
        "Is it for me?",
        "Autism",
        "Checked by Thanet district team",
    ):
        assert part in page


def test_an_overdue_check_is_said_plainly(client: Client) -> None:
    resource = ResourceFactory(assured_on=date.today() - timedelta(days=400))
    assert "more than a year ago" in words(client, resource.href)


def test_a_download_names_its_type_and_size(client: Client) -> None:
    document = PortalDocument(
        title="Board", file=ContentFile(b"x" * 2048, name="board.pdf"), file_size=2048
    )
    document.save()
    page = words(client, ResourceFactory(document=document).href)
    assert "Download" in page
    assert "PDF, 2.0\xa0KB" in page or "PDF, 2.0 KB" in page


def test_a_link_elsewhere_says_where_it_leads(client: Client) -> None:
    assert "Open it at kelsi.org.uk" in words(
        client, ResourceFactory(link="https://www.kelsi.org.uk/x").href
    )


def test_a_resource_offers_others_for_the_same_needs(client: Client) -> None:
    need = NeedFactory()
    ResourceFactory(title="Twin", needs=[need])
    ResourceFactory(title="Draft twin", needs=[need], live=False)
    page = words(client, ResourceFactory(needs=[need]).href)
    assert "Twin" in page
    assert "Draft twin" not in page


def test_a_service_says_the_first_step_where_and_whom_to_ask(client: Client) -> None:
    service = ServiceFactory(
        how_to_access="Ask your Link Teacher first; then book a slot.",
        districts=[DistrictFactory(slug="x", name="Thanet")],
        minimum_age=4,
        maximum_age=11,
        organisation=OrganisationFactory(title="Team", phone="01234 567890"),
    )
    page = words(client, service.href)
    for part in (
        "Ask your Link Teacher first.",
        "Book a slot.",
        "Thanet",
        "4 to 11",
        "No referral needed",
        "Run by Team",
        "01234 567890",
    ):
        assert part in page


def test_a_service_without_districts_is_for_all_of_kent(client: Client) -> None:
    assert "All of Kent" in words(client, ServiceFactory().href)


def test_a_closed_service_says_so(client: Client) -> None:
    page = words(client, ServiceFactory(status=Service.Status.CLOSED).href)
    assert "Temporarily closed" in page
    assert "closed for the time being" in page


def test_an_organisation_lists_its_live_services_only(client: Client) -> None:
    organisation = OrganisationFactory()
    ServiceFactory(title="Advice line", organisation=organisation)
    ServiceFactory(title="Secret plan", organisation=organisation, live=False)
    page = words(client, organisation.href)
    assert "Advice line" in page
    assert "Secret plan" not in page


def test_an_organisation_that_is_a_draft_is_named_without_a_link(client: Client) -> None:
    organisation = OrganisationFactory(title="Quiet team", live=False)
    response = client.get(ServiceFactory(organisation=organisation).href)
    assert organisation.href not in response.content.decode()


@pytest.mark.parametrize("factory", [ResourceFactory, ServiceFactory, OrganisationFactory])
def test_a_draft_is_not_found(client: Client, factory: Any) -> None:
    assert client.get(factory(live=False).href).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/directory/resources/no-such-thing/",
        "/directory/cakes/sponge/",
        "/directory/resource/x/",
        "/directory/resources/",
        "/directory/resources/a/b/",
        "/directory/services/%D9%A3/",
    ],
)
def test_unknown_addresses_are_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_entry_takes_no_posts(client: Client) -> None:
    assert client.post(ResourceFactory().href).status_code == 405


@pytest.mark.parametrize("factory", [ResourceFactory, ServiceFactory, OrganisationFactory])
def test_a_draft_can_be_previewed(rf: RequestFactory, factory: Any) -> None:
    draft = factory(live=False, title="Not yet")
    response = draft.make_preview_request(rf.get("/admin/"))
    assert "Not yet" in response.content.decode()


@pytest.mark.parametrize("kind", ["resource", "service", "organisation"])
def test_each_list_shows_its_entries(client: Client, kind: str) -> None:
    ResourceFactory(title="A resource", area_of_need=AreaOfNeedFactory())
    ServiceFactory(title="A service", organisation=OrganisationFactory(title="A organisation"))
    assert f"A {kind}" in words(client, f"/directory/?kind={kind}")


@pytest.mark.parametrize(
    "address",
    [
        "/directory/?page=-1",
        "/directory/?page=100000000000000000000",
        "/directory/?page=abc",
        "/directory/?kind=cake",
        "/directory/?kind=",
        "/directory/?need=%F0%9F%8D%B0",
        "/directory/?letter=%22",
        "/directory/?need[]=x&need=",
        "/directory/?kind=service&district=atlantis",
        "/directory/?" + "&".join(f"need=n{i}" for i in range(500)),
    ],
)
def test_odd_addresses_show_a_list_all_the_same(client: Client, address: str) -> None:
    assert words(client, address)


@pytest.mark.parametrize("address", ["/directory/?need=%00", "/directory/?kind=%FF%FE"])
def test_addresses_that_are_no_text_are_refused_politely(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("query", ["", "?kind=service", "?kind=organisation", "?need=x&letter=r&page=2"])
def test_a_list_costs_few_queries_whatever_its_length(
    client: Client, django_assert_max_num_queries: Any, query: str
) -> None:
    need = NeedFactory(slug="x")
    ResourceFactory.create_batch(25, needs=[need], area_of_need=AreaOfNeedFactory())
    ServiceFactory.create_batch(25, needs=[need], districts=[DistrictFactory(slug="d")])
    client.get(f"/directory/{query}")
    with django_assert_max_num_queries(BUDGET):
        client.get(f"/directory/{query}")


@pytest.mark.parametrize("factory", [ResourceFactory, ServiceFactory, OrganisationFactory])
def test_an_entry_costs_few_queries(
    client: Client, django_assert_max_num_queries: Any, factory: Any
) -> None:
    needs = NeedFactory.create_batch(5)
    related = {} if factory is OrganisationFactory else {"needs": needs}
    factory.create_batch(5, **related)
    entry = factory(**related)
    client.get(entry.href)
    with django_assert_max_num_queries(BUDGET):
        client.get(entry.href)


def test_a_cold_process_still_shows_an_entry(client: Client) -> None:
    entry = ResourceFactory()
    drop_all()
    assert entry.title in words(client, entry.href)
