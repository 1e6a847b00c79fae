"""Signing up and in: for everybody, without telling a stranger who has a sign-in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core import mail
from django.test import Client, RequestFactory
from pytest_django import Settings

from portal.accounts.forms import SignUpForm
from portal.accounts.models import Person, User
from tests.factories.accounts import PASSWORD, PersonFactory, UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

SIGN_UP = {"name": "Asha Okafor", "email": "asha@school.example", "password1": "three random words"}


def words(response: Any, *, without: str) -> str:
    """What the page says, apart from the address that was typed in and the CSRF token."""
    page = BeautifulSoup(response.content, "html.parser")
    for hidden in page.select("input[name=csrfmiddlewaretoken]"):
        hidden.decompose()
    return str(page).replace(without, "ADDRESS")


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/]+(/accounts/\S+)", message.body)
    assert found, message.body
    return found[1]


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-gone/",
        "/accounts/password/reset/key/done/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/gone/",
        "/accounts/inactive/",
    ],
)
def test_every_page_on_the_way_in_has_a_heading_and_our_shell(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert len(page.select("main h1")) == 1
    assert page.html["lang"] == "en-GB"
    assert not page.select("[style], script:not([src])")


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/accounts/2fa/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
    ],
)
def test_every_page_about_ones_own_sign_in_has_a_heading_and_our_shell(
    client: Client, address: str
) -> None:
    sign_in(client, UserFactory())
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/recovery-codes/generate/")
    response = client.get(address)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert len(page.select("main h1")) == 1
    assert not page.select("[style], script:not([src])")


def test_signing_up_confirms_the_e_mail_and_makes_the_person(client: Client) -> None:
    response = client.post("/accounts/signup/", SIGN_UP)
    assert response.url == "/accounts/confirm-email/"
    assert not Person.objects.exists()
    link = link_in(mail.outbox[-1])
    assert EmailAddress.objects.get().verified is False
    client.post(link)
    assert EmailAddress.objects.get().verified is True
    assert Person.objects.get().name == "Asha Okafor"
    assert Person.objects.get().user == User.objects.get()


def test_an_address_that_is_taken_between_the_check_and_the_press_reads_as_any_other(
    client: Client, rf: RequestFactory
) -> None:
    client.get("/accounts/signup/")
    request = rf.post("/accounts/signup/", SIGN_UP)
    request.session, request.user = client.session, AnonymousUser()  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    with request_context(request):
        form = SignUpForm(SIGN_UP)
        assert form.is_valid()
        first = UserFactory(email=SIGN_UP["email"])
        user, response = form.try_save(request)
    assert user is None
    assert response is not None
    assert response["Location"] == "/accounts/confirm-email/"
    assert User.objects.get(email=SIGN_UP["email"]) == first


def test_following_the_link_by_itself_confirms_nothing(client: Client) -> None:
    """Mail scanners open links."""
    client.post("/accounts/signup/", SIGN_UP)
    Client().get(link_in(mail.outbox[-1]))
    assert EmailAddress.objects.get().verified is False


def test_whoever_signed_up_goes_on_to_what_they_wanted(client: Client) -> None:
    client.post("/accounts/signup/?next=/bookings/new/1/", {**SIGN_UP, "next": "/bookings/new/1/"})
    response = client.post(link_in(mail.outbox[-1]))
    assert response.url == "/bookings/new/1/"


def test_somebody_known_by_this_e_mail_becomes_that_person(client: Client) -> None:
    known = PersonFactory(name="Mrs Okafor", email="Asha@school.example")
    client.post("/accounts/signup/", SIGN_UP)
    client.post(link_in(mail.outbox[-1]))
    known.refresh_from_db()
    assert known.user == User.objects.get()
    assert Person.objects.count() == 1


def test_a_mailbox_that_several_people_share_makes_nobody_of_them(client: Client) -> None:
    for name in ("One", "Two"):
        PersonFactory(name=name, email="asha@school.example")
    client.post("/accounts/signup/", SIGN_UP)
    client.post(link_in(mail.outbox[-1]))
    assert Person.objects.get(user__isnull=False).name == "Asha Okafor"


def test_an_unconfirmed_e_mail_does_not_sign_in(client: Client) -> None:
    user = UserFactory(verified=False)
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert response.url == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["Asha\r\nBcc: all@school.example", "Asha\x1bOkafor"])
def test_a_name_of_several_lines_is_explained_by_the_field(client: Client, name: str) -> None:
    response = client.post("/accounts/signup/", {**SIGN_UP, "name": name})
    assert response.status_code == 200
    assert response.context["form"].errors["name"] == [
        "Write it on one line, without hidden characters."
    ]
    assert not User.objects.exists()


def test_what_is_missing_is_said_in_our_words(client: Client) -> None:
    page = client.post("/accounts/signup/", {"email": "nonsense"}).content.decode()
    assert "Enter your full name" in page
    assert "<title>Error: Make a sign-in" in page
    assert 'href="#id_name"' in page
    assert 'value="nonsense"' in page


@pytest.mark.parametrize("password", ["short", "password123", "0123456789"])
def test_weak_passwords_are_refused(client: Client, password: str) -> None:
    response = client.post("/accounts/signup/", {**SIGN_UP, "password1": password})
    assert response.context["form"].errors["password1"]


def test_signing_up_says_the_same_for_known_and_new_addresses(client: Client) -> None:
    known = UserFactory()
    said = []
    for email in (known.email, "new@school.example"):
        response = Client().post("/accounts/signup/", {**SIGN_UP, "email": email}, follow=True)
        said.append((response.redirect_chain, response.status_code, words(response, without=email)))
    assert said[0] == said[1]
    assert [message.to for message in mail.outbox] == [[known.email], ["new@school.example"]]


def test_asking_for_a_new_password_says_the_same_for_known_and_unknown_addresses() -> None:
    known = UserFactory()
    said = []
    for email in (known.email, "nobody@school.example"):
        response = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        said.append((response.redirect_chain, response.status_code, words(response, without=email)))
    assert said[0] == said[1]


def test_no_mail_goes_to_an_address_that_nobody_signs_in_with(client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "nobody@school.example"})
    assert mail.outbox == []


def test_signing_in_says_the_same_for_a_wrong_password_and_an_unknown_address() -> None:
    known = UserFactory()
    said = []
    for email in (known.email, "nobody@school.example"):
        response = Client().post("/accounts/login/", {"login": email, "password": "wrong one"})
        said.append((response.status_code, words(response, without=email)))
    assert said[0] == said[1]
    assert "The e-mail or the password is not right" in said[0][1]


def test_guessing_one_password_is_stopped_and_a_neighbour_still_gets_in() -> None:
    victim, neighbour = UserFactory(), UserFactory()
    for _ in range(6):
        response = Client().post("/accounts/login/", {"login": victim.email, "password": "a guess"})
    assert "Too many tries" in response.content.decode()
    right = Client().post("/accounts/login/", {"login": victim.email, "password": PASSWORD})
    assert right.status_code == 200
    response = Client().post("/accounts/login/", {"login": neighbour.email, "password": PASSWORD})
    assert response.url == "/bookings/"


def test_a_forged_address_does_not_lift_the_limits() -> None:
    victim = UserFactory()
    for number in range(6):
        response = Client().post(
            "/accounts/login/",
            {"login": victim.email, "password": "a guess"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
    assert "Too many tries" in response.content.decode()


def test_many_accounts_tried_from_one_address_are_stopped_whatever_it_claims(
    settings: Settings,
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "10/m/ip,5/5m/key"}
    answers = [
        Client().post(
            "/accounts/login/",
            {"login": f"person{number}@school.example", "password": "a guess"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
        for number in range(11)
    ]
    assert "not right" in answers[9].content.decode()
    assert "Too many tries" in answers[10].content.decode()


def test_a_class_of_thirty_can_sign_in_from_one_school_at_once() -> None:
    for user in UserFactory.create_batch(31):
        response = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        assert response.status_code == 302


def test_asking_for_links_again_and_again_is_stopped(client: Client) -> None:
    user = UserFactory()
    statuses = [
        client.post("/accounts/password/reset/", {"email": user.email}).status_code for _ in range(5)
    ]
    assert statuses[0] == 302
    assert statuses[-1] == 429
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/",
        "https://evil.example/",
        "https:\\\\evil.example",
        "javascript:alert(1)",
        "http://localhost/",
        "http://127.0.0.1:9/",
        "/\\evil.example",
        "\thttps://evil.example",
    ],
)
def test_signing_in_leads_to_our_own_pages_only(client: Client, elsewhere: str) -> None:
    user = UserFactory()
    response = client.post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD, "next": elsewhere}
    )
    assert response.url == "/bookings/"


def test_signing_in_leads_back_to_where_somebody_was(client: Client) -> None:
    user = UserFactory()
    response = client.post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD, "next": "/training/"}
    )
    assert response.url == "/training/"


def test_the_session_ends_with_the_browser(client: Client) -> None:
    user = UserFactory()
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert response.cookies["sessionid"]["max-age"] == ""


def test_a_new_password_ends_all_other_sessions(client: Client) -> None:
    user = UserFactory()
    elsewhere = Client()
    sign_in(elsewhere, user, mfa=False)
    sign_in(client, user, mfa=False)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "three other words", "password2": "three other words"},
    )
    assert client.get("/accounts/email/").status_code == 200
    assert elsewhere.get("/accounts/email/").status_code == 302


def test_the_owner_is_told_when_the_password_changes(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user, mfa=False)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "three other words", "password2": "three other words"},
    )
    assert mail.outbox[-1].subject == "Your password was changed"
    assert mail.outbox[-1].to == [user.email]


def test_our_mails_are_plain_text_and_name_nobody_else(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    message = mail.outbox[-1]
    assert message.subject == "Confirm your e-mail"
    assert not message.alternatives
    assert "testserver" not in message.subject


def test_signing_out_needs_a_click_of_ones_own(client: Client) -> None:
    sign_in(client, UserFactory(), mfa=False)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_lost_csrf_token_signs_nobody_in() -> None:
    user = UserFactory()
    response = Client(enforce_csrf_checks=True).post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD}
    )
    assert response.status_code == 403


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/"])
def test_a_mail_server_that_is_away_is_no_error_page(
    client: Client, settings: Settings, address: str
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    UserFactory(email="known@school.example")
    assert client.post(address, {**SIGN_UP, "email": "known@school.example"}).status_code == 302
