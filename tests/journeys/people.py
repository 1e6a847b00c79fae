"""Signing in as one of the demonstration's people, as a person does it."""

from __future__ import annotations

from playwright.sync_api import Page

from portal.home.demo.files import PASSWORD

SENCO = "senco@demo.example"


def sign_in_on_the_page(page: Page, email: str) -> None:
    """Signs in by password, from the sign-in page that the browser shows now."""
    enter_password(page, email, PASSWORD)


def enter_password(page: Page, email: str, password: str) -> None:
    """Says who it is, chooses the password rather than a mailed code, and types it."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Use my password").click()
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
