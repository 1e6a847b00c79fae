"""A trainer takes the register on a phone, with and without a connection, and finishes it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from bookings.places.attendance.models import Attendance, AttendanceMark, Register
from bookings.places.attendance.permissions import registers_of
from bookings.places.models import Place
from portal.accounts.models import User
from tests.access.clients import as_role
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.screens import PHONE, WIDE, width_of
from training.models import Session

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

TRAINER, OFFICER = "trainer@demo.example", "officer@demo.example"
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('kd-register:')).map(name => localStorage[name])"


def going_on() -> Session:
    """The demonstration's register that is still open."""
    trainer = User.objects.get(email=TRAINER)
    return registers_of(trainer).filter(state="confirmed", demonstration=True).latest("ends_at")


def signed_in(context: BrowserContext, email: str) -> Page:
    """A page of that demonstration sign-in, its second step done."""
    page = context.new_page()
    page.goto("/health/live")
    session = as_role(email.partition("@")[0]).cookies["sessionid"].value
    site = page.url.removesuffix("health/live")
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return page


def open_register(page: Page, session: Session) -> None:
    page.goto(f"/bookings/registers/{session.uid}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Register")


def press(page: Page, word: str, name: str) -> None:
    page.get_by_role("button", name=f"{word} {name}", exact=True).click()


def status(page: Page) -> Locator:
    return page.locator("#register-status")


def names(session: Session) -> list[str]:
    places = Place.objects.live().filter(session=session).order_by("person__name", "pk")
    return [place.person.name for place in places.select_related("person")]


def state_of(session: Session, name: str) -> str:
    """How the person is marked at the last meeting."""
    last = session.meetings.latest("starts_at")
    return Attendance.objects.get(meeting=last, place__person__name=name, place__session=session).state


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=width_of)
def test_a_trainer_marks_everybody_adds_one_and_finishes(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    session = going_on()
    page = signed_in(new_context(viewport=screen), TRAINER)
    page.goto("/bookings/registers/")
    assert_no_axe_violations(page)
    page.get_by_role("link", name=session.course.title).click()
    assert_no_axe_violations(page)
    people = names(session)
    for name in people[1:]:
        press(page, "Present", name)
    press(page, "Absent", people[0])
    expect(page.locator("[data-count=attended]")).to_have_text(str(len(people) - 1))
    expect(page.locator(".kd-person--waiting")).to_have_count(0)
    page.get_by_role("button", name="Somebody came without a place").click()
    assert_no_axe_violations(page)
    page.locator("main .kd-list-plain a").first.click()
    page.get_by_label("Somebody else").check()
    page.get_by_role("button", name="Add and mark present").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter their full name")
    assert_no_axe_violations(page)
    page.get_by_label("Full name").fill("Nia O'Brien-Nguyễn 🎉")
    page.get_by_label("E-mail").fill("nia@school.example")
    page.get_by_label("What they do").select_option(index=1)
    page.get_by_role("button", name="Add and mark present").click()
    expect(page.get_by_role("alert")).to_contain_text("Nia O'Brien-Nguyễn 🎉 has a place")
    if page.get_by_role("button", name="Finish the register").count():
        finish(page, session)


def finish(page: Page, session: Session) -> None:
    """The session is over: nobody is left to mark at the last meeting, one at the first."""
    page.get_by_role("button", name="Finish the register").click()
    expect(page.get_by_role("main")).to_contain_text("Nia O'Brien-Nguyễn 🎉")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="They were absent: finish the register").click()
    expect(page.get_by_role("alert")).to_contain_text("The register is finished.")
    assert Register.objects.get(pk=session.pk).finished_at is not None
    page.goto(f"/bookings/registers/{session.uid}/")
    assert_no_axe_violations(page)


def test_marks_made_without_a_connection_are_kept_said_to_be_and_sent(
    new_context: Callable[..., BrowserContext],
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    page = signed_in(context, TRAINER)
    open_register(page, session)
    first, second = names(session)[:2]
    context.set_offline(True)
    press(page, "Present", first)
    press(page, "Part", second)
    press(page, "Absent", first)
    expect(status(page)).to_contain_text("2 marks are saved on this phone, not sent yet")
    expect(page.locator(".kd-person--waiting")).to_have_count(2)
    assert_no_axe_violations(page)
    [kept] = page.evaluate(KEPT)
    assert first not in kept
    assert not Attendance.objects.filter(meeting=session.meetings.latest("starts_at")).exists()
    context.set_offline(False)
    expect(status(page)).to_have_text("Everything is sent.")
    expect(page.locator(".kd-person--waiting")).to_have_count(0)
    assert (state_of(session, first), state_of(session, second)) == ("absent", "part")
    assert page.evaluate(KEPT) == []


def test_marks_outlive_a_closed_page_and_are_sent_by_the_next(
    new_context: Callable[..., BrowserContext],
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    page = signed_in(context, TRAINER)
    open_register(page, session)
    name = names(session)[0]
    context.set_offline(True)
    press(page, "Present", name)
    expect(status(page)).to_contain_text("1 mark is saved on this phone")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    open_register(again, session)
    expect(again.get_by_role("button", name=f"Present {name}")).to_have_attribute("aria-pressed", "true")
    expect(status(again)).to_have_text("Everything is sent.")
    assert state_of(session, name) == "attended"


def test_a_mark_of_another_meeting_that_does_not_count_is_said_to(
    new_context: Callable[..., BrowserContext],
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    page = signed_in(context, TRAINER)
    open_register(page, session)
    context.set_offline(True)
    press(page, "Present", names(session)[0])
    [kept] = page.evaluate(KEPT)
    [mark] = json.loads(kept)["marks"].values()
    gone = {**json.loads(kept), "marks": {"999999:1": {**mark, "meeting": 999_999}}}
    page.evaluate("kept => localStorage.setItem(Object.keys(localStorage)[0], kept)", json.dumps(gone))
    page.close()
    context.set_offline(False)
    again = context.new_page()
    open_register(again, session)
    expect(status(again)).to_contain_text(
        "1 mark of another meeting does not count. This meeting is no longer part of the session."
    )
    assert not Attendance.objects.filter(meeting=session.meetings.latest("starts_at")).exists()


def test_marks_that_were_never_sent_go_after_a_day_on_any_page(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto("/accounts/login/")
    keep = "([name, until]) => localStorage.setItem(name, JSON.stringify({until, marks: {}}))"
    page.evaluate(keep, ["kd-register:1:old", 1])
    page.evaluate(keep, ["kd-register:1:new", 4_000_000_000_000])
    page.evaluate(
        "for (const word of ['null', '{']) localStorage.setItem(`kd-register:0:${word}`, word)"
    )
    page.goto("/accounts/login/")
    page.wait_for_function("localStorage.length === 1")
    assert page.evaluate("Object.keys(localStorage)") == ["kd-register:1:new"]


def test_of_two_trainers_who_were_off_line_the_later_mark_holds_and_both_are_told(
    new_context: Callable[..., BrowserContext],
) -> None:
    session = going_on()
    name = names(session)[0]
    phones = [new_context(viewport=PHONE) for _number in range(2)]
    tess, olu = (
        signed_in(phone, email) for phone, email in zip(phones, (TRAINER, OFFICER), strict=True)
    )
    for page, phone in zip((tess, olu), phones, strict=True):
        open_register(page, session)
        phone.set_offline(True)
    press(tess, "Absent", name)
    press(olu, "Present", name)
    phones[1].set_offline(False)
    expect(status(olu)).to_have_text("Everything is sent.")
    phones[0].set_offline(False)
    note = re.compile("You marked Absent at .* and Olu Bankole marked Present at .* Present holds")
    expect(tess.locator(".kd-person__note").first).to_have_text(note)
    assert_no_axe_violations(tess)
    assert state_of(session, name) == "attended"
    log = AttendanceMark.objects.filter(
        attendance__place__person__name=name, actor__email__in=[TRAINER, OFFICER]
    )
    assert log.filter(conflict=True, in_force=False, state="absent").count() == 1
    olu.reload()
    expect(olu.locator(".kd-person__note").first).to_contain_text("Press a button to settle it")


def test_of_somebody_who_gave_the_place_up_meanwhile_the_phone_says_so_and_keeps_nothing(
    new_context: Callable[..., BrowserContext],
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    page = signed_in(context, TRAINER)
    open_register(page, session)
    name = names(session)[0]
    context.set_offline(True)
    press(page, "Present", name)
    Place.objects.filter(session=session, person__name=name).update(state=Place.State.CANCELLED)
    context.set_offline(False)
    expect(status(page)).to_have_text("Everything is sent.")
    gone = page.locator(".kd-person", has_text=name)
    expect(gone.locator(".kd-person__note")).to_have_text(
        "This person no longer has a place on this date."
    )
    expect(page.locator(".kd-person--waiting")).to_have_count(0)
    assert page.evaluate(KEPT) == []


def test_marks_of_the_same_register_in_two_tabs_are_all_kept(
    new_context: Callable[..., BrowserContext],
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    first = signed_in(context, TRAINER)
    second = context.new_page()
    open_register(first, session)
    open_register(second, session)
    context.set_offline(True)
    ann, bob = names(session)[:2]
    press(first, "Present", ann)
    press(second, "Absent", bob)
    first.close()
    expect(status(second)).to_contain_text("2 marks are saved on this phone")
    context.set_offline(False)
    expect(status(second)).to_have_text("Everything is sent.")
    assert (state_of(session, ann), state_of(session, bob)) == ("attended", "absent")


def test_it_works_without_javascript(new_context: Callable[..., BrowserContext]) -> None:
    session = going_on()
    context = new_context(viewport=PHONE, java_script_enabled=False)
    page = signed_in(context, TRAINER)
    open_register(page, session)
    name = names(session)[0]
    press(page, "Part", name)
    expect(page.get_by_role("button", name=f"Part {name}")).to_have_attribute("aria-pressed", "true")
    assert state_of(session, name) == "part"


def test_the_sheet_for_paper_shows_names_and_boxes(new_context: Callable[..., BrowserContext]) -> None:
    session = going_on()
    page = signed_in(new_context(viewport=PHONE), TRAINER)
    page.goto(f"/bookings/registers/{session.uid}/print/")
    assert_no_axe_violations(page)
    expect(page.get_by_role("row")).to_have_count(1 + len(names(session)) + 5)
