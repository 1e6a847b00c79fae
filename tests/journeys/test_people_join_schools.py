"""Somebody asks to join a school, its head confirms and later ends it; officers see what waits."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bookings.places.models import Booking
from portal.accounts.models import Membership, MembershipRequest, School
from portal.base import clock
from portal.outbox.services import drain
from tests.factories.accounts import UserFactory, make_member
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import SENCO, sign_in_on_the_page
from tests.journeys.screens import BOTH, width_of
from tests.journeys.test_senco_books import a_session_for_three

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

HEAD = "head@demo.example"


def school_of_the_head() -> School:
    return School.objects.get(memberships__person__user__email=HEAD)


def signed_in(context: BrowserContext, email: str, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    sign_in_on_the_page(page, email)
    return page


def expect_heading(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def check(page: Page, heading: str) -> None:
    """Needs scripts, which axe is one of."""
    expect_heading(page, heading)
    assert_no_axe_violations(page)


def link_in(letter: str) -> str:
    found = re.search(r"https?://\S+(/accounts/schools/\S+)", letter)
    assert found, letter
    return found[1]


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_person_asks_the_head_confirms_and_the_new_senco_books(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    school, session = school_of_the_head(), a_session_for_three()
    newcomer = UserFactory(name="Nell Newcomer", email=f"nell@{school.email_domain}")
    page = signed_in(new_context(viewport=screen), newcomer.email, f"/bookings/new/{session.uid}/")
    check(page, "Join your school first")
    page.get_by_role("button", name="Find my school and ask to join").click()
    check(page, "Your schools")
    page.get_by_role("button", name="Find my school and ask to join").click()
    expect(page.get_by_role("main")).to_contain_text("Is it this one?")
    check(page, "Find your school and ask to join")
    page.get_by_label("Name, town, postcode or URN").fill(school.name)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("^Ask to join ")).first).to_be_visible()
    assert_no_axe_violations(page)
    page.get_by_role("link", name=re.compile(f"^Ask to join .*{re.escape(school.name)}")).click()
    check(page, f"Ask to join {school.name}")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a role")
    assert_no_axe_violations(page)
    page.get_by_label("SENCO", exact=True).check()
    page.get_by_label("A word to who confirms it").fill("I start on Monday as the new SENCO.")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("main")).to_contain_text("Waiting for an answer")
    check(page, "Your schools")
    assert not Membership.objects.filter(person__user=newcomer).exists()

    drain()
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [HEAD])
    head = signed_in(new_context(viewport=screen), HEAD, link_in(str(letter.body)))
    check(head, "Nell Newcomer asks to join")
    head.get_by_label("Yes, confirm it").check()
    head.get_by_role("button", name="Send the answer").click()
    expect(head.get_by_text("Nell Newcomer now belongs to")).to_be_visible()
    check(head, f"People at {school.name}")

    page.goto(f"/bookings/new/{session.uid}/")
    check(page, "Who is going?")
    page.get_by_label(re.compile("^Me, ")).check()
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_role("button", name="Book 1 place").click()
    booking = Booking.objects.get(booker__user=newcomer)
    assert booking.school == school

    row = Membership.objects.get(person__user=newcomer)
    head.goto(reverse("membership:role", args=[school.pk, row.pk]))
    check(head, "Change the role of Nell Newcomer")
    head.goto(reverse("membership:people", args=[school.pk]))
    head.get_by_role("link", name="End the membership of Nell Newcomer").click()
    expect(head.get_by_role("main")).to_contain_text("stays with the school")
    check(head, "End the membership of Nell Newcomer?")
    head.get_by_role("button", name="Yes, end the membership").click()
    check(head, f"People at {school.name}")
    assert page.goto(f"/bookings/{booking.reference}/").status == 404  # type: ignore[union-attr]
    page.goto(f"/bookings/new/{session.uid}/")
    check(page, "Join your school first")


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_head_invites_and_only_the_invited_email_opens_it(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    school = school_of_the_head()
    head = signed_in(new_context(viewport=screen), HEAD, reverse("membership:people", args=[school.pk]))
    head.get_by_role("button", name="Invite a colleague").click()
    check(head, "Invite a colleague")
    head.get_by_label("Full name").fill("Ivy Invited")
    head.get_by_label("Work e-mail").fill("ivy@invited.example")
    head.get_by_label("Member of staff").check()
    head.get_by_role("button", name="Send the invitation").click()
    expect(head.get_by_text("Ivy Invited is invited.")).to_be_visible()
    assert_no_axe_violations(head)
    drain()
    letter = next(letter for letter in mail.outbox if letter.to == ["ivy@invited.example"])
    link = link_in(str(letter.body))
    other = signed_in(new_context(viewport=screen), SENCO, link)
    check(other, "This invitation went to another e-mail")
    ivy = UserFactory(name="Ivy Invited", email="ivy@invited.example")
    page = signed_in(new_context(viewport=screen), ivy.email, link)
    check(page, f"Join {school.name}")
    page.get_by_role("button", name="Yes, join this school").click()
    check(page, "Your schools")
    assert Membership.objects.of_user(ivy).get().school == school


def test_somebody_moves_school_without_javascript(page_without_javascript: Page) -> None:
    page, target = page_without_javascript, School.objects.filter(email_domain__contains="-9.").get()
    page.set_viewport_size({"width": 360, "height": 740})
    mover = make_member(school_of_the_head(), "senco", name="Mo Mover")
    assert mover.person.user is not None
    page.goto(reverse("membership:mine"))
    sign_in_on_the_page(page, mover.person.user.email)
    page.get_by_role("link", name=re.compile("^I have moved or left")).click()
    expect_heading(page, "I have moved or left")
    page.get_by_role("button", name="Find my new school").click()
    expect_heading(page, "Find your new school")
    page.get_by_label("Name, town, postcode or URN").fill(target.name)
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("link", name=re.compile(f"^Ask to join .*{re.escape(target.name)}")).click()
    expect(page.get_by_label(re.compile("^I leave "))).to_be_checked()
    expect_heading(page, f"Ask to join {target.name}")
    page.get_by_label("School business manager").check()
    page.get_by_role("button", name="Ask to join").click()
    expect_heading(page, "Your schools")
    mover.refresh_from_db()
    assert mover.ended_on is not None
    asked = MembershipRequest.objects.get(person=mover.person)
    assert (asked.school, asked.role) == (target, "business")
    page.get_by_role("button", name=re.compile("^Withdraw the request")).click()
    expect(page.get_by_text("Your request is withdrawn.")).to_be_visible()


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_senco_sees_the_people_and_cannot_change_them(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    school = school_of_the_head()
    page = signed_in(new_context(viewport=screen), SENCO, reverse("membership:people", args=[school.pk]))
    check(page, f"People at {school.name}")
    expect(page.get_by_role("link", name=re.compile("^Change role"))).to_have_count(0)


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_the_pages_of_who_moves_have_no_barriers(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page = signed_in(new_context(viewport=screen), SENCO, reverse("membership:moved"))
    check(page, "I have moved or left")
    page.get_by_label("From which day do you no longer work there?").fill("2020-01-01")
    page.get_by_role("button", name="Leave, without a new school").click()
    expect(page.get_by_role("alert")).to_contain_text("This cannot be before")
    assert_no_axe_violations(page)
    page.get_by_label("From which day do you no longer work there?").fill(str(clock.today()))
    page.get_by_role("button", name="Find my new school").click()
    check(page, "Find your new school")
    school = School.objects.filter(email_domain__contains="-9.").get()
    page.goto(reverse("membership:ask", args=[school.pk]))
    expect(page.get_by_label(re.compile("^I leave "))).to_be_checked()
    assert_no_axe_violations(page)
