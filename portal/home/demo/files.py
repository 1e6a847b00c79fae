"""The demonstration's source files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"

PASSWORD = "kent-demo-2026"  # noqa: S105  a published demonstration password; production refuses it
TOTP_SECRET = "KENTDEMOKENTDEMOKENTDEMOKENTDEMO"  # noqa: S105  likewise


def read(name: str) -> Any:
    """The content of ``data/<name>.json``."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
