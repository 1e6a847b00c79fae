"""A document is what its name says, whichever way it is uploaded."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection

from portal.media.contents import validate_contents
from portal.media.models import PortalDocument
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def editor(client: Client) -> Client:
    sign_in(client, UserFactory(is_superuser=True))
    return client


def upload(client: Client, address: str, contents: bytes, name: str = "guide.pdf") -> Any:
    prefix = "document-chooser-upload-" if "chooser" in address else ""
    field = "files[]" if "multiple" in address else f"{prefix}file"
    form = {
        f"{prefix}title": "Guide",
        f"{prefix}collection": Collection.get_first_root_node().pk,
        field: SimpleUploadedFile(name, contents),
    }
    return client.post(address, form, headers={"X-Requested-With": "XMLHttpRequest"})


ADDRESSES = [
    "/admin/documents/add/",
    "/admin/documents/multiple/add/",
    "/admin/documents/chooser/create/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_web_page_called_pdf_is_refused_with_the_reason(editor: Client, address: str) -> None:
    response = upload(editor, address, PAGE)
    assert "does not hold" in response.content.decode()
    assert not PortalDocument.objects.exists()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_pdf_is_taken(editor: Client, address: str) -> None:
    upload(editor, address, b"%PDF-1.7\n")
    document = PortalDocument.objects.get()
    document.file.delete(save=False)


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("a.PDF", b"%PDF-1.4"),
        ("a.docx", b"PK\x03\x04rest"),
        ("a.odt", b"PK\x03\x04rest"),
        ("a.rtf", b"{\\rtf1"),
        ("a.csv", "Name\nSiân\n".encode("cp1252")),
        ("a.txt", b""),
    ],
)
def test_files_of_each_kind_are_taken(name: str, contents: bytes) -> None:
    validate_contents(SimpleUploadedFile(name, contents))


@pytest.mark.parametrize(
    ("name", "contents"),
    [("a.docx", PAGE), ("a.xlsx", b"%PDF-1.4"), ("a.rtf", b"MZ"), ("a.csv", b"MZ\x00\x01")],
)
def test_files_of_another_kind_are_refused(name: str, contents: bytes) -> None:
    with pytest.raises(ValidationError):
        validate_contents(SimpleUploadedFile(name, contents))


def test_a_document_keeps_its_file_when_only_its_title_changes(editor: Client) -> None:
    upload(editor, ADDRESSES[0], b"%PDF-1.7\n")
    document = PortalDocument.objects.get()
    form = {"title": "New", "collection": document.collection_id, "tags": ""}
    editor.post(f"/admin/documents/edit/{document.pk}/", form)
    document.refresh_from_db()
    assert document.title == "New"
    document.file.delete(save=False)
