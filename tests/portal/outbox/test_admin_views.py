"""Staff read what is late and how long things are kept; others do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.base import clock
from portal.outbox.due import run_due
from portal.outbox.models import OutboxRow, RetentionDay
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Auditors"]))
    return client


def test_a_worker_that_never_ran_is_said_with_how_to_start_it(auditor: Client) -> None:
    page = auditor.get(reverse("background:late")).content.decode()
    assert "Nobody has done any background work yet." in page
    assert "python manage.py worker" in page


def test_when_all_is_in_time_the_page_says_so_and_when_the_worker_was_seen(auditor: Client) -> None:
    run_due()
    page = auditor.get(reverse("background:late")).content.decode()
    assert "Nothing is late." in page
    assert "Offers and waiting lists" in page


def test_what_is_late_leads_to_its_list(auditor: Client) -> None:
    run_due()
    OutboxRow.objects.create(kind="x", key="1", due_at=clock.now() - timedelta(minutes=10))
    page = auditor.get(reverse("background:late")).content.decode()
    assert f'<a href="{reverse("outbox:index")}">Mails and other effects to hand over</a>' in page


def test_the_retention_table_says_what_is_kept_why_and_how_much_went(auditor: Client) -> None:
    RetentionDay.objects.create(rule="mails", day=clock.today(), number=4321)
    page = auditor.get(reverse("background:kept")).content.decode()
    assert "Mails that were sent" in page
    assert "13 months after they were written" in page
    assert "<td>4321</td>" in page


@pytest.mark.parametrize("name", ["background:late", "background:kept"])
def test_officers_do_not_read_it(client: Client, name: str) -> None:
    sign_in(client, UserFactory(groups=["Officers"]))
    assert client.get(reverse(name)).status_code in (302, 403)
