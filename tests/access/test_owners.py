"""What belongs to somebody else, or is not public, stays shut to those who know its address."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction, UploadedFile

from portal.home.models import HomePage, StandardPage
from portal.media.models import PortalDocument
from tests.access.clients import as_role, is_refused, watched_writes
from tests.access.furniture import PRIVATE, SECRET_WORDS, Furniture
from tests.access.pages import EVERYBODY
from tests.access.screens import STAFF
from training.models import Session

ROLES = sorted(EVERYBODY)
WITHOUT_FILES = sorted(STAFF - {"admin", "editor", "moderator"})


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_a_draft_at_its_public_address(furnished: Furniture, role: str) -> None:
    draft = StandardPage(title="Not yet", slug="not-yet", summary="Still being written.", live=False)
    HomePage.objects.get().add_child(instance=draft)
    response = as_role(role).get("/not-yet/")
    assert response.status_code == 404
    assert b"Still being written" not in response.content


@pytest.mark.parametrize("role", ROLES)
def test_a_private_page_asks_for_its_password_and_shows_nothing(furnished: Furniture, role: str) -> None:
    page = StandardPage.objects.get(title=PRIVATE)
    response = as_role(role).get(page.url)
    assert response.status_code == 200
    assert b'type="password"' in response.content
    assert page.summary.encode() not in response.content
    assert PRIVATE.encode() not in response.content


def test_a_wrong_password_for_a_private_page_is_said_by_the_field(furnished: Furniture) -> None:
    restriction = PageViewRestriction.objects.get()
    address = reverse(
        "wagtailcore_authenticate_with_password", args=[restriction.pk, restriction.page_id]
    )
    client = as_role("nobody")
    given = {"password": "guessed", "return_url": restriction.page.url}
    response = client.post(address, given)
    assert response.status_code == 200
    assert b"There is a problem" in response.content
    right = client.post(address, {**given, "password": restriction.password})
    assert right["Location"] == restriction.page.url
    assert PRIVATE.encode() in client.get(restriction.page.url).content


@pytest.mark.parametrize("role", ROLES)
def test_a_private_document_is_not_served(furnished: Furniture, role: str) -> None:
    document = PortalDocument.objects.get(title=PRIVATE)
    client = as_role(role)
    for address in (
        document.url,
        f"/media/{document.file.name}",
        f"/media/images/../{document.file.name}",
    ):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert SECRET_WORDS not in body, address


def test_a_public_document_is_served_at_its_address_and_nowhere_else(furnished: Furniture) -> None:
    document = PortalDocument.objects.exclude(title=PRIVATE).get()
    client = as_role("nobody")
    assert b"".join(client.get(document.url).streaming_content) == SECRET_WORDS
    assert client.get(f"/media/{document.file.name}").status_code == 404


@pytest.mark.parametrize("role", ["moderator", "officer"])
def test_somebody_elses_upload_cannot_be_taken_over(furnished: Furniture, role: str) -> None:
    upload = UploadedFile.objects.get()
    client = as_role(role)
    for name in ("create_multiple_from_uploaded_document", "delete_upload_multiple"):
        address = reverse(f"wagtaildocs:{name}", args=[upload.pk])
        with watched_writes() as writes:
            response = client.post(address, headers={"x-requested-with": "XMLHttpRequest"})
        assert is_refused(response), name
        assert writes == []


def test_a_trainer_reads_who_is_booked_in_their_own_sessions_only(furnished: Furniture) -> None:
    trainer = as_role("trainer")
    given = Session.objects.filter(trainers__person__user__email="trainer@demo.example")
    others = Session.objects.exclude(pk__in=given.values("pk")).filter(bookings__isnull=False)
    other = others.earliest("pk")
    names = {place.person.name for booking in other.bookings.all() for place in booking.places.all()}
    response = trainer.get(reverse("sessions:delegates", args=[other.pk]))
    assert is_refused(response) or not any(name in response.content.decode() for name in names)
