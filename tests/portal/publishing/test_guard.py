"""Nobody publishes what they wrote themselves where two people are asked for, whichever way they try."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page

from directory.entries import Service
from parents.models import ParentsIndexPage
from portal.base import clock
from portal.base.publishing import MoveRefused, PublishRefused
from portal.home.models import HomePage, StandardPage
from portal.publishing.models import Approval
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


def test_a_type_that_asks_for_nobody_is_published_by_its_author() -> None:
    editor = an_editor()
    resource = ResourceFactory(live=False)
    resource.save_revision(user=editor).publish(user=editor)
    resource.refresh_from_db()
    assert resource.live


@pytest.mark.parametrize("who", ["editor", "moderator", "superuser"])
def test_nobody_publishes_their_own_service_alone(who: str) -> None:
    ask_for_two(Service)
    people = {
        "editor": an_editor,
        "moderator": a_moderator,
        "superuser": lambda: UserFactory(is_superuser=True),
    }
    author = people[who]()
    service = draft_service(author)
    with pytest.raises(PublishRefused, match="somebody else has to look"):
        service.latest_revision.publish(user=author)
    service.refresh_from_db()
    assert not service.live


def test_another_person_publishes_it_and_both_are_noted() -> None:
    ask_for_two(Service)
    author, moderator = an_editor(), a_moderator()
    service = draft_service(author)
    service.latest_revision.publish(user=moderator)
    service.refresh_from_db()
    assert service.live
    approval = Approval.objects.get(revision=service.live_revision)
    assert approval.approved_by == moderator
    assert list(approval.authors.all()) == [author]
    assert approval.published_at is not None


def test_an_editor_publishes_nobodys_service_as_that_is_for_reviewers() -> None:
    ask_for_two(Service)
    service = draft_service(an_editor("Ella Example"))
    with pytest.raises(PublishRefused, match="published by a reviewer"):
        service.latest_revision.publish(user=an_editor())


def test_a_reviewer_who_mends_a_comma_is_an_author_too() -> None:
    ask_for_two(Service)
    moderator = a_moderator()
    service = changed(draft_service(an_editor()), moderator, summary="Mended, and so mine as well.")
    with pytest.raises(PublishRefused):
        service.latest_revision.publish(user=moderator)
    service.latest_revision.publish(user=a_moderator("Maya Example"))
    assert Service.objects.get().live


def test_saving_without_a_change_makes_nobody_an_author() -> None:
    ask_for_two(Service)
    moderator = a_moderator()
    service = changed(draft_service(an_editor()), moderator)
    service.latest_revision.publish(user=moderator)
    assert Service.objects.get().live


def test_changes_before_the_last_publication_do_not_count() -> None:
    ask_for_two(Service)
    first, second = a_moderator(), a_moderator("Maya Example")
    service = draft_service(first)
    service.latest_revision.publish(user=second)
    service = changed(service, second, summary="Second's own words.")
    service.latest_revision.publish(user=first)
    assert Service.objects.get().summary == "Second's own words."


def test_taking_down_and_putting_back_needs_nobody_else() -> None:
    ask_for_two(Service)
    author, moderator = an_editor(), a_moderator()
    service = draft_service(author)
    service.latest_revision.publish(user=moderator)
    service.refresh_from_db()
    service.unpublish(user=author)
    service.refresh_from_db()
    service.latest_revision.publish(user=author)
    assert Service.objects.get().live


def test_words_written_over_a_published_revision_count_as_new() -> None:
    ask_for_two(Service)
    author, moderator = a_moderator("Maya Example"), a_moderator()
    service = draft_service(author)
    service.latest_revision.publish(user=moderator)
    live = Service.objects.get()
    live.summary = "Slipped in afterwards."
    live.save_revision(user=author, overwrite_revision=live.latest_revision)
    with pytest.raises(PublishRefused):
        Service.objects.get().latest_revision.publish(user=author)
    assert Service.objects.get().summary != "Slipped in afterwards."


def test_what_a_script_writes_is_nobodys_and_may_be_published() -> None:
    ask_for_two(Service)
    service = published(draft_service(None))
    assert service.live


def test_a_section_asks_for_two_from_its_own_page_down() -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    author = a_moderator()
    inside = standard_page(parents, slug="inside", live=False)
    outside = standard_page(slug="outside", live=False)
    outside.save_revision(user=author).publish(user=author)
    with pytest.raises(PublishRefused):
        inside.save_revision(user=author).publish(user=author)
    with pytest.raises(PublishRefused):
        parents.save_revision(user=author).publish(user=author)


def test_a_section_keeps_asking_after_it_moved() -> None:
    section = standard_page(title="Families", slug="families", live=False)
    ask_for_two(section)
    page = standard_page(section, slug="inside", live=False)
    MovePageAction(section, standard_page(slug="elsewhere"), pos="last-child").execute()
    author = a_moderator()
    page = StandardPage.objects.get(pk=page.pk)
    with pytest.raises(PublishRefused):
        page.save_revision(user=author).publish(user=author)


def test_wagtails_own_action_asks_as_well() -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    author = a_moderator()
    page = standard_page(parents, live=False)
    revision = page.save_revision(user=author)
    with pytest.raises(PublishRefused):
        PublishPageRevisionAction(revision, user=author).execute(skip_permission_checks=True)
    page.refresh_from_db()
    assert not page.live


def test_scheduling_ones_own_words_is_refused_like_publishing_them() -> None:
    ask_for_two(Service)
    author = a_moderator()
    service = draft_service(author, go_live_at=clock.now() + timedelta(days=2))
    with pytest.raises(PublishRefused):
        service.latest_revision.publish(user=author)
    assert not service.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_approving_in_the_workflow_is_not_offered_to_an_author() -> None:
    ask_for_two(Service)
    author, moderator = a_moderator("Maya Example"), a_moderator()
    service = draft_service(author)
    task = submitted(service, author).task.specific
    assert {name for name, *_ in task.get_actions(service, author)} == {"reject"}
    assert {name for name, *_ in task.get_actions(service, moderator)} == {"reject", "approve"}


def test_an_author_who_approves_anyway_is_stopped_and_the_review_goes_on() -> None:
    ask_for_two(Service)
    author = a_moderator()
    service = draft_service(author)
    step = submitted(service, author)
    with pytest.raises(PublishRefused):
        step.task.specific.on_action(step, author, "approve")
    step.refresh_from_db()
    assert step.status == step.STATUS_IN_PROGRESS
    assert not Service.objects.get().live


def test_bulk_publishing_says_which_page_needs_somebody_else(client: Client) -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    author = sign_in(client, a_moderator())
    inside = standard_page(parents, slug="inside", live=False)
    outside = standard_page(slug="outside", live=False)
    for page in (inside, outside):
        page.save_revision(user=author)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(
        f"{address}?next=/admin/&id={inside.pk}&id={outside.pk}",
        {"include_descendants": ""},
        follow=True,
    )
    assert "somebody else has to look at it" in response.content.decode()
    assert [Page.objects.get(pk=page.pk).live for page in (inside, outside)] == [False, False]


def test_publishing_with_everything_below_leaves_it_out_too(client: Client) -> None:
    parents = ParentsIndexPage.objects.get()
    home = HomePage.objects.get()
    ask_for_two(parents)
    author = sign_in(client, a_moderator())
    inside = standard_page(parents, slug="inside", live=False)
    inside.save_revision(user=author)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?next=/admin/&id={home.pk}", {"include_descendants": "on"})
    assert not Page.objects.get(pk=inside.pk).live


def api_action(client: Client, page: Page, action: str, **data: Any) -> Any:
    return client.post(f"/admin/api/main/pages/{page.pk}/action/{action}/", data)


def test_the_admins_api_obeys(client: Client) -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    author = sign_in(client, a_moderator())
    page = standard_page(parents, live=False)
    page.save_revision(user=author)
    response = api_action(client, page, "publish")
    assert response.status_code == 400
    assert not Page.objects.get(pk=page.pk).live


def test_a_live_copy_is_refused_and_a_draft_copy_is_not() -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    page, moderator = standard_page(), a_moderator()
    with pytest.raises(PublishRefused, match="starts as a draft"):
        CopyPageAction(page, to=parents, keep_live=True, user=moderator).execute()
    copy = CopyPageAction(page, to=parents, keep_live=False, user=moderator).execute()
    assert not copy.live


def test_a_live_page_cannot_move_or_be_mirrored_into_such_a_section() -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    page, moderator = standard_page(), a_moderator()
    with pytest.raises(MoveRefused, match="Unpublish"):
        MovePageAction(page, parents, pos="last-child", user=moderator).execute()
    with pytest.raises(MoveRefused, match="Unpublish"):
        CreatePageAliasAction(page, parent=parents, user=moderator).execute()
    page.unpublish()
    page = StandardPage.objects.get(pk=page.pk)
    MovePageAction(page, parents, pos="last-child", user=moderator).execute()
    assert Page.objects.get(pk=page.pk).is_child_of(parents)


def test_what_one_person_published_elsewhere_needs_a_second_one_here() -> None:
    """Taken down, moved in and published again, words would be public that only their author saw."""
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    author = a_moderator()
    page = standard_page(live=False)
    page.save_revision(user=author).publish(user=author)
    page = StandardPage.objects.get(pk=page.pk)
    page.save_revision(user=author).publish(user=author)
    page = StandardPage.objects.get(pk=page.pk)
    page.unpublish(user=author)
    MovePageAction(page, parents, pos="last-child", user=author).execute()
    page = StandardPage.objects.get(pk=page.pk)
    with pytest.raises(PublishRefused):
        page.save_revision(user=author).publish(user=author)
    page.latest_revision.publish(user=a_moderator("Maya Example"))
    assert Page.objects.get(pk=page.pk).live


def test_a_draft_mirrored_in_such_a_section_needs_two_wherever_it_stands() -> None:
    """Wagtail shows in every mirror what its source publishes, at once and unasked."""
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    author = a_moderator()
    page = standard_page(live=False)
    revision = page.save_revision(user=author)
    mirror = CreatePageAliasAction(page, parent=parents, user=author).execute()
    with pytest.raises(PublishRefused):
        revision.publish(user=author)
    assert not Page.objects.get(pk=mirror.pk).live
    revision.publish(user=a_moderator("Maya Example"))
    assert Page.objects.get(pk=mirror.pk).live


def test_publishing_something_under_review_ends_the_review() -> None:
    author, moderator = an_editor(), a_moderator()
    service = draft_service(author)
    step = submitted(service, author)
    service.latest_revision.publish(user=moderator)
    step.workflow_state.refresh_from_db()
    assert step.workflow_state.status == step.workflow_state.STATUS_CANCELLED
