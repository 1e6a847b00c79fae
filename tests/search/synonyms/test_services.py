"""The rules that the portal brings are loaded once; what staff make of them stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.synonyms.models import SynonymRule
from search.synonyms.services import load_rules

pytestmark = pytest.mark.django_db


def test_what_staff_changed_or_deleted_is_not_loaded_again(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("# words\nflumps, blumps\nwibble => wobble, wubble\n", encoding="utf-8")
    assert load_rules(path=file) == 2
    SynonymRule.objects.filter(words="flumps\nblumps").update(words="flumps\nblimps")
    SynonymRule.objects.get(words="wibble").delete()
    file.write_text(file.read_text(encoding="utf-8") + "zog, zag\n", encoding="utf-8")
    assert load_rules(path=file) == 1
    assert SynonymRule.objects.filter(words="flumps\nblimps").exists()
    assert not SynonymRule.objects.filter(words="wibble").exists()
    assert load_rules(path=file) == 0


def test_a_new_portal_has_rules_to_begin_with() -> None:
    assert SynonymRule.objects.count() > 150
