"""An editor is stopped, mends, publishes and renames; a moderator then puts the page into the menu."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import BrowserContext, Page, expect
from wagtail.images.tests.utils import get_test_image_file

from portal.editorial.services import examine
from portal.home.models import HomePage, StandardPage
from portal.media.models import PortalImage
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory, lasting_code
from tests.journeys.axe import RULES, SOURCE, assert_no_axe_violations
from tests.journeys.people import enter_password

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]

TEXT = '<p>Do you want to talk? To book, <a href="/support/">click here</a>.</p>'


@pytest.fixture
def draft() -> StandardPage:
    """Half finished: a picture that nobody described and a link that says nothing."""
    image = PortalImage.objects.create(title="Board", file=get_test_image_file())
    page = StandardPage(
        title="Drop-in clinics",
        slug="drop-in-clinics",
        live=False,
        body=[("text", TEXT), ("image", {"image": image, "alt_text": "", "decorative": False})],
    )
    HomePage.objects.get().add_child(instance=page)
    page.save_revision()
    return page


def sign_in_as(page: Page, group: str) -> None:
    user = UserFactory(name="Ella Example", groups=[group])
    TOTP.activate(user, TOTP_SECRET)
    page.goto("/admin/")
    enter_password(page, user.email, PASSWORD)
    page.get_by_label("Code").fill(lasting_code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Welcome, Ella")).to_be_visible()


def write_the_text_anew(page: Page, words: str) -> None:
    """By keyboard, and without the link."""
    page.locator(".Draftail-Editor [contenteditable=true]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
    page.wait_for_function(  # the editor hands its text to the form a moment later
        "words => [...document.querySelectorAll('input[type=hidden]')].some(i => i.value.includes(words))",
        arg=words,
    )


def assert_list_has_no_barriers(page: Page) -> None:
    """What is ours on an admin screen; the frame around it is Wagtail's."""
    page.evaluate(SOURCE.read_text(encoding="utf-8"))
    run = "rules => axe.run('main table', {runOnly: {type: 'tag', values: rules}})"
    violations = page.evaluate(run, RULES)["violations"]
    assert [violation["id"] for violation in violations] == []


def publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()


def test_an_editor_mends_what_would_shut_readers_out_and_old_addresses_lead_on(
    new_context: Callable[..., BrowserContext], draft: StandardPage
) -> None:
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in_as(page, "Content editors")
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    publish(page)
    expect(page.get_by_text("does not say where it leads").filter(visible=True)).to_be_visible()
    expect(page.get_by_text("add some alt text").filter(visible=True)).to_be_visible()
    draft.refresh_from_db()
    assert not draft.live

    write_the_text_anew(page, "Call your district team to book.")
    page.get_by_label("Alt text").fill("Two people talk at a table")
    page.wait_for_timeout(1500)  # Wagtail saves by itself half a second after the last letter
    page.wait_for_load_state("networkidle")
    publish(page)
    expect(page.locator(".messages .success")).to_contain_text("published")

    visitor = new_context(viewport={"width": 360, "height": 740}).new_page()
    visitor.goto("/drop-in-clinics/")
    expect(visitor.get_by_text("Call your district team to book.")).to_be_visible()
    expect(visitor.get_by_role("img", name="Two people talk at a table")).to_be_attached()

    page.goto(f"/admin/pages/{draft.pk}/edit/#tab-promote")
    page.get_by_role("tab", name="Promote").click()
    page.get_by_role("textbox", name="Last part of the address").fill("clinics")
    publish(page)
    expect(page.locator(".messages .success")).to_contain_text("published")
    visitor.goto("/drop-in-clinics/?from=leaflet")
    expect(visitor).to_have_url(re.compile("/clinics/\\?from=leaflet$"))
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Drop-in clinics")


def test_a_moderator_changes_the_menu_and_visitors_find_it(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in_as(page, "Moderators")
    page.goto("/admin/settings/base/menus/")
    for number, (label, url) in enumerate(
        [("Courses and dates", "/training/"), ("For families", "/parents/")]
    ):
        page.get_by_role("button", name="Add Door").click()
        page.locator(f"#id_doors-{number}-label").fill(label)
        page.locator(f"#id_doors-{number}-url").fill(url)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages .success")).to_contain_text("Menus updated")

    visitor = new_context(viewport={"width": 360, "height": 740}).new_page()
    visitor.goto("/parents/")
    menu = visitor.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link")).to_have_text(["Courses and dates", "For families"])
    expect(menu.locator("[aria-current=page]")).to_have_text("For families")
    assert_no_axe_violations(visitor)


def test_editors_find_what_to_mend_without_barriers(
    new_context: Callable[..., BrowserContext], draft: StandardPage
) -> None:
    draft.live = True
    draft.save()
    assert examine(content=draft) == 2
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in_as(page, "Moderators")
    for address in ("/admin/editorial/findings/", "/admin/editorial/plain-words/"):
        page.goto(address)
        expect(page.get_by_role("main").get_by_role("table")).to_be_visible()
        assert_list_has_no_barriers(page)
    page.goto("/admin/editorial/findings/")
    page.get_by_role("main").get_by_role("link", name="Drop-in clinics").first.click()
    expect(page).to_have_url(re.compile(f"/admin/pages/{draft.pk}/edit/"))
    page.get_by_role("button", name="Toggle checks").click()
    expect(page.get_by_role("heading", name="Before you publish")).to_be_visible()
    expect(page.get_by_text("Describe this picture").filter(visible=True).first).to_be_visible()

    advice = page.get_by_role("region", name="Before you publish")
    expect(advice).to_contain_text("does not say where it leads")
    page.wait_for_timeout(
        2500
    )  # what is written before Wagtail begins to compare is not saved by itself
    write_the_text_anew(page, "Come in and talk to us.")
    expect(advice).not_to_contain_text("does not say where it leads")
    expect(advice).to_contain_text("Describe this picture")
