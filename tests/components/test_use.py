"""Templates are made of components, and every component that is used is tested against fixtures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.components.cases import OURS, THEIRS, UNSUPPORTED, components, fixtures
from tests.services.databases import APPS, ROOT

FOLDER = ROOT / "templates" / "components"
NAMED = re.compile(r"components/([\w-]+)\.html")
BUILT = {"input", "textarea", "select", "radios", "checkboxes", "password-input", "error-summary"}
"""Components that forms choose by the kind of field (``portal.base.forms.field_component``) or by a tag."""

ELEMENT = re.compile(r"<([a-z]+)\d?\b[^<>]*?\bclass=\"([^\"]*)\"")
LOGIC = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def templates() -> list[Path]:
    """Every template of the project."""
    folders = [ROOT / "templates", *(ROOT / app for app in APPS)]
    return sorted(file for folder in folders for file in folder.rglob("*.html"))


def uses() -> dict[str, set[str]]:
    """For each component that is named anywhere, the files that name it."""
    found: dict[str, set[str]] = defaultdict(set)
    code = [file for app in APPS for file in (ROOT / app).rglob("*.py")]
    for file in [*templates(), *code]:
        for name in NAMED.findall(without_comments(file.read_text(encoding="utf-8"))):
            found[name].add(str(file.relative_to(ROOT)))
    return found


def without_comments(source: str) -> str:
    """A template without what it only says about itself."""
    return re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)


def parts() -> set[str]:
    """Components used only inside others that have govuk-frontend's fixtures: tested with those."""
    tested = {f"templates/components/{name}.html" for name in components(THEIRS)}
    known = uses()
    found: set[str] = set()
    for _depth in range(3):  # a part may have parts
        inside = tested | {f"templates/components/{name}.html" for name in found}
        found |= {name for name, users in known.items() if users <= inside}
    return found


def test_every_component_that_is_used_has_fixtures() -> None:
    tested = components(THEIRS) | components(OURS) | parts()
    assert sorted(set(uses()) - tested) == [], (
        "Add fixtures to tests/components/fixtures (docs/architecture.md says how)."
    )


def test_every_component_that_is_named_is_there() -> None:
    there = {file.stem for file in FOLDER.glob("*.html")}
    assert sorted(set(uses()) - there) == []


def test_no_component_stands_unused() -> None:
    there = {file.stem for file in FOLDER.glob("*.html")}
    assert sorted(there - set(uses()) - BUILT) == []


def test_fixtures_belong_to_components_that_are_there() -> None:
    there = {file.stem for file in FOLDER.glob("*.html")}
    assert sorted((components(THEIRS) | components(OURS)) - there) == []


def test_every_exception_from_govuk_frontends_fixtures_is_still_needed() -> None:
    assert sorted(name for name, _fixture in UNSUPPORTED if name not in components(THEIRS)) == []


def test_no_two_fixtures_of_a_component_share_a_name() -> None:
    names = [str(fixture) for fixture in fixtures(OURS)]
    assert sorted(names) == sorted(set(names))


def elements(html: str) -> Iterator[tuple[str, str]]:
    """Each element's name with each class it has of a component of govuk-frontend.

    A variant (``govuk-button--secondary``) may be on any element; headings are one, whatever their level.
    """
    known = components(THEIRS)
    for element, classes in ELEMENT.findall(html):
        for name in classes.split():
            block = re.sub(r"(__|--).*", "", name.removeprefix("govuk-"))
            if name.startswith("govuk-") and block in known:
                yield ("any" if "--" in name else element), name


def test_what_templates_write_out_of_a_component_is_written_as_govuk_frontend_writes_it() -> None:
    expected = {pair for fixture in fixtures(THEIRS) for pair in elements(fixture.html)}
    strange = [
        f"{file.relative_to(ROOT)}: <{element} class={name}>"
        for file in templates()
        for element, name in elements(LOGIC.sub(" ", without_comments(file.read_text("utf-8"))))
        if (element, name) not in expected
    ]
    assert strange == []
