"""Nothing is published while a guard has a reason against it, whichever way somebody goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from directory.entries import Organisation
from portal.base import clock, publishing
from portal.base.publishing import Publication, PublishRefused, Refusal
from portal.home.models import HomePage, StandardPage
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db

Content = StandardPage | Organisation
REASON = "Somebody else has to read it first."


def no(publication: Publication) -> list[Refusal]:
    return [Refusal(REASON)]


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_guards", {"no": publishing._Registered(no, about_content=False)})
    monkeypatch.setattr(publishing, "_told", {})


@pytest.fixture
def moderator(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Moderators"]), mfa=True)
    return client


def a_page() -> StandardPage:
    page = StandardPage(title="About us", slug="about-us", live=False)
    HomePage.objects.get().add_child(instance=page)
    return page


def an_entry() -> Organisation:
    return OrganisationFactory(title="Kent PACT", live=False)


KINDS = pytest.mark.parametrize("make", [a_page, an_entry])


@KINDS
def test_a_revision_that_a_guard_refuses_is_not_published(
    guarded: None, make: Callable[[], Content]
) -> None:
    content = make()
    revision = content.save_revision()
    with pytest.raises(PublishRefused, match=REASON):
        revision.publish()
    content.refresh_from_db()
    assert not content.live


@KINDS
def test_what_no_guard_refuses_is_published(make: Callable[[], Content]) -> None:
    content = make()
    content.save_revision().publish()
    content.refresh_from_db()
    assert content.live


@KINDS
def test_what_is_refused_when_its_time_comes_stays_a_draft_without_a_time_and_somebody_is_told(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], Content]
) -> None:
    content = make()
    content.go_live_at = clock.now() + timedelta(hours=1)
    revision = content.save_revision()
    revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is not None
    type(revision).objects.filter(pk=revision.pk).update(
        approved_go_live_at=clock.now() - timedelta(minutes=1)
    )
    told: list[str] = []
    monkeypatch.setattr(publishing, "_guards", {"no": publishing._Registered(no, about_content=True)})
    monkeypatch.setattr(
        publishing, "_told", {"test": lambda _publication, found: told.append(found[0].message)}
    )

    call_command("publish_scheduled")

    content.refresh_from_db()
    revision.refresh_from_db()
    assert not content.live
    assert revision.approved_go_live_at is None
    assert told == [REASON]


def test_the_editor_reads_the_reason_and_keeps_what_was_typed(guarded: None, moderator: Client) -> None:
    page = a_page()
    page.save_revision()
    posted = {
        "title": "About all of us", "slug": "about-us", "summary": "Who we are.", "body-count": "0",
        "action-publish": "1", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    response = moderator.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted)
    assert response.status_code == 200
    assert REASON in response.content.decode()
    assert "About all of us" in response.content.decode()
    page.refresh_from_db()
    assert not page.live


def test_a_refused_page_of_a_bulk_action_leaves_every_page_as_it_was(
    guarded: None, moderator: Client
) -> None:
    page = a_page()
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = moderator.post(f"{address}?id={page.pk}", {"include_descendants": ""}, follow=True)
    assert REASON in response.content.decode()
    assert response.status_code == 200
    page.refresh_from_db()
    assert not page.live


def test_wagtails_own_api_publishes_nothing_that_is_refused(guarded: None, moderator: Client) -> None:
    page = a_page()
    page.save_revision()
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
    response = moderator.post(address, {}, content_type="application/json")
    assert response.status_code == 400
    page.refresh_from_db()
    assert not page.live
