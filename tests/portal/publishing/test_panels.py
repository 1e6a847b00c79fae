"""The first screen says what waits: for a reviewer, for an author, for its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.entries import Service
from portal.base import clock
from portal.publishing import waiting
from portal.publishing.permissions import may_see
from portal.publishing.services.reviews import send_back
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import ResourceFactory
from tests.factories.publishing import (
    a_moderator,
    an_editor,
    ask_for_two,
    changed,
    draft_service,
    published,
    standard_page,
    submitted,
)

pytestmark = pytest.mark.django_db


def panel(client: Client, name: str, address: str = "/admin/") -> str:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    found = page.select_one(f'section[aria-labelledby="kd-{name}"]')
    return " ".join(found.get_text(" ").split()) if found else ""


def group_with(*rights: str) -> Group:
    group: Group = Group.objects.create(name="Of our own making")
    for right in rights:
        app, codename = right.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return group


def test_a_reviewer_sees_what_waits_since_when_above_all_else(
    client: Client, fixed_clock: time_machine.Traveller
) -> None:
    service = draft_service(an_editor(), title="Drop-in clinic")
    submitted(service, service.latest_revision.user)
    fixed_clock.shift(timedelta(days=6))
    sign_in(client, a_moderator())
    assert "Drop-in clinic Service, Edie Clarke, for 6 days" in panel(client, "to_review")
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    first = page.select_one("section[aria-labelledby]")
    assert first is not None
    assert first["aria-labelledby"] == "kd-to_review"


def test_a_reviewer_reads_that_their_own_is_for_somebody_else(client: Client) -> None:
    ask_for_two(Service)
    author = sign_in(client, a_moderator())
    submitted(draft_service(author), author)
    assert "somebody else has to decide" in panel(client, "to_review")


def test_an_editor_sees_what_came_back_and_why(client: Client) -> None:
    editor = sign_in(client, an_editor())
    step = submitted(draft_service(editor, title="Drop-in clinic"), editor)
    send_back(task_state_id=step.pk, user=a_moderator(), comment="Who may come?")
    said = panel(client, "sent_back")
    assert "Drop-in clinic" in said
    assert "Mo Farrell" in said
    assert "Who may come?" in said


def test_what_is_scheduled_is_seen_with_its_time_by_those_who_may_open_it(
    client: Client, fixed_clock: time_machine.Traveller
) -> None:
    resource = published(ResourceFactory(title="Now and next board"))
    later = clock.now() + timedelta(days=2)
    changed(resource, None, go_live_at=later).latest_revision.publish()
    sign_in(client, an_editor())
    assert "Wednesday 25 November 2026, 9:30am" in panel(client, "scheduled")
    expiring = published(ResourceFactory(title="Old checklist", expire_at=later))
    assert expiring.live
    assert "Old checklist" in panel(client, "expiring", "/admin/review/")
    officer = Client()
    sign_in(officer, UserFactory(groups=["Officers"]))
    assert panel(officer, "scheduled") == ""


def test_of_a_long_list_the_first_screen_reads_six_and_the_database_counts_the_rest(
    client: Client, fixed_clock: time_machine.Traveller
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/").status_code == 200
        return len(asked)

    editor = an_editor()
    sign_in(client, a_moderator())

    def more(number: int) -> None:
        for _time in range(number):
            service = draft_service(editor)
            submitted(service, editor)
            resource = published(ResourceFactory())
            later = clock.now() + timedelta(days=2)
            changed(resource, None, go_live_at=later).latest_revision.publish()

    more(8)
    assert "2 more" in panel(client, "to_review")
    assert "2 more" in panel(client, "scheduled")
    before = statements()
    more(5)
    assert "7 more" in panel(client, "to_review")
    assert statements() == before


@pytest.mark.both_databases
def test_pages_and_entries_are_listed_for_those_who_may_open_them_and_no_others() -> None:
    later = clock.now() + timedelta(days=2)
    page = published(standard_page(title="Drop-in clinics", expire_at=later))
    resource = published(ResourceFactory(title="Now and next board", expire_at=later))
    for content in (page, resource):
        changed(content, None, go_live_at=later).latest_revision.publish()
    of_entries = UserFactory()
    of_entries.groups.add(group_with("wagtailadmin.access_admin", "directory.change_resource"))
    readers = {an_editor(): 2, of_entries: 1, UserFactory(groups=["Officers"]): 0, UserFactory(): 0}
    for user, number in readers.items():
        assert len(waiting.scheduled_for(user, 9).rows) == number, user
        assert len(waiting.expiring_for(user, 9).rows) == number, user
        assert number == sum(may_see(user, content) for content in (page, resource))


def test_an_empty_list_is_said_to_be_on_the_overview_only(client: Client) -> None:
    sign_in(client, an_editor())
    assert panel(client, "to_review") == ""
    assert "Nothing at present" in panel(client, "to_review", "/admin/review/")
