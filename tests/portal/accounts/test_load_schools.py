"""``manage.py load_schools``."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import School
from portal.vocabulary.services import load_vocabulary
from tests.factories.register import csv_of, row_of

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("load_schools", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    load_vocabulary()
    file = tmp_path / "register.csv"
    closed = row_of(urn="118235", status="Closed", closed="31-08-2025")
    file.write_bytes(csv_of(row_of(), closed, row_of(urn="=1+1")).getvalue())
    return file


def test_it_says_what_it_did_and_writes_bad_rows_to_a_file(register: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    said = run(str(register), "--problems", str(bad))
    assert "New: 2" in said
    assert "line 4: URN" in said
    assert "'=1+1" in bad.read_text(encoding="utf-8-sig")
    assert School.objects.count() == 2


def test_a_dry_run_writes_nothing(register: Path) -> None:
    assert "2 schools would be written" in run(str(register), "--dry-run")
    assert not School.objects.exists()


def test_links_fill_in_successors(register: Path, tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text("URN,LinkURN,LinkType\n118235,118234,Successor\n")
    assert "Successors filled in: 1" in run(str(register), "--links", str(links))
    assert School.objects.get(urn=118235).successor.urn == 118234


def test_a_missing_or_wrong_file_is_one_clear_message(register: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(str(tmp_path / "none.csv"))
    other = tmp_path / "other.csv"
    other.write_text("Name,Town\nSands,Margate\n")
    with pytest.raises(CommandError, match="not the register’s file"):
        run(str(other))
