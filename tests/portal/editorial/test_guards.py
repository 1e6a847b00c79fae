"""An editor is told by the field and block what to mend; nobody publishes around it; drafts keep gaps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from directory.entries import Organisation, Resource, Service
from portal.base import clock
from portal.base.models import BasePage
from portal.base.publishing import PublishRefused
from portal.editorial.checks import problems
from portal.editorial.models import Finding
from portal.editorial.reading import outline_of
from portal.home.models import HomePage, StandardPage
from portal.media.models import PortalImage
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db

CLICK_HERE = '<p>To book, <a href="/training/">click here</a>.</p>'
RIGHT = '<p><a href="/training/">Book a course</a>.</p>'


@pytest.fixture
def editor(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Moderators"]), mfa=True)
    return client


def a_page(text: str = CLICK_HERE) -> StandardPage:
    page = StandardPage(title="About us", slug="about-us", live=False, body=[("text", text)])
    HomePage.objects.get().add_child(instance=page)
    page.save_revision()
    return page


def wrong_entry() -> Organisation:
    return OrganisationFactory(live=False, body=[("text", CLICK_HERE)])


def entry_form(text: str, *blocks: tuple[str, Any], **more: str) -> dict[str, Any]:
    values = {
        "title": "Kent PACT",
        "slug": "kent-pact",
        "summary": "Parents speak with one voice.",
        "body": streamfield([("text", rich_text(text)), *blocks]),
    }
    data: dict[str, Any] = nested_form_data(values)
    return data | more


def page_form(text: str, **more: str) -> dict[str, Any]:
    values = {
        "title": "About us",
        "slug": "about-us",
        "summary": "",
        "body": streamfield([("heading", "Who we are"), ("text", rich_text(text))]),
        "comments": inline_formset([]),
    }
    data: dict[str, Any] = nested_form_data(values)
    return data | more


def block_errors(response: Any, name: str = "body") -> dict[str, Any]:
    """What the editor shows inside the blocks of a stream."""
    errors = response.context["form"].errors.as_data()[name]
    return errors[0].as_json_data()["blockErrors"]


def test_a_page_with_a_link_that_says_nothing_is_refused_at_its_block(editor: Client) -> None:
    page = a_page()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(address, page_form(CLICK_HERE, **{"action-publish": "1"}))
    assert "does not say where it leads" in block_errors(response)[1]["messages"][0]
    page.refresh_from_db()
    assert not page.live


AUTOSAVE = {"accept": "application/json"}


def advice_in(html: str) -> str:
    """What the editor's script puts in place of the advice after it saved by itself."""
    soup = BeautifulSoup(html, "html.parser")
    found = soup.select_one('template[data-w-teleport-target-value=".kd-advice"]')
    return found.get_text(" ", strip=True) if found else ""


def test_the_advice_follows_a_draft_of_a_page_that_was_saved_by_itself(editor: Client) -> None:
    page = a_page()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    right = editor.post(address, page_form(RIGHT), headers=AUTOSAVE).json()
    assert "Nothing keeps this" in advice_in(right["html"])
    wrong = editor.post(address, page_form(CLICK_HERE), headers=AUTOSAVE).json()
    assert "does not say where it leads" in advice_in(wrong["html"])


def test_the_advice_follows_a_draft_of_an_entry_that_was_saved_by_itself(editor: Client) -> None:
    add = reverse("wagtailsnippets_directory_organisation:add")
    made = editor.post(add, entry_form(CLICK_HERE), headers=AUTOSAVE).json()
    fresh = editor.get(made["hydrate_url"]).content.decode()
    assert "does not say where it leads" in advice_in(fresh)
    entry = Organisation.objects.get()
    address = reverse("wagtailsnippets_directory_organisation:edit", args=[entry.pk])
    saved = editor.post(address, entry_form(RIGHT), headers=AUTOSAVE).json()
    assert "Nothing keeps this" in advice_in(saved["html"])


def test_the_same_page_is_saved_as_a_draft(editor: Client) -> None:
    page = a_page(RIGHT)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(address, page_form(CLICK_HERE))
    assert response.status_code == 302
    latest = StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert "click here" in latest.body[1].value.source


def test_a_mended_page_is_published(editor: Client) -> None:
    page = a_page()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    editor.post(address, page_form(RIGHT, **{"action-publish": "1"}))
    page.refresh_from_db()
    assert page.live


def test_a_new_page_that_is_refused_is_not_made_at_all(editor: Client) -> None:
    home = HomePage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk])
    response = editor.post(address, page_form(CLICK_HERE, **{"action-publish": "1"}))
    assert 1 in block_errors(response)
    assert not StandardPage.objects.filter(slug="about-us").exists()


def test_an_entry_is_refused_at_its_block_and_saved_as_a_draft(editor: Client) -> None:
    address = reverse("wagtailsnippets_directory_organisation:add")
    response = editor.post(address, entry_form(CLICK_HERE, **{"action-publish": "1"}))
    assert 0 in block_errors(response)
    assert not Organisation.objects.exists()
    assert editor.post(address, entry_form(CLICK_HERE)).status_code == 302
    assert not Organisation.objects.get().live


def test_a_picture_without_words_is_refused_at_its_own_field(editor: Client) -> None:
    image = PortalImage.objects.create(title="Board", file=get_test_image_file())
    picture = {"image": str(image.pk), "alt_text": "board.png"}
    address = reverse("wagtailsnippets_directory_organisation:add")
    response = editor.post(address, entry_form(RIGHT, ("image", picture), **{"action-publish": "1"}))
    said = block_errors(response)[1]["blockErrors"]["alt_text"]["messages"]
    assert "name of a file" in said[0]


def test_all_that_is_wrong_is_said_at_once(editor: Client) -> None:
    """A picture without words is refused by Wagtail's own block, which must not hide the link."""
    image = PortalImage.objects.create(title="Board", file=get_test_image_file())
    picture = {"image": str(image.pk), "alt_text": ""}
    address = reverse("wagtailsnippets_directory_organisation:add")
    response = editor.post(
        address, entry_form(CLICK_HERE, ("image", picture), **{"action-publish": "1"})
    )
    assert set(block_errors(response)) == {0, 1}


def test_sending_to_review_asks_for_the_same(editor: Client) -> None:
    page = a_page()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(address, page_form(CLICK_HERE, **{"action-submit": "1"}))
    assert 1 in block_errors(response)


def test_an_approval_publishes_nothing_that_has_become_wrong(editor: Client) -> None:
    page = a_page()
    moderator = UserFactory(groups=["Moderators"])
    workflow = page.get_workflow()
    assert workflow is not None
    state = workflow.start(page, moderator)
    with pytest.raises(PublishRefused):
        state.current_task_state.approve(user=moderator)
    page.refresh_from_db()
    state.refresh_from_db()
    assert not page.live
    assert state.status == "in_progress"


@pytest.mark.parametrize("make", [a_page, wrong_entry])
def test_what_is_scheduled_is_checked_when_it_is_scheduled(make: Any) -> None:
    content = make()
    content.go_live_at = clock.now() + timedelta(days=1)
    with pytest.raises(PublishRefused):
        content.save_revision().publish()


def test_all_demonstration_content_passes_but_two_entries_that_wait_to_be_mended(
    demonstration: None,
) -> None:
    call_command("load_demo", verbosity=0)
    rows = [page.specific for page in Page.objects.live().filter(depth__gt=1)]
    pages = [page for page in rows if isinstance(page, BasePage)]
    entries = [row for model in (Resource, Service, Organisation) for row in model.objects.all()]
    assert len(pages) > 50
    wrong = {
        (str(row), problem.message)
        for row in [*pages, *entries]
        for problem in problems(outline_of(row))
    }
    assert {title for title, _problem in wrong} == {
        "Stammering: what helps",
        "Helping with reading at home",
    }
    assert Finding.objects.count() == len(wrong) == 2
