"""What components are given and what HTML they must give: govuk-frontend's fixtures, and our own.

``fixtures/govuk-frontend`` comes with the npm package. ``fixtures/portal`` is ours, one file for each
component that govuk-frontend does not have: a list of ``name``, ``options`` (the template's variables)
and ``html`` (lines). In our options a text like ``2027-03-09T09:30:00+00:00`` is that moment,
``2027-03-09`` that day, and ``{"safe_html": "<p>…</p>"}`` HTML that is already safe.

Write the ``name`` and ``options`` of a fixture of ours by hand; ``python -m
tests.components.cases COMPONENT`` fills in the HTML that the component gives now. Read it
before you commit it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import django
from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe

FIXTURES = Path(__file__).parent / "fixtures"
THEIRS, OURS = "govuk-frontend", "portal"
ICONS = Path(__file__).parents[2] / "portal" / "frontend" / "icons"
ICON = re.compile(r'<svg class="kd-icon[^>]*>(.*?)</svg>', re.DOTALL)
KEEP_KEYS = {"attributes", "values"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")

UNSUPPORTED = {
    ("button", "start link with html"): "a start button's words are plain text",
    ("password-input", "with translations"): "the portal speaks one language",
    ("select", "with falsy values"): "Django writes false as False; our values are words",
}
"""Fixtures of govuk-frontend whose options the portal leaves out on purpose, each with its reason."""


@dataclass(frozen=True)
class Fixture:
    """One use of a component: what it is given, and what it must give."""

    component: str
    name: str
    options: dict[str, Any]
    html: str

    def __str__(self) -> str:
        return f"{self.component}: {self.name}"

    def rendered(self, **changed: Any) -> str:
        """The component's HTML with these options, or with some of them changed."""
        return render_to_string(f"components/{self.component}.html", {**self.options, **changed})


def components(origin: str) -> set[str]:
    """The names of the components that have fixtures."""
    return {path.stem for path in (FIXTURES / origin).glob("*.json")}


def fixtures(origin: str) -> list[Fixture]:
    """All fixtures of govuk-frontend or of ours, but those that are left out with a reason."""
    prepared = _snake_case if origin == THEIRS else _ours
    return [
        Fixture(path.stem, row["name"], prepared(row["options"]), _joined(row["html"]))
        for path in sorted((FIXTURES / origin).glob("*.json"))
        for row in json.loads(path.read_text(encoding="utf-8"))
        if (path.stem, row["name"]) not in UNSUPPORTED
    ]


def shape(html: str) -> Any:
    """The tree of elements with attributes in any order and white space evened out."""
    return _nodes(BeautifulSoup(html, "html.parser"))


def readable(html: str) -> list[str]:
    """The same HTML as lines, one for each element, as a fixture keeps them."""
    return _lines(BeautifulSoup(html, "html.parser"), "")


def without_drawings(html: str) -> str:
    """Each of our icons as ``<svg icon="its-name">`` instead of its lines."""
    names = {
        path.read_text(encoding="utf-8").partition(">")[2].rpartition("</svg>")[0]: path.stem
        for path in ICONS.glob("*.svg")
    }
    return ICON.sub(lambda found: f'<svg icon="{names[found[1]]}"></svg>', html)


def _lines(parent: Tag, margin: str) -> list[str]:
    found = []
    for node in parent.children:
        if isinstance(node, Tag):
            start, end = _tags(node)
            if any(isinstance(child, Tag) for child in node.children):
                found += [f"{margin}{start}", *_lines(node, f"{margin} "), f"{margin}{end}"]
            else:
                found.append(f"{margin}{start}{escape(' '.join(node.get_text().split()))}{end}")
        elif text := " ".join(str(node).split()):
            found.append(f"{margin}{escape(text)}")
    return found


def _tags(node: Tag) -> tuple[str, str]:
    values = {
        name: " ".join(value) if isinstance(value, list) else value for name, value in node.attrs.items()
    }
    written = "".join(f' {name}="{escape(value)}"' for name, value in values.items())
    return f"<{node.name}{written}>", "" if node.is_empty_element else f"</{node.name}>"


def record(component: str) -> None:
    """Writes what a component of ours gives now into its fixtures."""
    file = FIXTURES / OURS / f"{component}.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    for row in rows:
        html = render_to_string(f"components/{component}.html", _ours(row["options"]))
        row["html"] = readable(without_drawings(html))
    file.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _joined(html: str | list[str]) -> str:
    return html if isinstance(html, str) else "\n".join(html)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda match: f"_{match[1].lower()}", name)


def _snake_case(options: Any) -> Any:
    """govuk-frontend's options as our components take them: snake_case, and HTML as safe text."""
    if isinstance(options, list):
        return [_snake_case(item) for item in options]
    if not isinstance(options, dict):
        return options
    taken = {
        _snake(key): value if key in KEEP_KEYS else _snake_case(value) for key, value in options.items()
    }
    for key in [key for key in taken if key == "html" or key.endswith("_html")]:
        if taken[key]:
            taken[key] = taken[key[:-4] + "text"] = mark_safe(taken[key])
    if taken.get("visually_hidden_text") == "" and "items" not in taken:
        taken["visually_hidden_text"] = False
    return taken


def _ours(options: Any) -> Any:
    """Our options with moments, days and safe HTML in place of how JSON writes them."""
    if isinstance(options, list):
        return [_ours(item) for item in options]
    if isinstance(options, dict):
        if set(options) == {"safe_html"}:
            return mark_safe(options["safe_html"])
        return {key: _ours(value) for key, value in options.items()}
    if isinstance(options, str) and MOMENT.fullmatch(options):
        return datetime.fromisoformat(options)
    if isinstance(options, str) and DAY.fullmatch(options):
        return date.fromisoformat(options)
    return options


def _nodes(parent: Tag) -> list[Any]:
    found: list[Any] = []
    for node in parent.children:
        if isinstance(node, Tag):
            attributes = {
                key: sorted(value)
                if key == "class"
                else " ".join(value if isinstance(value, list) else value.split())
                for key, value in node.attrs.items()
            }
            found.append((node.name, attributes, _nodes(node)))
        elif text := " ".join(str(node).split()):
            found.append(text)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    for name in sys.argv[1:]:
        record(name)
