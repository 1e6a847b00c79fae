"""The order of the storeys, as import-linter's contract in pyproject.toml states it."""

from __future__ import annotations

import re
import tomllib

from tests.services.databases import ROOT


def storeys() -> list[list[str]]:
    """The packages of each storey, the roof first."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["id"] == "layers"]
    return [re.findall(r"[\w.]+", storey) for storey in layers]


def height(package: str) -> int | None:
    """How high a package stands, the floor being 0; None if it is no part of the building."""
    for level, packages in enumerate(reversed(storeys())):
        if any(package == known or package.startswith(f"{known}.") for known in packages):
            return level
    return None


def may_know(upper: str, lower: str) -> bool:
    """Whether code of the app ``upper`` may refer to the app ``lower``."""
    above, below = height(upper), height(lower)
    if above is None or below is None or upper == lower:
        return below is None or upper == lower
    return above > below
