"""Administrators see what is still owed and can have it tried again; auditors only see it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.base import clock
from portal.outbox.models import OutboxRow
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed() -> OutboxRow:
    return OutboxRow.objects.create(
        kind="mail",
        key="KT-7F3K-9QXM",
        due_at=clock.now(),
        attempts=8,
        given_up=True,
        last_error="ConnectionRefusedError",
    )


def test_the_list_says_what_needs_a_look_and_why(client: Client, failed: OutboxRow) -> None:
    sign_in(client, UserFactory(groups=["Administrators"]))
    page = client.get(reverse("outbox:index")).content.decode()
    assert "Needs a look: all attempts failed" in page
    assert "ConnectionRefusedError" in page


def test_an_administrator_can_have_it_tried_again(client: Client, failed: OutboxRow) -> None:
    sign_in(client, UserFactory(groups=["Administrators"]))
    assert "Try again now" in client.get(reverse("outbox:inspect", args=[failed.pk])).content.decode()
    client.post(reverse("outbox:try_again", args=[failed.pk]))
    failed.refresh_from_db()
    assert (failed.given_up, failed.attempts) == (False, 0)


def test_an_auditor_sees_it_but_cannot_have_it_tried(client: Client, failed: OutboxRow) -> None:
    sign_in(client, UserFactory(groups=["Auditors"]))
    assert (
        "Try again now" not in client.get(reverse("outbox:inspect", args=[failed.pk])).content.decode()
    )
    client.post(reverse("outbox:try_again", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.given_up


@pytest.mark.parametrize("group", ["Content editors", "Trainers", "Officers", "Finance"])
def test_others_do_not_see_it(client: Client, group: str) -> None:
    sign_in(client, UserFactory(groups=[group]))
    assert client.get(reverse("outbox:index")).status_code == 302


def test_a_link_to_try_again_changes_nothing_by_being_opened(client: Client, failed: OutboxRow) -> None:
    sign_in(client, UserFactory(groups=["Administrators"]))
    assert client.get(reverse("outbox:try_again", args=[failed.pk])).status_code == 405
