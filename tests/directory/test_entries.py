"""What a directory entry says about itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from directory.entries import Resource, Service
from tests.factories.directory import OrganisationFactory, ResourceFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def test_an_entry_has_an_address_of_its_own() -> None:
    assert ResourceFactory(slug="now-and-next").href == "/directory/resources/now-and-next/"
    assert ServiceFactory(slug="clinic").href == "/directory/services/clinic/"
    assert OrganisationFactory(slug="iask").href == "/directory/organisations/iask/"


def test_a_check_counts_for_a_year() -> None:
    resource = ResourceFactory(assured_on=date(2026, 3, 3))
    assert resource.freshness(date(2027, 3, 3)).is_current
    assert not resource.freshness(date(2027, 3, 4)).is_current


def test_a_service_without_a_contact_gives_the_one_of_its_organisation() -> None:
    organisation = OrganisationFactory(title="IASK", phone="03000 41 30 00")
    assert ServiceFactory(organisation=organisation).contact.name == "IASK"
    assert (
        ServiceFactory(organisation=organisation, phone="01234 567890").contact.phone == "01234 567890"
    )


def test_ages_out_of_order_are_refused() -> None:
    service = ServiceFactory.build(organisation=OrganisationFactory(), minimum_age=11, maximum_age=4)
    with pytest.raises(ValidationError, match="cannot be below"):
        service.full_clean()


def test_only_an_active_service_is_active() -> None:
    assert ServiceFactory(status=Service.Status.ACTIVE).is_active
    assert not ServiceFactory(status=Service.Status.CLOSED).is_active


def test_a_draft_in_preview_shows_the_needs_that_the_form_holds() -> None:
    resource = Resource(title="New", slug="new", summary="Short.")
    assert resource.page_context()["similar"] == []
