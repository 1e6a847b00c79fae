"""The notes on published content: what to mend, kept in step with what is published."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command

from portal.base import clock
from portal.editorial.models import Examined, Finding
from portal.editorial.services import examine, examine_due
from portal.home.models import HomePage, StandardPage
from portal.notify.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WRONG = [("text", '<p><a href="/training/">Click here</a></p>')]
RIGHT = [("text", '<p><a href="/training/">Book a course</a></p>')]


def a_page(body: list[tuple[str, str]], *, live: bool = True) -> StandardPage:
    page = StandardPage(title="About us", slug="about-us", body=body, live=live)
    HomePage.objects.get().add_child(instance=page)
    return page


def test_everything_published_is_looked_through_once_a_day() -> None:
    a_page(WRONG)
    OrganisationFactory(title="Kent PACT", body=WRONG)
    OrganisationFactory(title="Draft", body=WRONG, live=False)
    looked_at = examine_due()
    assert looked_at >= 2
    assert {(row.title, row.kind) for row in Finding.objects.all()} == {
        ("About us", "Standard page"),
        ("Kent PACT", "Organisation"),
    }
    assert examine_due() == 0
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert examine_due() == looked_at
    assert Finding.objects.count() == 2


def test_one_go_takes_no_more_than_it_may() -> None:
    for _number in range(3):
        OrganisationFactory(body=WRONG)
    examine_due()
    Examined.objects.all().delete()
    assert [examine_due(limit=2) for _go in range(2)] == [2, 2]


def test_what_was_mended_and_published_leaves_the_list() -> None:
    page = a_page(WRONG)
    examine(content=page)
    page.body = RIGHT
    page.save_revision().publish()
    assert not Finding.objects.exists()


@pytest.mark.parametrize("end", ["unpublish", "delete"])
def test_what_is_taken_down_or_deleted_leaves_the_list(end: str) -> None:
    entry = OrganisationFactory(body=WRONG)
    examine(content=entry)
    assert Finding.objects.exists()
    getattr(entry, end)()
    assert not Finding.objects.exists()


def test_who_scheduled_something_hears_that_it_did_not_go_live_and_why() -> None:
    editor = UserFactory(name="Ella Example", email="ella@portal.example", groups=["Content editors"])
    page = a_page(RIGHT, live=False)
    page.go_live_at = clock.now() + timedelta(hours=1)
    page.body = RIGHT
    revision = page.save_revision(user=editor)
    revision.publish(user=editor, skip_permission_checks=True)
    page.body = WRONG
    revision.content = page.serializable_data()
    revision.save()

    with time_machine.travel(clock.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
        call_command("publish_scheduled")

    page.refresh_from_db()
    message = Message.objects.get()
    assert not page.live
    assert message.to == "ella@portal.example"
    assert "does not say where it leads" in message.body
    assert f"/admin/pages/{page.pk}/edit/" in message.body
