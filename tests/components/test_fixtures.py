"""Every component gives the HTML of its fixtures, escapes what it is given, and stands missing options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils.safestring import SafeString

from tests.components.cases import (
    OURS,
    THEIRS,
    Fixture,
    fixtures,
    readable,
    shape,
    without_drawings,
)

HOSTILE = "\"'><kd-evil>"
NAMES_OF_THINGS = {"icon", "level", "heading_level", "type", "footer_text"}
"""Options that templates write and people do not: names of icons, numbers of headings, kinds of field;
and the foot's rich text, which Wagtail cleans when it is saved."""

EVERY = [*fixtures(THEIRS), *fixtures(OURS)]


def changed(value: Any, change: Callable[[str], Any]) -> Any:
    """The same options with every text that people may write changed."""
    if isinstance(value, dict):
        return {
            key: inner if key in NAMES_OF_THINGS else changed(inner, change)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [changed(inner, change) for inner in value]
    if value and isinstance(value, str) and not isinstance(value, SafeString):
        return change(value)
    return value


def words(html: str) -> set[str]:
    """Every word that a reader sees."""
    return set(BeautifulSoup(html, "html.parser").get_text(" ").split())


@pytest.mark.parametrize("fixture", fixtures(THEIRS), ids=str)
def test_a_component_gives_the_html_that_govuk_frontend_expects(fixture: Fixture) -> None:
    assert shape(fixture.rendered()) == shape(fixture.html)


@pytest.mark.parametrize("fixture", fixtures(OURS), ids=str)
def test_a_component_of_ours_gives_the_html_of_its_fixture(fixture: Fixture) -> None:
    given = without_drawings(fixture.rendered())
    assert readable(given) == readable(fixture.html)


@pytest.mark.parametrize("fixture", EVERY, ids=str)
def test_a_component_escapes_every_text_it_is_given(fixture: Fixture) -> None:
    html = fixture.rendered(**changed(fixture.options, lambda text: text + HOSTILE))
    tree = BeautifulSoup(html, "html.parser")
    assert tree.find("kd-evil") is None
    assert "\"'><kd-evil" not in html


@pytest.mark.parametrize("fixture", EVERY, ids=str)
def test_a_component_stands_any_option_left_out(fixture: Fixture) -> None:
    said_anyway = words(fixture.rendered())
    for missing in fixture.options:
        left = {name: value for name, value in fixture.options.items() if name != missing}
        said = words(Fixture(fixture.component, fixture.name, left, "").rendered())
        assert "None" not in said - said_anyway, f"without {missing}"
