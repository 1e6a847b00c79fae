"""What editors can and cannot do with the pages of the offer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from directory.models import DirectoryIndexPage
from parents.models import ParentsIndexPage
from portal.base.models import BasePage
from portal.home.models import HomePage
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.training import CoursePageFactory
from training.models import CoursePage, TrainingIndexPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "kind", [CoursePage, TrainingIndexPage, DirectoryIndexPage, ParentsIndexPage, HomePage]
)
def test_pages_that_lists_and_bookings_read_cannot_be_made_private(
    client: Client, kind: type[BasePage]
) -> None:
    """Lists would show them all the same."""
    CoursePageFactory()
    sign_in(client, UserFactory(is_superuser=True))
    address = reverse("wagtailadmin_pages:set_privacy", args=[kind.objects.get().pk])
    client.post(address, {"restriction_type": "login"})
    assert not PageViewRestriction.objects.exists()
    assert "set_privacy" not in client.get(address).json()["html"]
