"""Passkeys: made, named and removed by their owner; one is password and second step together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from pytest_django import Settings

from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory, lasting_code, sign_in
from tests.factories.passkeys import (
    ADD,
    LOGIN,
    SoftPasskey,
    add_passkey,
    options_on,
    sign_in_by_passkey,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

INDEX = "/accounts/2fa/"
CONFIRM = "/accounts/2fa/webauthn/reauthenticate/"
STEP = "/accounts/2fa/authenticate/"


def browser() -> Client:
    """At a name and over TLS, as passkeys need it."""
    return Client(HTTP_HOST="localhost", headers={"user-agent": "Firefox/140.0 (Windows NT 10.0)"})


def by_password(user: User) -> Client:
    client = browser()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


@pytest.fixture
def editor() -> User:
    """Somebody of the admin with an authenticator app."""
    editor = UserFactory(groups=["Content editors"])
    TOTP.activate(editor, TOTP_SECRET)
    return editor


@pytest.fixture
def owner() -> User:
    return UserFactory()


def passkeys_of(user: User) -> Any:
    return Authenticator.objects.filter(user=user, type="webauthn")


def only_passkey(user: User) -> SoftPasskey:
    """A passkey as the one second step of ``user``."""
    client = browser()
    sign_in(client, user)
    passkey = add_passkey(client)
    Authenticator.objects.filter(user=user, type="totp").delete()
    return passkey


def words(response: Any) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.main.get_text(" ").split())


def test_a_passkey_is_made_listed_renamed_and_removed(owner: User) -> None:
    client = by_password(owner)
    add_passkey(client, name="My phone")
    assert "My phone" in words(client.get(INDEX))
    assert mail.outbox[-1].subject == "A passkey was added to your sign-in"
    key = passkeys_of(owner).get()
    client.post(f"{INDEX}webauthn/keys/{key.pk}/edit/", {"name": "My new phone"})
    assert "My new phone" in words(client.get(INDEX))
    client.post(f"{INDEX}webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(user=owner).exists()
    assert mail.outbox[-1].subject == "A passkey was removed from your sign-in"


def test_the_first_passkey_brings_recovery_codes(owner: User) -> None:
    client = by_password(owner)
    passkey = SoftPasskey()
    answer = json.dumps(passkey.create(options_on(client, ADD)))
    assert client.post(ADD, {"credential": answer}).url == "/accounts/2fa/recovery-codes/"
    assert len(client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]) == 10


def test_a_passkey_without_a_name_is_called_after_where_it_was_made(owner: User) -> None:
    client = by_password(owner)
    add_passkey(client, name="")
    assert passkeys_of(owner).get().wrap().name == "Firefox on Windows"


def test_a_new_passkey_must_stay_on_the_device_and_ask_for_a_finger_face_or_pin(owner: User) -> None:
    asked = options_on(by_password(owner), ADD)["publicKey"]
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"


def test_a_key_that_asks_for_nothing_is_not_accepted_as_a_passkey(owner: User) -> None:
    add_passkey(by_password(owner), SoftPasskey(verifies=False))
    assert not passkeys_of(owner).exists()


def test_a_passkey_signs_in_without_e_mail_or_password(owner: User) -> None:
    passkey = add_passkey(by_password(owner))
    visitor = browser()
    response = sign_in_by_passkey(visitor, passkey)
    assert response.url == "/bookings/"
    assert visitor.session["_auth_user_id"] == str(owner.pk)
    assert response.cookies["sessionid"]["max-age"] == ""


def test_a_passkey_opens_the_admin_by_itself(editor: User) -> None:
    passkey = only_passkey(editor)
    visitor = browser()
    assert sign_in_by_passkey(visitor, passkey).url == "/admin/"
    assert visitor.get("/admin/").status_code == 200


def test_a_passkey_that_did_not_ask_for_a_finger_face_or_pin_lets_nobody_in(editor: User) -> None:
    passkey = only_passkey(editor)
    passkey.verifies = False
    visitor = browser()
    response = sign_in_by_passkey(visitor, passkey)
    assert response.url == "/accounts/login/"
    assert "_auth_user_id" not in visitor.session
    by_step = by_password(editor)
    answer = passkey.get(options_on(by_step, STEP))
    by_step.post(STEP, {"credential": json.dumps(answer)})
    assert "_auth_user_id" not in by_step.session


def test_a_password_and_then_the_passkey_open_the_admin(editor: User) -> None:
    passkey = only_passkey(editor)
    client = by_password(editor)
    assert client.get("/admin/").status_code == 302
    answer = passkey.get(options_on(client, STEP))
    assert client.post(STEP, {"credential": json.dumps(answer)}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_password_alone_opens_nothing_once_there_is_a_passkey(owner: User, editor: User) -> None:
    add_passkey(by_password(owner))
    assert "_auth_user_id" not in by_password(owner).session
    only_passkey(editor)
    assert by_password(editor).get("/admin/").status_code == 302


def test_a_session_without_the_second_step_is_sent_to_the_passkey_when_that_is_the_only_one(
    editor: User,
) -> None:
    passkey = only_passkey(editor)
    client = browser()
    sign_in(client, editor, mfa=False)
    response = client.get("/admin/pages/")
    assert response.url == f"{CONFIRM}?next=%2Fadmin%2Fpages%2F"
    answer = json.dumps(passkey.get(options_on(client, response.url)))
    assert client.post(CONFIRM, {"credential": answer, "next": "/admin/pages/"}).url == "/admin/pages/"
    assert client.get("/admin/").status_code == 200


def test_a_wrong_passkey_stays_on_the_page_and_says_so(editor: User) -> None:
    only_passkey(editor)
    client = browser()
    sign_in(client, editor, mfa=False)
    answer = json.dumps(SoftPasskey().get(options_on(client, f"{CONFIRM}?next=/admin/")))
    response = client.post(CONFIRM, {"credential": answer, "next": "/admin/"}, follow=True)
    assert response.redirect_chain == [(f"{CONFIRM}?next=%2Fadmin%2F", 302)]
    assert "The passkey did not work" in words(response)


def test_a_recovery_code_stands_in_for_a_lost_passkey(editor: User) -> None:
    only_passkey(editor)
    code = RecoveryCodes.activate(editor).get_unused_codes()[0]
    client = by_password(editor)
    assert "Sign in with a recovery code" in words(client.get(STEP))
    client.post(STEP, {"code": code})
    assert client.get("/admin/").status_code == 200


def test_the_code_of_the_app_works_beside_a_passkey(editor: User) -> None:
    client = browser()
    sign_in(client, editor)
    add_passkey(client)
    client = by_password(editor)
    client.post(STEP, {"code": lasting_code(seconds=2)})
    assert client.get("/admin/").status_code == 200


def test_an_answer_cannot_be_used_twice(owner: User) -> None:
    passkey = add_passkey(by_password(owner))
    first = browser()
    asked = first.get(LOGIN, headers={"accept": "application/json"}).json()["request_options"]
    answer = json.dumps(passkey.get(asked))
    first.post(LOGIN, {"credential": answer})
    first.post("/accounts/logout/")
    first.post(LOGIN, {"credential": answer})
    assert "_auth_user_id" not in first.session
    second = browser()
    second.get(LOGIN, headers={"accept": "application/json"})
    second.post(LOGIN, {"credential": answer})
    assert "_auth_user_id" not in second.session


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://portal.example", "https://localhost.evil.example"]
)
def test_an_answer_given_to_another_site_is_refused(owner: User, origin: str) -> None:
    passkey = add_passkey(by_password(owner))
    passkey.origin = origin
    visitor = browser()
    sign_in_by_passkey(visitor, passkey)
    assert "_auth_user_id" not in visitor.session


def test_somebody_elses_handle_does_not_make_one_somebody_else(owner: User) -> None:
    passkey = add_passkey(by_password(owner))
    passkey.user_handle = add_passkey(by_password(UserFactory())).user_handle
    visitor = browser()
    sign_in_by_passkey(visitor, passkey)
    assert "_auth_user_id" not in visitor.session


def test_a_closed_sign_in_stays_closed(owner: User) -> None:
    passkey = add_passkey(by_password(owner))
    User.objects.filter(pk=owner.pk).update(is_active=False)
    visitor = browser()
    sign_in_by_passkey(visitor, passkey)
    assert "_auth_user_id" not in visitor.session


def test_staff_cannot_remove_their_last_second_step(editor: User) -> None:
    only_passkey(editor)
    client = browser()
    sign_in(client, editor, mfa=False)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    key = passkeys_of(editor).get()
    address = f"{INDEX}webauthn/keys/{key.pk}/remove/"
    assert "It is your only second step" in words(client.get(address))
    assert "It is your only second step" in words(client.post(address))
    assert passkeys_of(editor).exists()


def test_staff_may_exchange_the_app_for_a_passkey_and_the_other_way_round(editor: User) -> None:
    client = browser()
    sign_in(client, editor)
    add_passkey(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert list(
        Authenticator.objects.filter(user=editor).values_list("type", flat=True).order_by("type")
    ) == [
        "recovery_codes",
        "webauthn",
    ]
    TOTP.activate(editor, TOTP_SECRET)
    client.post(f"{INDEX}webauthn/keys/{passkeys_of(editor).get().pk}/remove/")
    assert not passkeys_of(editor).exists()


def test_nobody_reaches_somebody_elses_passkey(owner: User) -> None:
    add_passkey(by_password(owner))
    key = passkeys_of(owner).get()
    stranger = by_password(UserFactory())
    for action in ("edit", "remove"):
        assert stranger.get(f"{INDEX}webauthn/keys/{key.pk}/{action}/").status_code == 404
        assert (
            stranger.post(f"{INDEX}webauthn/keys/{key.pk}/{action}/", {"name": "x"}).status_code == 404
        )
    assert passkeys_of(owner).get().wrap().name == "My phone"


def test_an_open_session_alone_cannot_add_a_passkey(owner: User) -> None:
    client = browser()
    sign_in(client, owner, mfa=False)
    assert client.get(ADD).url.startswith("/accounts/reauthenticate/")


STRANGE = [
    "", "null", "1", "[]", "{}", '"x"', "{", "nonsense", "[" * 15_000, "9" * 30_000,
    '{"id": 1, "rawId": [], "response": {}, "type": "public-key"}',
    ('{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA",'
    ' "attestationObject": "AA", "authenticatorData": "AA", "signature": "AA", "userHandle": "AA"}}'),
    ('{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "bnVsbA",'
    ' "attestationObject": "oA", "authenticatorData": "", "signature": "", "userHandle": null}}'),
    '{"id": "ä", "rawId": "ä", "type": "public-key", "response": {"clientDataJSON": "ä"}}',
    '{"response": null, "rawId": null, "id": null, "type": null}',
    '{"response": {"userHandle": "' + "Z" * 60 + '"}, "rawId": "AA", "id": "AA"}',
]  # fmt: skip


@pytest.mark.parametrize("answer", STRANGE, ids=range(len(STRANGE)))
def test_what_no_browser_answers_is_a_wrong_answer_and_no_error_page(owner: User, answer: str) -> None:
    visitor = browser()
    visitor.get(LOGIN, headers={"accept": "application/json"})
    assert visitor.post(LOGIN, {"credential": answer}).status_code == 302
    client = by_password(owner)
    client.get(ADD)
    assert client.post(ADD, {"credential": answer}).status_code == 200
    add_passkey(client)
    waiting = by_password(owner)
    waiting.get(STEP)
    assert waiting.post(STEP, {"credential": answer}).status_code == 200
    client.get(CONFIRM)
    assert client.post(CONFIRM, {"credential": answer}).status_code in (302, 429)


@pytest.mark.parametrize("name", ["two\nlines", "x" * 61, "see https://evil.example"])
def test_a_name_that_cannot_stand_in_a_mail_is_explained_by_the_field(owner: User, name: str) -> None:
    client = by_password(owner)
    add_passkey(client)
    key = passkeys_of(owner).get()
    response = client.post(f"{INDEX}webauthn/keys/{key.pk}/edit/", {"name": name})
    assert response.status_code == 200
    assert response.context["form"].errors["name"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/",
        "https:\\\\evil.example",
        "javascript:alert(1)",
        "https://evil.example/",
        "/\\evil.example",
    ],
)
def test_a_passkey_leads_to_our_own_pages_only(owner: User, editor: User, elsewhere: str) -> None:
    passkey = add_passkey(by_password(owner))
    assert sign_in_by_passkey(browser(), passkey, next=elsewhere).url == "/bookings/"
    passkey = only_passkey(editor)
    client = browser()
    sign_in(client, editor, mfa=False)
    answer = json.dumps(passkey.get(options_on(client, CONFIRM)))
    assert client.post(CONFIRM, {"credential": answer, "next": elsewhere}).url == "/admin/"


def test_a_passkey_leads_back_to_where_somebody_was(owner: User) -> None:
    passkey = add_passkey(by_password(owner))
    assert sign_in_by_passkey(browser(), passkey, next="/training/").url == "/training/"


def test_a_whole_school_may_sign_in_by_passkey_at_once(owner: User) -> None:
    passkey = add_passkey(by_password(owner))
    answers = [sign_in_by_passkey(browser(), passkey).status_code for _ in range(40)]
    assert set(answers) == {302}


def test_passkeys_count_as_a_second_step_only_because_each_use_is_verified(settings: Settings) -> None:
    """``SECOND_STEPS`` and the gate rest on it."""
    assert settings.MFA_WEBAUTHN_USER_VERIFICATION == "required"


def test_pages_with_passkeys_hold_no_inline_script(owner: User) -> None:
    client = by_password(owner)
    add_passkey(client)
    key = passkeys_of(owner).get()
    for address in (
        INDEX,
        ADD,
        CONFIRM,
        f"{INDEX}webauthn/keys/{key.pk}/edit/",
        "/accounts/2fa/recovery-codes/",
    ):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        assert len(page.select("main h1")) == 1, address
        assert not page.select("[style], script:not([src])")
