"""Templates ask models and answers what is so; they compare no states, whose words may change."""

from __future__ import annotations

import re

from tests.services.databases import ROOT

COMPARED = re.compile(r"\{%[^%]*\.(?:state|decision)\s*(?:==|!=|in\b|not in\b)")


def test_no_template_compares_a_state() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if COMPARED.search(line)
    ]
    assert found == [], "give the model, or what the view answers with, a property"
