"""The register in the admin: upload, look, apply."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import RegisterLoad, School
from portal.vocabulary.services import load_vocabulary
from tests.factories.accounts import SchoolFactory, UserFactory, sign_in
from tests.factories.register import csv_of, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    load_vocabulary()
    sign_in(client, UserFactory(groups=["Officers"]))
    return client


def upload(client: Client, content: bytes, **given: Any) -> Any:
    file = SimpleUploadedFile("edubase.csv", content, content_type="text/csv")
    return client.post(
        reverse("register_loads:add"), {"kind": "schools", "file": file, **given}, follow=True
    )


def test_an_upload_shows_what_it_would_change_and_writes_nothing(officer: Client) -> None:
    response = upload(officer, csv_of(row_of(), row_of(urn="1")).getvalue())
    shown = response.content.decode()
    for words in ("Nothing is written yet", "New: 1", "Sands Primary School", "A URN has 6 digits"):
        assert words in shown
    assert "a.m." not in shown and "p.m." not in shown
    assert ">None<" not in "".join(shown.split())
    assert not School.objects.exists()
    load = RegisterLoad.objects.get()
    assert (load.file_name, load.state) == ("edubase.csv", "waiting")


def test_applying_writes_once_and_drops_the_file(officer: Client) -> None:
    upload(officer, csv_of(row_of()).getvalue())
    load = RegisterLoad.objects.get()
    for _press in range(2):
        response = officer.post(reverse("register_loads:apply", args=[load.pk]), follow=True)
        assert response.status_code == 200
    load.refresh_from_db()
    assert (load.state, bytes(load.payload)) == ("applied", b"")
    assert School.objects.get().urn == 118234
    assert "Apply this file" not in response.content.decode()


def test_leaving_it_drops_the_file_and_writes_nothing(officer: Client) -> None:
    upload(officer, csv_of(row_of()).getvalue())
    load = RegisterLoad.objects.get()
    officer.post(reverse("register_loads:leave", args=[load.pk]))
    officer.post(reverse("register_loads:apply", args=[load.pk]))
    load.refresh_from_db()
    assert (load.state, bytes(load.payload)) == ("left", b"")
    assert not School.objects.exists()


def test_wrong_columns_are_said_by_the_field_and_nothing_is_kept(officer: Client) -> None:
    response = upload(officer, b"Name,Town\nSands,Margate\n")
    assert "not the register’s file" in response.content.decode()
    assert not RegisterLoad.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "URN\n".encode("utf-16")])
def test_what_is_no_csv_is_refused(officer: Client, content: bytes) -> None:
    assert upload(officer, content).status_code == 200
    assert not RegisterLoad.objects.exists()


def test_bad_rows_are_downloaded_without_becoming_formulas(officer: Client) -> None:
    upload(officer, csv_of(*[row_of(urn="=1+1") for _ in range(40)]).getvalue())
    load = RegisterLoad.objects.get()
    sheet = officer.get(reverse("register_loads:inspect", args=[load.pk])).content.decode()
    assert "And 15 more" in sheet
    response = officer.get(reverse("register_loads:problems", args=[load.pk]))
    lines = response.content.decode().splitlines()
    assert len(lines) == 41
    assert lines[1] == "2,URN,'=1+1,A URN has 6 digits."


def test_links_are_uploaded_on_the_same_screen(officer: Client) -> None:
    SchoolFactory(urn=118234, closed_on="2026-08-31")
    new = SchoolFactory(urn=150001)
    upload(officer, b"URN,LinkURN,LinkType\n118234,150001,Successor\n", kind="links")
    officer.post(reverse("register_loads:apply", args=[RegisterLoad.objects.get().pk]))
    assert School.objects.get(urn=118234).successor == new


def test_the_list_says_what_each_file_did(officer: Client) -> None:
    upload(officer, csv_of(row_of(), row_of(urn="1")).getvalue())
    assert "1 new, 1 bad rows" in officer.get(reverse("register_loads:index")).content.decode()
