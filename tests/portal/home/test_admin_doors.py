"""Doors of Wagtail's admin that only those open whose work lies behind them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory, sign_in
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db

NAME = "Rosalind Unmistakable"


def as_one_of(*groups: str) -> Client:
    client = Client(raise_request_exception=False)
    sign_in(client, UserFactory(groups=list(groups)))
    return client


def test_the_list_of_a_bulk_action_names_nobody_to_those_who_may_not_change_sign_ins() -> None:
    UserFactory(name=NAME)
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    response = as_one_of("Trainers").get(f"{address}?id=all")
    assert response.status_code == 403
    assert NAME not in response.content.decode()


def test_a_bulk_action_on_what_does_not_exist_is_not_found() -> None:
    address = reverse("wagtail_bulk_action", args=["nothing", "nothing", "delete"])
    assert as_one_of("Trainers").get(address).status_code == 404


@pytest.mark.parametrize("name", ["wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"])
@pytest.mark.parametrize(("group", "status"), [("Trainers", 403), ("Content editors", 200)])
def test_files_are_shown_to_those_who_choose_them(name: str, group: str, status: int) -> None:
    assert as_one_of(group).get(reverse(name)).status_code == status


@pytest.mark.parametrize(("group", "status"), [("Auditors", 403), ("Officers", 200)])
def test_the_page_chooser_opens_for_those_whose_forms_link_to_pages(group: str, status: int) -> None:
    assert as_one_of(group).get(reverse("wagtailadmin_choose_page")).status_code == status


@pytest.mark.parametrize(("group", "status"), [("Trainers", 403), ("Auditors", 200)])
def test_what_staff_did_is_read_by_auditors(group: str, status: int) -> None:
    address = reverse("wagtailadmin_reports:site_history")
    assert as_one_of(group).get(address).status_code == status


def test_a_page_to_be_moved_is_named_to_those_who_write_pages_only() -> None:
    page = SessionFactory().course
    home = page.get_parent().get_parent()
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, home.pk])
    assert page.title not in as_one_of("Trainers").get(address).content.decode()


def test_a_chooser_that_is_asked_for_no_number_answers_not_found() -> None:
    address = reverse("wagtailadmin_choose_page_chosen_multiple")
    assert as_one_of("Content editors").get(f"{address}?id=x").status_code == 404


def test_the_address_that_fails_on_purpose_is_not_there() -> None:
    assert as_one_of("Moderators").get(reverse("wagtailadmin_error_test")).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    response = Client().get(reverse("wagtailadmin_choose_page"))
    assert response["Location"].startswith("/accounts/login/")
