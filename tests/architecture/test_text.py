"""What must not stand in any file that is kept: registries' addresses, and wishes without an issue."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.services.databases import ROOT

REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("npmmirror", "com"),
        ("repo1", "maven"),
        ("proxy", "golang"),
        ("deb", "debian", "org"),
    )
]
OPTIONS = ["--" + "index-url", "--extra-" + "index-url", "--find-" + "links"]
WISH = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?! ?\(?#\d+)")
OTHERS_WORK = ("portal/frontend/vendor/", "tests/journeys/axe/")
"""Vendored files are kept as their makers wrote them."""


def kept_files() -> list[Path]:
    """Every text file that git keeps, but those of other makers."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [path for path in listed.stdout.split("\0") if path and not path.startswith(OTHERS_WORK)]
    return [ROOT / path for path in paths if (ROOT / path).is_file() and is_text(ROOT / path)]


def is_text(file: Path) -> bool:
    """Whether a file holds text."""
    with file.open("rb") as opened:
        return b"\0" not in opened.read(2048)


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs, as ``file:line``."""
    return [
        f"{file.relative_to(ROOT)}:{number}"
        for file in kept_files()
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_kept_file_names_a_package_registry() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_the_locks_leave_the_choice_of_index_to_the_machine() -> None:
    found = lines_with(re.compile("|".join(map(re.escape, OPTIONS))))
    assert [line for line in found if line.startswith("requirements")] == []


def test_every_wish_for_later_carries_its_issue() -> None:
    assert lines_with(WISH) == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_is_pinned_and_hashed(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [
        entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=" not in entry
    ] == []


def test_both_locks_agree_on_every_version_they_share() -> None:
    def versions(lock: str) -> dict[str, str]:
        text = (ROOT / lock).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.\-\[\]]+)==([\w.]+)", text, re.MULTILINE))

    runtime, development = versions("requirements.lock"), versions("requirements-dev.lock")
    assert {name: development.get(name) for name in runtime} == runtime
