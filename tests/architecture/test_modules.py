"""Modules stay short, say their role in their name, and have their tests where one looks for them."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.services.databases import APPS, ROOT

LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
VAGUE_NAMES = {"utils", "helpers", "common", "misc", "tools"}
ACROSS_MODULES = {"tests/portal/accounts/test_sign_in.py"}
"""Tests of what several modules and templates do together."""
INNER_FOLDERS = ("templatetags", "management/commands")
WITHOUT_MIRROR = {
    "access",
    "architecture",
    "components",
    "factories",
    "faults",
    "journeys",
    "odd",
    "races",
    "services",
}
"""Folders of tests about the whole: they mirror no package."""
CONTRACT = "contract"
"""A folder of tests, anywhere, of what several adapters do alike."""


def modules(*tops: str) -> list[Path]:
    """The Python files under these folders, migrations excepted."""
    return [
        file
        for top in tops
        for file in sorted((ROOT / top).rglob("*.py"))
        if "migrations" not in file.parts
    ]


def name(file: Path) -> str:
    """A path as one reads it."""
    return str(file.relative_to(ROOT))


def test_a_module_is_short_enough_to_read_in_one_sitting() -> None:
    lengths = {name(file): len(source(file).splitlines()) for file in modules(*APPS, "tests")}
    assert {file: length for file, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{name(file)}: {node.name} has {length(node)} lines"
        for file in modules(*APPS)
        for node in ast.walk(ast.parse(source(file)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    ]
    assert long == []


def source(file: Path) -> str:
    """What a file says."""
    return file.read_text(encoding="utf-8")


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, decorators excepted."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        name(file) for file in modules(*APPS, "tests") if {file.stem, file.parent.name} & VAGUE_NAMES
    ]
    assert vague == []


def mirrored_tests() -> list[Path]:
    """The test files that should stand where their module stands."""
    tests = ROOT / "tests"
    return [
        file
        for file in sorted(tests.rglob("test_*.py"))
        if file.relative_to(tests).parts[0] not in WITHOUT_MIRROR and file.parent.name != CONTRACT
    ]


def test_a_test_file_stands_where_its_module_stands() -> None:
    stray = [name(file) for file in mirrored_tests() if not any(map(exists, subjects(file)))]
    assert [file for file in stray if file not in ACROSS_MODULES] == []


def subjects(file: Path) -> list[Path]:
    """What a test file may be about: a module or package where it stands, or one storey further in."""
    place = ROOT / file.parent.relative_to(ROOT / "tests")
    subject = file.stem.removeprefix("test_")
    inside = [place / inner / subject for inner in ("", *INNER_FOLDERS)]
    pages = ROOT / "templates" / "pages" / file.parent.name
    return [*inside, ROOT / "templates" / subject, pages / subject]


def exists(subject: Path) -> bool:
    """Whether there is such a module, package or template."""
    return subject.is_dir() or any(subject.with_suffix(end).exists() for end in (".py", ".html"))


def test_every_folder_of_tests_is_a_package_so_that_names_may_repeat() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("*.py")}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
