"""Two people write one page, and one of them had only half a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import PageSubscription

from parents.models import ParentsIndexPage
from portal.accounts.models import User
from portal.home.models import HomePage, StandardPage
from portal.notify.models import Message
from tests.factories.accounts import sign_in
from tests.factories.publishing import (
    a_moderator,
    an_editor,
    ask_for_two,
    changed,
    published,
    standard_page,
)

pytestmark = pytest.mark.django_db


def form(page: StandardPage, **values: str) -> dict[str, str]:
    return {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **values,
    }


def loaded(page: StandardPage) -> dict[str, str]:
    """What the editor's form says about the version that it was opened with."""
    revision = page.latest_revision
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def edit(client: Client, page: StandardPage, **values: str) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(page, **values))


def told(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def editor(client: Client) -> User:
    user: User = sign_in(client, an_editor())
    return user


def test_the_second_to_save_is_told_and_both_versions_are_kept(client: Client, editor: User) -> None:
    page = published(standard_page())
    opened = loaded(page)
    theirs = changed(page, a_moderator("Maya Example"), summary="Theirs.").latest_revision
    response = edit(client, page, summary="Ours.", **opened)
    assert "Maya Example saved a newer version" in told(response)
    page = StandardPage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().summary == "Ours."
    assert page.revisions.get(pk=theirs.pk).content["summary"] == "Theirs."


def test_what_one_never_saw_is_not_published_over(client: Client, editor: User) -> None:
    page = published(standard_page(summary="Public."))
    opened = loaded(page)
    changed(page, a_moderator("Maya Example"), summary="Theirs.")
    response = edit(client, page, summary="Ours.", **opened, **{"action-publish": "1"})
    assert "Nothing was published" in told(response)
    page = StandardPage.objects.get(pk=page.pk)
    assert page.summary == "Public."
    assert page.get_latest_revision_as_object().summary == "Ours."


def test_what_was_saved_by_itself_is_kept_too_when_somebody_else_came_between(
    client: Client, editor: User
) -> None:
    page = published(standard_page())
    mine = changed(page, editor, summary="Mine, saved by itself.").latest_revision
    changed(page, a_moderator("Maya Example"), summary="Theirs.")
    edit(client, page, summary="Mine, finished.", overwrite_revision_id=str(mine.pk))
    said = StandardPage.objects.get(pk=page.pk).revisions.values_list("content__summary", flat=True)
    assert {"Mine, saved by itself.", "Theirs.", "Mine, finished."} <= set(said)


def test_nobody_is_told_of_anybody_when_alone(client: Client, editor: User) -> None:
    page = published(standard_page())
    response = edit(client, page, summary="Ours.", **loaded(page))
    assert "newer version" not in told(response)


def test_a_draft_with_gaps_is_saved(client: Client, editor: User) -> None:
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", HomePage.objects.get().pk])
    posted = {"title": "Half a page", "slug": "half-a-page", "summary": "", "body-count": "0",
              "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(address, posted).status_code == 302
    assert not StandardPage.objects.get(slug="half-a-page").live


def test_an_author_reads_why_it_is_not_published_and_keeps_the_words(
    client: Client, editor: User
) -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    page = published(standard_page(parents, slug="ask", summary="Public."))
    response = edit(client, page, summary="Typed and kept.", **{"action-publish": "1"})
    said = response.content.decode()
    assert response.status_code == 200
    assert "somebody else has to look at it" in said
    assert "Typed and kept." in said
    assert StandardPage.objects.get(pk=page.pk).summary == "Public."


def test_the_menu_offers_review_instead_of_publish_and_says_why(client: Client, editor: User) -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    page = changed(published(standard_page(parents, slug="ask")), editor, summary="New.")
    said = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "action-publish" not in said
    assert "Submit to Editorial review" in said
    assert "You changed this standard page yourself" in said


def test_something_new_there_is_never_live_before_its_review(client: Client, editor: User) -> None:
    parents = ParentsIndexPage.objects.get()
    ask_for_two(parents)
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", parents.pk])
    assert "action-publish" not in client.get(address).content.decode()
    posted = {"title": "New", "slug": "new", "summary": "x", "body-count": "0", "action-publish": "1",
              "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}  # fmt: skip
    response = client.post(address, posted)
    assert "somebody else has to look at it" in response.content.decode()
    assert not StandardPage.objects.filter(slug="new").exists()


def test_submitting_tells_reviewers_and_not_the_author(client: Client) -> None:
    author = sign_in(client, a_moderator("Maya Example"))
    other = a_moderator()
    gone = a_moderator("Gone Example")
    gone.is_active = False
    gone.save()
    page = published(standard_page())
    edit(client, page, summary="Please read.", **{"action-submit": "1"})
    letters = Message.objects.filter(template_key="review-submitted")
    assert [letter.to for letter in letters] == [other.email]
    assert author.name in letters[0].body
    assert "/admin/review/" in letters[0].body


def test_comments_are_written_to_followers_through_the_outbox(client: Client, editor: User) -> None:
    page, other = published(standard_page()), a_moderator()
    PageSubscription.objects.create(page=page, user=other, comment_notifications=True)
    PageSubscription.objects.create(page=page, user=editor, comment_notifications=True)
    comment = {
        "comments-TOTAL_FORMS": "1",
        "comments-0-id": "",
        "comments-0-text": "Is this right?",
        "comments-0-contentpath": "summary",
        "comments-0-position": "",
        "comments-0-resolved": "",
        "comments-0-DELETE": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }
    edit(client, page, summary="Ours.", **comment)
    letter = Message.objects.get(template_key="page-commented")
    assert letter.to == other.email
    assert "Is this right?" in letter.body


def test_a_locked_page_says_who_locked_it_and_keeps_others_out(client: Client, editor: User) -> None:
    page = published(standard_page(summary="Public."))
    moderator = a_moderator("Maya Example")
    page.locked, page.locked_by = True, moderator
    page.save()
    said = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Maya Example" in said
    edit(client, page, summary="Slipped in.")
    assert StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary == "Public."
    assert client.post(reverse("wagtailadmin_pages:unlock", args=[page.pk])).status_code == 302
    assert StandardPage.objects.get(pk=page.pk).locked
