"""What the sign-in forms refuse, and that they take the same time for everybody."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from tests.factories.accounts import UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

SIGN_UP = {"name": "Asha Okafor", "email": "asha@school.example", "password1": "three random words"}
QUOTED = '"a\x0bBcc:evil.org"@example.org'


def test_signing_up_with_control_characters_in_the_address_is_explained(client: Client) -> None:
    response = client.post("/accounts/signup/", {**SIGN_UP, "email": QUOTED})
    assert response.status_code == 200
    assert "Enter an e-mail in the right form" in response.content.decode()
    assert not User.objects.exists()


def test_changing_to_an_address_with_control_characters_is_explained(client: Client) -> None:
    sign_in(client, UserFactory())
    response = client.post("/accounts/email/", {"email": QUOTED, "action_add": ""})
    assert "Enter an e-mail in the right form" in response.content.decode()
    assert mail.outbox == []


def test_signing_up_does_the_same_work_for_known_and_new_addresses(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is what takes long, so whoever counts seconds counts hashes."""
    UserFactory(email=SIGN_UP["email"])
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    counts = []
    for email in (SIGN_UP["email"], "new@school.example"):
        hashed.clear()
        client.post("/accounts/signup/", {**SIGN_UP, "email": email})
        counts.append(len(hashed))
    assert counts == [1, 1]
