"""Passwords that attackers try first are refused, without asking anybody."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts import leaked_passwords
from portal.accounts.leaked_passwords import PREFIX, build, is_leaked
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory, sign_in

WORDS = "attackers try it first"


@pytest.mark.parametrize(
    "password", ["password123", "qwertyuiop", "QWERTYuiop", "1q2w3e4r5t", "liverpool1", "football123"]
)
def test_what_attackers_try_first_is_refused_in_any_case(password: str) -> None:
    assert is_leaked(password)


@pytest.mark.parametrize(
    "password",
    ["three random words", "kent-demo-2026", "", "pass", "ñandú corre lejos", "\udcff" * 12, "x" * 5000],
)
def test_other_passwords_are_none_of_them(password: str) -> None:
    assert not is_leaked(password)


def test_the_list_is_small_sorted_and_holds_each_hash_once() -> None:
    content = leaked_passwords.FILE.read_bytes()
    assert 500_000 < len(content) < 4 * 1024 * 1024
    hashes = [content[place : place + PREFIX] for place in range(0, len(content), PREFIX)]
    assert hashes == sorted(set(hashes))


def test_the_first_and_the_last_of_the_list_are_found() -> None:
    several = [f"password number {number}" for number in range(50)]
    listed = leaked_passwords.Prefixes(build(several))
    assert len(listed) == 50
    assert build([several[0], several[0].upper()]) == build(several[:1])
    assert listed[0] < listed[49]


@pytest.mark.django_db
@pytest.mark.usefixtures("clear_cache")
def test_signing_up_with_one_is_explained_by_the_field(client: Client) -> None:
    response = client.post(
        "/accounts/signup/",
        {"name": "Asha Okafor", "email": "asha@school.example", "password1": "football123"},
    )
    assert WORDS in " ".join(response.context["form"].errors["password1"])
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("clear_cache")
def test_changing_to_one_is_explained_by_the_field(client: Client) -> None:
    sign_in(client, UserFactory(), mfa=False)
    given = {"oldpassword": PASSWORD, "password1": "football123", "password2": "football123"}
    response = client.post("/accounts/password/change/", given)
    assert WORDS in " ".join(response.context["form"].errors["password1"])


def test_a_new_list_is_built_from_plain_and_packed_lists(tmp_path: Path) -> None:
    plain, packed, output = tmp_path / "a.txt", tmp_path / "b.txt.gz", tmp_path / "made.bin"
    plain.write_bytes(b"tooshort\nlong enough one\r\nbroken \xff bytes here\n")
    packed.write_bytes(gzip.compress(b"long enough two\nLONG ENOUGH ONE\n"))
    call_command("build_leaked_passwords", str(plain), str(packed), "--output", str(output), verbosity=0)
    assert len(output.read_bytes()) == 3 * PREFIX


def test_an_empty_or_absent_list_replaces_nothing(tmp_path: Path) -> None:
    output = tmp_path / "made.bin"
    output.write_bytes(b"as before")
    (tmp_path / "a.txt").write_text("short\n")
    for name in ("a.txt", "absent.txt"):
        with pytest.raises(CommandError):
            call_command("build_leaked_passwords", str(tmp_path / name), "--output", str(output))
    assert output.read_bytes() == b"as before"
