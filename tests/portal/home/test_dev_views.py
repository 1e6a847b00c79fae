"""Pages for people who try the portal on their own machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def mail_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "mail"


def write(folder: Path, subject: str) -> None:
    """A mail as the portal writes it in a demonstration."""
    mail = EmailMessage(
        subject,
        "Hello.\nBring a pen.",
        "portal@portal.example",
        ["senco@demo.example"],
        connection=get_connection(FILES, file_path=str(folder)),
    )
    mail.attach("session.ics", "BEGIN:VCALENDAR", "text/calendar")
    mail.send()


def test_without_mails_the_page_says_how_to_get_one(client: Client, mail_folder: Path) -> None:
    assert "No mail yet" in client.get(reverse("dev:mail")).content.decode()


def test_a_mail_can_be_read_with_the_names_of_what_is_attached(
    client: Client, mail_folder: Path
) -> None:
    write(mail_folder, "Your places: Sensory circuits")
    page = client.get(reverse("dev:mail")).content.decode()
    assert "Your places: Sensory circuits" in page
    [file] = mail_folder.glob("*.log")
    mail = client.get(reverse("dev:mail_detail", args=[file.name])).content.decode()
    assert "Bring a pen." in mail
    assert "session.ics" in mail
    assert "-----" not in mail


@pytest.mark.parametrize("name", ["nothing.log", "..", "secret_key"])
def test_only_mails_can_be_read(client: Client, mail_folder: Path, name: str) -> None:
    (mail_folder.parent / "secret_key").write_text("secret", encoding="utf-8")
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_the_code_is_the_one_that_an_authenticator_app_shows_now(client: Client) -> None:
    with time_machine.travel(1_800_000_010, tick=False):
        page = client.get(reverse("dev:mfa")).content.decode()
    assert "20 seconds" in page
    assert "KENTDEMOKENTDEMOKENTDEMOKENTDEMO" in page
