"""Whatever the documents point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.services.databases import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)>\s]+)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#|//")
"""Other sites, and places in the same document."""


def targets(document: Path) -> list[str]:
    """The relative addresses that a document's links and images name."""
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [target for target in LINK.findall(text) if not ELSEWHERE.match(target)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_and_image_of_a_document_leads_to_a_file(document: Path) -> None:
    missing = [
        target
        for target in targets(document)
        if not (document.parent / target.partition("#")[0]).exists()
    ]
    assert missing == []


def test_the_read_me_shows_pictures_and_leads_on() -> None:
    found = targets(ROOT / "README.md")
    assert any(target.endswith(".png") for target in found)
    assert "docs/architecture.md" in found
