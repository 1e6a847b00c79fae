"""A register that its reader keeps on the phone opens without a connection, and leaves no names behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from playwright.sync_api import BrowserContext, Page, expect

from bookings.places.attendance.models import Attendance
from bookings.places.attendance.views import RegisterView
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.screens import PHONE, WIDE
from tests.journeys.test_register import (
    OFFICER,
    TRAINER,
    going_on,
    names,
    open_register,
    press,
    signed_in,
    state_of,
    status,
)
from training.models import Session

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

NAMES = "Object.keys(localStorage).filter(name => name.startsWith('kd-register-names:'))"
A_DAY_OLD = f"""const [name] = {NAMES};
    localStorage[name] = JSON.stringify({{...JSON.parse(localStorage[name]), until: 1}})"""
LOOKS_WHETHER_IT_CAN_SEND = "window.dispatchEvent(new Event('online'))"
"""As an open register does by itself every few seconds."""
CACHED = """async () => (await Promise.all((await caches.keys()).map(async name => {
    const cache = await caches.open(name);
    return Promise.all((await cache.keys()).map(async one => (await cache.match(one)).text()));
}))).flat().join(' ')"""


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_role("button", name="Remove from this phone")).to_be_visible()


def kept_register(context: BrowserContext, session: Session) -> Page:
    """A trainer's page of the register, kept on the phone."""
    page = signed_in(context, TRAINER)
    open_register(page, session)
    keep(page)
    return page


def test_a_register_kept_on_the_phone_opens_without_a_connection_and_sends_its_marks_later(
    new_context: Callable[..., BrowserContext],
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    first, second, *_others = names(session)
    page = kept_register(context, session)
    assert_no_axe_violations(page)
    assert first not in page.evaluate(CACHED)
    page.close()
    context.set_offline(True)
    without = context.new_page()
    open_register(without, session)
    expect(without.get_by_role("main")).to_contain_text(
        "There is no connection. You can mark people all the same"
    )
    expect(without.get_by_role("main")).to_contain_text(session.course.title)
    press(without, "Present", first)
    press(without, "Part", second)
    expect(status(without)).to_contain_text("2 marks are saved on this phone, not sent yet")
    assert_no_axe_violations(without)
    assert not Attendance.objects.filter(meeting=session.meetings.latest("starts_at")).exists()
    context.set_offline(False)
    expect(without.get_by_role("link", name="All registers")).to_be_visible()
    expect(status(without)).to_have_text("Everything is sent.")
    assert (state_of(session, first), state_of(session, second)) == ("attended", "part")


def test_a_page_that_stays_open_behind_another_loses_none_of_its_marks(
    new_context: Callable[..., BrowserContext],
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    first, *_others = names(session)
    behind = kept_register(context, session)
    context.set_offline(True)
    before = context.new_page()
    open_register(before, session)
    press(before, "Present", first)
    behind.evaluate(LOOKS_WHETHER_IT_CAN_SEND)
    expect(status(behind)).to_contain_text("1 mark is saved on this phone, not sent yet")
    open_register(before, session)
    expect(status(before)).to_contain_text("1 mark is saved on this phone, not sent yet")
    context.set_offline(False)
    expect(status(behind)).to_have_text("Everything is sent.")
    assert state_of(session, first) == "attended"


def test_a_kept_register_opens_while_a_proxy_answers_that_the_portal_is_away(
    new_context: Callable[..., BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    kept_register(context, session).close()
    page = context.new_page()
    with monkeypatch.context() as away:
        away.setattr(RegisterView, "dispatch", lambda *_args, **_given: HttpResponse(status=503))
        open_register(page, session)
        press(page, "Present", names(session)[0])
        expect(status(page)).to_contain_text("1 mark is saved on this phone, not sent yet")
    page.evaluate(LOOKS_WHETHER_IT_CAN_SEND)
    expect(status(page)).to_have_text("Everything is sent.")
    assert state_of(session, names(session)[0]) == "attended"


def test_names_go_once_everybody_is_marked_and_sent(new_context: Callable[..., BrowserContext]) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    page = kept_register(context, session)
    *most, last = names(session)
    for name in most:
        press(page, "Present", name)
    expect(page.locator(".kd-person--waiting")).to_have_count(0)
    assert len(page.evaluate(NAMES)) == 1
    press(page, "Absent", last)
    expect(page.locator("#register-keep")).to_be_hidden()
    assert page.evaluate(NAMES) == []


def test_names_go_when_their_reader_signs_out(new_context: Callable[..., BrowserContext]) -> None:
    page = kept_register(new_context(viewport=WIDE), going_on())
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate(NAMES) == []


def test_names_go_when_somebody_else_signs_in(new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(viewport=PHONE)
    kept_register(context, going_on())
    page = signed_in(context, OFFICER)
    assert len(page.evaluate(NAMES)) == 1
    page.goto("/bookings/registers/")
    assert page.evaluate(NAMES) == []


def test_names_go_after_a_day_on_any_page(new_context: Callable[..., BrowserContext]) -> None:
    page = kept_register(new_context(viewport=PHONE), going_on())
    page.goto("/bookings/registers/")
    assert len(page.evaluate(NAMES)) == 1
    page.evaluate(A_DAY_OLD)
    page.goto("/bookings/registers/")
    assert page.evaluate(NAMES) == []


def test_who_keeps_a_register_can_remove_it_and_nothing_is_kept_unasked(
    new_context: Callable[..., BrowserContext],
) -> None:
    session, context = going_on(), new_context(viewport=PHONE)
    page = signed_in(context, TRAINER)
    open_register(page, session)
    assert page.evaluate(NAMES) == []
    keep(page)
    page.get_by_role("button", name="Remove from this phone").click()
    expect(page.get_by_role("button", name="Keep on this phone")).to_be_visible()
    assert page.evaluate(NAMES) == []
    page.close()
    context.set_offline(True)
    without = context.new_page()
    open_register(without, session)
    expect(without.get_by_role("main")).to_contain_text("this register is not kept on this phone")
    assert_no_axe_violations(without)
    assert names(session)[0] not in without.content()
