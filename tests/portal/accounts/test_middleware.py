"""The admin gate: no way in on a password alone, whichever door is tried."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.test.utils import override_script_prefix
from time_machine import travel

from portal.accounts.models import User
from tests.factories.accounts import (
    PASSWORD,
    TOTP_SECRET,
    UserFactory,
    current_code,
    lasting_code,
    sign_in,
)

pytestmark = pytest.mark.django_db

ADMIN = "/admin/"


@pytest.fixture
def editor() -> User:
    return UserFactory(groups=["Content editors"])


def password_sign_in(client: Client, user: User, address: str = "/accounts/login/"):
    return client.post(address, {"login": user.email, "username": user.email, "password": PASSWORD})


def enters(client: Client) -> bool:
    return client.get(ADMIN).status_code == 200


def test_signed_out_people_are_sent_to_the_one_sign_in_page(client: Client) -> None:
    response = client.get(ADMIN)
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/admin/"


def test_a_web_servers_prefix_opens_no_side_door(client: Client, editor: User) -> None:
    sign_in(client, editor, mfa=False)
    with override_script_prefix("/x/"):
        response = client.get("/admin/", SCRIPT_NAME="/x")
    assert response.status_code == 302
    assert "/accounts/2fa/" in response["Location"]


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^\d{4} \d{4}$", message.body, re.MULTILINE)
    assert found, message.body
    return found[0]


def test_a_password_alone_does_not_let_staff_set_up_their_first_second_step(
    client: Client, editor: User
) -> None:
    """Whoever knows the password would set up an app of their own."""
    assert password_sign_in(client, editor).url == "/accounts/login/code/confirm/"
    assert mail.outbox[-1].to == [editor.email]
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"])
def test_a_session_older_than_the_work_in_the_admin_signs_in_again_first(
    client: Client, address: str
) -> None:
    user = UserFactory()
    password_sign_in(client, user)
    user.groups.add(Group.objects.get(name="Content editors"))
    page = client.get(address).content.decode()
    assert "Sign in once more" in page
    assert "secret" not in client.session.get("mfa.totp.secret", "")
    assert "data-passkey" not in page


def test_knowing_the_password_is_no_way_to_have_codes_sent_without_end(
    client: Client, editor: User, clear_cache: None
) -> None:
    answers = [password_sign_in(Client(), editor).url for _ in range(5)]
    assert answers.count("/accounts/login/code/confirm/") == 3
    assert len(mail.outbox) == 3


def test_staff_without_an_authenticator_set_one_up_first(client: Client, editor: User) -> None:
    password_sign_in(client, editor)
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    response = client.get("/admin/pages/")
    assert response.status_code == 302
    assert response.url == "/accounts/2fa/totp/activate/?next=%2Fadmin%2Fpages%2F"


def test_an_authenticator_set_up_elsewhere_opens_nothing_in_this_session(
    client: Client, editor: User
) -> None:
    sign_in(client, editor, mfa=False)
    TOTP.activate(editor, TOTP_SECRET)
    response = client.get(ADMIN)
    assert response.url == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"


def test_password_and_code_open_the_admin(client: Client, editor: User) -> None:
    TOTP.activate(editor, TOTP_SECRET)
    response = password_sign_in(client, editor)
    assert response.url == "/accounts/2fa/authenticate/"
    assert not enters(client)
    client.post("/accounts/2fa/authenticate/", {"code": lasting_code(seconds=2)})
    assert enters(client)


def test_a_recovery_code_opens_the_admin_once(client: Client, editor: User) -> None:
    TOTP.activate(editor, TOTP_SECRET)
    code = RecoveryCodes.activate(editor).get_unused_codes()[0]
    for works in (True, False):
        again = Client()
        password_sign_in(again, editor)
        again.post("/accounts/2fa/authenticate/", {"code": code})
        assert enters(again) is works


def test_a_code_cannot_be_used_twice(client: Client, editor: User) -> None:
    TOTP.activate(editor, TOTP_SECRET)
    with travel("2026-11-23 10:00:01+00:00", tick=False):
        code = current_code()
        for works in (True, False):
            again = Client()
            password_sign_in(again, editor)
            again.post("/accounts/2fa/authenticate/", {"code": code})
            assert enters(again) is works


def test_an_old_code_is_refused(client: Client, editor: User) -> None:
    TOTP.activate(editor, TOTP_SECRET)
    with travel("2026-11-23 10:00:01+00:00", tick=False):
        code = current_code()
    with travel("2026-11-23 10:01:01+00:00", tick=False):
        password_sign_in(client, editor)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert not enters(client)


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/", "/accounts/login/"])
@pytest.mark.parametrize("enrolled", [True, False])
def test_a_password_alone_opens_no_door(client: Client, editor: User, door: str, enrolled: bool) -> None:
    if enrolled:
        TOTP.activate(editor, TOTP_SECRET)
    password_sign_in(client, editor, door)
    assert not enters(client)


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_sign_in_pages_lead_to_ours_and_keep_the_way_back(
    client: Client, door: str
) -> None:
    response = client.get(f"{door}?next=/admin/pages/")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/admin/pages/"


def test_wagtails_own_password_reset_is_closed(client: Client) -> None:
    assert client.get("/admin/password_reset/").status_code == 404


def test_a_new_password_does_not_pass_the_second_step(client: Client, editor: User) -> None:
    TOTP.activate(editor, TOTP_SECRET)
    editor.set_password("another long secret")
    editor.save()
    client.post("/accounts/login/", {"login": editor.email, "password": "another long secret"})
    assert not enters(client)


def test_people_who_are_not_staff_get_403_and_no_loop(client: Client) -> None:
    sign_in(client, UserFactory())
    assert client.get(ADMIN).status_code == 403


def test_somebody_who_leaves_loses_their_session(client: Client, editor: User) -> None:
    sign_in(client, editor)
    assert enters(client)
    editor.is_active = False
    editor.save()
    assert not enters(client)


def test_staff_cannot_switch_their_second_step_off(client: Client, editor: User) -> None:
    sign_in(client, editor)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=editor, type="totp").exists()


def test_background_requests_of_the_admin_get_403_instead_of_a_page(
    client: Client, editor: User
) -> None:
    sign_in(client, editor, mfa=False)
    response = client.get(ADMIN, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code == 403


def test_inline_scripts_are_allowed_in_the_admin_only(client: Client, editor: User) -> None:
    sign_in(client, editor)
    assert "'unsafe-inline'" in client.get(ADMIN).headers["Content-Security-Policy"]
    for address in ("/accounts/login/", "/accounts/password/reset/"):
        assert "unsafe-inline" not in client.get(address).headers["Content-Security-Policy"]


def test_the_gate_itself_allows_no_inline_scripts(client: Client, editor: User) -> None:
    sign_in(client, editor, mfa=False)
    assert "unsafe-inline" not in client.get(ADMIN).headers["Content-Security-Policy"]


def test_guessing_codes_is_stopped(client: Client, editor: User, clear_cache: None) -> None:
    TOTP.activate(editor, TOTP_SECRET)
    password_sign_in(client, editor)
    for _ in range(6):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    client.post("/accounts/2fa/authenticate/", {"code": lasting_code(seconds=2)})
    assert not enters(client)
