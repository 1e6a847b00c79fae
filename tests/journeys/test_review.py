"""Two pairs of eyes: an editor submits, a reviewer publishes part of it, the editor finishes, the public reads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import BrowserContext, Page, expect

from directory.entries import Service
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, TOTP_SECRET, lasting_code
from tests.factories.directory import OrganisationFactory, ServiceFactory
from tests.factories.publishing import a_moderator, an_editor, ask_for_two, published, standard_page
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import enter_password
from tests.journeys.screens import WIDE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]

OLD, NEW = "Talk to somebody this week.", "Talk to a specialist teacher this week."
WHEN, FINISHED = "Mondays", "Mondays in term time, 2pm to 4pm"


def enter(context: BrowserContext, user: User) -> Page:
    """The admin's first screen, as ``user`` sees it after both steps."""
    TOTP.activate(user, TOTP_SECRET)
    page = context.new_page()
    page.goto("/admin/")
    enter_password(page, user.email, PASSWORD)
    page.get_by_label("Code").fill(lasting_code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=re.compile("Welcome"))).to_be_visible()
    return page


def type_when(page: Page, words: str) -> None:
    page.get_by_role("tab", name="How to get it").click()
    page.get_by_role("textbox", name="When").fill(words)


def submit(page: Page, label: str) -> None:
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    page.get_by_role("button", name=label).click()
    expect(page.locator(".messages .success")).to_contain_text("submitted")


def test_a_service_reaches_the_public_through_two_people(
    new_context: Callable[..., BrowserContext],
) -> None:
    ask_for_two(Service)
    organisation = published(OrganisationFactory(title="Kent advice"))
    service = published(
        ServiceFactory(title="Drop-in clinic", organisation=organisation, summary=OLD, slug="clinic")
    )
    address = f"/admin/services/edit/{service.pk}/"
    visitor = new_context(viewport=WIDE).new_page()

    editor = enter(new_context(viewport=WIDE), an_editor())
    editor.goto(address)
    editor.get_by_role("textbox", name="Summary").fill(NEW)
    type_when(editor, WHEN)
    submit(editor, "Submit to Editorial review")

    moderator = enter(new_context(viewport=WIDE, bypass_csp=True), a_moderator())
    waiting = moderator.get_by_role("region", name="Waiting for your review")
    expect(waiting).to_contain_text("Edie Clarke, today")
    waiting.get_by_role("link", name="Drop-in clinic").click()
    expect(moderator.get_by_role("group", name="Tick what may be published")).to_contain_text("When")
    assert_no_axe_violations(moderator)
    moderator.get_by_role("checkbox", name="Summary").check()
    moderator.get_by_role("button", name="Publish what is ticked").click()
    expect(moderator.get_by_role("alert")).to_contain_text("Say what should change")
    expect(moderator.get_by_role("checkbox", name="Summary")).to_be_checked()
    moderator.get_by_label("Comment to the author").fill("At what time?")
    moderator.get_by_role("button", name="Publish what is ticked").click()
    expect(moderator.locator(".messages .success")).to_contain_text("the rest went back")

    visitor.goto(service.href)
    expect(visitor.get_by_role("main")).to_contain_text(NEW)
    expect(visitor.get_by_role("main")).not_to_contain_text(WHEN)

    editor.goto("/admin/")
    back = editor.get_by_role("region", name="Sent back to you")
    expect(back).to_contain_text("At what time?")
    back.get_by_role("link", name="Drop-in clinic").click()
    type_when(editor, FINISHED)
    submit(editor, "Resubmit to Editorial review")

    moderator.goto("/admin/review/")
    assert_no_axe_violations(moderator)
    moderator.get_by_role("link", name="Drop-in clinic").click()
    moderator.get_by_role("button", name="Approve all of it").click()
    expect(moderator.locator(".messages .success")).to_contain_text("is approved")
    visitor.reload()
    expect(visitor.get_by_role("main")).to_contain_text(FINISHED)


def test_two_editors_at_once_lose_nothing(new_context: Callable[..., BrowserContext]) -> None:
    page = published(standard_page(title="How booking works", slug="how", summary="As it was."))
    address = f"/admin/pages/{page.pk}/edit/"
    first = enter(new_context(viewport=WIDE), an_editor())
    second = enter(new_context(viewport=WIDE), a_moderator())
    for editor in (first, second):
        editor.goto(address)
    first.get_by_role("textbox", name="Summary").fill("What the first wrote.")
    first.get_by_role("button", name="Save draft").click()
    expect(first.locator(".messages .success").first).to_contain_text("updated")
    second.get_by_role("textbox", name="Summary").fill("What the second wrote.")
    # Wagtail asks first when it noticed in time; whether it did or not, what follows is the same.
    asked = second.get_by_role("dialog").get_by_role("button", name="Continue")
    notice = second.locator(".messages .warning")
    second.get_by_role("button", name="Save draft").click()
    expect(asked.or_(notice).first).to_be_visible()
    if asked.is_visible():
        asked.click()
    expect(notice).to_contain_text("Edie Clarke saved a newer version")
    notice.get_by_role("link", name="Compare the two").click()
    expect(second.get_by_role("main")).to_contain_text("What the")
    page.refresh_from_db()
    assert page.latest_revision.content["summary"] == "What the second wrote."
    assert page.revisions.filter(content__summary="What the first wrote.").exists()
